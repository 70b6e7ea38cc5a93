"""Reminders: once per confirmed registrant, with current values, and to nobody else."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from tests.web.pages import statements
from webinars.database import db, transaction
from webinars.emails.messages.reminders import time_left
from webinars.emails.smtp import DeferredError
from webinars.events.changes import change_event
from webinars.events.details import EventDetails
from webinars.events.lifecycle import postpone_event
from webinars.events.queries import event_by_id
from webinars.outbox.models import Message, MessageState
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.models import Registration
from webinars.registrations.new_registration import register_attendee
from webinars.timezones.schedule import Days, Timed
from webinars.worker.delivery import DeliveryWorker
from webinars.worker.loop import deliver_once
from webinars.worker.topic_handlers import HANDLERS

STARTS_AT = datetime(2027, 7, 16, 13, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CROWD = 5000


@pytest.fixture
def event(clock, make_event):
    return make_event(notification_mode="never", terms={"reminders": [1440, 60]})


@pytest.fixture
def wanjiru(event, make_registration, deliver):
    """Create a registrant who was confirmed long ago."""
    made = make_registration(event)
    deliver()
    return made


@pytest.fixture
def move(site):
    def move(event, start):
        now = event_by_id(db.session(), event.id)
        when = Timed(start, start + HOUR, "Europe/Zurich")
        details = EventDetails(
            title=now.title,
            when=when,
            meeting_url=now.meeting_url,
            notification_mode=now.notification_mode,
        )
        with transaction() as session:
            change_event(session, event.id, details=details, revision=now.revision, site=site)

    return move


def reminded(mails):
    """Return the recipients of reminders, and the time left that each states."""
    told = [(mail.message["To"].addresses[0].addr_spec, mail.message["Subject"]) for mail in mails]
    return [(to, subject.partition(":")[0]) for to, subject in told if subject.startswith("In ")]


def test_reminders_are_sent_once_at_their_times(event, wanjiru, clock, deliver):
    seen = []
    for left in (25 * HOUR, DAY, 23 * HOUR, 2 * HOUR, HOUR, timedelta(minutes=30), -HOUR):
        clock.stop(STARTS_AT - left)
        seen.append([text for _, text in reminded(deliver())])

    assert seen == [[], ["In 24 hours"], [], [], ["In 1 hour"], [], []]


def test_reminder_has_the_join_link_and_no_calendar_part(event, wanjiru, clock, deliver):
    clock.stop(STARTS_AT - HOUR)
    mail = deliver()[-1]

    assert mail.message["Subject"] == (
        "In 1 hour: Children deprived of liberty, Friday 16 July, 16:00 Nairobi"
    )
    assert mail.calendar is None
    for item in (
        "Wanjiru Kamau, the event starts in 1 hour.",
        "16:00 to 17:30  your time, Nairobi",
        "09:00  New York, Friday 16 July",
        "JOIN FROM 15:45 YOUR TIME",
        "/join/",
        "/registrations/",
        "to reach Amira Haddad:",
    ):
        assert item in mail.text
    assert mail.message["Reply-To"] == "Amira Haddad <amira@example.org>"


def test_only_confirmed_registrants_are_reminded(clock, make_event, deliver, session):
    event = make_event(notification_mode="never", capacity=2, terms={"reminders": [1440]})
    stays, leaves = place(event, "stays@example.com"), place(event, "leaves@example.com")
    with transaction() as writing:
        cancel_registration(writing, leaves)
    clock.stop(STARTS_AT - DAY - HOUR)
    place(event, "late@example.com")
    clock.stop(STARTS_AT - 2 * DAY)
    place(event, "waits@example.com")
    deliver()

    clock.stop(STARTS_AT - DAY)

    assert reminded(deliver()) == [("stays@example.com", "In 24 hours")]
    told = select(Message.registration_id).where(Message.topic == "registration.reminder")
    assert session.scalars(told).all() == [stays]


def place(event, email):
    with transaction() as session:
        made = register_attendee(
            session, event_id=event.id, name="N", email=email, timezone="UTC", language="en"
        )
        session.flush()
        return made.id


def test_registration_three_hours_before_gets_the_one_hour_reminder(event, clock, deliver):
    clock.stop(STARTS_AT - 3 * HOUR)
    place(event, "early@example.com")
    clock.stop(STARTS_AT - HOUR - timedelta(minutes=29))
    place(event, "late@example.com")
    deliver()

    clock.stop(STARTS_AT - HOUR)

    assert reminded(deliver()) == [("early@example.com", "In 1 hour")]


@pytest.mark.parametrize(
    ("reminder", "quiet"), [(DAY, 2 * HOUR), (HOUR, timedelta(minutes=30))], ids=["day", "hour"]
)
def test_recently_confirmed_registrants_are_not_reminded(event, clock, deliver, reminder, quiet):
    due_at = STARTS_AT - reminder
    clock.stop(due_at - quiet)
    place(event, "before@example.com")
    clock.advance(timedelta(seconds=1))
    place(event, "within@example.com")
    deliver()

    clock.stop(due_at)

    assert [to for to, _ in reminded(deliver())] == ["before@example.com"]


def test_cancelling_while_the_reminder_is_queued_drops_it(event, wanjiru, clock, deliver):
    clock.stop(STARTS_AT - DAY)
    spread()
    with transaction() as session:
        cancel_registration(session, wanjiru.id)

    assert reminded(deliver()) == []


def spread():
    """Fan out due messages without sending any."""
    now_due = select(Message).where(
        Message.topic == "event.reminder", Message.state == MessageState.QUEUED
    )
    with transaction() as session:
        fact = session.scalars(now_due.order_by(Message.due_at)).first()
        HANDLERS["event.reminder"](session, fact)
        fact.state = MessageState.SUPERSEDED


@pytest.mark.parametrize("is_spread", [False, True])
def test_moved_event_reminds_of_its_new_time_only(event, wanjiru, clock, deliver, move, is_spread):
    clock.stop(STARTS_AT - DAY - timedelta(seconds=1))
    if is_spread:
        spread()
    move(event, datetime(2027, 7, 20, 15))
    clock.stop(STARTS_AT - DAY)
    first = reminded(deliver())
    clock.stop(datetime(2027, 7, 19, 13, tzinfo=UTC))

    assert (first, reminded(deliver())) == ([], [("wanjiru@example.com", "In 24 hours")])


@pytest.mark.parametrize("mode", ["cancel", "postpone"])
def test_cancelled_or_postponed_event_reminds_nobody(
    event, wanjiru, clock, deliver, cancel, site, mode
):
    clock.stop(STARTS_AT - DAY)
    spread()
    if mode == "cancel":
        cancel(event)
    else:
        with transaction() as session:
            postpone_event(session, event.id, site)

    assert reminded(deliver()) == []


def test_late_reminder_states_the_actual_time_left(event, wanjiru, clock, deliver):
    clock.stop(STARTS_AT - 5 * HOUR)
    late = reminded(deliver())
    clock.stop(STARTS_AT)
    over = reminded(deliver())

    assert (late, over) == ([("wanjiru@example.com", "In 5 hours")], [])
    assert states("event.reminder") == {MessageState.SUPERSEDED}


def test_reminder_deferred_past_the_start_expires(event, wanjiru, clock, app, session):
    clock.stop(STARTS_AT - HOUR)
    delivery_worker = DeliveryWorker(app, threading.Event())
    delivery_worker.transport = Deferring()
    delivery_worker.deliver_batch()
    delivery_worker.deliver_batch()
    delivery_worker.close()
    is_composed = session.scalar(
        select(Message.body.is_not(None)).where(Message.topic == "registration.reminder")
    )

    clock.stop(STARTS_AT)
    deliver_once(app)

    assert is_composed
    assert states("registration.reminder") == {MessageState.SUPERSEDED}


class Deferring:
    """A transport that defers everything."""

    def is_open(self):
        """Be open."""
        return True

    def open(self):
        """Be open."""

    def close(self):
        """Be closed."""

    def send(self, envelope, before_content):
        raise DeferredError("451 later")


def states(topic):
    db.session.rollback()
    return set(db.session.scalars(select(Message.state).where(Message.topic == topic)))


@pytest.mark.parametrize("jump", [2 * HOUR, -2 * HOUR, -DAY])
@pytest.mark.parametrize("at", [DAY, HOUR])
def test_clock_jump_neither_repeats_nor_loses_reminders(event, wanjiru, clock, deliver, jump, at):
    """The clock jumps just before the reminder and back just after; the worker runs both times."""
    seen = []
    for now in (
        STARTS_AT - at - timedelta(minutes=1),
        STARTS_AT - at - timedelta(minutes=1) + min(jump, at / 2),
        STARTS_AT - at,
        STARTS_AT - at + min(jump, at / 2),
        STARTS_AT - at + timedelta(minutes=1),
        STARTS_AT - at + timedelta(minutes=2),
    ):
        clock.stop(now)
        seen += reminded(deliver())

    wanted = (
        2 if at == HOUR else 1
    )  # the day's reminder is late by then, and is sent at the first look
    assert len(seen) == wanted


def test_two_workers_remind_once(app, event, clock, deliver):
    people = [f"p{number}@example.com" for number in range(30)]
    for email in people:
        place(event, email)
    deliver()
    clock.stop(STARTS_AT - DAY)

    threads = [threading.Thread(target=deliver_once, args=(app,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(to for to, _ in reminded(deliver())) == sorted(people)


def test_reminder_survives_a_worker_killed_during_fan_out(
    app, event, wanjiru, clock, deliver, monkeypatch
):
    clock.stop(STARTS_AT - DAY)
    spread_them = HANDLERS["event.reminder"]

    def die(session, message):
        spread_them(session, message)
        raise SystemExit

    monkeypatch.setitem(HANDLERS, "event.reminder", die)
    with pytest.raises(SystemExit):
        deliver_once(app)
    monkeypatch.setitem(HANDLERS, "event.reminder", spread_them)
    clock.advance(timedelta(minutes=3))  # the lease runs out

    assert reminded(deliver()) == [("wanjiru@example.com", "In 24 hours")]


def test_five_thousand_reminders_take_few_statements(event, clock, session):
    long_ago = clock.now()
    same = {
        "event_id": event.id,
        "status": "confirmed",
        "name": "N",
        "timezone": "UTC",
        "language": "en",
    }
    times = {"created_at": long_ago, "status_at": long_ago}
    emails = [f"{number}@example.com" for number in range(CROWD)]
    with transaction() as writing:
        writing.execute(
            insert(Registration),
            [{**same, **times, "email": email, "address": email} for email in emails],
        )
    clock.stop(STARTS_AT - DAY)

    with transaction() as writing, statements() as seen:
        due = select(Message).where(Message.topic == "event.reminder").order_by(Message.due_at)
        told = HANDLERS["event.reminder"](writing, writing.scalars(due).first())

    with transaction() as writing:
        register_attendee(
            writing,
            event_id=event.id,
            name="New",
            email="new@example.com",
            timezone="UTC",
            language="en",
        )
    first = session.scalar(
        select(Message.topic)
        .where(Message.topic != "event.reminder")
        .order_by(Message.priority.desc(), Message.due_at, Message.id)
    )
    assert (told, first) == (CROWD, "registration.confirmed")
    assert len(seen) < 15


def test_all_day_reminder_counts_days(clock, make_event, make_registration, deliver):
    when = Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna")
    make_registration(make_event(when=when, cities=(), terms={"reminders": [1440, 60]}))
    deliver()
    clock.stop(datetime(2027, 10, 11, 7, tzinfo=UTC))

    assert reminded(deliver()) == [("wanjiru@example.com", "In 1 day")]


@pytest.mark.parametrize(
    ("planned", "left", "text"),
    [
        (1440, timedelta(hours=23, minutes=50), (24, "hours")),
        (1440, timedelta(hours=20), (20, "hours")),
        (60, timedelta(minutes=57), (1, "hours")),
        (60, timedelta(minutes=40), (40, "minutes")),
        (60, timedelta(seconds=20), (1, "minutes")),
        (2880, timedelta(hours=48), (2, "days")),
        (10080, timedelta(days=6, hours=20), (7, "days")),
        (90, timedelta(minutes=90), (90, "minutes")),
    ],
)
def test_time_left_is_as_planned_unless_late(planned, left, text):
    assert time_left(planned, left) == text
