"""A change of an event notifies everyone concerned and leaves one correct entry in each calendar."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import func, insert, select
from sqlalchemy.event import listen

from tests.registrations.terms import AT_ONCE
from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.events.changes import change_event
from webinars.events.details import EventDetails
from webinars.events.enums import EventState
from webinars.events.lifecycle import postpone_event, restore_event
from webinars.events.queries import event_by_id
from webinars.outbox.models import Message, MessageState
from webinars.registrations.models import Registration
from webinars.registrations.waiting_list.freed_places import apply_capacity_change
from webinars.scheduling.fanout import HANDLERS
from webinars.timezones.schedule import Month, Timed
from webinars.worker.delivery import BATCH, DeliveryWorker

SUMMER = Timed(datetime(2027, 7, 16, 15), datetime(2027, 7, 16, 16, 30), "Europe/Zurich")
LATER = Timed(datetime(2027, 7, 17, 17), datetime(2027, 7, 17, 18, 30), "Europe/Zurich")
APRIL = Month(2028, 4, "Europe/Zurich")


@pytest.fixture
def change(app, site):
    """Return a function that changes fields of an event."""

    def change(event, **fields):
        now = event_by_id(db.session(), event.id)
        announcement = EventDetails(
            **{
                "title": now.title,
                "when": now.when,
                "cities": now.cities,
                "capacity": now.capacity,
                "meeting_url": now.meeting_url,
                **fields,
            }
        )
        with transaction() as session:
            change_event(session, event.id, details=announcement, revision=now.revision, site=site)
            apply_capacity_change(session, event.id)

    return change


@pytest.fixture
def restore(app, site):
    def restore(event):
        with transaction() as session:
            restore_event(session, event.id, site)

    return restore


@pytest.fixture
def postpone(app, site):
    def postpone(event):
        with transaction() as session:
            postpone_event(session, event.id, site)

    return postpone


def entry(mail):
    """Return method, SEQUENCE, start and UID of an e-mail's calendar part."""
    if mail.calendar is None:
        return None
    calendar = Calendar.from_ical(mail.calendar)
    (event,) = calendar.walk("VEVENT")
    start = event.start.astimezone(UTC) if isinstance(event.start, datetime) else event.start
    return calendar["METHOD"], int(event["SEQUENCE"]), start, str(event["UID"])


def to(mails, address):
    return [mail for mail in mails if address in mail.message["To"]]


def test_sequence_of_emails_leaves_one_correct_entry(
    clock, make_event, make_registration, deliver, change, postpone, cancel, restore
):
    event = make_event(when=SUMMER)
    make_registration(event)
    first = deliver()
    for step in (
        lambda: change(event, when=LATER),
        lambda: postpone(event),
        lambda: change(event, when=SUMMER),
        lambda: cancel(event),
        lambda: restore(event),
        lambda: postpone(event),
        lambda: restore(event),
    ):
        clock.advance(timedelta(minutes=1))
        step()
        first += deliver()

    told = [entry(mail) for mail in to(first, "wanjiru")]

    methods, numbers, starts, uids = zip(*told, strict=True)
    assert methods == (
        "REQUEST", "REQUEST", "CANCEL", "REQUEST", "CANCEL", "REQUEST", "CANCEL", "REQUEST",
    )  # fmt: skip
    assert list(numbers) == sorted(set(numbers))
    assert starts[1] == datetime(2027, 7, 17, 15, tzinfo=UTC)
    assert starts[3] == datetime(2027, 7, 16, 13, tzinfo=UTC)
    assert set(uids) == {event.uid}


def test_reinstated_event_restores_one_calendar_entry(
    clock, make_event, make_registration, deliver, cancel, restore
):
    event = make_event(when=SUMMER, capacity=1)
    make_registration(event)
    make_registration(event, email="second@example.com")
    deliver()
    cancel(event)
    deliver()

    restore(event)
    first, second = sorted(deliver(), key=lambda mail: str(mail.message["To"]), reverse=True)

    assert (
        "the event has been reinstated and will take place. You are still registered."
        in " ".join(first.text.split())
    )
    assert first.message["Subject"].startswith("Reinstated: ")
    assert (
        "the event has been reinstated and will take place. You are still on the waiting list."
        in " ".join(second.text.split())
    )
    assert second.calendar is None


