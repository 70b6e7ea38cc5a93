"""A schedule on another date: the same time by the clocks, across clock changes."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.event_dates.wall_clock import on_date
from webinars.timezones.schedule import Days, Timed, resolve

ZONES = ("Europe/Zurich", "America/New_York")


def at(hour, minute=0, *, zone, minutes=90):
    start = datetime(2027, 2, 2, hour, minute)
    return Timed(start, start + timedelta(minutes=minutes), zone)


@given(
    st.sampled_from(ZONES),
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    st.integers(4, 22),
    st.integers(15, 300),
)
def test_hour_by_the_clocks_is_kept_on_any_date(zone, day, hour, minutes):
    moved = on_date(at(hour, zone=zone, minutes=minutes), day)

    start = datetime.combine(day, time(hour))
    assert moved.start == start
    assert resolve(moved).starts_at == start.replace(tzinfo=ZoneInfo(zone))
    assert resolve(moved).ends_at > resolve(moved).starts_at


@pytest.mark.parametrize(
    ("zone", "day", "hour", "code", "neighbours"),
    [
        ("Europe/Zurich", date(2027, 3, 28), 2, "local-time-skipped", (1, 3)),
        ("Europe/Zurich", date(2027, 10, 31), 2, "local-time-ambiguous", (1, 3)),
        ("America/New_York", date(2027, 3, 14), 2, "local-time-skipped", (1, 3)),
        ("America/New_York", date(2027, 11, 7), 1, "local-time-ambiguous", (0, 2)),
    ],
)
def test_start_that_clocks_skip_or_repeat_is_refused_with_its_neighbours(
    zone, day, hour, code, neighbours
):
    with pytest.raises(InvalidInputError, match=code) as refused:
        on_date(at(hour, 30, zone=zone), day)

    hours = tuple(local.hour for local in refused.value.facts["neighbours"])
    assert hours == neighbours


@pytest.mark.parametrize(
    ("day", "end", "length"),
    [
        (date(2027, 3, 27), (2027, 3, 28, 4, 30), timedelta(hours=5, minutes=30)),
        (date(2027, 10, 30), (2027, 10, 31, 4, 30), timedelta(hours=7, minutes=30)),
    ],
)
def test_night_over_a_clock_change_ends_at_the_same_time_by_the_clocks(day, end, length):
    night = at(22, zone="Europe/Zurich", minutes=390)

    span = resolve(on_date(night, day))

    assert on_date(night, day).end == datetime(*end)
    assert span.ends_at - span.starts_at == length


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_end_that_clocks_skip_or_repeat_keeps_the_elapsed_time(day):
    early = at(1, 15, zone="Europe/Zurich", minutes=75)

    span = resolve(on_date(early, day))

    assert span.ends_at - span.starts_at == timedelta(minutes=75)


def test_days_keep_their_number():
    moved = on_date(Days(date(2027, 2, 2), date(2027, 2, 4), "Europe/Zurich"), date(2027, 5, 31))

    assert (moved.first, moved.last) == (date(2027, 5, 31), date(2027, 6, 2))
