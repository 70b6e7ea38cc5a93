"""The waiting list and offers, step by step, with a clock that moves."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.faults.invariants import invariant_violations
from tests.registrations.terms import APPROVAL, AT_ONCE, BY_HAND
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.actions import postpone_event, restore_event
from webinars.outbox.models import Message
from webinars.registrations import actions, deadlines, expiry
from webinars.registrations.expiry import expire_registration
from webinars.registrations.models import Registration, Status
from webinars.registrations.organiser import approval
from webinars.registrations.waiting_list import offers, positions, promotion, queue_order

HOUR = timedelta(hours=1)
OFFER = 48 * HOUR
UNPROVED = {"verification_hours": 10}


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock: offers end by it."""


@pytest.fixture
def full(make_event, make_registration):
    """Give a builder of an event of one place, and its people in order of arrival."""

    def full(number=3, **terms):
        event = make_event(capacity=1, terms=terms)
        names = "abcdefgh"[:number]
        return event, [make_registration(event, email=f"{one}@example.org") for one in names]

    return full


@pytest.fixture
def fall_due(app, clock):
    """Give what the worker does about the places that end by now."""

    def fall_due():
        due = select(Message).where(Message.topic == deadlines.ENDS, Message.due_at <= clock.now())
        with transaction() as session:
            return sum(
                expire_registration(session, message) for message in session.scalars(due).all()
            )

    return fall_due


def fresh(place):
    db.session.rollback()
    return db.session.get_one(Registration, place.id)


def test_a_freed_place_is_offered_for_two_days(full, act, status, clock, posted):
    _, (first, second, third) = full()

    act(actions.cancel, first.id)

    assert [status(one) for one in (second, third)] == [Status.OFFERED, Status.WAITING]
    assert fresh(second).ends_at == clock.now() + OFFER
    assert posted()[3:] == ["registration.cancelled", "registration.offered"]


def test_an_offer_taken_up_is_a_place(full, act, status, clock, fall_due, posted):
    _, (first, second, _) = full()
    act(actions.cancel, first.id)

    act(offers.accept_offer, second.id)

    clock.advance(OFFER)
    assert fall_due() == 0
    assert (status(second), fresh(second).verified_at) == (Status.CONFIRMED, clock.now() - OFFER)
    assert posted()[-1] == "registration.confirmed"


def test_an_offer_that_nobody_takes_up_goes_to_the_next(full, act, status, clock, fall_due):
    _, (first, second, third) = full()
    act(actions.cancel, first.id)

    clock.advance(OFFER - timedelta(seconds=1))
    assert fall_due() == 0
    clock.advance(timedelta(seconds=1))
    assert fall_due() == 1

    assert [status(one) for one in (second, third)] == [Status.CANCELLED, Status.OFFERED]
    assert fresh(third).ends_at == clock.now() + OFFER
    assert fall_due() == 0


def test_an_offer_declined_goes_to_the_next_and_can_be_taken_back_behind_them(full, act, status):
    _, (first, second, third) = full()
    act(actions.cancel, first.id)

    act(actions.cancel, second.id)
    act(actions.register_again, second.id)

    assert [status(one) for one in (second, third)] == [Status.WAITING, Status.OFFERED]


def test_a_late_yes_counts_while_nobody_else_has_the_place(full, act, status, clock):
    _, (first, second, _) = full()
    act(actions.cancel, first.id)
    clock.advance(OFFER + HOUR)

    act(offers.accept_offer, second.id)

    assert status(second) is Status.CONFIRMED


def test_nothing_is_accepted_that_was_not_offered(full, act):
    _, people = full()

    for one in people:
        with pytest.raises(ConflictError, match=r"^no-offer$"):
            act(offers.accept_offer, one.id)


def test_more_time_moves_the_end_and_is_told(full, act, status, clock, fall_due, posted):
    event, (first, second, _) = full()
    act(actions.cancel, first.id)
    until = clock.now() + 2 * OFFER

    act(deadlines.extend_deadline, event_id=event.id, registration_id=second.id, until=until)

    clock.advance(OFFER)
    assert fall_due() == 0
    assert status(second) is Status.OFFERED
    assert posted()[-1] == "registration.offered"
    clock.advance(OFFER)
    assert fall_due() == 1


def test_time_is_never_taken_away_and_ends_before_the_start(full, act, clock):
    event, (first, second, third) = full()
    act(actions.cancel, first.id)

    for until in (clock.now(), clock.now() + OFFER, event.starts_at + HOUR):
        with pytest.raises(InvalidInputError, match=r"^deadline-not-later$"):
            act(
                deadlines.extend_deadline,
                event_id=event.id,
                registration_id=second.id,
                until=until,
            )
    with pytest.raises(ConflictError, match=r"^no-deadline$"):
        act(
            deadlines.extend_deadline,
            event_id=event.id,
            registration_id=third.id,
            until=clock.now() + OFFER,
        )


