"""Decisions under an event's lock use the locked row, and queue positions stay distinct."""

import pytest
from sqlalchemy import update

from tests.registrations.terms import AT_ONCE
from webinars.database import db, transaction
from webinars.events import locks as event_locks
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.questions import editing
from webinars.registrations import answers, cancellation, locks
from webinars.registrations.models import Registration
from webinars.registrations.organiser.waiting_list import move_in_queue
from webinars.registrations.places import places_held
from webinars.registrations.registrant import verification
from webinars.registrations.waiting_list import freed_places, queue_order
from webinars.scheduling.invitation_history import erase_addresses
from webinars.scheduling.models import Invitation, ItipMethod


@pytest.fixture
def overrides(postgres_tables_url):
    """Run on PostgreSQL, where others can write between a read and its lock."""
    return {"DATABASE_URL": postgres_tables_url}


@pytest.fixture
def meanwhile(app):
    """Return a function that commits a change of an event during another transaction."""

    def meanwhile(event, **fields):
        with db.engine.begin() as connection:
            connection.execute(update(Event).where(Event.id == event.id).values(**fields))

    return meanwhile


@pytest.mark.parametrize(
    "lock",
    [
        lambda session, event: locks.lock_published_event(session, event.id),
        lambda session, event: locks.lock_published_event_by_slug(session, event.slug),
        lambda session, event: event_locks.lock_for_change(session, event.id),
        lambda session, event: editing._locked(session, event.id)[0],
    ],
)
def test_event_loaded_before_is_refreshed_under_its_lock(make_event, meanwhile, lock):
    event = make_event(capacity=4)

    with transaction() as session:
        seen = event_by_id(session, event.id)
        meanwhile(event, capacity=1)
        assert lock(session, event) is seen
        assert seen.capacity == 1


def test_cancelled_place_is_not_refilled_after_capacity_was_lowered(
    make_event, make_registration, meanwhile
):
    event = make_event(capacity=2, terms=AT_ONCE)
    first, *_, waiting = (make_registration(event, email=f"{n}@example.org") for n in range(3))

    with transaction() as session:
        event_by_id(session, event.id)
        meanwhile(event, capacity=1)
        cancellation.cancel_on_behalf(session, event_id=event.id, registration_id=first.id)

    assert places_held.places_held(db.session, event.id) == 1
    assert db.session.get_one(Registration, waiting.id).status == "waiting"


def test_promotion_uses_capacity_read_under_the_lock(make_event, make_registration, meanwhile):
    event = make_event(capacity=1, terms=AT_ONCE)
    for number in range(3):
        make_registration(event, email=f"{number}@example.org")

    with transaction() as session:
        seen = event_by_id(session, event.id)
        meanwhile(event, capacity=2)
        freed_places.apply_capacity_change(session, event.id)
        assert seen.capacity == 2

    assert places_held.places_held(db.session, event.id) == 2


def test_sequence_floor_never_falls(make_event, make_registration, meanwhile):
    event = make_event()
    registration = make_registration(event)
    with transaction() as session:
        session.add(
            Invitation(
                event_id=event.id, address=registration.address, registration_id=registration.id, message_id=1, sequence=3,
                method=ItipMethod.REQUEST, created_at=event.revised_at,
            )
        )  # fmt: skip

    with transaction() as session:
        seen = event_by_id(session, event.id)
        meanwhile(event, sequence_floor=9)
        erase_addresses(session, event.id, [registration.address])
        assert seen.sequence_floor == 9

    assert event_by_id(db.session(), event.id).sequence_floor == 9


def test_moved_registration_stays_behind_those_queued_at_same_instant(
    make_event, make_registration, clock
):
    event = make_event(capacity=1)
    _, a, b, c = (make_registration(event, email=f"{n}@example.org") for n in range(4))
    with transaction() as session:
        move_in_queue(session, event_id=event.id, registration_id=c.id, by=-2)
    late = make_registration(event, email="late@example.org")

    with transaction() as session:
        fields = move_in_queue(session, event_id=event.id, registration_id=late.id, by=1)

    assert fields == [number for number, _ in queue_order.waiting_queue(db.session, event.id)]
    assert fields == [c.id, a.id, late.id, b.id]


def test_confirmed_new_address_removes_deadline(make_event, make_registration, clock):
    registration = make_registration(make_event(terms={"verification_hours": 5}))
    with transaction() as session:
        row = session.get_one(Registration, registration.id)
        assert row.ends_at
        row.new_email = "new@example.org"
        verification.replace_by_verified_address(session, row.id, row.new_email)

    assert db.session.get_one(Registration, registration.id).ends_at is None


def test_saved_answers_verify_address_and_remove_deadline(make_event, make_registration, clock):
    registration = make_registration(make_event(terms={"verification_hours": 5}))
    with transaction() as session:
        assert session.get_one(Registration, registration.id).ends_at
        answers.save_answers(session, registration.id, given={})

    stored = db.session.get_one(Registration, registration.id)
    assert (stored.verified_at, stored.ends_at) == (clock.now(), None)
