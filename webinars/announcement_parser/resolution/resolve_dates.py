"""Resolve date expressions to days: missing years, order of day and month, weekdays."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from webinars.announcement_parser.grammar.dates import DatePart, ParsedDate
from webinars.timezones.zones import FIRST_YEAR, LAST_YEAR

MAX_YEARS_AHEAD = 8  # 29 February may be seven years away
DAYS_PER_WEEK = 7


class DateReading(NamedTuple):
    """A reading of a date expression: its first and last day, and the reason for the reading."""

    first: date
    last: date
    unit: str  # "days" or "month"
    reason: str
    is_year_assumed: bool = False


class DateReadings(NamedTuple):
    """All readings of a date expression, and the code of the question if there are several."""

    code: str
    readings: tuple[DateReading, ...]


class _Day(NamedTuple):
    """A date that may not exist: 31 June."""

    year: int
    month: int
    day: int
    weekday: int | None


def resolve_date(expression: ParsedDate, today: date) -> DateReadings:
    """Return the readings of a date expression, none if it is outside the supported years."""
    if expression.is_month:
        return _resolve_months(expression, today)
    if expression.is_inferred:
        return _date_readings("day-without-date", _inferred_days(expression))
    if expression.relation == "choice":
        return _date_readings("several-dates", _chosen_days(expression, today))
    by_order = (_days_in_order(expression.parts, order, today) for order in ORDERS)
    orders = [days for days in by_order if days and all(map(_is_supported, days[0]))]
    different = list({tuple(days): (days, reason) for days, reason in orders}.values())
    existing = [(days, reason) for days, reason in different if all(map(_exists, days))]
    if not existing:
        nearest = (reading for days, _ in different for reading in _nearest_days(expression, days))
        return _date_readings("no-such-day", nearest)
    fitting = [(days, reason) for days, reason in existing if all(map(_fits_weekday, days))]
    if not fitting:
        others = (reading for days, _ in existing for reading in _other_days(expression, days))
        return _date_readings("weekday-mismatch", others)
    code = "day-or-month"
    readings: list[DateReading] = []
    for days, reason in fitting:
        if _is_contiguous(expression, days):
            readings.append(_reading(expression, days, reason))
        else:
            code = "separate-days"
            readings.extend(_range_and_days(expression, days))
    return _date_readings(code, readings)


def _inferred_days(expression: ParsedDate) -> Iterator[DateReading]:
    """Yield each day that "the 14th" or "next Friday" can mean."""
    for part in expression.parts:
        day = date(part.year or FIRST_YEAR, part.month or 1, part.day or 1)
        yield DateReading(day, day, "days", "inferred")


def _chosen_days(expression: ParsedDate, today: date) -> Iterator[DateReading]:
    """Yield the readings of each day of "12 or 17 May"."""
    last = expression.parts[-1]
    for part in expression.parts:
        one = part._replace(month=part.month or last.month, year=part.year or last.year)
        yield from resolve_date(
            expression._replace(parts=(one,), relation="single"), today
        ).readings


def _days_in_order(
    parts: Sequence[DatePart], order: Callable[[tuple[int, int]], tuple[int, int]], today: date
) -> tuple[list[_Day], str] | None:
    """Return the days if 05/07 is read in one order, or None if a month would exceed 12."""
    ordered = [
        part._replace(day=order(part.pair)[0], month=order(part.pair)[1]) if part.pair else part
        for part in parts
    ]
    months = [part.month for part in ordered if part.month]
    if not months or max(months) > 12:  # noqa: PLR2004
        return None
    for index, part in enumerate(ordered):
        if part.month is None:  # 16-17 July, Oct. 12-15
            ordered[index] = part._replace(month=months[-1])
    reason = "day-first" if order is ORDERS[0] else "month-first"
    if all(part.pair is None for part in parts):
        reason = "as-dated"
    return _fill_years(ordered, today), reason


ORDERS: tuple[Callable[[tuple[int, int]], tuple[int, int]], ...] = (
    lambda pair: pair,
    lambda pair: (pair[1], pair[0]),
)


def _fill_years(parts: Sequence[DatePart], today: date) -> list[_Day]:
    """Fill in missing years: from a part that has one, otherwise of the next such days from today."""
    with_year = [index for index, part in enumerate(parts) if part.year is not None]
    if with_year:
        return _propagate_year(parts, with_year[-1], parts[with_year[-1]].year or 0)
    for year in range(today.year, today.year + MAX_YEARS_AHEAD):
        days = _propagate_year(parts, len(parts) - 1, year)
        if all(map(_exists, days)) and date(*days[-1][:3]) >= today:
            return days
    return _propagate_year(parts, len(parts) - 1, today.year)


def _propagate_year(parts: Sequence[DatePart], anchor: int, year: int) -> list[_Day]:
    """Return the days, given the year of one part; the range may include New Year."""
    years = [part.year for part in parts]
    years[anchor] = year
    for index in range(anchor - 1, -1, -1):
        after = years[index + 1] or year
        if years[index] is None:
            years[index] = after - (_month_day(parts[index]) > _month_day(parts[index + 1]))
    for index in range(anchor + 1, len(parts)):
        before = years[index - 1] or year
        if years[index] is None:
            years[index] = before + (_month_day(parts[index]) < _month_day(parts[index - 1]))
    return [
        _Day(part_year or year, part.month or 1, part.day or 1, part.weekday)
        for part_year, part in zip(years, parts, strict=True)
    ]


def _month_day(part: DatePart) -> tuple[int, int]:
    return part.month or 1, part.day or 1


def _resolve_months(expression: ParsedDate, today: date) -> DateReadings:
    """Return the readings of "April 2021", "mid-April" and "March to April 2021"."""
    days = _fill_years([part._replace(day=28) for part in expression.parts], today)
    if not all(map(_is_supported, days)):
        return DateReadings("", ())
    firsts = [date(day.year, day.month, 1) for day in days]
    is_assumed = all(part.year is None for part in expression.parts)
    months = [
        DateReading(first, _last_of_month(first), "month", "as-dated", is_assumed)
        for first in firsts
    ]
    if len(months) == 1:
        return _date_readings("", months)
    full_range = DateReading(
        firsts[0], _last_of_month(firsts[-1]), "days", "whole-stretch", is_assumed
    )
    single = (month._replace(reason=f"month-{n}") for n, month in enumerate(months, 1))
    return _date_readings("separate-days", [full_range, *single])


def _nearest_days(expression: ParsedDate, days: Sequence[_Day]) -> Iterable[DateReading]:
    """Yield the last day of June and the first of July for 31 June."""
    last = [day._replace(day=min(day.day, _month_length(day))) for day in days]
    following = [
        day if _exists(day) else _to_day(date(*last[index][:3]) + timedelta(days=1), day.weekday)
        for index, day in enumerate(days)
    ]
    yield _reading(expression, last, "last-of-month")
    yield _reading(expression, following, "next-month")


def _other_days(expression: ParsedDate, days: Sequence[_Day]) -> Iterable[DateReading]:
    """Yield the date as written, the nearest with the weekday, and the nearest year that fits both."""
    yield _reading(expression, days, "as-dated")
    yield _reading(expression, [_nearest_weekday(day) for day in days], "as-weekday")
    for step in (1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6):
        moved = [day._replace(year=day.year + step) for day in days]
        if all(map(_exists, moved)) and all(map(_fits_weekday, moved)):
            yield _reading(expression, moved, "other-year")
            return


def _range_and_days(expression: ParsedDate, days: Sequence[_Day]) -> Iterable[DateReading]:
    """Yield the full range, if the days are in order, and each single day."""
    if all(before[:3] < after[:3] for before, after in pairwise(days)):
        yield _reading(expression, [days[0], days[-1]], "whole-stretch")
    for number, day in enumerate(days, 1):
        yield _reading(expression, [day], f"day-{number}")


def _is_contiguous(expression: ParsedDate, days: Sequence[_Day]) -> bool:
    """Return whether the days are a single day, consecutive days, or the bounds of a range."""
    dates = [date(*day[:3]) for day in days]
    if expression.relation == "range":
        return all(before <= after for before, after in pairwise(dates))
    return all(after - before == timedelta(days=1) for before, after in pairwise(dates))


def _reading(expression: ParsedDate, days: Sequence[_Day], reason: str) -> DateReading:
    is_assumed = all(part.year is None for part in expression.parts)
    first, last = (date(*day[:3]) for day in (days[0], days[-1]))
    return DateReading(first, max(first, last), "days", reason, is_assumed)


def _date_readings(code: str, readings: Iterable[DateReading]) -> DateReadings:
    """Return the distinct readings in supported years, with the code if there are several."""
    distinct = {
        reading[:3]: reading
        for reading in reversed(list(readings))
        if reading.first.year >= FIRST_YEAR and reading.last.year <= LAST_YEAR
    }
    in_order = tuple(reversed(distinct.values()))
    return DateReadings(code if len(in_order) > 1 else "", in_order)


def _is_supported(day: _Day) -> bool:
    return FIRST_YEAR <= day.year <= LAST_YEAR


def _exists(day: _Day) -> bool:
    return day.day <= _month_length(day)


def _month_length(day: _Day) -> int:
    return monthrange(day.year, day.month)[1]


def _fits_weekday(day: _Day) -> bool:
    return day.weekday is None or date(*day[:3]).weekday() == day.weekday


def _nearest_weekday(day: _Day) -> _Day:
    written = date(*day[:3])
    if day.weekday is None:
        return day
    step = (day.weekday - written.weekday() + 3) % DAYS_PER_WEEK - 3
    return _to_day(written + timedelta(days=step), day.weekday)


def _to_day(day: date, weekday: int | None) -> _Day:
    return _Day(day.year, day.month, day.day, weekday)


def _last_of_month(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])
