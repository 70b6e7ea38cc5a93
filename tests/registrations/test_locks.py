"""What is decided under the lock of an event goes by what is so then, and turns stay apart."""

import pytest
from sqlalchemy import update

from tests.conftest import make_app
from tests.registrations.terms import AT_ONCE
from webinars.database import Base, db, transaction
from webinars.events import revisions
from webinars.events.models import Event
from webinars.events.queries import event_by_id
from webinars.questions import editing
from webinars.registrations import actions, answers, locks, queries
from webinars.registrations.models import Registration
from webinars.registrations.organiser import attendee_actions
from webinars.registrations.waiting_list import positions, promotion, queue_order
from webinars.scheduling.actions import erase_addresses
from webinars.scheduling.models import Invitation, Method


@pytest.fixture
def app(tmp_path, postgres_tables_url):
    """Give an application on PostgreSQL, where others write while someone has only looked."""
    app = make_app(tmp_path, DATABASE_URL=postgres_tables_url)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def meanwhile(app):
    """Give an action that changes an event for good, in the middle of someone's transaction."""

    def meanwhile(event, **said):
        with db.engine.begin() as connection:
            connection.execute(update(Event).where(Event.id == event.id).values(**said))

    return meanwhile


@pytest.mark.parametrize(
    "lock",
    [
        locks.lock_published_event,
        revisions.lock_for_change,
        lambda *said: editing._locked(*said)[0],
    ],
)
def test_an_event_that_was_looked_at_before_is_read_again_under_its_lock(
    make_event, meanwhile, lock
):
    event = make_event(capacity=4)

    with transaction() as session:
        seen = event_by_id(session, event.id)
        meanwhile(event, capacity=1)
        assert lock(session, event.id) is seen
        assert seen.capacity == 1


def test_a_place_taken_back_goes_to_nobody_if_there_are_fewer_by_then(
    make_event, make_registration, meanwhile, monkeypatch
):
    event = make_event(capacity=2, terms=AT_ONCE)
    first, *_, waiting = (make_registration(event, email=f"{n}@example.org") for n in range(3))
    cancel = actions.cancel

    def fewer_first(session, number, **said):
        meanwhile(event, capacity=1)
        return cancel(session, number, **said)

    monkeypatch.setattr(attendee_actions.actions, "cancel", fewer_first)
    with transaction() as session:
        attendee_actions.cancel_for(session, event_id=event.id, registration_id=first.id)

    assert queries.places_held(db.session, event.id) == 1
    assert db.session.get_one(Registration, waiting.id).status == "waiting"


def test_places_are_settled_by_the_number_there_is_under_the_lock(
    make_event, make_registration, meanwhile
):
    event = make_event(capacity=1, terms=AT_ONCE)
    for number in range(3):
        make_registration(event, email=f"{number}@example.org")

    with transaction() as session:
        seen = event_by_id(session, event.id)
        meanwhile(event, capacity=2)
        promotion.apply_capacity_change(session, event.id)
        assert seen.capacity == 2

    assert queries.places_held(db.session, event.id) == 2


def test_the_floor_of_sequences_never_falls(make_event, make_registration, meanwhile):
    event = make_event()
    place = make_registration(event)
    with transaction() as session:
        session.add(
            Invitation(
                event_id=event.id, address=place.address, registration_id=place.id, message_id=1, sequence=3,
                method=Method.REQUEST, created_at=event.revised_at,
            )
        )  # fmt: skip

    with transaction() as session:
        seen = event_by_id(session, event.id)
        meanwhile(event, sequence_floor=9)
        erase_addresses(session, event.id, [place.address])
        assert seen.sequence_floor == 9

    assert event_by_id(db.session(), event.id).sequence_floor == 9


def test_somebody_moved_down_keeps_behind_those_whose_turn_is_of_the_same_instant(
    make_event, make_registration, clock
):
    event = make_event(capacity=1)
    _, a, b, c = (make_registration(event, email=f"{n}@example.org") for n in range(4))
    with transaction() as session:
        positions.move_in_queue(session, event_id=event.id, registration_id=c.id, by=-2)
    late = make_registration(event, email="late@example.org")

    with transaction() as session:
        said = positions.move_in_queue(session, event_id=event.id, registration_id=late.id, by=1)

    assert said == [number for number, _ in queue_order.waiting_queue(db.session, event.id)]
    assert said == [c.id, a.id, late.id, b.id]


def test_a_place_stays_once_another_address_was_proved(make_event, make_registration, clock):
    place = make_registration(make_event(terms={"verification_hours": 5}))
    with transaction() as session:
        row = session.get_one(Registration, place.id)
        assert row.ends_at
        row.new_email = "new@example.org"
        actions.confirm_email(session, row.id, row.new_email)

    assert db.session.get_one(Registration, place.id).ends_at is None


def test_a_place_stays_once_its_owner_has_answered(make_event, make_registration, clock):
    place = make_registration(make_event(terms={"verification_hours": 5}))
    with transaction() as session:
        assert session.get_one(Registration, place.id).ends_at
        answers.save_answers(session, place.id, given={})

    kept = db.session.get_one(Registration, place.id)
    assert (kept.verified_at, kept.ends_at) == (clock.now(), None)
