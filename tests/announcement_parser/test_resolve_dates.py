"""Readings of parsed date expressions."""

from datetime import date

import pytest

from webinars.announcement_parser.grammar.dates import DatePart, ParsedDate
from webinars.announcement_parser.resolution.resolve_dates import (
    DateReading,
    DateReadings,
    resolve_date,
)

TODAY = date(2027, 5, 3)
THURSDAY = 3


def resolve(*parts, relation="range"):
    return resolve_date(ParsedDate(tuple(parts), relation, start=0, end=0, is_weak=False), TODAY)


def test_month_without_a_year_is_the_next_such_month():
    assert resolve(DatePart(month=4, is_edge=True)) == DateReadings(
        "", (DateReading(date(2028, 4, 1), date(2028, 4, 30), "month", "as-dated", True),)
    )
    assert resolve(DatePart(2021, 4)) == DateReadings(
        "", (DateReading(date(2021, 4, 1), date(2021, 4, 30), "month", "as-dated"),)
    )


def test_current_month_counts_as_the_next_and_february_is_valid():
    [may] = resolve(DatePart(month=5, is_edge=True)).readings
    [february] = resolve(DatePart(month=2, is_edge=True)).readings

    assert (may.first, february.last) == (date(2027, 5, 1), date(2028, 2, 29))


def test_two_months_are_a_range_or_either_month():
    assert resolve(DatePart(month=12), DatePart(2021, 2)) == DateReadings(
        "separate-days",
        (
            DateReading(date(2020, 12, 1), date(2021, 2, 28), "days", "whole-stretch"),
            DateReading(date(2020, 12, 1), date(2020, 12, 31), "month", "month-1"),
            DateReading(date(2021, 2, 1), date(2021, 2, 28), "month", "month-2"),
        ),
    )
    assert all(
        reading.is_year_assumed
        for reading in resolve(DatePart(month=6), DatePart(month=8)).readings
    )


@pytest.mark.parametrize("year", [1969, 2038])
def test_month_in_an_unsupported_year_has_no_reading(year):
    assert resolve(DatePart(year, 4)) == DateReadings("", ())


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize(
    "day", [date(year, 7, 16) for year in range(2024, 2029)] + [date(2028, 2, 29)]
)
def test_wrong_weekday_offers_the_nearest_matching_year(day, weekday):
    """Of two equally near years the later is offered, and none more than six years away."""
    years = [year for year in range(day.year - 6, day.year + 7) if year % 4 == 0 or day.day < 29]
    matching = [year for year in years if day.replace(year=year).weekday() == weekday]
    nearest = sorted(matching, key=lambda year: (abs(year - day.year), year < day.year))[:1]

    resolved = resolve(DatePart(day.year, day.month, day.day, weekday))

    if weekday == day.weekday():
        assert [reading.reason for reading in resolved.readings] == ["as-dated"]
        return
    assert resolved.code == "weekday-mismatch"
    assert [reading.reason for reading in resolved.readings][:2] == ["as-dated", "as-weekday"]
    assert [reading.first for reading in resolved.readings[2:]] == [
        day.replace(year=year) for year in nearest
    ]
    assert resolved.readings[1].first.weekday() == weekday
    assert abs((resolved.readings[1].first - day).days) <= 3


def test_date_without_a_weekday_is_unchanged_by_a_wrong_weekday():
    resolved = resolve(DatePart(2027, 7, 15), DatePart(2027, 7, 16, THURSDAY), relation="list")

    assert resolved.readings[1] == DateReading(
        date(2027, 7, 15), date(2027, 7, 15), "days", "as-weekday"
    )


def test_nonexistent_day_is_the_last_of_its_month_or_the_next_day():
    resolved = resolve(DatePart(2027, 6, 29), DatePart(2027, 6, 31))

    assert resolved == DateReadings(
        "no-such-day",
        (
            DateReading(date(2027, 6, 29), date(2027, 6, 30), "days", "last-of-month"),
            DateReading(date(2027, 6, 29), date(2027, 7, 1), "days", "next-month"),
        ),
    )


def test_date_without_a_month_within_a_list_has_the_month_after_it():
    resolved = resolve(
        DatePart(2027, 7, 7), DatePart(day=14), DatePart(2027, 8, 21), relation="list"
    )

    assert [(str(reading.first), str(reading.last)) for reading in resolved.readings] == [
        ("2027-07-07", "2027-08-21"),
        ("2027-07-07", "2027-07-07"),
        ("2027-08-14", "2027-08-14"),
        ("2027-08-21", "2027-08-21"),
    ]


