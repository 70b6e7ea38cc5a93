"""Unusual differences of two zones, compared with a search through the offsets of zoneinfo."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webinars.timezones.unusual_offset_differences import unusual_difference, unusual_differences

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ZURICH, NEW_YORK = "Europe/Zurich", "America/New_York"


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def unusual_days(zone_a, zone_b, year=2026, hour=13):
    start = utc(year, 1, 1, hour)
    instants = [start + n * DAY for n in range(365)]
    return [at.date() for at in instants if unusual_difference(at, zone_a, zone_b)]


def days(first, last):
    return [first + n * DAY for n in range((last - first).days + 1)]


@pytest.mark.parametrize("hour", [8, 13, 20])
def test_geneva_and_new_york_have_an_unusual_difference_between_their_changes(hour):
    warned = unusual_days(ZURICH, NEW_YORK, hour=hour)

    spring = days(date(2026, 3, 8), date(2026, 3, 28))
    autumn = days(date(2026, 10, 25), date(2026, 10, 31))
    assert warned == spring + autumn


@pytest.mark.parametrize(
    ("zone_a", "zone_b"),
    [
        ("Europe/Vienna", "Africa/Nairobi"),
        ("Europe/Vienna", ZURICH),
        ("Asia/Tokyo", "Asia/Kolkata"),
        (ZURICH, ZURICH),
        ("Africa/Casablanca", "Africa/El_Aaiun"),  # both change for Ramadan at the same time
        ("UTC", NEW_YORK),
    ],
)
def test_lasting_differences_have_no_unusual_difference(zone_a, zone_b):
    assert unusual_days(zone_a, zone_b) == []


def test_unusual_difference_has_both_amounts_and_period():
    difference = unusual_difference(utc(2026, 3, 12, 14), ZURICH, NEW_YORK)

    assert difference is not None
    assert (difference.zone_a, difference.zone_b) == (ZURICH, NEW_YORK)
    assert (difference.usual, difference.that_day) == (-6 * HOUR, -5 * HOUR)
    assert (difference.first_day, difference.last_day) == (date(2026, 3, 8), date(2026, 3, 28))
    assert (difference.starts_at, difference.ends_at) == (utc(2026, 3, 8, 7), utc(2026, 3, 29, 1))


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (utc(2026, 3, 8, 6, 59), False),
        (utc(2026, 3, 8, 7), True),
        (utc(2026, 3, 29, 0, 59), True),
        (utc(2026, 3, 29, 1), False),
    ],
)
def test_unusual_difference_starts_and_ends_to_the_minute(instant, expected):
    assert (unusual_difference(instant, ZURICH, NEW_YORK) is not None) is expected


def test_days_of_an_unusual_difference_include_the_date_of_the_event():
    difference = unusual_difference(utc(2026, 3, 29, 0, 30), ZURICH, NEW_YORK)

    assert difference is not None
    assert difference.last_day == date(2026, 3, 29)


def test_london_and_sydney_have_an_unusual_difference_between_their_changes():
    assert unusual_days("Europe/London", "Australia/Sydney")[:7] == days(
        date(2026, 3, 29), date(2026, 4, 4)
    )


def test_usual_difference_exists_after_a_zone_abolishes_dst():
    """Moscow changed permanently on 26 October 2014, the day of the change in Zurich."""
    difference = unusual_difference(utc(2014, 11, 1, 12), "Europe/Moscow", NEW_YORK)

    assert difference is not None
    assert (difference.usual, difference.that_day) == (-8 * HOUR, -7 * HOUR)


def test_first_and_last_supported_year_have_no_unusual_difference():
    assert unusual_difference(utc(1970, 1, 1, 12), ZURICH, NEW_YORK) is None
    assert unusual_difference(utc(2037, 12, 31, 12), ZURICH, NEW_YORK) is None


STEP = timedelta(minutes=15)
LONG = timedelta(days=60)
SAMPLE_ZONES = [
    ZURICH, NEW_YORK, "Africa/Nairobi", "Europe/London", "America/Santiago", "Australia/Sydney",
    "Australia/Lord_Howe", "Africa/Casablanca", "Africa/Cairo", "Asia/Beirut", "Asia/Gaza",
    "America/Havana", "America/Sao_Paulo", "Asia/Tehran", "Pacific/Apia", "Europe/Moscow",
]  # fmt: skip


def ahead(at, zone_a, zone_b):
    """Return how far zone_b is ahead of zone_a, by zoneinfo."""
    return at.astimezone(ZoneInfo(zone_b)).utcoffset() - at.astimezone(ZoneInfo(zone_a)).utcoffset()


def next_difference(at, zone_a, zone_b, step):
    """Return the first quarter of an hour with another difference, within 61 days."""
    now = ahead(at, zone_a, zone_b)
    quarters = range(1, (LONG + DAY) // STEP)
    return next(
        (at + n * step for n in quarters if ahead(at + n * step, zone_a, zone_b) != now), None
    )


def period_by_zoneinfo(at, zone_a, zone_b):
    before, after = (next_difference(at, zone_a, zone_b, step) for step in (-STEP, STEP))
    if before is None or after is None or after - (before + STEP) >= LONG:
        return None
    return before + STEP, after


@settings(derandomize=True, deadline=None, max_examples=120)
@given(
    st.datetimes(datetime(1980, 1, 1), datetime(2036, 12, 1)),
    st.sampled_from([2, 3, 4, 9, 10, 11]),
    st.sampled_from(SAMPLE_ZONES),
    st.sampled_from(SAMPLE_ZONES),
)
@example(datetime(2026, 3, 12, 14), 3, ZURICH, NEW_YORK)
@example(datetime(2026, 10, 26, 14), 10, ZURICH, NEW_YORK)
def test_unusual_differences_agree_with_zoneinfo(naive, month, zone_a, zone_b):
    naive = naive.replace(month=month, day=min(naive.day, 28), minute=0, second=0, microsecond=0)
    instant = naive.replace(tzinfo=UTC)

    difference = unusual_difference(instant, zone_a, zone_b)

    period = (difference.starts_at, difference.ends_at) if difference else None
    assert period == period_by_zoneinfo(instant, zone_a, zone_b)
    if difference:
        assert difference.that_day == ahead(instant, zone_a, zone_b)
        assert difference.usual != difference.that_day
        assert difference.usual in (
            ahead(t, zone_a, zone_b) for t in (difference.starts_at - STEP, difference.ends_at)
        )


MARCH = utc(2026, 3, 12, 14)


def pairs(*zones):
    return [
        (difference.zone_a, difference.zone_b) for difference in unusual_differences(MARCH, zones)
    ]


def test_zone_of_the_event_is_compared_with_other_zones():
    assert pairs(ZURICH, NEW_YORK, "Africa/Nairobi") == [(ZURICH, NEW_YORK)]


def test_redundant_unusual_differences_are_omitted():
    assert pairs(ZURICH, NEW_YORK, "America/Toronto", "Europe/Vienna") == [(ZURICH, NEW_YORK)]


def test_other_zones_are_compared_without_one_for_the_own_zone():
    assert pairs("Africa/Nairobi", ZURICH, NEW_YORK, "Europe/Vienna") == [(ZURICH, NEW_YORK)]


def test_single_zone_has_no_unusual_difference():
    assert pairs() == pairs(ZURICH) == pairs(ZURICH, ZURICH) == []
