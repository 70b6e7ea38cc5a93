"""Which days a date expression can mean: year filled in, day and month told apart, weekday checked."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from webinars.announcement_parser.grammar.dates import ParsedDate, Part
from webinars.timezones.zones import FIRST_YEAR, LAST_YEAR

MOST_YEARS = 8  # 29 February may be seven years away
WEEK = 7


class DateReading(NamedTuple):
    """Days, first to last, or a month without a day; and why the text means them."""

    first: date
    last: date
    unit: str  # "days" or "month"
    reason: str
    is_year_assumed: bool = False


class DateReadings(NamedTuple):
    """Every way to read a date; a code where there are several."""

    code: str
    readings: tuple[DateReading, ...]


class _Day(NamedTuple):
    """A date that may not exist: 31 June."""

    year: int
    month: int
    day: int
    weekday: int | None


def resolve_days(found: ParsedDate, today: date) -> DateReadings:
    """Return the ways to read a date expression, none when it lies outside the years we know."""
    if found.is_month:
        return _months(found, today)
    read = (_in_order(found.parts, order, today) for order in ORDERS)
    orders = [days for days in read if days and all(map(_is_known, days[0]))]
    unlike = list({tuple(days): (days, reason) for days, reason in orders}.values())
    real = [(days, reason) for days, reason in unlike if all(map(_exists, days))]
    if not real:
        return _ready("no-such-day", (r for days, _ in unlike for r in _nearest_days(found, days)))
    fitting = [(days, reason) for days, reason in real if all(map(_fits, days))]
    if not fitting:
        return _ready("weekday-mismatch", (r for days, _ in real for r in _other_days(found, days)))
    code = "day-or-month"
    readings: list[DateReading] = []
    for days, reason in fitting:
        if _is_stretch(found, days):
            readings.append(_reading(found, days, reason))
        else:
            code = "separate-days"
            readings.extend(_every_day(found, days))
    return _ready(code, readings)


def _in_order(
    parts: Sequence[Part], order: Callable[[tuple[int, int]], tuple[int, int]], today: date
) -> tuple[list[_Day], str] | None:
    """Return the days with 05/07 read in one order, or None where a month is above 12."""
    ordered = [
        part._replace(day=order(part.pair)[0], month=order(part.pair)[1]) if part.pair else part
        for part in parts
    ]
    months = [part.month for part in ordered if part.month]
    if not months or max(months) > 12:  # noqa: PLR2004
        return None
    for place, part in enumerate(ordered):
        if part.month is None:  # 16-17 July, Oct. 12-15
            month = months[-1] if place < len(ordered) - 1 else months[0]
            ordered[place] = part._replace(month=month)
    reason = "day-first" if order is ORDERS[0] else "month-first"
    if all(part.pair is None for part in parts):
        reason = "as-dated"
    return _with_years(ordered, today), reason


ORDERS: tuple[Callable[[tuple[int, int]], tuple[int, int]], ...] = (
    lambda pair: pair,
    lambda pair: (pair[1], pair[0]),
)


def _with_years(parts: Sequence[Part], today: date) -> list[_Day]:
    """Fill in years: from the part that has one, else the next such days from today."""
    known = [place for place, part in enumerate(parts) if part.year is not None]
    if known:
        return _spread(parts, known[-1], parts[known[-1]].year or 0)
    for year in range(today.year, today.year + MOST_YEARS):
        days = _spread(parts, len(parts) - 1, year)
        if all(map(_exists, days)) and date(*days[-1][:3]) >= today:
            return days
    return _spread(parts, len(parts) - 1, today.year)


def _spread(parts: Sequence[Part], anchor: int, year: int) -> list[_Day]:
    """Return the days with a year at one place, running over New Year where the months say so."""
    years = [part.year for part in parts]
    years[anchor] = year
    for place in range(anchor - 1, -1, -1):
        after = years[place + 1] or year
        if years[place] is None:
            years[place] = after - (_month_day(parts[place]) > _month_day(parts[place + 1]))
    for place in range(anchor + 1, len(parts)):
        before = years[place - 1] or year
        if years[place] is None:
            years[place] = before + (_month_day(parts[place]) < _month_day(parts[place - 1]))
    return [
        _Day(given or year, part.month or 1, part.day or 1, part.weekday)
        for given, part in zip(years, parts, strict=True)
    ]


def _month_day(part: Part) -> tuple[int, int]:
    return part.month or 1, part.day or 1


def _months(found: ParsedDate, today: date) -> DateReadings:
    """Return the readings of "April 2021", "mid-April" and "March to April 2021"."""
    days = _with_years([part._replace(day=28) for part in found.parts], today)
    if not all(map(_is_known, days)):
        return DateReadings("", ())
    firsts = [date(day.year, day.month, 1) for day in days]
    assumed = all(part.year is None for part in found.parts)
    singles = [DateReading(first, _last(first), "month", "as-dated", assumed) for first in firsts]
    if len(singles) == 1:
        return _ready("", singles)
    whole = DateReading(firsts[0], _last(firsts[-1]), "days", "whole-stretch", assumed)
    each = (single._replace(reason=f"month-{n}") for n, single in enumerate(singles, 1))
    return _ready("separate-days", [whole, *each])


def _nearest_days(found: ParsedDate, days: Sequence[_Day]) -> Iterable[DateReading]:
    """Yield the last day of June and the first of July for 31 June."""
    last = [day._replace(day=min(day.day, _length(day))) for day in days]
    following = [
        day if _exists(day) else _as_day(date(*last[place][:3]) + timedelta(days=1), day.weekday)
        for place, day in enumerate(days)
    ]
    yield _reading(found, last, "last-of-month")
    yield _reading(found, following, "next-month")


def _other_days(found: ParsedDate, days: Sequence[_Day]) -> Iterable[DateReading]:
    """Yield the date as written, the nearest that is the weekday, and a year in which both are true."""
    yield _reading(found, days, "as-dated")
    yield _reading(found, [_nearest_weekday(day) for day in days], "as-weekday")
    for step in (1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6):
        moved = [day._replace(year=day.year + step) for day in days]
        if all(map(_exists, moved)) and all(map(_fits, moved)):
            yield _reading(found, moved, "other-year")
            return


def _every_day(found: ParsedDate, days: Sequence[_Day]) -> Iterable[DateReading]:
    """Yield the whole stretch, where the days are in order, and each day alone."""
    if all(before[:3] < after[:3] for before, after in pairwise(days)):
        yield _reading(found, [days[0], days[-1]], "whole-stretch")
    for number, day in enumerate(days, 1):
        yield _reading(found, [day], f"day-{number}")


def _is_stretch(found: ParsedDate, days: Sequence[_Day]) -> bool:
    """Return whether the days are one, follow each other, or bound a range."""
    dates = [date(*day[:3]) for day in days]
    one = timedelta(days=1)
    if found.joined == "range":
        return all(before <= after for before, after in pairwise(dates))
    return all(after - before == one for before, after in pairwise(dates))


def _reading(found: ParsedDate, days: Sequence[_Day], reason: str) -> DateReading:
    assumed = all(part.year is None for part in found.parts)
    first, last = (date(*day[:3]) for day in (days[0], days[-1]))
    return DateReading(first, max(first, last), "days", reason, assumed)


def _ready(code: str, readings: Iterable[DateReading]) -> DateReadings:
    """Return the readings that differ and lie in the years we know; the code if there are several."""
    unlike = {
        reading[:3]: reading
        for reading in reversed(list(readings))
        if reading.first.year >= FIRST_YEAR and reading.last.year <= LAST_YEAR
    }
    kept = tuple(reversed(unlike.values()))
    return DateReadings(code if len(kept) > 1 else "", kept)


def _is_known(day: _Day) -> bool:
    return FIRST_YEAR <= day.year <= LAST_YEAR


def _exists(day: _Day) -> bool:
    return day.day <= _length(day)


def _length(day: _Day) -> int:
    return monthrange(day.year, day.month)[1]


def _fits(day: _Day) -> bool:
    return day.weekday is None or date(*day[:3]).weekday() == day.weekday


def _nearest_weekday(day: _Day) -> _Day:
    real = date(*day[:3])
    step = 0 if day.weekday is None else (day.weekday - real.weekday() + 3) % WEEK - 3
    return _as_day(real + timedelta(days=step), day.weekday)


def _as_day(real: date, weekday: int | None) -> _Day:
    return _Day(real.year, real.month, real.day, weekday)


def _last(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])
