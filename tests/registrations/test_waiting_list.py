"""The waiting list and offers over time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.faults.invariants import invariant_violations
from tests.registrations.terms import APPROVAL, AT_ONCE, BY_HAND
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.lifecycle import postpone_event, restore_event
from webinars.outbox.models import Message
from webinars.registrations import cancellation, expiry, new_registration
from webinars.registrations.expiry import expire_place_of_message
from webinars.registrations.models import Registration
from webinars.registrations.organiser import approval
from webinars.registrations.organiser.waiting_list import move_in_queue
from webinars.registrations.places import place_deadlines
from webinars.registrations.registrant import verification
from webinars.registrations.status import Status
from webinars.registrations.waiting_list import freed_places, offers, queue_order

HOUR = timedelta(hours=1)
OFFER = 48 * HOUR
UNVERIFIED = {"verification_hours": 10}


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock: offers expire by it."""


@pytest.fixture
def full(make_event, make_registration):
    """Return a function that creates an event with one place and its registrations in order."""

    def full(number=3, **terms):
        event = make_event(capacity=1, terms=terms)
        names = "abcdefgh"[:number]
        return event, [make_registration(event, email=f"{one}@example.org") for one in names]

    return full


@pytest.fixture
def expire_due(app, clock):
    """Return a function that expires registrations whose deadline has passed, as the worker does."""

    def expire_due():
        due = select(Message).where(
            Message.topic == place_deadlines.ENDS, Message.due_at <= clock.now()
        )
        with transaction() as session:
            return sum(
                expire_place_of_message(session, message) for message in session.scalars(due).all()
            )

    return expire_due


def fresh(registration):
    db.session.rollback()
    return db.session.get_one(Registration, registration.id)


def test_freed_place_is_offered_for_48_hours(full, act, status, clock, queued_topics):
    _, (first, second, third) = full()

    act(cancellation.cancel_registration, first.id)

    assert [status(one) for one in (second, third)] == [Status.OFFERED, Status.WAITING]
    assert fresh(second).ends_at == clock.now() + OFFER
    assert queued_topics()[3:] == ["registration.cancelled", "registration.offered"]


def test_accepted_offer_is_confirmed(full, act, status, clock, expire_due, queued_topics):
    _, (first, second, _) = full()
    act(cancellation.cancel_registration, first.id)

    act(offers.accept_offer, second.id)

    clock.advance(OFFER)
    assert expire_due() == 0
    assert (status(second), fresh(second).verified_at) == (Status.CONFIRMED, clock.now() - OFFER)
    assert queued_topics()[-1] == "registration.confirmed"


def test_expired_offer_goes_to_next_registration(full, act, status, clock, expire_due):
    _, (first, second, third) = full()
    act(cancellation.cancel_registration, first.id)

    clock.advance(OFFER - timedelta(seconds=1))
    assert expire_due() == 0
    clock.advance(timedelta(seconds=1))
    assert expire_due() == 1

    assert [status(one) for one in (second, third)] == [Status.CANCELLED, Status.OFFERED]
    assert fresh(third).ends_at == clock.now() + OFFER
    assert expire_due() == 0


def test_declined_offer_goes_to_next_and_registering_again_queues_behind(full, act, status):
    _, (first, second, third) = full()
    act(cancellation.cancel_registration, first.id)

    act(cancellation.cancel_registration, second.id)
    act(new_registration.register_again, second.id)

    assert [status(one) for one in (second, third)] == [Status.WAITING, Status.OFFERED]


def test_late_acceptance_counts_while_place_is_left(full, act, status, clock):
    _, (first, second, _) = full()
    act(cancellation.cancel_registration, first.id)
    clock.advance(OFFER + HOUR)

    act(offers.accept_offer, second.id)

    assert status(second) is Status.CONFIRMED


def test_only_offered_registrations_can_accept(full, act):
    _, people = full()

    for one in people:
        with pytest.raises(ConflictError, match=r"^no-offer$"):
            act(offers.accept_offer, one.id)


def test_extended_deadline_moves_expiry_and_notifies(
    full, act, status, clock, expire_due, queued_topics
):
    event, (first, second, _) = full()
    act(cancellation.cancel_registration, first.id)
    until = clock.now() + 2 * OFFER

    act(
        place_deadlines.extend_deadline,
        event_id=event.id,
        registration_id=second.id,
        until=until,
    )

    clock.advance(OFFER)
    assert expire_due() == 0
    assert status(second) is Status.OFFERED
    assert queued_topics()[-1] == "registration.offered"
    clock.advance(OFFER)
    assert expire_due() == 1


