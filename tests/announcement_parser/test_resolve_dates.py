"""The days that a date expression can mean, given as it was parsed."""

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


def resolved(*parts, relation="range"):
    return resolve_date(ParsedDate(tuple(parts), relation, start=0, end=0, is_weak=False), TODAY)


def test_a_month_is_the_next_of_its_name_unless_its_year_is_written():
    assert resolved(DatePart(month=4, is_edge=True)) == DateReadings(
        "", (DateReading(date(2028, 4, 1), date(2028, 4, 30), "month", "as-dated", True),)
    )
    assert resolved(DatePart(2021, 4)) == DateReadings(
        "", (DateReading(date(2021, 4, 1), date(2021, 4, 30), "month", "as-dated"),)
    )


def test_the_month_of_today_is_still_to_come_and_february_is_in_any_year():
    [may] = resolved(DatePart(month=5, is_edge=True)).readings
    [february] = resolved(DatePart(month=2, is_edge=True)).readings

    assert (may.first, february.last) == (date(2027, 5, 1), date(2028, 2, 29))


def test_two_months_are_one_stretch_or_either_of_them():
    assert resolved(DatePart(month=12), DatePart(2021, 2)) == DateReadings(
        "separate-days",
        (
            DateReading(date(2020, 12, 1), date(2021, 2, 28), "days", "whole-stretch"),
            DateReading(date(2020, 12, 1), date(2020, 12, 31), "month", "month-1"),
            DateReading(date(2021, 2, 1), date(2021, 2, 28), "month", "month-2"),
        ),
    )
    assert all(
        each.is_year_assumed for each in resolved(DatePart(month=6), DatePart(month=8)).readings
    )


@pytest.mark.parametrize("year", [1969, 2038])
def test_months_of_years_whose_clocks_are_not_known_have_no_reading(year):
    assert resolved(DatePart(year, 4)) == DateReadings("", ())


@pytest.mark.parametrize("weekday", [0, 1, 2, 3, 5, 6])
def test_of_the_years_in_which_the_weekday_is_right_the_nearest_is_offered(weekday):
    """16 July 2027 is a Friday; of two years as near the later one is offered."""
    fitting = [year for year in range(2021, 2034) if date(year, 7, 16).weekday() == weekday]
    nearest = min(fitting, key=lambda year: (abs(year - 2027), year < 2027))

    found = resolved(DatePart(2027, 7, 16, weekday))

    assert found.code == "weekday-mismatch"
    assert [each.reason for each in found.readings] == ["as-dated", "as-weekday", "other-year"]
    assert found.readings[2].first == date(nearest, 7, 16)
    assert found.readings[1].first.weekday() == weekday
    assert abs((found.readings[1].first - date(2027, 7, 16)).days) <= 3


def test_a_date_without_a_weekday_stays_where_another_s_weekday_is_wrong():
    found = resolved(DatePart(2027, 7, 15), DatePart(2027, 7, 16, THURSDAY), relation="list")

    assert found.readings[1] == DateReading(
        date(2027, 7, 15), date(2027, 7, 15), "days", "as-weekday"
    )


def test_a_day_that_does_not_exist_is_the_last_of_its_month_or_the_first_of_the_next():
    found = resolved(DatePart(2027, 6, 29), DatePart(2027, 6, 31))

    assert found == DateReadings(
        "no-such-day",
        (
            DateReading(date(2027, 6, 29), date(2027, 6, 30), "days", "last-of-month"),
            DateReading(date(2027, 6, 29), date(2027, 7, 1), "days", "next-month"),
        ),
    )
