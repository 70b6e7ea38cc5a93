"""Schedules and their instants."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.timezones import zones
from webinars.timezones.local_times import is_repeated, to_instant
from webinars.timezones.schedule import (
    Days,
    Month,
    Span,
    Timed,
    deserialize,
    month_of,
    resolve,
    serialize,
    timed_at,
)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def timed(start, end, zone="Europe/Zurich"):
    return Timed(datetime(*start), datetime(*end), zone)


def test_timed_schedule_resolves_to_start_and_end():
    span = resolve(timed((2020, 7, 16, 15), (2020, 7, 16, 16)))

    assert span == Span(utc(2020, 7, 16, 13), utc(2020, 7, 16, 14))


def test_clock_change_during_an_event_changes_its_duration():
    span = resolve(timed((2026, 10, 25, 1), (2026, 10, 25, 4)))

    assert span == Span(utc(2026, 10, 24, 23), utc(2026, 10, 25, 3))


def test_days_resolve_to_the_end_of_the_last_day():
    span = resolve(Days(date(2020, 10, 12), date(2020, 10, 15), "Europe/Vienna"))

    assert span == Span(utc(2020, 10, 11, 22), utc(2020, 10, 15, 22))


def test_day_with_a_skipped_midnight_starts_after_the_gap():
    span = resolve(Days(date(2026, 9, 6), date(2026, 9, 6), "America/Santiago"))

    assert span == Span(utc(2026, 9, 6, 4), utc(2026, 9, 7, 3))


def test_month_resolves_to_its_days():
    month = Month(2021, 4, "Europe/Zurich")

    assert (month.first, month.last) == (date(2021, 4, 1), date(2021, 4, 30))
    assert resolve(month) == Span(utc(2021, 3, 31, 22), utc(2021, 4, 30, 22))


def test_last_supported_month_has_an_end():
    assert resolve(Month(2037, 12, "UTC")) == Span(utc(2037, 12, 1), utc(2038, 1, 1))


@pytest.mark.parametrize("last", [(2024, 2, 29), (2026, 2, 28), (2026, 4, 30), (2026, 12, 31)])
def test_month_ends_on_its_last_day(last):
    assert Month(last[0], last[1], "UTC").last == date(*last)


@pytest.mark.parametrize("when", [
    timed((2026, 7, 16, 15), (2026, 7, 16, 15)),
    timed((2026, 7, 16, 15), (2026, 7, 16, 14)),
    Days(date(2026, 7, 16), date(2026, 7, 15), "UTC"),
    Days(date(2011, 12, 30), date(2011, 12, 30), "Pacific/Apia"),
])  # fmt: skip
def test_end_not_after_the_start_is_refused(when):
    with pytest.raises(InvalidInputError, match="end-before-start"):
        resolve(when)


INVALID = [
    (timed((2026, 3, 29, 2, 30), (2026, 3, 29, 4)), "local-time-skipped"),
    (timed((2026, 10, 25, 1), (2026, 10, 25, 2, 30)), "local-time-ambiguous"),
    (timed((2026, 7, 16, 15), (2026, 7, 16, 16), "Europe/Atlantis"), "unknown-timezone"),
    (Days(date(2026, 7, 16), date(2026, 7, 16), "../Zurich"), "unknown-timezone"),
    (Days(date(1, 1, 1), date(1, 1, 1), "UTC"), "date-out-of-range"),
    (Days(date(9999, 12, 31), date(9999, 12, 31), "UTC"), "date-out-of-range"),
    (Month(9999, 12, "UTC"), "date-out-of-range"),
    (timed((9999, 12, 31), (9999, 12, 31, 1)), "date-out-of-range"),
    (Month(2026, 13, "UTC"), "date-out-of-range"),
    (Month(0, 1, "UTC"), "date-out-of-range"),
]


@pytest.mark.parametrize(("when", "code"), INVALID)
def test_invalid_schedule_is_refused_with_a_code(when, code):
    with pytest.raises(InvalidInputError, match=code):
        resolve(when)


def test_month_of_an_event_is_that_of_its_local_date():
    eve = timed((2026, 7, 31, 23), (2026, 8, 1, 1), "America/New_York")

    assert month_of(eve) == date(2026, 7, 1)
    assert month_of(Days(date(2026, 7, 31), date(2026, 8, 2), "UTC")) == date(2026, 7, 1)
    assert month_of(Month(2026, 8, "UTC")) == date(2026, 8, 1)


BACKWARD = [
    (zone, change)
    for zone in zones.choices()
    for change in zones.offset_changes(zone)
    if change.after < change.before and utc(1974, 1, 1) < change.at < utc(2037, 12, 1)
]


@st.composite
def durations_over_changes(draw):
    """Return a zone, an unambiguous local start before clocks go back, and a duration past the change."""
    zone, change = draw(st.sampled_from(BACKWARD))
    start = (change.at + change.after).replace(tzinfo=None, second=0, microsecond=0)
    start -= timedelta(minutes=draw(st.integers(1, 180)))
    duration = timedelta(minutes=draw(st.integers(1, 480)))
    return zone, start, duration


@settings(derandomize=True, deadline=None, max_examples=400)
@given(durations_over_changes())
@example(("Europe/Zurich", datetime(2026, 10, 25, 1, 30), timedelta(minutes=60)))
@example(("Europe/Zurich", datetime(2026, 10, 25, 1, 30), timedelta(minutes=120)))
@example(("Australia/Lord_Howe", datetime(2027, 4, 4, 1, 15), timedelta(minutes=45)))
def test_end_that_a_duration_decides_is_start_plus_length(case):
    zone, start, duration = case
    if is_repeated(start, zone) or not _exists(start, zone):
        return
    starts_at = start.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)

    when = timed_at(Span(starts_at, starts_at + duration), zone)

    assert when.start == start
    assert resolve(when) == Span(starts_at, starts_at + duration)
    assert resolve(deserialize(serialize(when))) == resolve(when)
    local_end = (starts_at + duration).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert when.end == local_end
    assert (when.duration is None) == (not is_repeated(local_end, zone))


def _exists(local, zone):
    try:
        to_instant(local, zone)
    except InvalidInputError:
        return False
    return True


@pytest.mark.parametrize("minutes", [30, 61, 180])
def test_duration_that_does_not_lead_to_the_end_decides_nothing(minutes):
    when = Timed(
        datetime(2026, 10, 25, 1, 30),
        datetime(2026, 10, 25, 2, 30),
        "Europe/Zurich",
        timedelta(minutes=minutes),
    )

    with pytest.raises(InvalidInputError, match="local-time-ambiguous"):
        resolve(when)


def test_schedule_without_a_repeated_end_is_stored_as_before():
    when = timed_at(Span(utc(2027, 7, 16, 13), utc(2027, 7, 16, 14)), "Europe/Zurich")

    assert when == timed((2027, 7, 16, 15), (2027, 7, 16, 16))
    assert serialize(when) == [
        "time",
        "2027-07-16T15:00:00",
        "2027-07-16T16:00:00",
        "Europe/Zurich",
    ]
