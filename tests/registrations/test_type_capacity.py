"""Places by kind of registration: counted in one statement, and never fewer than are held."""

import pytest

from tests.registrations.terms import AT_ONCE
from tests.web.pages import statements
from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.events.queries import event_by_id
from webinars.events.settings.registration_types import RegistrationTypeDetails, set_types, types_of
from webinars.registrations import actions
from webinars.registrations.models import Registration, Status
from webinars.registrations.types.type_capacity import (
    apply_type_changes,
    events_with_full_types,
    places_by_type,
)


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def put(site):
    """Give an action that lets an event have these kinds, and settles what follows."""

    def put(event, *said):
        with transaction() as session:
            revision = event_by_id(session, event.id).revision
            changed = set_types(session, event.id, types=said, revision=revision, site=site)
            apply_type_changes(session, changed)
        db.session.rollback()
        return types_of(db.session(), event.id)

    return put


@pytest.fixture
def event(make_event):
    return make_event(terms=AT_ONCE)


def named(kinds, *capacities):
    pairs = zip(kinds, capacities, strict=True)
    return [
        RegistrationTypeDetails(kind.name, capacity=capacity, id=kind.id)
        for kind, capacity in pairs
    ]


def statuses():
    db.session.rollback()
    return {
        each.email.partition("@")[0]: each.status for each in db.session.query(Registration).all()
    }


def test_places_are_counted_by_kind_in_one_statement(event, make_registration, put):
    room, online, _ = put(
        event,
        RegistrationTypeDetails("Room", capacity=1),
        RegistrationTypeDetails("Online"),
        RegistrationTypeDetails("Empty"),
    )
    for number, kind in enumerate((room, room, online)):
        make_registration(event, email=f"p{number}@example.org", registration_type_id=kind.id)
    gone = make_registration(event, email="gone@example.org", registration_type_id=online.id)
    with transaction() as session:
        actions.cancel(session, gone.id)

    with statements() as seen:
        found = places_by_type(db.session(), event.id)

    assert [(each.name, each.held, each.people, each.is_full) for each in found] == [
        ("Room", 1, 2, True),
        ("Online", 1, 1, False),
        ("Empty", 0, 0, False),
    ]
    assert sum("FROM registration_types" in each for each in seen) == 1


def test_an_event_is_full_by_kinds_when_each_of_those_offered_is(
    make_event, event, make_registration, put
):
    other = make_event()
    room, _ = put(
        event, RegistrationTypeDetails("Room", capacity=1), RegistrationTypeDetails("Online")
    )
    put(other, RegistrationTypeDetails("Room", capacity=1))
    make_registration(event, registration_type_id=room.id)
    before = events_with_full_types(db.session(), [event.id, other.id])
    put(event, *named([room], 1))

    after = events_with_full_types(db.session(), [event.id, other.id])

    assert (before, after) == (set(), {event.id})
    assert events_with_full_types(db.session(), []) == set()


def test_fewer_places_than_are_held_are_refused_with_the_count(event, make_registration, put):
    kinds = put(event, RegistrationTypeDetails("Room"), RegistrationTypeDetails("Online"))
    for number in range(2):
        make_registration(event, email=f"p{number}@example.org", registration_type_id=kinds[1].id)

    with pytest.raises(ConflictError) as refused:
        put(event, *named(kinds, 1, 1))

    assert refused.value.code == "registration-type-capacity-below-held"
    assert refused.value.facts == {"at": 1, "held": 2}
    assert [kind.capacity for kind in types_of(db.session(), event.id)] == [None, None]


def test_a_larger_kind_lets_its_own_queue_in(event, make_registration, put):
    kinds = put(
        event,
        RegistrationTypeDetails("Room", capacity=1),
        RegistrationTypeDetails("Online", capacity=1),
    )
    for who, kind in (("a", 0), ("b", 0), ("c", 1), ("d", 1)):
        make_registration(event, email=f"{who}@example.org", registration_type_id=kinds[kind].id)

    put(event, *named(kinds, 1, 2))

    assert statuses() == {
        "a": Status.CONFIRMED,
        "b": Status.WAITING,
        "c": Status.CONFIRMED,
        "d": Status.CONFIRMED,
    }