def test_where_it_goes_at_once_nobody_is_asked(full, act, status):
    _, (first, second, _) = full(**AT_ONCE)

    act(actions.cancel, first.id)

    assert status(second) is Status.CONFIRMED


def test_in_the_last_hours_nobody_is_asked(full, act, status, clock):
    event, (first, second, _) = full()
    clock.advance(event.starts_at - clock.now() - 5 * HOUR)

    act(actions.cancel, first.id)

    assert status(second) is Status.CONFIRMED


def test_by_hand_nothing_moves_until_the_organiser_offers(full, act, status):
    event, (first, second, third) = full(**BY_HAND)
    act(actions.cancel, first.id)
    assert [status(one) for one in (second, third)] == [Status.WAITING] * 2

    act(offers.offer_place, event_id=event.id, registration_id=third.id)

    assert [status(one) for one in (second, third)] == [Status.WAITING, Status.OFFERED]
    with pytest.raises(ConflictError, match=r"^no-place-free$"):
        act(offers.offer_place, event_id=event.id, registration_id=second.id)


def test_by_hand_a_newcomer_does_not_pass_those_who_wait(full, act, make_registration, status):
    event, (first, _, _) = full(**BY_HAND)
    act(actions.cancel, first.id)

    late = make_registration(event, email="late@example.org")

    assert status(late) is Status.WAITING


@pytest.mark.parametrize(
    ("who", "by", "order"),
    [(3, -1, "bdce"), (3, -9, "dbce"), (1, 1, "cbde"), (1, 9, "cdeb"), (2, 0, "bcde")],
)
def test_somebody_is_moved_in_the_queue_and_the_others_keep_their_order(full, act, who, by, order):
    event, people = full(5)

    moved = act(positions.move_in_queue, event_id=event.id, registration_id=people[who].id, by=by)

    wanted = [people["abcde".index(letter)].id for letter in order]
    assert moved == wanted
    assert [number for number, _ in queue_order.waiting_queue(db.session(), event.id)] == wanted


def test_only_those_who_wait_are_offered_a_seat_or_moved(full, act, clock):
    event, (confirmed, _, _) = full(**BY_HAND)
    who = {"event_id": event.id, "registration_id": confirmed.id}

    with pytest.raises(ConflictError, match=r"^not-waiting$"):
        act(offers.offer_place, **who)
    with pytest.raises(ConflictError, match=r"^not-waiting$"):
        act(positions.move_in_queue, **who, by=1)
    with pytest.raises(ConflictError, match=r"^no-deadline$"):
        act(deadlines.extend_deadline, **who, until=clock.now() + HOUR)


def test_a_deadline_can_be_extended_until_the_very_start(full, act, status):
    event, (first, second, _) = full()
    act(actions.cancel, first.id)

    act(
        deadlines.extend_deadline,
        event_id=event.id,
        registration_id=second.id,
        until=event.starts_at,
    )

    assert fresh(second).ends_at == event.starts_at


def test_one_of_another_event_is_none(full, act, make_event, clock):
    _, people = full()
    other = make_event(title="Another")
    of_other = {"event_id": other.id, "registration_id": people[1].id}

    for action, more in (
        (offers.offer_place, {}),
        (positions.move_in_queue, {"by": 1}),
        (deadlines.extend_deadline, {"until": clock.now() + HOUR}),
        (approval.approve, {}),
        (approval.decline, {}),
    ):
        with pytest.raises(NotFoundError, match="no-such-registration"):
            act(action, **of_other, **more)


def test_where_approval_is_asked_a_newcomer_holds_a_place_and_has_none(full, act, status, posted):
    event, (first, second, third) = full(**APPROVAL)
    assert [status(one) for one in (first, second)] == [Status.AWAITING_APPROVAL, Status.WAITING]

    act(approval.decline, event_id=event.id, registration_id=first.id)

    assert [status(one) for one in (first, second, third)] == [
        Status.REFUSED,
        Status.AWAITING_APPROVAL,
        Status.WAITING,
    ]
    act(approval.approve, event_id=event.id, registration_id=second.id)
    assert status(second) is Status.CONFIRMED
    assert posted()[3:] == [
        "registration.refused",
        "registration.awaiting_approval",
        "registration.confirmed",
    ]


