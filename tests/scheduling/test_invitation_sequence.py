"""SEQUENCE of calendar messages to one attendee: above the message to replace, and never decreasing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from webinars.database import transaction
from webinars.events.enums import NotificationMode
from webinars.events.models import Event
from webinars.outbox.models import Message, MessageState
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.new_registration import register_again, register_attendee
from webinars.scheduling import invitation_sequence
from webinars.scheduling.models import Invitation

METHOD, SEQUENCE = b"METHOD:", b"SEQUENCE:"


@pytest.fixture
def overrides():
    # Weeks of activity happen within an hour here.
    return {"EVENT_EMAILS_PER_HOUR": 20}


@pytest.fixture
def event(clock, make_event):
    return make_event(notification_mode=NotificationMode.NEVER)


def told(mails):
    """Return method and sequence of each message's calendar part, None for a message without one."""
    return [
        mail.calendar and (_line(mail.calendar, METHOD), int(_line(mail.calendar, SEQUENCE)))
        for mail in mails
    ]


def _line(calendar, name):
    return next(
        line.removeprefix(name).decode()
        for line in calendar.split(b"\r\n")
        if line.startswith(name)
    )


def act(action, *arguments, **fields):
    with transaction() as session:
        action(session, *arguments, **fields)


def sign_up(event, **fields):
    details = {
        "name": "Ann",
        "email": "ann@example.com",
        "timezone": "Africa/Nairobi",
        "language": "en",
    }
    with transaction() as session:
        made = register_attendee(session, event_id=event.id, **details | fields)
        session.flush()
        return made.id


def test_sequence_rises_from_invitation_to_cancel_to_invitation(event, deliver):
    place = sign_up(event)
    chain = told(deliver())
    for action in (cancel_registration, register_again, cancel_registration, register_again):
        act(action, place)
        chain += told(deliver())

    assert chain == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2), ("CANCEL", 3), ("REQUEST", 4)]


def test_new_registration_continues_the_sequence_of_the_address(event, deliver):
    act(cancel_registration, sign_up(event))
    deliver()
    first = sign_up(event)
    deliver()
    act(cancel_registration, first)
    deliver()

    sign_up(event, email="Ann@Example.com")

    assert told(deliver()) == [("REQUEST", 2)]


def test_resent_invitation_has_the_same_sequence(event, deliver, clock):
    sign_up(event)
    first = told(deliver())
    clock.advance(timedelta(minutes=10))
    sign_up(event)

    assert first + told(deliver()) == [("REQUEST", 0), ("REQUEST", 0)]


def test_sequence_of_one_attendee_does_not_affect_others(event, deliver):
    act(cancel_registration, sign_up(event))
    deliver()

    sign_up(event, email="bob@example.com")

    assert told(deliver()) == [("REQUEST", 0)]


def test_sequence_of_the_event_is_the_minimum(event, deliver):
    place = sign_up(event)
    deliver()
    with transaction() as session:
        session.get_one(Event, event.id).sequence = 7

    act(cancel_registration, place)
    act(register_again, place)

    assert told(deliver()) == [("CANCEL", 7), ("REQUEST", 8)]


def test_registration_cancelled_before_composing_sends_no_calendar_part(event, deliver, session):
    act(cancel_registration, sign_up(event))

    mails = deliver()

    assert told(mails) == [None]
    states = session.execute(select(Message.topic, Message.state).order_by(Message.id)).all()
    assert [tuple(row) for row in states] == [
        ("registration.confirmed", MessageState.SUPERSEDED),
        ("registration.cancelled", MessageState.SENT),
    ]


def test_erasure_sends_a_cancel_before_deleting(event, deliver, session):
    place = sign_up(event)
    deliver()

    act(erase_registrant, place)

    assert told(deliver()) == [("CANCEL", 1)]
    session.rollback()
    assert set(session.scalars(select(Invitation.address))) == {""}
    left = session.execute(select(Message.recipient, Message.payload, Message.body)).all()
    assert {(row.recipient, str(row.payload), row.body) for row in left} == {("", "{}", None)}


def test_erased_address_is_invited_again_with_a_higher_sequence(event, deliver, session):
    act(cancel_registration, sign_up(event))
    place = sign_up(event)
    deliver()
    act(erase_registrant, place)
    deliver()

    sign_up(event)

    session.rollback()
    assert session.get_one(Event, event.id).sequence == 0
    assert told(deliver()) == [("REQUEST", 2)]


def test_erasure_before_sending_leaves_no_trace(event, deliver, session):
    act(erase_registrant, sign_up(event))

    mails = deliver()

    assert told(mails) == [None]
    assert session.scalars(select(Invitation)).all() == []
    assert set(session.scalars(select(Message.recipient))) == {""}


@given(st.lists(st.tuples(st.sampled_from(["request", "again", "cancel", "move"])), max_size=30))
def test_sequence_never_falls_and_cancel_is_higher(steps):
    event, last, cancelled = 0, None, True
    for (step,) in steps:
        if step == "move":
            event += 1
            continue
        if step == "cancel":
            if cancelled:
                continue
            number = invitation_sequence.cancel_sequence(event, last)
            assert number > last
        elif step == "again" and not cancelled:
            number = invitation_sequence.repeated_sequence(event, last)
            assert number >= last
        else:
            number = invitation_sequence.request_sequence(event, 0, last)
            assert last is None or number > last
        assert number >= event
        last, cancelled = number, step == "cancel"
