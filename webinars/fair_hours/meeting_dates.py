"""Dates of a series for which hours are compared."""

from collections.abc import Iterator
from datetime import date, timedelta

from webinars.errors import InvalidInputError
from webinars.timezones import zones

MOST_DATES = 60
FIRST_YEAR = 2020  # from 2023 on all clocks change on a quarter of an hour
_WEEK = timedelta(days=7)
_WEEKS_OF_A_YEAR = 52


def dates_between(first: date, last: date | None, every: timedelta) -> tuple[date, ...]:
    """Return the first date and those that follow it at an interval until the last one.

    Raises:
        InvalidInputError: "date-out-of-range" (facts: first, last year), "end-before-start",
            "too-many-dates" (facts: most).
    """
    last = last or first
    for day in (first, last):
        if not FIRST_YEAR <= day.year < zones.LAST_YEAR:
            raise InvalidInputError("date-out-of-range", first=FIRST_YEAR, last=zones.LAST_YEAR - 1)
    if last < first:
        raise InvalidInputError("end-before-start")
    if (last - first) // every >= MOST_DATES:
        raise InvalidInputError("too-many-dates", most=MOST_DATES)
    return tuple(_steps(first, last, every))


def weekday_of_a_year(weekday: int, today: date) -> tuple[date, ...]:
    """Return a weekday, Monday as 0, in each of the 52 weeks from today on."""
    first = today + timedelta(days=(weekday - today.weekday()) % 7)
    return tuple(first + number * _WEEK for number in range(_WEEKS_OF_A_YEAR))


def _steps(first: date, last: date, every: timedelta) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += every
