"""Who gets a place, as plain numbers: with kinds and without, in a hurry and not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.events.rules import WaitingList
from webinars.registrations import capacity as registrations_capacity
from webinars.registrations import deadlines
from webinars.registrations.capacity import Capacity, Tally
from webinars.registrations.rules import HOLDING, Status

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONSITE, ONLINE = 1, 2


def tally(**numbers):
    """Return a tally of an event without kinds: confirmed=2, waiting=1."""
    return Tally({(None, Status(name)): number for name, number in numbers.items()})


def of_kinds(onsite=(0, 0), online=(0, 0)):
    """Return a tally of two kinds, each as (held, waiting)."""
    return Tally(
        {
            (kind, status): number
            for kind, pair in ((ONSITE, onsite), (ONLINE, online))
            for status, number in zip((Status.CONFIRMED, Status.WAITING), pair, strict=True)
        }
    )


@pytest.mark.parametrize(
    ("capacity", "now", "takes"),
    [
        (2, tally(confirmed=1), True),
        (2, tally(confirmed=2), False),
        (2, tally(confirmed=1, offered=1), False),
        (2, tally(confirmed=1, awaiting_approval=1), False),
        (2, tally(confirmed=1, waiting=1), False),
        (2, tally(confirmed=1, refused=7, cancelled=7), True),
        (None, tally(confirmed=100_000), True),
    ],
)
def test_a_newcomer_gets_what_nobody_holds_and_nobody_waits_for(capacity, now, takes):
    assert registrations_capacity.has_place_for_new(Capacity(capacity), now, None) is takes


@pytest.mark.parametrize(
    ("now", "kind", "takes"),
    [
        (of_kinds(onsite=(2, 0)), ONSITE, False),
        (of_kinds(onsite=(2, 5)), ONLINE, True),
        (of_kinds(onsite=(1, 1)), ONLINE, False),
        (of_kinds(onsite=(2, 0), online=(2, 0)), ONLINE, False),
        (of_kinds(onsite=(1, 0), online=(2, 0)), ONSITE, True),
    ],
)
def test_a_place_of_a_kind_is_also_one_of_the_event(now, kind, takes):
    capacity = Capacity(4, {ONSITE: 2, ONLINE: None})

    assert registrations_capacity.has_place_for_new(capacity, now, kind) is takes


def test_whoever_waits_for_a_full_kind_is_passed_over():
    queue = [(11, ONSITE), (12, ONLINE), (13, ONSITE), (14, ONLINE), (15, ONLINE)]
    capacity = Capacity(4, {ONSITE: 1, ONLINE: None})

    lucky = registrations_capacity.promotable(
        capacity, of_kinds(onsite=(1, 2), online=(1, 3)), queue
    )

    assert lucky == [12, 14]


def test_where_nobody_is_registered_as_many_are_promoted_as_there_are_seats():
    queue = [(number, None) for number in (11, 12, 13)]

    assert registrations_capacity.promotable(Capacity(2), tally(waiting=3), queue) == [11, 12]


NUMBERS = st.integers(0, 4)
MOST = st.none() | NUMBERS


@given(
    event=MOST,
    kinds=st.tuples(MOST, MOST),
    held=st.tuples(NUMBERS, NUMBERS),
    queue=st.lists(st.sampled_from([ONSITE, ONLINE]), max_size=8),
)
def test_what_is_given_fits_and_nobody_is_left_who_would(event, kinds, held, queue):
    capacity = Capacity(event, dict(zip((ONSITE, ONLINE), kinds, strict=True)))
    waiting = {kind: queue.count(kind) for kind in (ONSITE, ONLINE)}
    before = of_kinds(
        onsite=(held[0], waiting[ONSITE]),
        online=(held[1], waiting[ONLINE]),
    )

    lucky = registrations_capacity.promotable(capacity, before, list(enumerate(queue)))

    given = [queue[number] for number in lucky]
    after = of_kinds(
        onsite=(held[0] + given.count(ONSITE), waiting[ONSITE] - given.count(ONSITE)),
        online=(held[1] + given.count(ONLINE), waiting[ONLINE] - given.count(ONLINE)),
    )
    left = [kind for number, kind in enumerate(queue) if number not in lucky]
    assert not [
        kind for kind in left if registrations_capacity.has_free_seat(capacity, after, kind)
    ]
    if lucky:
        assert event is None or after.held <= event
    for kind in set(given):
        assert capacity.by_type[kind] is None or after.held_of(kind) <= capacity.by_type[kind]
    for kind in (ONSITE, ONLINE):
        turns = [number for number, one in enumerate(queue) if one == kind]
        assert [number for number in lucky if queue[number] == kind] == turns[: given.count(kind)]


@pytest.mark.parametrize(
    ("left", "hours", "lasts"),
    [
        (60 * 24 * HOUR, 48, 48 * HOUR),
        (48 * HOUR, 48, 12 * HOUR),
        (48 * HOUR, 6, 6 * HOUR),
        (7 * HOUR, 48, 1.75 * HOUR),
        (6 * HOUR, 48, None),
        (timedelta(0), 48, None),
    ],
)
def test_an_offer_is_shorter_as_the_event_nears_and_none_in_the_last_hours(left, hours, lasts):
    until = deadlines.offer_deadline(NOW, NOW + left, hours)

    assert (until and until - NOW) == lasts


@pytest.mark.parametrize(
    ("left", "hours", "lasts"),
    [
        (96 * HOUR, 48, 48 * HOUR),
        (95 * HOUR, 48, 47.5 * HOUR),
        (97 * HOUR, 48, 48 * HOUR),
        (48 * HOUR, 5, 5 * HOUR),
        (1 * HOUR, 48, 0.5 * HOUR),
        (timedelta(seconds=2), 48, timedelta(seconds=1)),
        (timedelta(0), 48, None),
        (-HOUR, 48, None),
        (96 * HOUR, None, None),
    ],
)
def test_an_address_is_to_be_confirmed_within_half_of_the_time_left(left, hours, lasts):
    until = deadlines.verification_deadline(NOW, NOW + left, hours)

    assert (until and until - NOW) == lasts


@given(minutes=st.integers(0, 500_000), hours=st.integers(1, 400))
def test_an_offer_leaves_time_before_the_start(minutes, hours):
    starts_at = NOW + timedelta(minutes=minutes)

    for until in (
        deadlines.offer_deadline(NOW, starts_at, hours),
        deadlines.verification_deadline(NOW, starts_at, hours),
    ):
        assert until is None or NOW < until < starts_at


@pytest.mark.parametrize(
    ("waiting_list", "until", "status"),
    [
        (WaitingList.OFFERS, NOW, Status.OFFERED),
        (WaitingList.OFFERS, None, Status.CONFIRMED),
        (WaitingList.AT_ONCE, NOW, Status.CONFIRMED),
        (WaitingList.AT_ONCE, None, Status.CONFIRMED),
        (WaitingList.BY_HAND, NOW, Status.OFFERED),
        (WaitingList.BY_HAND, None, Status.CONFIRMED),
    ],
)
def test_a_free_seat_is_offered_unless_it_is_given_at_once(waiting_list, until, status):
    def promoted(requires_approval):
        return registrations_capacity.promoted_status(
            requires_approval=requires_approval, waiting_list=waiting_list, until=until
        )

    assert (promoted(False), promoted(True)) == (status, Status.AWAITING_APPROVAL)
    assert {promoted(False), promoted(True)} <= set(HOLDING)
