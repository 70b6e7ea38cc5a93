"""What is queued for an event's reminders always is what the event is now, and is planned once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from webinars.database import db, transaction
from webinars.events.changes import change_event
from webinars.events.details import EventDetails
from webinars.events.lifecycle import postpone_event, publish_event, unpublish_event
from webinars.events.notifications.reminders import plan_reminders
from webinars.events.queries import event_by_id
from webinars.outbox.models import Message, MessageState
from webinars.timezones.schedule import Days, Month, Timed

STARTS_AT = datetime(2027, 7, 16, 13, tzinfo=UTC)
DAY_AND_HOUR = {"reminders": [1440, 60]}


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.fixture
def event(make_event):
    return make_event(terms=DAY_AND_HOUR)


@pytest.fixture
def change(site):
    def change(event, **fields):
        now = event_by_id(db.session(), event.id)
        announcement = EventDetails(**{"title": now.title, "when": now.when, **fields})
        with transaction() as session:
            change_event(session, event.id, details=announcement, revision=now.revision, site=site)

    return change


def queued():
    """Return when reminders are due that are queued, and for which start they were planned."""
    db.session.rollback()
    rows = db.session.scalars(
        select(Message)
        .where(Message.topic == "event.reminder", Message.state == MessageState.QUEUED)
        .order_by(Message.due_at)
    )
    return [(row.due_at, datetime.fromisoformat(row.payload["starts_at"])) for row in rows]


def before(starts_at, *minutes):
    return [(starts_at - timedelta(minutes=minute), starts_at) for minute in minutes]


def test_publishing_queues_one_fact_for_each_reminder(event):
    assert queued() == before(STARTS_AT, 1440, 60)


def test_draft_has_no_reminders(make_event):
    make_event(publish=False, terms=DAY_AND_HOUR)

    assert queued() == []


def test_reminders_move_with_the_event(event, change):
    change(event, when=Timed(datetime(2027, 7, 17, 17), datetime(2027, 7, 17, 18), "Europe/Zurich"))

    assert queued() == before(datetime(2027, 7, 17, 15, tzinfo=UTC), 1440, 60)


def test_event_moved_there_and_back_has_its_reminders_once(event, change):
    here = event.when
    there = Timed(datetime(2027, 7, 17, 17), datetime(2027, 7, 17, 18), "Europe/Zurich")

    change(event, when=there)
    change(event, when=here)

    assert queued() == before(STARTS_AT, 1440, 60)


def test_spelling_leaves_them_as_they_are(event, change, session):
    numbers = select(Message.id).where(Message.topic == "event.reminder")
    planned = session.scalars(numbers).all()

    change(event, title="Spelt otherwise")

    session.rollback()
    assert session.scalars(numbers).all() == planned


@pytest.mark.parametrize("end", ["cancelled", "postponed", "taken back"])
def test_cancelled_event_has_no_reminders(event, cancel, site, end):
    if end == "cancelled":
        cancel(event)
    with transaction() as session:
        if end == "postponed":
            postpone_event(session, event.id, site)
        if end == "taken back":
            unpublish_event(session, event.id, site)

    assert queued() == []


def test_republished_event_has_its_reminders_again(event, site):
    with transaction() as session:
        unpublish_event(session, event.id, site)
    with transaction() as session:
        publish_event(session, event.id, site)

    assert queued() == before(STARTS_AT, 1440, 60)


def test_other_reminders_take_the_place_of_those_before(event, session):
    with transaction() as writing:
        row = event_by_id(writing, event.id)
        row.reminders = [1440, 30]
        plan_reminders(writing, row)

    assert queued() == before(STARTS_AT, 1440, 30)


def test_event_of_days_has_its_reminder_the_morning_before_in_its_zone(make_event):
    when = Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna")
    make_event(when=when, cities=(), terms={"reminders": [2880, 1440, 60]})

    assert [due for due, _ in queued()] == [
        datetime(2027, 10, 10, 7, tzinfo=UTC),
        datetime(2027, 10, 11, 7, tzinfo=UTC),
    ]


def test_event_of_month_has_no_reminders(make_event):
    make_event(when=Month(2027, 4, "Europe/Zurich"), cities=(), terms=DAY_AND_HOUR)

    assert queued() == []


def test_past_reminder_is_not_planned(make_event, clock):
    clock.stop(STARTS_AT - timedelta(hours=5))
    make_event(terms=DAY_AND_HOUR)

    assert queued() == before(STARTS_AT, 60)


@pytest.mark.parametrize(
    ("left", "planned"),
    [
        (timedelta(hours=1, seconds=1), [60]),
        (timedelta(hours=1), []),
        (timedelta(minutes=59, seconds=59), []),
    ],
)
def test_reminder_due_at_publication_is_not_planned(make_event, clock, left, planned):
    clock.stop(STARTS_AT - left)
    make_event(terms=DAY_AND_HOUR)

    assert queued() == before(STARTS_AT, *planned)


def test_one_that_is_due_and_waits_for_the_worker_stays(event, change, clock):
    clock.stop(STARTS_AT - timedelta(hours=23))

    change(event, title="Spelt otherwise")

    assert queued() == before(STARTS_AT, 1440, 60)


def test_one_that_went_out_is_not_planned_again_when_the_clock_falls_back(
    event, change, clock, deliver
):
    clock.stop(STARTS_AT - timedelta(hours=24))
    deliver()

    clock.advance(timedelta(days=-1))
    change(event, title="Spelt otherwise")

    assert queued() == before(STARTS_AT, 60)
