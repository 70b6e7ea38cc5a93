"""Dates as people type them, one or several on a line."""

from collections.abc import Iterator
from datetime import date

from webinars.announcement_parser.grammar.dates import DatePart, parse_date
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.errors import InvalidInputError
from webinars.event_dates.date_rule import MOST_DATES
from webinars.timezones import zones

LONGEST_LIST = 4000  # characters
_LONGEST_LINE, _QUOTED = 200, 60
_MONTHS = 12
_SIGNS = frozenset({",", ".", "-", "–", "•", "*"})


def parse_date_list(text: str, after: date) -> tuple[date, ...]:
    """Parse dates by lines: "2027-03-05", "12 March", "7, 14 and 21 July 2027"; in order, each once.

    after: a date without a year is the first such one after it.

    Raises:
        InvalidInputError: "not-a-typed-date", "ambiguous-typed-date" (facts: line, quote),
            "too-many-new-dates" (facts: most), "date-out-of-range" (facts: first, last year).
    """
    dates: set[date] = set()
    lines = text.replace(";", "\n").splitlines()
    for number, line in enumerate(lines, 1):
        if line.strip():
            dates.update(_dates_of_line(line, number, after))
        if len(dates) > MOST_DATES:
            raise InvalidInputError("too-many-new-dates", most=MOST_DATES)
    for day in dates:
        if not zones.is_year_known(day.year):
            raise zones.year_out_of_range()
    return tuple(sorted(dates))


def _dates_of_line(line: str, number: int, after: date) -> Iterator[date]:
    error = InvalidInputError("not-a-typed-date", line=number, quote=line.strip()[:_QUOTED])
    if len(line) > _LONGEST_LINE:
        raise error
    tokens = tokenize(line, 0, len(line))
    index, count = 0, 0
    while index < len(tokens):
        if tokens[index].text in _SIGNS:
            index += 1
            continue
        parsed = parse_date(tokens, index)
        if parsed is None or parsed[1].relation not in ("single", "list"):
            raise error
        index = parsed[0]
        for day in _days(parsed[1].parts, number, error, after):
            count += 1
            yield day
    if not count:
        raise error


def _days(
    parts: tuple[DatePart, ...], number: int, error: InvalidInputError, after: date
) -> list[date]:
    """Return the days of a list, whose month and year may stand after the last one."""
    year = month = None
    days = []
    for part in reversed(parts):
        own_month, own_day = part.month or month, part.day
        if part.pair is not None:
            own_day, own_month = _day_and_month(part.pair, number, error)
        year, month = part.year or year, own_month
        if own_day is None or month is None:
            raise error
        days.append(_date(year, month, own_day, error, after))
    return days[::-1]


def _day_and_month(pair: tuple[int, int], number: int, error: InvalidInputError) -> tuple[int, int]:
    first, second = pair
    if first == second or second <= _MONTHS < first:
        return first, second
    if first <= _MONTHS < second:
        return second, first
    raise InvalidInputError("ambiguous-typed-date", line=number, quote=error.facts["quote"])


def _date(year: int | None, month: int, day: int, error: InvalidInputError, after: date) -> date:
    """Return a date; without a year it is the first one after a date, 29 February in a leap year."""
    years = (year,) if year is not None else range(after.year, after.year + 9)
    for one in years:
        try:
            found_day = date(one, month, day)
        except ValueError:
            continue
        if year is not None or found_day > after:
            return found_day
    raise error
