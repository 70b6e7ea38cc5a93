"""Capacity of registration types: counted in one query, and never below the places held."""

import pytest

from tests.registrations.terms import AT_ONCE
from tests.web.pages import statements
from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.events.queries import event_by_id
from webinars.events.settings.registration_types import RegistrationTypeDetails, set_types, types_of
from webinars.registrations import cancellation
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
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
    """Return a function that sets an event's registration types and promotes registrations."""

    def put(event, *values):
        with transaction() as session:
            revision = event_by_id(session, event.id).revision
            changed = set_types(session, event.id, types=values, revision=revision, site=site)
            apply_type_changes(session, changed)
        db.session.rollback()
        return types_of(db.session(), event.id)

    return put


@pytest.fixture
def event(make_event):
    return make_event(terms=AT_ONCE)


def named(types, *capacities):
    pairs = zip(types, capacities, strict=True)
    return [
        RegistrationTypeDetails(registration_type.name, capacity=capacity, id=registration_type.id)
        for registration_type, capacity in pairs
    ]


def statuses():
    db.session.rollback()
    return {
        item.email.partition("@")[0]: item.status for item in db.session.query(Registration).all()
    }


def test_places_by_type_are_counted_in_one_query(event, make_registration, put):
    room, online, _ = put(
        event,
        RegistrationTypeDetails("Room", capacity=1),
        RegistrationTypeDetails("Online"),
        RegistrationTypeDetails("Empty"),
    )
    for number, registration_type in enumerate((room, room, online)):
        make_registration(
            event, email=f"p{number}@example.org", registration_type_id=registration_type.id
        )
    gone = make_registration(event, email="gone@example.org", registration_type_id=online.id)
    with transaction() as session:
        cancellation.cancel_registration(session, gone.id)

    with statements() as seen:
        result = places_by_type(db.session(), event.id)

    assert [(item.name, item.held, item.people, item.is_full) for item in result] == [
        ("Room", 1, 2, True),
        ("Online", 1, 1, False),
        ("Empty", 0, 0, False),
    ]
    assert sum("FROM registration_types" in item for item in seen) == 1


def test_event_is_full_when_every_offered_type_is(make_event, event, make_registration, put):
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


def test_capacity_below_places_held_is_refused_with_count(event, make_registration, put):
    types = put(event, RegistrationTypeDetails("Room"), RegistrationTypeDetails("Online"))
    for number in range(2):
        make_registration(event, email=f"p{number}@example.org", registration_type_id=types[1].id)

    with pytest.raises(ConflictError) as refused:
        put(event, *named(types, 1, 1))

    assert refused.value.code == "registration-type-capacity-below-held"
    assert refused.value.facts == {"at": 1, "held": 2}
    assert [
        registration_type.capacity for registration_type in types_of(db.session(), event.id)
    ] == [None, None]


def test_larger_type_promotes_only_its_own_waiting_registrations(event, make_registration, put):
    types = put(
        event,
        RegistrationTypeDetails("Room", capacity=1),
        RegistrationTypeDetails("Online", capacity=1),
    )
    for who, registration_type in (("a", 0), ("b", 0), ("c", 1), ("d", 1)):
        make_registration(
            event, email=f"{who}@example.org", registration_type_id=types[registration_type].id
        )

    put(event, *named(types, 1, 2))

    assert statuses() == {
        "a": Status.CONFIRMED,
        "b": Status.WAITING,
        "c": Status.CONFIRMED,
        "d": Status.CONFIRMED,
    }