def test_deadline_is_only_extended_and_not_beyond_the_start(full, act, clock):
    event, (first, second, third) = full()
    act(cancellation.cancel_registration, first.id)

    for until in (clock.now(), clock.now() + OFFER, event.starts_at + HOUR):
        with pytest.raises(InvalidInputError, match=r"^deadline-not-later$"):
            act(
                place_deadlines.extend_deadline,
                event_id=event.id,
                registration_id=second.id,
                until=until,
            )
    with pytest.raises(ConflictError, match=r"^no-deadline$"):
        act(
            place_deadlines.extend_deadline,
            event_id=event.id,
            registration_id=third.id,
            until=clock.now() + OFFER,
        )


def test_place_is_confirmed_without_offer_in_at_once_mode(full, act, status):
    _, (first, second, _) = full(**AT_ONCE)

    act(cancellation.cancel_registration, first.id)

    assert status(second) is Status.CONFIRMED


def test_place_is_confirmed_without_offer_in_last_hours(full, act, status, clock):
    event, (first, second, _) = full()
    clock.advance(event.starts_at - clock.now() - 5 * HOUR)

    act(cancellation.cancel_registration, first.id)

    assert status(second) is Status.CONFIRMED


def test_manual_mode_promotes_nobody_until_organiser_offers(full, act, status):
    event, (first, second, third) = full(**BY_HAND)
    act(cancellation.cancel_registration, first.id)
    assert [status(one) for one in (second, third)] == [Status.WAITING] * 2

    act(offers.offer_place, event_id=event.id, registration_id=third.id)

    assert [status(one) for one in (second, third)] == [Status.WAITING, Status.OFFERED]
    with pytest.raises(ConflictError, match=r"^no-place-free$"):
        act(offers.offer_place, event_id=event.id, registration_id=second.id)


def test_new_registration_does_not_overtake_waiting_list_in_manual_mode(
    full, act, make_registration, status
):
    event, (first, _, _) = full(**BY_HAND)
    act(cancellation.cancel_registration, first.id)

    late = make_registration(event, email="late@example.org")

    assert status(late) is Status.WAITING


@pytest.mark.parametrize(
    ("who", "by", "order"),
    [(3, -1, "bdce"), (3, -9, "dbce"), (1, 1, "cbde"), (1, 9, "cdeb"), (2, 0, "bcde")],
)
def test_moving_one_registration_keeps_order_of_others(full, act, who, by, order):
    event, people = full(5)

    moved = act(move_in_queue, event_id=event.id, registration_id=people[who].id, by=by)

    wanted = [people["abcde".index(letter)].id for letter in order]
    assert moved == wanted
    assert [number for number, _ in queue_order.waiting_queue(db.session(), event.id)] == wanted


def test_only_waiting_registrations_are_offered_places_or_moved(full, act, clock):
    event, (confirmed, _, _) = full(**BY_HAND)
    who = {"event_id": event.id, "registration_id": confirmed.id}

    with pytest.raises(ConflictError, match=r"^not-waiting$"):
        act(offers.offer_place, **who)
    with pytest.raises(ConflictError, match=r"^not-waiting$"):
        act(move_in_queue, **who, by=1)
    with pytest.raises(ConflictError, match=r"^no-deadline$"):
        act(place_deadlines.extend_deadline, **who, until=clock.now() + HOUR)


def test_deadline_can_be_extended_until_the_start(full, act, status):
    event, (first, second, _) = full()
    act(cancellation.cancel_registration, first.id)

    act(
        place_deadlines.extend_deadline,
        event_id=event.id,
        registration_id=second.id,
        until=event.starts_at,
    )

    assert fresh(second).ends_at == event.starts_at


def test_actions_on_registration_of_other_event_are_not_found(full, act, make_event, clock):
    _, people = full()
    other = make_event(title="Another")
    of_other = {"event_id": other.id, "registration_id": people[1].id}

    for action, more in (
        (offers.offer_place, {}),
        (move_in_queue, {"by": 1}),
        (place_deadlines.extend_deadline, {"until": clock.now() + HOUR}),
        (approval.approve_request, {}),
        (approval.refuse_request, {}),
    ):
        with pytest.raises(NotFoundError, match="no-such-registration"):
            act(action, **of_other, **more)


def test_request_holds_place_until_decision(full, act, status, queued_topics):
    event, (first, second, third) = full(**APPROVAL)
    assert [status(one) for one in (first, second)] == [Status.AWAITING_APPROVAL, Status.WAITING]

    act(approval.refuse_request, event_id=event.id, registration_id=first.id)

    assert [status(one) for one in (first, second, third)] == [
        Status.REFUSED,
        Status.AWAITING_APPROVAL,
        Status.WAITING,
    ]
    act(approval.approve_request, event_id=event.id, registration_id=second.id)
    assert status(second) is Status.CONFIRMED
    assert queued_topics()[3:] == [
        "registration.refused",
        "registration.awaiting_approval",
        "registration.confirmed",
    ]


