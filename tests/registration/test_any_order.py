"""Whatever order people come, go, are asked and decided on in: the promises about places hold."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.models import Event, RegistrationKind, WaitingList
from webinars.outbox.models import Message
from webinars.registration import actions, approving, line, places, queries
from webinars.registration.handlers import end_place
from webinars.registration.models import ACTIVE, HOLDING, Registration, Status
from webinars.timekeeping import clock

PEOPLE = (
    "ana@example.org",
    "Ana@EXAMPLE.org",
    "bo@example.org",
    "cy@example.org",
    "di@example.org",
)
OF_ONE = [
    "give_back", "register_again", "erase", "change_address", "prove", "accept", "approve", "refuse", "offer",
    "move", "extend",
]  # fmt: skip
STEPS = st.one_of(
    st.tuples(st.just("register"), st.sampled_from(PEOPLE), st.integers(0, 1)),
    st.tuples(st.sampled_from(OF_ONE), st.integers(0, 8), st.integers(-2, 2)),
    st.tuples(st.just("wait"), st.integers(1, 60), st.just(0)),
    st.tuples(st.just("capacity"), st.integers(1, 4), st.just(0)),
)
TERMS = st.fixed_dictionaries(
    {
        "waiting_list": st.sampled_from(WaitingList),
        "asks_approval": st.booleans(),
        "proof_hours": st.sampled_from([None, 5]),
        "capacity": st.sampled_from([None, 1, 1, 2, 3]),
    }
)


@pytest.fixture
def event(make_event, clock):
    return make_event()


@pytest.fixture
def kinds(event):
    with transaction() as session:
        made = [RegistrationKind(event_id=event.id, position=n, name=f"Kind {n}") for n in (0, 1)]
        session.add_all(made)
        session.flush()
        return [kind.id for kind in made]


@given(
    terms=TERMS,
    of_kinds=st.none() | st.tuples(st.sampled_from([None, 1, 2]), st.sampled_from([None, 1])),
    steps=st.lists(STEPS, max_size=25),
)
@settings(
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
def test_no_order_of_arrivals_and_departures_overbooks(event, kinds, terms, of_kinds, steps):
    begin(event, kinds, terms, of_kinds)

    for step, subject, more in steps:
        before = statuses(event)
        take(event, kinds if of_kinds else [], step, subject, more)
        check(event)
        check_told(before, statuses(event))


def begin(event, kinds, terms, of_kinds):
    clock.stop(event.revised_at)
    with transaction() as session:
        session.execute(delete(Message))
        session.execute(delete(Registration))
        for number, places_of in zip(kinds, of_kinds or (None, None), strict=True):
            session.get_one(RegistrationKind, number).capacity = places_of
        session.execute(
            update(Event).where(Event.id == event.id).values(has_kinds=bool(of_kinds), **terms)
        )


def take(event, kinds, step, subject, more):
    """Take a step; refusals are part of the game."""
    ids = sorted(statuses(event))
    try:
        if step == "wait":
            wait(timedelta(hours=subject))
            return
        with transaction() as session:
            if step == "register":
                said = {"name": "Somebody", "zone": "UTC", "language": "en"}
                kind = kinds[more] if kinds else None
                actions.register(session, event_id=event.id, email=subject, kind_id=kind, **said)
            elif step == "capacity":
                session.get_one(Event, event.id).capacity = subject
                line.settle_capacity(session, event.id)
            elif subject < len(ids):
                act(session, event, step, ids[subject], more)
    except (ConflictError, NotFoundError, InvalidInputError):
        pass


def act(session, event, step, number, more):
    of_event = {"event_id": event.id, "registration_id": number}
    match step:
        case "change_address":
            change_address(session, number, PEOPLE[number % len(PEOPLE)])
        case "accept":
            line.accept(session, number)
        case "approve" | "refuse":
            getattr(approving, step)(session, **of_event)
        case "offer":
            line.offer(session, **of_event)
        case "move":
            before = [one for one, _ in queries.queue(session, event.id)]
            after = line.move(session, by=more, **of_event)
            assert sorted(after) == sorted(before)
            assert after == [one for one, _ in queries.queue(session, event.id)]
            assert [one for one in after if one != number] == [
                one for one in before if one != number
            ]
        case "extend":
            line.extend(session, until=clock.now() + timedelta(hours=30 + more), **of_event)
        case _:
            getattr(actions, step)(session, number)


def wait(time):
    """Let time pass, and let the worker do what falls due."""
    clock.advance(time)
    with transaction() as session:
        due = session.scalars(
            select(Message).where(Message.topic == line.ENDS, Message.due_at <= clock.now())
        ).all()
        facts = [message.facts for message in due]
        for message in due:
            session.delete(message)
    for said in facts:
        with transaction() as session:
            end_place(session, Message(topic=line.ENDS, facts=said))


def change_address(session, registration_id, email):
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


def check(event):
    """Held ≤ capacity, of the event and of each kind; nobody waits while a place is free for them."""
    db.session.rollback()
    session = db.session()
    now = session.get_one(Event, event.id)
    rows = session.scalars(select(Registration).where(Registration.event_id == event.id)).all()
    capacity, tally = queries.capacity_of(session, now), queries.tally(session, event.id)
    assert capacity.event is None or tally.held <= capacity.event
    for kind, most in capacity.kinds.items():
        assert most is None or tally.held_of(kind) <= most
    waiting = [row for row in rows if row.status is Status.WAITING]
    if now.waiting_list is not WaitingList.BY_HAND:
        assert not [row for row in waiting if places.has_room(capacity, tally, row.kind_id)]
    active = [row.address for row in rows if row.status is not Status.CANCELLED]
    assert len(set(active)) == len(active)
    assert all(row.address == row.name == "" for row in rows if row.erased_at)
    assert all(row.waits_since for row in waiting)
    # Whatever ends has a message that is due by then, and an offer always ends.
    ends = {
        (message.facts["registration_id"], message.due_at)
        for message in session.scalars(select(Message).where(Message.topic == line.ENDS))
    }
    assert all(
        (row.id, row.ends_at) in ends for row in rows if row.ends_at and row.status in HOLDING
    )
    assert all(row.ends_at for row in rows if row.status is Status.OFFERED)
    assert not [row for row in rows if row.ends_at and row.status not in ACTIVE]


def check_told(before, after):
    """Each change of a state has its message."""
    db.session.rollback()
    told = db.session.scalars(select(Message).where(Message.topic.like("registration.%"))).all()
    topics = Counter((message.registration_id, message.topic) for message in told)
    for registration_id, status in after.items():
        if before.get(registration_id) is not status:
            assert topics[registration_id, f"registration.{status.value}"] > 0
