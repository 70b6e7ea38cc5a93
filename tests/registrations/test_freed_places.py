"""Promotion from the waiting list, on plain values."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.registrations.test_capacity import ONLINE, ONSITE, tally, tally_by_type
from webinars.events.enums import WaitingList
from webinars.registrations.places.capacity import Capacity, has_free_place
from webinars.registrations.status import HOLDING, Status
from webinars.registrations.waiting_list import freed_places

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


def test_registration_whose_type_is_full_is_skipped():
    queue = [(11, ONSITE), (12, ONLINE), (13, ONSITE), (14, ONLINE), (15, ONLINE)]
    capacity = Capacity(4, {ONSITE: 1, ONLINE: None})

    promoted = freed_places.promotable_ids(
        capacity, tally_by_type(onsite=(1, 2), online=(1, 3)), queue
    )

    assert promoted == [12, 14]


def test_empty_event_promotes_as_many_as_there_are_places():
    queue = [(number, None) for number in (11, 12, 13)]

    assert freed_places.promotable_ids(Capacity(2), tally(waiting=3), queue) == [11, 12]


NUMBERS = st.integers(0, 4)
MOST = st.none() | NUMBERS


@given(
    event=MOST,
    types=st.tuples(MOST, MOST),
    held=st.tuples(NUMBERS, NUMBERS),
    queue=st.lists(st.sampled_from([ONSITE, ONLINE]), max_size=8),
)
def test_promoted_registrations_fit_and_all_that_fit_are_promoted(event, types, held, queue):
    capacity = Capacity(event, dict(zip((ONSITE, ONLINE), types, strict=True)))
    waiting = {type_id: queue.count(type_id) for type_id in (ONSITE, ONLINE)}
    before = tally_by_type(
        onsite=(held[0], waiting[ONSITE]),
        online=(held[1], waiting[ONLINE]),
    )

    promoted = freed_places.promotable_ids(capacity, before, list(enumerate(queue)))

    promoted_types = [queue[number] for number in promoted]
    after = tally_by_type(
        onsite=(
            held[0] + promoted_types.count(ONSITE),
            waiting[ONSITE] - promoted_types.count(ONSITE),
        ),
        online=(
            held[1] + promoted_types.count(ONLINE),
            waiting[ONLINE] - promoted_types.count(ONLINE),
        ),
    )
    left = [type_id for number, type_id in enumerate(queue) if number not in promoted]
    assert not [type_id for type_id in left if has_free_place(capacity, after, type_id)]
    if promoted:
        assert event is None or after.held <= event
    for type_id in set(promoted_types):
        assert (
            capacity.by_type[type_id] is None or after.held_of(type_id) <= capacity.by_type[type_id]
        )
    for type_id in (ONSITE, ONLINE):
        positions = [number for number, one in enumerate(queue) if one == type_id]
        assert [number for number in promoted if queue[number] == type_id] == positions[
            : promoted_types.count(type_id)
        ]


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
def test_free_place_is_offered_unless_confirmed_at_once(waiting_list, until, status):
    def status_of_promoted(requires_approval):
        return freed_places.promoted_status(
            requires_approval=requires_approval, waiting_list=waiting_list, until=until
        )

    assert (status_of_promoted(False), status_of_promoted(True)) == (
        status,
        Status.AWAITING_APPROVAL,
    )
    assert {status_of_promoted(False), status_of_promoted(True)} <= set(HOLDING)