def test_refused_registrant_cannot_register_by_form(full, act, make_registration, queued_topics):
    event, (first, _, _) = full(**APPROVAL)
    act(approval.refuse_request, event_id=event.id, registration_id=first.id)

    again = make_registration(event, email="A@example.org")

    assert (again.id, again.status) == (first.id, Status.REFUSED)
    assert queued_topics()[-1] == "registration.again"


def test_refused_registrant_who_is_approved_is_confirmed_or_waiting(full, act, status):
    event, (first, second, third) = full(**APPROVAL)
    act(approval.refuse_request, event_id=event.id, registration_id=first.id)
    act(approval.refuse_request, event_id=event.id, registration_id=third.id)

    act(approval.approve_request, event_id=event.id, registration_id=first.id)
    full_up = [status(one) for one in (first, second)]
    act(cancellation.cancel_registration, second.id)
    act(cancellation.cancel_registration, first.id)
    act(approval.approve_request, event_id=event.id, registration_id=third.id)

    assert full_up == [Status.WAITING, Status.AWAITING_APPROVAL]
    assert status(third) is Status.CONFIRMED


def test_decided_request_cannot_be_decided_again(full, act):
    event, (first, _, _) = full()

    for decide in (approval.approve_request, approval.refuse_request):
        with pytest.raises(ConflictError, match="no-pending-request"):
            act(decide, event_id=event.id, registration_id=first.id)


def test_unverified_place_expires_and_is_offered(full, act, status, clock, expire_due):
    _, (first, second, _) = full(**UNVERIFIED)
    assert fresh(first).ends_at == clock.now() + 10 * HOUR

    clock.advance(10 * HOUR)
    assert expire_due() == 1

    assert [status(one) for one in (first, second)] == [Status.CANCELLED, Status.OFFERED]


def test_verified_address_removes_deadline(full, act, status, clock, expire_due):
    _, (first, _, _) = full(**UNVERIFIED)

    act(verification.verify_address, first.id)

    clock.advance(10 * HOUR)
    assert expire_due() == 0
    assert (status(first), fresh(first).ends_at) == (Status.CONFIRMED, None)


def test_verification_keeps_first_time(full, act, clock):
    _, (first, _, _) = full(**UNVERIFIED)
    verified_at = clock.now()

    act(verification.verify_address, first.id)
    clock.advance(HOUR)
    act(verification.verify_address, first.id)

    assert fresh(first).verified_at == verified_at


def test_verification_does_not_accept_offer(full, act, status, clock, expire_due):
    _, (first, second, _) = full()
    act(cancellation.cancel_registration, first.id)

    act(verification.verify_address, second.id)

    clock.advance(OFFER)
    assert expire_due() == 1


def test_offer_of_cancelled_event_is_not_accepted_decided_or_expired(
    full, act, cancel, status, clock, expire_due, queued_topics
):
    event, (first, second, _) = full()
    act(cancellation.cancel_registration, first.id)
    cancel(event)
    enqueued = len(queued_topics())

    with pytest.raises(ConflictError, match="event-is-cancelled"):
        act(offers.accept_offer, second.id)
    with pytest.raises(ConflictError, match="event-is-cancelled"):
        act(approval.approve_request, event_id=event.id, registration_id=second.id)
    clock.advance(OFFER)

    assert (expire_due(), status(second), len(queued_topics())) == (0, Status.OFFERED, enqueued)


def test_offer_is_extended_while_event_is_postponed(full, act, site, status, clock, expire_due):
    event, (first, second, _) = full()
    act(cancellation.cancel_registration, first.id)
    act(postpone_event, event.id, site)

    clock.advance(OFFER)

    assert (expire_due(), status(second)) == (0, Status.OFFERED)
    assert fresh(second).ends_at == clock.now() + expiry.WHILE_POSTPONED


def test_place_freed_while_postponed_is_assigned_on_reinstatement(full, act, site, status):
    event, (first, second, third) = full(**AT_ONCE)
    url = db.engine.url.render_as_string(hide_password=False)
    act(postpone_event, event.id, site)

    act(cancellation.cancel_registration, first.id)

    assert [status(one) for one in (second, third)] == [Status.WAITING] * 2
    assert invariant_violations(url) == []
    act(restore_event, event.id, site)
    assert invariant_violations(url) == ["2 people who wait beside a place that is free for them"]
    act(freed_places.apply_capacity_change, event.id)
    assert [status(one) for one in (second, third)] == [Status.CONFIRMED, Status.WAITING]
    assert invariant_violations(url) == []


def test_cancellations_promote_as_many_waiting_registrations(make_event, make_registration, act):
    event = make_event(capacity=4, terms=AT_ONCE)
    people = [make_registration(event, email=f"{one}@example.org") for one in range(9)]

    for one in people[:3]:
        act(cancellation.cancel_registration, one.id)

    assert [fresh(one).status for one in people[3:]] == [Status.CONFIRMED] * 4 + [
        Status.WAITING
    ] * 2
