"""Scheduled messages: at a time, relative to the event, moved with it, postponed, held back."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.postgres import on_both_databases
from webinars.database import db, transaction
from webinars.errors import InvalidInputError
from webinars.event_messages import message_editing, sending
from webinars.event_messages.message_editing import MessageDetails
from webinars.event_messages.models import Anchor, EventMessage, EventMessageState
from webinars.event_messages.recipients import Audience
from webinars.event_messages.sending import SendTime
from webinars.events.changes import change_event
from webinars.events.details import EventDetails
from webinars.events.enums import EventState
from webinars.events.lifecycle import cancel_event, postpone_event, restore_event
from webinars.events.models import Event
from webinars.events.notifications.message_times import HELD_FOR
from webinars.events.queries import event_by_id
from webinars.outbox.message_state import mark_superseded
from webinars.outbox.models import Message, MessageState
from webinars.timezones.schedule import Month, Timed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEFORE = SendTime(Anchor.START, offset_minutes=-60)
AFTER = SendTime(Anchor.END, offset_minutes=30)


@pytest.fixture
def move(event, site):
    """Return a function that moves the event."""

    def move(when):
        now = event_by_id(db.session(), event.id)
        details = EventDetails(
            title=now.title,
            when=when,
            meeting_url=now.meeting_url,
            notification_mode=now.notification_mode,
        )
        with transaction() as session:
            change_event(session, event.id, details=details, revision=now.revision, site=site)

    return move


@pytest.fixture
def batches_of_two(monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)


@pytest.fixture(params=[cancel_event, postpone_event])
def end_event(request, event, site):
    """Return a function that cancels or postpones the event."""

    def end_event():
        with transaction() as session:
            request.param(session, event.id, site)

    return end_event


@pytest.fixture
def arrivals(deliver, clock):
    """Return a function that sets the clock and returns the recipients of the message then."""

    def arrivals(at):
        clock.stop(at)
        mails = [mail for mail in deliver() if "water" in mail.message["Subject"]]
        return [str(mail.message["To"]).partition(" ")[0] for mail in mails]

    return arrivals


def due():
    """Return when the queued fan-outs are due."""
    db.session.rollback()
    return db.session.scalars(
        select(Message.due_at).where(
            Message.topic == "event.message", Message.state == MessageState.QUEUED
        )
    ).all()


def test_message_leaves_an_hour_before_the_start_and_no_earlier(
    event, people, write_message, send_message, arrivals
):
    send_message(write_message(), BEFORE)

    assert arrivals(event.starts_at - HOUR - timedelta(seconds=1)) == []
    assert arrivals(event.starts_at - HOUR) == ["Ana", "Bo", "Cleo"]
    assert arrivals(event.starts_at) == []


def test_who_registers_before_it_leaves_gets_it(
    event, people, write_message, send_message, arrivals, make_registration, deliver
):
    send_message(write_message(), AFTER)
    make_registration(event, name="Dora", email="dora@example.org")
    deliver()

    assert arrivals(event.ends_at + HOUR) == ["Ana", "Bo", "Cleo", "Dora"]


@pytest.mark.parametrize("by", [timedelta(days=-10), timedelta(days=10)])
def test_relative_message_moves_with_the_event(
    event, people, write_message, send_message, move, arrivals, by
):
    number = write_message()
    send_message(number, BEFORE)
    starts_at = event.starts_at + by

    start = event.local_start + by
    move(Timed(start, start + HOUR, "Europe/Zurich"))

    assert due() == [starts_at - HOUR]
    assert arrivals(starts_at - HOUR - timedelta(seconds=1)) == []
    assert arrivals(starts_at - HOUR) == ["Ana", "Bo", "Cleo"]


def test_fixed_time_is_local_and_does_not_move(
    event, people, write_message, send_message, move, arrivals
):
    at = SendTime(Anchor.TIME, local_send_at=datetime(2027, 7, 1, 9), timezone="Europe/Zurich")
    send_message(write_message(), at)

    start = event.local_start - 5 * DAY
    move(Timed(start, start + HOUR, "Europe/Zurich"))

    assert [one.isoformat() for one in due()] == ["2027-07-01T07:00:00+00:00"]


def test_message_before_the_start_is_not_sent_after_it(
    event, people, write_message, send_message, arrivals, stored
):
    number = write_message()
    send_message(number, BEFORE)

    assert arrivals(event.starts_at) == []
    assert stored(number)[0].stop_reason == sending.TOO_LATE
    assert stored(number)[0].state is EventMessageState.STOPPED


def test_relative_message_waits_until_the_event_is_restored(
    event, people, write_message, send_message, arrivals, stored, site, end_event
):
    number = write_message()
    send_message(number, BEFORE)
    end_event()

    assert arrivals(event.starts_at - DAY) == []
    assert due()[0] > event.starts_at
    assert stored(number)[0].state is EventMessageState.SCHEDULED

    with transaction() as session:
        restore_event(session, event.id, site)

    assert due() == [event.starts_at - HOUR]
    assert arrivals(event.starts_at - HOUR) == ["Ana", "Bo", "Cleo"]


@on_both_databases
def test_relative_message_waits_until_the_date_is_set(
    event, people, write_message, send_message, move, arrivals, stored
):
    number, start = write_message(), event.local_start + 40 * DAY
    send_message(number, BEFORE)
    move(Month(start.year, start.month, "Europe/Zurich"))

    assert arrivals(event.starts_at - HOUR) == []
    assert stored(number)[0].state is EventMessageState.SCHEDULED

    move(Timed(start, start + HOUR, "Europe/Zurich"))
    starts_at = event_by_id(db.session(), event.id).starts_at

    assert due() == [starts_at - HOUR]
    assert arrivals(starts_at - HOUR) == ["Ana", "Bo", "Cleo"]


def test_message_of_a_postponed_event_whose_row_was_due_waits(
    event, people, write_message, send_message, arrivals, stored, clock
):
    number = write_message()
    send_message(number, BEFORE)
    with transaction() as session:
        session.get_one(Event, event.id).state = EventState.POSTPONED

    assert arrivals(event.starts_at - HOUR) == []
    assert stored(number)[0].state is EventMessageState.SCHEDULED
    assert due() == [clock.now() + HELD_FOR]


@on_both_databases
def test_message_of_a_cancelled_event_does_not_leave_at_a_fixed_time(
    event, people, write_message, send_message, arrivals, stored, site
):
    number = write_message()
    send_message(number, fixed(event.local_start - HOUR))
    with transaction() as session:
        cancel_event(session, event.id, site)

    assert arrivals(event.starts_at - HOUR) == []
    assert stored(number)[0].stop_reason == sending.NOT_PUBLISHED


@pytest.mark.parametrize(
    ("before_start", "late_by"), [(HOUR, HOUR), (5 * DAY, 2 * DAY), (-HOUR / 2, HOUR)]
)
def test_message_for_a_fixed_time_does_not_leave_late(
    event, people, write_message, send_message, arrivals, stored, before_start, late_by
):
    number = write_message()
    send_message(number, fixed(event.local_start - before_start))

    assert arrivals(event.starts_at - before_start + late_by) == []
    assert stored(number)[0].stop_reason == sending.TOO_LATE


def test_message_for_a_fixed_time_may_be_some_hours_late(
    event, people, write_message, send_message, arrivals
):
    send_message(write_message(), fixed(event.local_start - 5 * DAY))

    assert arrivals(event.starts_at - 4 * DAY) == ["Ana", "Bo", "Cleo"]


@on_both_databases
def test_message_that_has_begun_does_not_move_with_the_event(
    event, batches_of_two, people, write_message, send_message, move, arrivals, clock
):
    send_message(write_message(), BEFORE)
    clock.stop(event.starts_at - HOUR)
    begin()
    leaves_at, moved = clock.now(), event.local_start + 10 * DAY
    move(Timed(moved, moved + HOUR, "Europe/Zurich"))

    assert due() == [leaves_at]
    assert arrivals(leaves_at) == ["Ana", "Bo", "Cleo"]


@pytest.mark.usefixtures("people", "batches_of_two")
@pytest.mark.parametrize("when", [None, BEFORE])
def test_rest_gets_nothing_once_the_event_is_no_longer_published(
    event, write_message, send_message, arrivals, stored, clock, end_event, when
):
    number = write_message()
    clock.stop(event.starts_at - 2 * HOUR)
    send_message(number, when)
    clock.stop(event.starts_at - HOUR)
    begin()
    end_event()

    assert arrivals(event.starts_at - HOUR) == []
    assert stored(number)[0].state is EventMessageState.STOPPED
    assert stored(number)[0].stop_reason == sending.EVENT_CHANGED


@on_both_databases
def test_queued_email_is_not_composed_once_the_event_is_in_another_state(
    event, people, write_message, send_message, arrivals, stored, clock
):
    number = write_message()
    send_message(number)
    begin()
    with (
        transaction() as session
    ):  # whose own e-mails, which would replace these, are not queued yet
        session.get_one(Event, event.id).state = EventState.CANCELLED

    assert arrivals(clock.now()) == []
    assert stored(number)[1].left_out == 3


def test_message_about_the_cancellation_leaves_until_the_event_is_restored(
    event, people, write_message, send_message, arrivals, site, clock
):
    with transaction() as session:
        cancel_event(session, event.id, site)
    send_message(write_message())

    assert arrivals(clock.now()) == ["Ana", "Bo", "Cleo"]

    number = write_message("Drink the water")
    send_message(number)
    begin()
    with transaction() as session:
        restore_event(session, event.id, site)

    assert arrivals(clock.now()) == []


@on_both_databases
def test_scheduled_message_is_edited_postponed_and_stopped(
    event, people, write_message, send_message, arrivals, stored, organiser
):
    number = write_message()
    send_message(number, BEFORE)
    revision = stored(number)[0].revision
    with transaction() as session:
        message_editing.change_message(
            session,
            event.id,
            number,
            MessageDetails("Less water", "Text", Audience()),
            revision=revision,
            organiser_id=organiser.id,
        )

    assert stored(number)[0].state is EventMessageState.SCHEDULED

    send_message(number, AFTER)

    assert due() == [event.ends_at + timedelta(minutes=30)]
    assert arrivals(event.starts_at - HOUR) == []

    with transaction() as session:
        sending.stop_message(session, event.id, number)

    assert due() == []
    assert arrivals(event.ends_at + DAY) == []


def test_time_that_has_passed_is_refused(event, people, write_message, send_message, clock):
    number = write_message()
    clock.stop(event.starts_at - timedelta(minutes=30))

    with pytest.raises(InvalidInputError, match="send-time-passed"):
        send_message(number, BEFORE)

    db.session.rollback()
    assert db.session.get(EventMessage, number).state is EventMessageState.DRAFT


@on_both_databases
def test_resumed_message_leaves_only_while_it_is_known_who_got_it(
    event, people, write_message, send_message, arrivals, stored, clock, move
):
    number = write_message()
    clock.stop(event.starts_at - 20 * DAY)
    send_message(number)
    assert arrivals(clock.now()) == ["Ana", "Bo", "Cleo"]
    _stopped(number)

    with pytest.raises(InvalidInputError, match="send-time-too-late"):
        send_message(number, SendTime(Anchor.END, offset_minutes=60 * 24 * 12))

    send_message(number, BEFORE)
    later = event.local_start + 30 * DAY
    move(Timed(later, later + HOUR, "Europe/Zurich"))

    assert arrivals(event_by_id(db.session(), event.id).starts_at - HOUR) == []
    assert stored(number)[0].stop_reason == sending.TOO_OLD


def _stopped(number):
    """Stop a message as an organiser does who presses while its last e-mails leave."""
    with transaction() as session:
        session.get_one(EventMessage, number).state = EventMessageState.STOPPED


def begin():
    """Run the first fan-out, as the worker does."""
    with transaction() as session:
        message = session.scalar(
            select(Message).where(
                Message.topic == "event.message", Message.state == MessageState.QUEUED
            )
        )
        sending.queue_recipients(session, message)
        mark_superseded(message, "fanned out")


def fixed(local):
    return SendTime(Anchor.TIME, local_send_at=local, timezone="Europe/Zurich")
