"""When the guard speaks, held against a walk through the clocks of zoneinfo."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webinars.timezones.dst_warnings import dst_warning, dst_warnings

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ZURICH, NEW_YORK = "Europe/Zurich", "America/New_York"


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def days_it_speaks(zone_a, zone_b, year=2026, hour=13):
    start = utc(year, 1, 1, hour)
    instants = [start + n * DAY for n in range(365)]
    return [at.date() for at in instants if dst_warning(at, zone_a, zone_b)]


def days(first, last):
    return [first + n * DAY for n in range((last - first).days + 1)]


@pytest.mark.parametrize("hour", [8, 13, 20])
def test_it_speaks_for_geneva_and_new_york_in_the_weeks_between_their_changes(hour):
    spoken = days_it_speaks(ZURICH, NEW_YORK, hour=hour)

    spring = days(date(2026, 3, 8), date(2026, 3, 28))
    autumn = days(date(2026, 10, 25), date(2026, 10, 31))
    assert spoken == spring + autumn


@pytest.mark.parametrize(
    ("zone_a", "zone_b"),
    [
        ("Europe/Vienna", "Africa/Nairobi"),
        ("Europe/Vienna", ZURICH),
        ("Asia/Tokyo", "Asia/Kolkata"),
        (ZURICH, ZURICH),
        ("Africa/Casablanca", "Africa/El_Aaiun"),  # both step back for Ramadan, together
        ("UTC", NEW_YORK),
    ],
)
def test_it_never_speaks_where_each_difference_holds_for_months(zone_a, zone_b):
    assert days_it_speaks(zone_a, zone_b) == []


def test_it_tells_the_usual_difference_the_difference_now_and_until_when():
    said = dst_warning(utc(2026, 3, 12, 14), ZURICH, NEW_YORK)

    assert said is not None
    assert (said.zone_a, said.zone_b) == (ZURICH, NEW_YORK)
    assert (said.usual, said.that_day) == (-6 * HOUR, -5 * HOUR)
    assert (said.first_day, said.last_day) == (date(2026, 3, 8), date(2026, 3, 28))
    assert (said.starts_at, said.ends_at) == (utc(2026, 3, 8, 7), utc(2026, 3, 29, 1))


@pytest.mark.parametrize(
    ("instant", "speaks"),
    [
        (utc(2026, 3, 8, 6, 59), False),
        (utc(2026, 3, 8, 7), True),
        (utc(2026, 3, 29, 0, 59), True),
        (utc(2026, 3, 29, 1), False),
    ],
)
def test_it_speaks_to_the_minute(instant, speaks):
    assert (dst_warning(instant, ZURICH, NEW_YORK) is not None) is speaks


def test_the_days_told_hold_the_event_s_own():
    said = dst_warning(utc(2026, 3, 29, 0, 30), ZURICH, NEW_YORK)

    assert said is not None
    assert said.last_day == date(2026, 3, 29)


def test_it_speaks_where_the_southern_half_changes_in_between():
    assert days_it_speaks("Europe/London", "Australia/Sydney")[:7] == days(
        date(2026, 3, 29), date(2026, 4, 4)
    )


def test_it_has_a_usual_difference_when_a_zone_gives_up_changing_its_clocks():
    """Moscow went back an hour for good on 26 October 2014, the day Zurich did."""
    said = dst_warning(utc(2014, 11, 1, 12), "Europe/Moscow", NEW_YORK)

    assert said is not None
    assert (said.usual, said.that_day) == (-8 * HOUR, -7 * HOUR)


def test_years_without_known_neighbours_are_passed_in_silence():
    assert dst_warning(utc(1970, 1, 1, 12), ZURICH, NEW_YORK) is None
    assert dst_warning(utc(2037, 12, 31, 12), ZURICH, NEW_YORK) is None


STEP = timedelta(minutes=15)
LONG = timedelta(days=60)
SOME = [
    ZURICH, NEW_YORK, "Africa/Nairobi", "Europe/London", "America/Santiago", "Australia/Sydney",
    "Australia/Lord_Howe", "Africa/Casablanca", "Africa/Cairo", "Asia/Beirut", "Asia/Gaza",
    "America/Havana", "America/Sao_Paulo", "Asia/Tehran", "Pacific/Apia", "Europe/Moscow",
]  # fmt: skip


def ahead(at, zone_a, zone_b):
    """How far zone_b's clocks are ahead, by zoneinfo."""
    return at.astimezone(ZoneInfo(zone_b)).utcoffset() - at.astimezone(ZoneInfo(zone_a)).utcoffset()


def walk(at, zone_a, zone_b, step):
    """The first quarter of an hour that way with another difference, within 61 days."""
    now = ahead(at, zone_a, zone_b)
    quarters = range(1, (LONG + DAY) // STEP)
    return next(
        (at + n * step for n in quarters if ahead(at + n * step, zone_a, zone_b) != now), None
    )


def run_by_zoneinfo(at, zone_a, zone_b):
    before, after = (walk(at, zone_a, zone_b, step) for step in (-STEP, STEP))
    if before is None or after is None or after - (before + STEP) >= LONG:
        return None
    return before + STEP, after


@settings(derandomize=True, deadline=None, max_examples=120)
@given(
    st.datetimes(datetime(1980, 1, 1), datetime(2036, 12, 1)),
    st.sampled_from([2, 3, 4, 9, 10, 11]),
    st.sampled_from(SOME),
    st.sampled_from(SOME),
)
@example(datetime(2026, 3, 12, 14), 3, ZURICH, NEW_YORK)
@example(datetime(2026, 10, 26, 14), 10, ZURICH, NEW_YORK)
def test_it_speaks_exactly_when_zoneinfo_finds_a_run_under_60_days(naive, month, zone_a, zone_b):
    naive = naive.replace(month=month, day=min(naive.day, 28), minute=0, second=0, microsecond=0)
    instant = naive.replace(tzinfo=UTC)

    said = dst_warning(instant, zone_a, zone_b)

    found = (said.starts_at, said.ends_at) if said else None
    assert found == run_by_zoneinfo(instant, zone_a, zone_b)
    if said:
        assert said.that_day == ahead(instant, zone_a, zone_b)
        assert said.usual != said.that_day
        assert said.usual in (
            ahead(t, zone_a, zone_b) for t in (said.starts_at - STEP, said.ends_at)
        )


MARCH = utc(2026, 3, 12, 14)


def pairs(*places):
    return [(said.zone_a, said.zone_b) for said in dst_warnings(MARCH, places)]


def test_the_event_s_own_zone_is_held_against_each_other_city():
    assert pairs(ZURICH, NEW_YORK, "Africa/Nairobi") == [(ZURICH, NEW_YORK)]


def test_pairs_that_tell_the_same_are_told_once():
    assert pairs(ZURICH, NEW_YORK, "America/Toronto", "Europe/Vienna") == [(ZURICH, NEW_YORK)]


def test_other_cities_are_held_against_each_other_where_the_own_zone_is_silent():
    assert pairs("Africa/Nairobi", ZURICH, NEW_YORK, "Europe/Vienna") == [(ZURICH, NEW_YORK)]


def test_one_zone_or_none_has_nothing_to_tell():
    assert pairs() == pairs(ZURICH) == pairs(ZURICH, ZURICH) == []
