"""Rules of capacity with and without registration types, and deadlines, on plain values."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.registrations.places import capacity as registrations_capacity
from webinars.registrations.places import place_deadlines
from webinars.registrations.places.capacity import Capacity, Tally
from webinars.registrations.status import Status
from webinars.registrations.waiting_list import offer_duration

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONSITE, ONLINE = 1, 2


def tally(**numbers):
    """Return a tally of an event without registration types: confirmed=2, waiting=1."""
    return Tally({(None, Status(name)): number for name, number in numbers.items()})


def tally_by_type(onsite=(0, 0), online=(0, 0)):
    """Return a tally of two registration types, each as (held, waiting)."""
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
def test_new_registration_is_confirmed_only_if_a_place_is_left_and_nobody_waits(
    capacity, now, takes
):
    assert registrations_capacity.has_place_for_new(Capacity(capacity), now, None) is takes


@pytest.mark.parametrize(
    ("now", "kind", "takes"),
    [
        (tally_by_type(onsite=(2, 0)), ONSITE, False),
        (tally_by_type(onsite=(2, 5)), ONLINE, True),
        (tally_by_type(onsite=(1, 1)), ONLINE, False),
        (tally_by_type(onsite=(2, 0), online=(2, 0)), ONLINE, False),
        (tally_by_type(onsite=(1, 0), online=(2, 0)), ONSITE, True),
    ],
)
def test_place_of_a_type_counts_for_the_event(now, kind, takes):
    capacity = Capacity(4, {ONSITE: 2, ONLINE: None})

    assert registrations_capacity.has_place_for_new(capacity, now, kind) is takes


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
def test_offer_gets_shorter_and_is_skipped_in_last_hours(left, hours, lasts):
    until = offer_duration.offer_deadline(NOW, NOW + left, hours)

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
def test_verification_deadline_is_half_of_the_time_left(left, hours, lasts):
    until = place_deadlines.verification_deadline(NOW, NOW + left, hours)

    assert (until and until - NOW) == lasts


@given(minutes=st.integers(0, 500_000), hours=st.integers(1, 400))
def test_offer_expires_before_the_start(minutes, hours):
    starts_at = NOW + timedelta(minutes=minutes)

    for until in (
        offer_duration.offer_deadline(NOW, starts_at, hours),
        place_deadlines.verification_deadline(NOW, starts_at, hours),
    ):
        assert until is None or NOW < until < starts_at