def test_somebody_refused_gets_no_second_chance_by_the_form(full, act, make_registration, posted):
    event, (first, _, _) = full(**APPROVAL)
    act(approval.decline, event_id=event.id, registration_id=first.id)

    again = make_registration(event, email="A@example.org")

    assert (again.id, again.status) == (first.id, Status.REFUSED)
    assert posted()[-1] == "registration.again"


def test_somebody_refused_who_is_approved_gets_a_place_or_waits_for_one(full, act, status):
    event, (first, second, third) = full(**APPROVAL)
    act(approval.decline, event_id=event.id, registration_id=first.id)
    act(approval.decline, event_id=event.id, registration_id=third.id)

    act(approval.approve, event_id=event.id, registration_id=first.id)
    full_up = [status(one) for one in (first, second)]
    act(actions.cancel, second.id)
    act(actions.cancel, first.id)
    act(approval.approve, event_id=event.id, registration_id=third.id)

    assert full_up == [Status.WAITING, Status.AWAITING_APPROVAL]
    assert status(third) is Status.CONFIRMED


def test_what_is_decided_is_not_decided_again(full, act):
    event, (first, _, _) = full()

    for decide in (approval.approve, approval.decline):
        with pytest.raises(ConflictError, match="no-pending-request"):
            act(decide, event_id=event.id, registration_id=first.id)


def test_a_place_whose_address_is_not_proved_goes_to_the_next(full, act, status, clock, fall_due):
    _, (first, second, _) = full(**UNPROVED)
    assert fresh(first).ends_at == clock.now() + 10 * HOUR

    clock.advance(10 * HOUR)
    assert fall_due() == 1

    assert [status(one) for one in (first, second)] == [Status.CANCELLED, Status.OFFERED]


def test_a_proved_address_keeps_the_place(full, act, status, clock, fall_due):
    _, (first, _, _) = full(**UNPROVED)

    act(actions.verify, first.id)

    clock.advance(10 * HOUR)
    assert fall_due() == 0
    assert (status(first), fresh(first).ends_at) == (Status.CONFIRMED, None)


def test_an_address_is_verified_when_it_is_first_proved(full, act, clock):
    _, (first, _, _) = full(**UNPROVED)
    proved_at = clock.now()

    act(actions.verify, first.id)
    clock.advance(HOUR)
    act(actions.verify, first.id)

    assert fresh(first).verified_at == proved_at


def test_an_offer_is_not_taken_up_by_proving_the_address(full, act, status, clock, fall_due):
    _, (first, second, _) = full()
    act(actions.cancel, first.id)

    act(actions.verify, second.id)

    clock.advance(OFFER)
    assert fall_due() == 1


def test_what_is_off_is_neither_taken_up_nor_decided_nor_ended(
    full, act, cancel, status, clock, fall_due, posted
):
    event, (first, second, _) = full()
    act(actions.cancel, first.id)
    cancel(event)
    told = len(posted())

    with pytest.raises(ConflictError, match="event-over"):
        act(offers.accept_offer, second.id)
    with pytest.raises(ConflictError, match="event-over"):
        act(approval.approve, event_id=event.id, registration_id=second.id)
    clock.advance(OFFER)

    assert (fall_due(), status(second), len(posted())) == (0, Status.OFFERED, told)


def test_an_offer_lasts_while_the_new_day_is_not_known(full, act, site, status, clock, fall_due):
    event, (first, second, _) = full()
    act(actions.cancel, first.id)
    act(postpone_event, event.id, site)

    clock.advance(OFFER)

    assert (fall_due(), status(second)) == (0, Status.OFFERED)
    assert fresh(second).ends_at == clock.now() + expiry.WHILE_POSTPONED


def test_a_place_freed_while_postponed_is_given_on_reinstatement(full, act, site, status):
    event, (first, second, third) = full(**AT_ONCE)
    url = db.engine.url.render_as_string(hide_password=False)
    act(postpone_event, event.id, site)

    act(actions.cancel, first.id)

    assert [status(one) for one in (second, third)] == [Status.WAITING] * 2
    assert invariant_violations(url) == []
    act(restore_event, event.id, site)
    assert invariant_violations(url) == ["2 people who wait beside a place that is free for them"]
    act(promotion.apply_capacity_change, event.id)
    assert [status(one) for one in (second, third)] == [Status.CONFIRMED, Status.WAITING]
    assert invariant_violations(url) == []


def test_after_so_many_departures_just_as_many_more_get_in(make_event, make_registration, act):
    event = make_event(capacity=4, terms=AT_ONCE)
    people = [make_registration(event, email=f"{one}@example.org") for one in range(9)]

    for one in people[:3]:
        act(actions.cancel, one.id)

    assert [fresh(one).status for one in people[3:]] == [Status.CONFIRMED] * 4 + [
        Status.WAITING
    ] * 2
