"""Whatever order people come, go, come back and are forgotten in: the promises about places hold."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from webinars.database import db, transaction
from webinars.errors import ConflictError, NotFoundError
from webinars.events.models import Event
from webinars.outbox.models import Message
from webinars.registration import actions
from webinars.registration.models import ACTIVE, Registration, Status

PEOPLE = (
    "ana@example.org",
    "Ana@EXAMPLE.org",
    "bo@example.org",
    "cy@example.org",
    "di@example.org",
)
STEPS = st.one_of(
    st.tuples(st.just("register"), st.sampled_from(PEOPLE)),
    st.tuples(
        st.sampled_from(["give_back", "register_again", "erase", "move"]),
        st.integers(min_value=0, max_value=8),
    ),
)


@pytest.fixture
def event(make_event, clock):
    return make_event()


@given(capacity=st.sampled_from([None, 1, 1, 2, 3]), steps=st.lists(STEPS, max_size=25))
@settings(max_examples=60)
def test_no_order_of_arrivals_and_departures_overbooks(event, capacity, steps):
    with transaction() as session:
        session.execute(delete(Message))
        session.execute(delete(Registration))
        session.execute(update(Event).where(Event.id == event.id).values(capacity=capacity))

    for step, subject in steps:
        before = statuses(event)
        take(event, step, subject)
        check(event, capacity)
        check_told(before, statuses(event))


def take(event, step, subject):
    """Take a step; refusals are part of the game."""
    said = {"name": "Somebody", "zone": "UTC", "language": "en"}
    ids = sorted(statuses(event))
    try:
        with transaction() as session:
            if step == "register":
                actions.register(session, event_id=event.id, email=subject, **said)
            elif subject < len(ids):
                if step == "move":
                    move(session, ids[subject], PEOPLE[subject % len(PEOPLE)])
                else:
                    getattr(actions, step)(session, ids[subject])
    except (ConflictError, NotFoundError):
        pass


def move(session, registration_id, email):
    """Change the address and prove it."""
    place = session.get(Registration, registration_id)
    if place.erased_at is None:
        place.new_email = email
        session.flush()
        number = actions.rules.address_number(email, place.generation)
        actions.prove_address(session, registration_id, number)


def statuses(event):
    db.session.rollback()
    query = select(Registration.id, Registration.status).where(Registration.event_id == event.id)
    return dict(db.session.execute(query).all())


def check(event, capacity):
    """Held ≤ capacity; nobody waits while a place is free; one active registration for an address."""
    db.session.rollback()
    rows = db.session.scalars(select(Registration).where(Registration.event_id == event.id)).all()
    count = Counter(row.status for row in rows)
    if capacity is None:
        assert count[Status.WAITING] == 0
    else:
        assert count[Status.CONFIRMED] <= capacity
        assert count[Status.WAITING] == 0 or count[Status.CONFIRMED] == capacity
    active = [row.address for row in rows if row.status in ACTIVE]
    assert len(set(active)) == len(active)
    assert all(row.address == row.name == "" for row in rows if row.erased_at)


def check_told(before, after):
    """Each change of a state has its message."""
    db.session.rollback()
    told = db.session.scalars(select(Message).where(Message.topic.like("registration.%"))).all()
    topics = {(message.registration_id, message.topic) for message in told}
    for registration_id, status in after.items():
        if before.get(registration_id) is not status:
            assert (registration_id, f"registration.{status.value}") in topics
