"""What one person's calendar is told: each message above the one it must replace, and never below."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from webinars.database import transaction
from webinars.events.models import Event, NotificationMode
from webinars.outbox.models import Message, MessageState
from webinars.registrations.actions import cancel, erase, register, register_again
from webinars.scheduling import invitation_sequence
from webinars.scheduling.models import Invitation

METHOD, SEQUENCE = b"METHOD:", b"SEQUENCE:"


@pytest.fixture
def overrides():
    # What takes weeks happens within an hour here.
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


def act(action, *arguments, **said):
    with transaction() as session:
        action(session, *arguments, **said)


def sign_up(event, **said):
    details = {
        "name": "Ann",
        "email": "ann@example.com",
        "zone": "Africa/Nairobi",
        "language": "en",
    }
    with transaction() as session:
        made = register(session, event_id=event.id, **details | said)
        session.flush()
        return made.id


def test_the_numbers_rise_from_place_to_cancellation_to_place(event, deliver):
    place = sign_up(event)
    chain = told(deliver())
    for action in (cancel, register_again, cancel, register_again):
        act(action, place)
        chain += told(deliver())

    assert chain == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2), ("CANCEL", 3), ("REQUEST", 4)]


def test_a_new_registration_of_the_address_goes_on_where_the_old_one_stopped(event, deliver):
    act(cancel, sign_up(event))
    deliver()
    first = sign_up(event)
    deliver()
    act(cancel, first)
    deliver()

    sign_up(event, email="Ann@Example.com")

    assert told(deliver()) == [("REQUEST", 2)]


def test_the_same_letter_once_more_carries_the_same_number(event, deliver, clock):
    sign_up(event)
    first = told(deliver())
    clock.advance(timedelta(minutes=10))
    sign_up(event)

    assert first + told(deliver()) == [("REQUEST", 0), ("REQUEST", 0)]


def test_others_are_not_moved_by_what_one_person_is_told(event, deliver):
    act(cancel, sign_up(event))
    deliver()

    sign_up(event, email="bob@example.com")

    assert told(deliver()) == [("REQUEST", 0)]


def test_the_event_s_own_number_is_the_least(event, deliver):
    place = sign_up(event)
    deliver()
    with transaction() as session:
        session.get_one(Event, event.id).sequence = 7

    act(cancel, place)
    act(register_again, place)

    assert told(deliver()) == [("CANCEL", 7), ("REQUEST", 8)]


def test_a_place_given_back_before_its_letter_was_written_leaves_a_note_alone(
    event, deliver, session
):
    act(cancel, sign_up(event))

    mails = deliver()

    assert told(mails) == [None]
    states = session.execute(select(Message.topic, Message.state).order_by(Message.id)).all()
    assert [tuple(row) for row in states] == [
        ("registration.confirmed", MessageState.SUPERSEDED),
        ("registration.cancelled", MessageState.SENT),
    ]


def test_erasing_tells_the_calendar_first_and_then_forgets(event, deliver, session):
    place = sign_up(event)
    deliver()

    act(erase, place)

    assert told(deliver()) == [("CANCEL", 1)]
    session.rollback()
    assert set(session.scalars(select(Invitation.address))) == {""}
    left = session.execute(select(Message.recipient, Message.payload, Message.body)).all()
    assert {(row.recipient, str(row.payload), row.body) for row in left} == {("", "{}", None)}


def test_somebody_erased_is_invited_anew_above_what_their_calendar_knows(event, deliver, session):
    act(cancel, sign_up(event))
    place = sign_up(event)
    deliver()
    act(erase, place)
    deliver()

    sign_up(event)

    session.rollback()
    assert session.get_one(Event, event.id).sequence == 0
    assert told(deliver()) == [("REQUEST", 2)]


def test_an_erasure_before_anything_left_leaves_no_trace(event, deliver, session):
    act(erase, sign_up(event))

    mails = deliver()

    assert told(mails) == [None]
    assert session.scalars(select(Invitation)).all() == []
    assert set(session.scalars(select(Message.recipient))) == {""}


@given(st.lists(st.tuples(st.sampled_from(["request", "again", "cancel", "move"])), max_size=30))
def test_numbers_never_fall_and_a_cancellation_is_always_higher(steps):
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