def test_cancellation_reverted_before_sending_sends_the_current_state(
    clock, make_event, make_registration, deliver, cancel, restore
):
    event = make_event(when=SUMMER)
    make_registration(event)

    cancel(event)
    restore(event)
    mails = deliver()

    assert [entry(mail)[0] for mail in to(mails, "wanjiru")] == ["REQUEST"]


@pytest.mark.parametrize(
    ("state", "code"),
    [(EventState.PUBLISHED, "not-cancelled"), (EventState.CANCELLED, "event-over")],
)
def test_published_or_past_event_cannot_be_reinstated(
    clock, make_event, restore, cancel, state, code
):
    event = make_event(when=SUMMER)
    if state is EventState.CANCELLED:
        cancel(event)
        clock.advance(timedelta(days=365))

    with pytest.raises(ConflictError, match=code):
        restore(event)


def test_change_email_shows_previous_and_current_values(
    clock, make_event, make_registration, deliver, change
):
    event = make_event(when=SUMMER)
    make_registration(event)
    deliver()

    change(event, when=LATER)
    (mail,) = deliver()

    assert "Friday 16 July 2027, 16:00 your time, Nairobi" in mail.text
    assert "18:00 to 19:30  your time, Nairobi" in mail.text
    assert mail.message["Subject"].startswith("New time: ")


def test_change_of_spelling_notifies_nobody(
    clock, session, make_event, make_registration, deliver, change
):
    event = make_event(when=SUMMER)
    make_registration(event)
    deliver()

    change(event, title="Children, deprived of liberty", description="Spelt right.")

    assert deliver() == []
    assert event_by_id(session, event.id).sequence == 0


def test_second_change_supersedes_an_unsent_first(
    clock, make_event, make_registration, deliver, change
):
    event = make_event(when=SUMMER)
    make_registration(event)
    deliver()

    change(event, when=LATER)
    change(
        event,
        when=Timed(
            LATER.start + timedelta(hours=1), LATER.end + timedelta(hours=1), LATER.timezone
        ),
    )
    mails = deliver()

    # The first message may be fanned out before the second, which then supersedes its e-mails.
    assert [entry(mail)[2].hour for mail in mails] == [16]
    assert "Friday 16 July 2027, 16:00 your time" in mails[0].text


def test_registrant_awaiting_the_first_email_gets_only_current_values(
    clock, make_event, make_registration, deliver, change
):
    event = make_event(when=SUMMER)
    make_registration(event)

    change(event, when=LATER)
    mails = to(deliver(), "wanjiru")

    assert [mail.message["Subject"].split(":")[0] for mail in mails] == ["You are registered"]
    assert entry(mails[0])[2] == datetime(2027, 7, 17, 15, tzinfo=UTC)


def test_waiting_list_is_notified_without_calendar_part(
    clock, make_event, make_registration, deliver, change
):
    event = make_event(when=SUMMER, capacity=1)
    make_registration(event)
    make_registration(event, name="Second", email="second@example.com")
    deliver()

    change(event, when=LATER)
    (mail,) = to(deliver(), "second")

    assert (mail.calendar, "wait" in mail.text) == (None, True)
    assert "Leave the waiting list so that someone else moves up" in mail.text
    assert "can have your place" not in mail.text


def test_unknown_day_removes_the_calendar_entry(
    clock, make_event, make_registration, deliver, change
):
    event = make_event(when=SUMMER)
    make_registration(event)
    deliver()

    change(event, when=APRIL)
    (mail,) = deliver()

    assert entry(mail)[0] == "CANCEL"


