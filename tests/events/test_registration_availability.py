"""Whether registration for an event is open, and why not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from webinars.events import registration_availability
from webinars.events.enums import EventState
from webinars.events.registration_availability import Availability, AvailabilityFacts
from webinars.timezones.schedule import Precision

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
OPEN = AvailabilityFacts(
    state=EventState.PUBLISHED,
    precision=Precision.TIME,
    accepts_registrations=True,
    external_url="",
    capacity=None,
    opens_at=None,
    closes_at=None,
    starts_at=NOW + DAY,
    ends_at=NOW + DAY + timedelta(hours=2),
)
CALLED_OFF = [
    (EventState.CANCELLED, Availability.CANCELLED),
    (EventState.POSTPONED, Availability.POSTPONED),
]
CLOSED = {"opens_at": NOW - DAY, "closes_at": NOW}


@pytest.mark.parametrize(
    ("terms", "held", "expected"),
    [
        ({}, 0, Availability.OPEN),
        ({}, 1_000_000, Availability.OPEN),
        ({"state": EventState.DRAFT}, 0, Availability.OPEN),
        ({"capacity": 2}, 1, Availability.OPEN),
        ({"capacity": 2}, 2, Availability.FULL),
        ({"capacity": 2}, 3, Availability.FULL),
        ({"capacity": 0}, 0, Availability.FULL),
        ({"opens_at": NOW + SECOND}, 0, Availability.NOT_YET),
        ({"opens_at": NOW}, 0, Availability.OPEN),
        ({"opens_at": NOW - SECOND}, 0, Availability.OPEN),
        ({"closes_at": NOW + SECOND}, 0, Availability.OPEN),
        ({"closes_at": NOW}, 0, Availability.CLOSED),
        ({"closes_at": NOW - SECOND}, 0, Availability.CLOSED),
        ({"ends_at": NOW + SECOND}, 0, Availability.OPEN),
        ({"starts_at": NOW - DAY, "ends_at": NOW + SECOND}, 0, Availability.OPEN),
        ({"ends_at": NOW}, 0, Availability.ENDED),
        ({"ends_at": NOW - SECOND}, 0, Availability.ENDED),
        ({"external_url": "https://example.org"}, 0, Availability.ELSEWHERE),
        ({"accepts_registrations": False}, 0, Availability.NO_REGISTRATION),
        (
            {"accepts_registrations": False, "precision": Precision.DAYS},
            0,
            Availability.NO_REGISTRATION,
        ),
        ({"accepts_registrations": False, "precision": Precision.MONTH}, 0, Availability.UNFIXED),
        ({"precision": Precision.MONTH}, 0, Availability.OPEN),
        *(({"state": state}, 0, expected) for state, expected in CALLED_OFF),
    ],
)
def test_registration_is_open_within_its_window_while_places_are_left(terms, held, expected):
    assert registration_availability.availability_at(replace(OPEN, **terms), held, NOW) is expected


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        # What holds of the whole event is said before what holds of its registration alone.
        *(({"state": state, "ends_at": NOW}, expected) for state, expected in CALLED_OFF),
        *(
            ({"state": state, "external_url": "https://example.org"}, expected)
            for state, expected in CALLED_OFF
        ),
        *(
            ({"state": state, "accepts_registrations": False}, expected)
            for state, expected in CALLED_OFF
        ),
        *(({"state": state, **CLOSED, "capacity": 0}, expected) for state, expected in CALLED_OFF),
        ({"ends_at": NOW, "external_url": "https://example.org"}, Availability.ENDED),
        ({"ends_at": NOW, "accepts_registrations": False}, Availability.ENDED),
        ({"ends_at": NOW, **CLOSED, "capacity": 0}, Availability.ENDED),
        (
            {"external_url": "https://example.org", "accepts_registrations": False},
            Availability.ELSEWHERE,
        ),
        ({"external_url": "https://example.org", **CLOSED, "capacity": 0}, Availability.ELSEWHERE),
        ({"accepts_registrations": False, **CLOSED, "capacity": 0}, Availability.NO_REGISTRATION),
        ({"opens_at": NOW + DAY, "closes_at": NOW, "capacity": 0}, Availability.NOT_YET),
        ({**CLOSED, "capacity": 0}, Availability.CLOSED),
    ],
)
def test_of_several_reasons_against_registering_the_broadest_is_given(terms, expected):
    assert registration_availability.availability_at(replace(OPEN, **terms), 0, NOW) is expected


@pytest.mark.parametrize(
    ("terms", "running"),
    [
        ({"starts_at": NOW - SECOND, "ends_at": NOW + SECOND}, True),
        ({"starts_at": NOW, "ends_at": NOW + SECOND}, True),
        ({"starts_at": NOW + SECOND}, False),
        ({"starts_at": NOW - SECOND, "ends_at": NOW}, False),
        ({"starts_at": NOW, "state": EventState.DRAFT}, False),
        ({"starts_at": NOW, "state": EventState.CANCELLED}, False),
        ({"starts_at": NOW, "state": EventState.POSTPONED}, False),
        ({"starts_at": NOW, "precision": Precision.DAYS}, True),
        ({"starts_at": NOW, "precision": Precision.MONTH}, False),
    ],
)
def test_event_is_running_from_start_to_end(terms, running):
    assert registration_availability.is_running(replace(OPEN, **terms), NOW) is running


@pytest.mark.parametrize(
    ("before", "minutes"),
    [
        (timedelta(minutes=60, microseconds=1), None),
        (timedelta(minutes=60), 60),
        (timedelta(minutes=20), 20),
        (timedelta(minutes=19, microseconds=1), 20),
        (timedelta(microseconds=1), 1),
        (timedelta(0), 0),
    ],
)
def test_minutes_are_counted_in_the_hour_before_the_start(before, minutes):
    facts = replace(OPEN, starts_at=NOW + before, ends_at=NOW + DAY)

    assert registration_availability.minutes_to_start(facts, NOW) == minutes


@pytest.mark.parametrize(
    "terms",
    [
        {"state": EventState.POSTPONED},
        {"precision": Precision.DAYS},
        {"precision": Precision.MONTH},
    ],
)
def test_events_without_a_time_that_holds_are_not_counted_down_to(terms):
    facts = replace(OPEN, starts_at=NOW + SECOND, ends_at=NOW + DAY, **terms)

    assert registration_availability.minutes_to_start(facts, NOW) is None
    assert list(registration_availability.next_changes(facts, NOW)) == [NOW + SECOND, NOW + DAY]


def test_every_change_of_the_countdown_is_foretold():
    facts = replace(OPEN, starts_at=NOW + timedelta(minutes=62), ends_at=NOW + DAY)
    at, counted = NOW, []
    for _ in range(61):
        following = min(registration_availability.next_changes(facts, at))
        just_before = following - timedelta(microseconds=1)
        counted.append(registration_availability.minutes_to_start(facts, following))
        assert registration_availability.minutes_to_start(facts, at) == (
            registration_availability.minutes_to_start(facts, just_before)
        )
        at = following

    assert counted == [*range(60, 0, -1), 0]
