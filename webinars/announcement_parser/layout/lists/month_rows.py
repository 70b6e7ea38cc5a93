"""Rows of lists by month: numbered days below a month, and months such as "October: Annual meeting"."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from webinars.announcement_parser.grammar.dates import DatePart, ParsedDate
from webinars.announcement_parser.grammar.vocabulary.calendar_names import MONTH_NUMBERS
from webinars.announcement_parser.layout.heading_dates import HeadingDate
from webinars.announcement_parser.layout.lines import BULLETS, Line

MIN_ROWS = 2
MAX_ROWS_BESIDE = 3
MAX_ROW_LENGTH = 200
MIN_GLUED_NAME = 4  # letters
_NUMBERED = re.compile(
    r"(?P<number>(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º)?)(?:\s*[–—:|]|\s+-|\s)\s*(?=[^\W\d_]\w)"
)
_MONTH_ROW = re.compile(r"(?P<month>[^\W\d_]{3,10})\.?\s*(?:[:–—|\t]|-\s)\s*(?=[^\W\d_]\w)")
# A month that is glued to the title of its row: "DecemberCranberry supper".
_NAMES = "|".join(name.capitalize() for name in MONTH_NUMBERS if len(name) >= MIN_GLUED_NAME)
_GLUED_MONTH_ROW = re.compile(rf"(?P<month>{_NAMES})(?=[A-ZÀ-Þ][a-zà-ÿ])")


class NumberedDay(NamedTuple):
    """The number of a day at the beginning of a line, with its offsets in the text."""

    day: int
    start: int
    end: int


def days_below_months(
    lines: Sequence[Line], headings: Sequence[HeadingDate]
) -> dict[int, NumberedDay]:
    """Return the numbers with which lines below the heading of a month begin, by index of the line.

    Numbers that count from one, or fall, are no days.
    """
    rows = [
        (index, row, headings[index])
        for index, line in enumerate(lines)
        if headings[index].month is not None
        and headings[index].first_day is None
        and (row := _numbered_day(line)) is not None
    ]
    days: dict[int, NumberedDay] = {}
    for _, group in groupby(rows, key=lambda one: one[2]):
        of_month = [(index, row) for index, row, _ in group]
        numbers = [row.day for _, row in of_month]
        is_rising = all(first <= second for first, second in pairwise(numbers))
        if is_rising and not _is_count(numbers):
            days |= dict(of_month)
    return days if len(days) >= MIN_ROWS else {}


def month_rows(lines: Sequence[Line], headings: Sequence[HeadingDate]) -> dict[int, ParsedDate]:
    """Return the months with which rows of a list begin: two or more, or one beside a row with a date."""
    rows = {
        index: row
        for index, line in enumerate(lines)
        if (row := _month_row(line, headings[index])) is not None
    }
    beside = (
        index for index in rows if any(_begins_with_date(line) for line in _next(lines, index))
    )
    return rows if len(rows) >= MIN_ROWS or any(True for _ in beside) else {}


def _is_count(numbers: Sequence[int]) -> bool:
    """Return whether numbers are those of a list: 1, 2, 3."""
    return len(numbers) > 1 and list(numbers) == list(range(1, len(numbers) + 1))


def _numbered_day(line: Line) -> NumberedDay | None:
    if line.is_text or len(line.text) > MAX_ROW_LENGTH or _has_date(line):
        return None
    match = _NUMBERED.match(line.source, _start(line), line.end)
    return NumberedDay(int(match["day"]), *match.span("number")) if match else None


def _month_row(line: Line, heading: HeadingDate) -> ParsedDate | None:
    if line.is_text or len(line.text) > MAX_ROW_LENGTH or _has_date(line):
        return None
    start = _start(line)
    match = _MONTH_ROW.match(line.source, start, line.end)
    match = match or _GLUED_MONTH_ROW.match(line.source, start, line.end)
    month = MONTH_NUMBERS.get(match["month"].casefold()) if match else None
    if match is None or month is None:
        return None
    part = DatePart(year=heading.year, month=month)
    return ParsedDate((part,), "single", *match.span("month"), is_weak=False)


def _start(line: Line) -> int:
    """Return the offset after the mark of a list."""
    text = line.source[line.start : line.end]
    return line.end - len(text.lstrip(BULLETS + " "))


def _has_date(line: Line) -> bool:
    return any(isinstance(item, ParsedDate) for item in line.items)


def _next(lines: Sequence[Line], index: int) -> Iterator[Line]:
    """Yield lines of the same block above a line, and the one below it."""
    for other in (*range(index - MAX_ROWS_BESIDE, index), index + 1):
        if 0 <= other < len(lines) and lines[other].block == lines[index].block:
            yield lines[other]


def _begins_with_date(line: Line) -> bool:
    first = next(iter(line.items), None)
    return isinstance(first, ParsedDate)