@pytest.mark.parametrize(
    ("parts", "relation", "expected"),
    [
        (((2027, 7, 16),), "single", ("2027-07-16", "2027-07-16", "as-dated")),
        (((2027, 7, 16), (2027, 7, 17)), "list", ("2027-07-16", "2027-07-17", "as-dated")),
        (((2027, 7, 16), (2027, 7, 18)), "range", ("2027-07-16", "2027-07-18", "as-dated")),
        (((2027, 7, 16), (2027, 7, 16)), "range", ("2027-07-16", "2027-07-16", "as-dated")),
        (((2027, 7, 16), (2027, 7, 16)), "list", ("2027-07-16", "2027-07-16", "day-1")),
    ],
)
def test_contiguous_or_equal_days_have_one_reading(parts, relation, expected):
    resolved = resolve(*(DatePart(*part) for part in parts), relation=relation)

    [reading] = resolved.readings
    assert (str(reading.first), str(reading.last), reading.reason) == expected
    assert resolved.code == ""


WEDNESDAY, FRIDAY = 2, 4


@pytest.mark.parametrize(
    ("date_and_weekday", "expected"),
    [
        ((1970, 1, 1, THURSDAY), ["1970-01-01"]),
        ((1970, 1, 2, THURSDAY), ["1970-01-02", "1970-01-01"]),  # the other year is 1969
        ((1970, 1, 1, WEDNESDAY), ["1970-01-01"]),  # the others are in 1969
        ((2037, 12, 31, THURSDAY), ["2037-12-31"]),
        ((2037, 12, 30, THURSDAY), ["2037-12-30", "2037-12-31"]),  # the other year is 2038
        ((2037, 12, 31, FRIDAY), ["2037-12-31"]),  # the others are in 2038
    ],
)
def test_readings_are_in_supported_years(date_and_weekday, expected):
    resolved = resolve(DatePart(*date_and_weekday))

    assert [str(reading.first) for reading in resolved.readings] == expected


@pytest.mark.parametrize(
    ("parts", "first", "last"),
    [
        (((None, 5, 3),), "2027-05-03", "2027-05-03"),
        (((None, 5, 2),), "2028-05-02", "2028-05-02"),
        (((None, 7, 31),), "2027-07-31", "2027-07-31"),
        (((None, 10, 12), (None, None, 15)), "2027-10-12", "2027-10-15"),
        (((None, 12, 31), (None, 1, 2)), "2027-12-31", "2028-01-02"),
        (((None, 12, 20), (None, 5, 4)), "2026-12-20", "2027-05-04"),
        (((None, 12, 20), (None, 5, 2)), "2027-12-20", "2028-05-02"),
        (((2027, 12, 31), (None, 1, 2)), "2027-12-31", "2028-01-02"),
        (((None, 12, 31), (2028, 1, 2)), "2027-12-31", "2028-01-02"),
        (((2027, 7, 16), (None, 7, 16)), "2027-07-16", "2027-07-16"),
        (((None, 7, 16), (2027, 7, 16)), "2027-07-16", "2027-07-16"),
        (((None, 11, 30), (None, 12, 31), (2028, 1, 2)), "2027-11-30", "2028-01-02"),
        (((2027, 11, 30), (None, 12, 31), (None, 1, 2)), "2027-11-30", "2028-01-02"),
        (((2027, 12, 30), (None, 1, 2), (None, 1, 3)), "2027-12-30", "2028-01-03"),
        (((None, 12, 31), (2028, 1, 1), (None, 1, 2)), "2027-12-31", "2028-01-02"),
    ],
)
def test_missing_years_follow_from_other_dates_or_today(parts, first, last):
    [reading] = resolve(*(DatePart(*part) for part in parts)).readings

    assert (str(reading.first), str(reading.last)) == (first, last)
    assert reading.is_year_assumed is all(year is None for year, _, _ in parts)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (((2, 30),), [("2027-02-28", "2027-02-28"), ("2027-03-01", "2027-03-01")]),
        (((12, 30), (2, 30)), [("2026-12-30", "2027-02-28"), ("2026-12-30", "2027-03-01")]),
    ],
)
def test_day_that_exists_in_no_year_is_resolved_in_the_current_year(parts, expected):
    resolved = resolve(*(DatePart(month=month, day=day) for month, day in parts))

    assert resolved.code == "no-such-day"
    assert [(str(r.first), str(r.last)) for r in resolved.readings] == expected


def test_number_above_12_is_a_day():
    [reading] = resolve(DatePart(2027, pair=(5, 13))).readings

    assert (reading.first, reading.reason) == (date(2027, 5, 13), "month-first")
    assert resolve(DatePart(2027, pair=(13, 14))).readings == ()


def test_date_before_the_supported_years_has_no_reading_despite_its_weekday():
    assert resolve(DatePart(1969, 12, 31, THURSDAY)).readings == ()
