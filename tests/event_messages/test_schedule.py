"""Scheduled messages: at a time, relative to the event, moved with it, postponed, held back."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from webinars.database import db, transaction
from webinars.errors import InvalidInputError
from webinars.event_messages import editing, sending
from webinars.event_messages.editing import MessageDetails
from webinars.event_messages.models import Anchor, EventMessage, EventMessageState
from webinars.event_messages.recipients import Audience
from webinars.event_messages.sending import SendTime
from webinars.events.changes import change_event
from webinars.events.details import EventDetails
from webinars.events.lifecycle import cancel_event
from webinars.events.queries import event_by_id
from webinars.outbox.models import Message, MessageState
from webinars.timezones.schedule import Timed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEFORE = SendTime(Anchor.START, offset_minutes=-60)
AFTER = SendTime(Anchor.END, offset_minutes=30)


@pytest.fixture
def move(event, site):
    """Return a function that moves the event."""

    def move(start):
        now = event_by_id(db.session(), event.id)
        details = EventDetails(
            title=now.title,
            when=Timed(start, start + HOUR, "Europe/Zurich"),
            meeting_url=now.meeting_url,
            notification_mode=now.notification_mode,
        )
        with transaction() as session:
            change_event(session, event.id, details=details, revision=now.revision, site=site)

    return move


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

    move(event.local_start + by)

    assert due() == [starts_at - HOUR]
    assert arrivals(starts_at - HOUR - timedelta(seconds=1)) == []
    assert arrivals(starts_at - HOUR) == ["Ana", "Bo", "Cleo"]


def test_fixed_time_is_local_and_does_not_move(
    event, people, write_message, send_message, move, arrivals
):
    at = SendTime(Anchor.TIME, local_send_at=datetime(2027, 7, 1, 9), timezone="Europe/Zurich")
    send_message(write_message(), at)

    move(event.local_start - timedelta(days=5))

    assert [one.isoformat() for one in due()] == ["2027-07-01T07:00:00+00:00"]


def test_message_before_the_start_is_not_sent_after_it(
    event, people, write_message, send_message, arrivals, stored
):
    number = write_message()
    send_message(number, BEFORE)

    assert arrivals(event.starts_at) == []
    assert stored(number)[0].stop_reason == sending.TOO_LATE
    assert stored(number)[0].state is EventMessageState.STOPPED


def test_message_of_a_cancelled_event_is_held_back(
    event, people, write_message, send_message, arrivals, stored, site
):
    number = write_message()
    send_message(number, BEFORE)
    with transaction() as session:
        cancel_event(session, event.id, site)

    assert arrivals(event.starts_at - HOUR) == []
    assert stored(number)[0].stop_reason == sending.NOT_PUBLISHED


def test_scheduled_message_is_edited_postponed_and_stopped(
    event, people, write_message, send_message, arrivals, stored, organiser
):
    number = write_message()
    send_message(number, BEFORE)
    revision = stored(number)[0].revision
    with transaction() as session:
        editing.change_message(
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