def test_calendar_entry_moves_only_if_one_was_sent(make_event, make_registration, deliver, change):
    event = make_event(when=APRIL, notification_mode="never")
    make_registration(event)
    deliver()

    change(event, when=SUMMER)
    (first,) = deliver()
    change(event, when=LATER)
    (second,) = deliver()

    puts = "The invitation in this e-mail adds the event to your calendar."
    moves = "The new invitation in this e-mail updates the event in your calendar."
    assert [item in first.text for item in (puts, moves)] == [True, False]
    assert [item in second.text for item in (puts, moves)] == [False, True]
    assert (entry(first)[0], entry(second)[0]) == ("REQUEST", "REQUEST")


def test_confirmation_precedes_bulk_emails(
    app, clock, session, make_event, make_registration, deliver, change
):
    event = make_event(when=SUMMER, notification_mode="never")
    for number in range(BATCH + 10):
        make_registration(event, email=f"{number}@example.com")
    deliver()
    change(event, when=LATER)
    delivery_worker = DeliveryWorker(app, threading.Event())
    delivery_worker.deliver_batch()  # the fact is spread, and the first of the crowd are told

    make_registration(event, email="late@example.com")
    delivery_worker.deliver_batch()
    delivery_worker.close()

    confirmed = select(Message.state).where(Message.recipient == "late@example.com")
    waiting = select(func.count()).where(Message.state == MessageState.QUEUED)
    session.rollback()
    assert session.scalar(confirmed) == MessageState.SENT
    assert session.scalar(waiting) > 0


def test_fan_out_to_a_thousand_takes_few_statements(
    app, clock, session, make_event, make_registration, change, deliver
):
    event = make_event(when=SUMMER, notification_mode="never")
    make_registration(event)
    now = clock.now()
    rows = [
        {
            "event_id": event.id,
            "status": "confirmed",
            "name": "N",
            "email": f"{n}@example.com",
            "address": f"{n}@example.com",
            "timezone": "UTC",
            "language": "en",
            "created_at": now,
            "status_at": now,
        }
        for n in range(1000)
    ]
    with transaction() as writing:
        writing.execute(insert(Registration), rows)
    deliver()
    change(event, when=LATER)
    fact = session.scalar(select(Message).where(Message.topic == "event.changed"))
    statements = []
    listen(db.engine, "before_cursor_execute", lambda *values: statements.append(values[2]))

    with transaction() as writing:
        told = HANDLERS["event.changed"](writing, writing.merge(fact))

    assert told == 1001
    assert len(statements) < 12


def test_cancellation_supersedes_unsent_confirmations(
    clock, make_event, make_registration, deliver, cancel
):
    event = make_event(when=SUMMER)
    make_registration(event)

    cancel(event)
    mails = to(deliver(), "wanjiru")

    assert [mail.message["Subject"].split(":")[0] for mail in mails] == ["Cancelled"]
    assert mails[0].calendar is None


def test_change_of_a_cancelled_event_notifies_nobody(
    clock, session, make_event, make_registration, deliver, change, cancel
):
    event = make_event(when=SUMMER)
    make_registration(event)
    cancel(event)
    deliver()

    change(event, when=LATER)

    posted = select(func.count()).where(Message.topic == "event.changed")
    assert session.scalar(posted) == 0


def test_capacity_below_confirmed_registrations_is_rejected(
    app, clock, make_event, make_registration, change
):
    event = make_event(capacity=2)
    make_registration(event)
    make_registration(event, email="second@example.com")

    with pytest.raises(ConflictError, match="capacity-below-held"):
        change(event, capacity=1)


def test_added_capacity_promotes_the_waiting_list(
    clock, make_event, make_registration, deliver, change
):
    event = make_event(terms=AT_ONCE, capacity=1)
    make_registration(event)
    make_registration(event, email="second@example.com")
    deliver()

    change(event, capacity=2)
    (mail,) = to(deliver(), "second")

    assert entry(mail)[0] == "REQUEST"


def test_edit_of_an_older_revision_is_rejected(app, clock, site, make_event, change):
    event = make_event(when=SUMMER)
    seen = event.revision
    change(event, title="The other editor's title")

    with pytest.raises(ConflictError, match="event-changed"), transaction() as session:
        change_event(
            session, event.id, details=EventDetails("Mine", SUMMER), revision=seen, site=site
        )

    assert event_by_id(db.session(), event.id).title == "The other editor's title"
