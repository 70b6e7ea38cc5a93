"""Rows of lists that begin with a month and a day in numbers: "8/22 Orientation" below "Fall 2027"."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from webinars.announcement_parser.grammar.dates import DatePart, ParsedDate
from webinars.announcement_parser.grammar.vocabulary.line_labels import COLUMN_FIELDS
from webinars.announcement_parser.layout.heading_dates import HeadingDate
from webinars.announcement_parser.layout.lines import BULLETS, Line
from webinars.announcement_parser.layout.lists.tables import find_tables

MIN_ROWS = 3  # fewer may be fractions, or numbers of something else
MAX_ROW_LENGTH = 200
MONTHS = range(1, 13)
MIN_FALL = 4  # months, at New Year
Pair = tuple[int, int]


def days_in_numbers(
    lines: Sequence[Line], headings: Sequence[HeadingDate]
) -> dict[int, ParsedDate]:
    """Return the days with which rows below a year or the column "Date" begin, by index of the line.

    They rise, except at a new heading. Where all of them may be read both ways, their order stays a question.
    Rows without such a heading are days if only one order makes them rise.
    """
    heads = list(_heads(lines, headings))
    numbers = {index: row for index, line in enumerate(lines) if (row := _number(line)) is not None}
    rows = {index: row for index, row in numbers.items() if heads[index] is not None}
    is_headed = len(rows) >= MIN_ROWS
    if not is_headed:
        rows, heads = numbers, [0] * len(lines)
    in_tables = find_tables(lines).rows if len(rows) >= MIN_ROWS else {}
    rows = {index: row for index, row in rows.items() if index not in in_tables}
    if len(rows) < MIN_ROWS:
        return {}
    is_month_first = _rise(rows, heads, is_month_first=True)
    is_day_first = _rise(rows, heads, is_month_first=False)
    if is_month_first == is_day_first and not is_headed:
        return {}
    if is_month_first == is_day_first:
        return {n: row._replace(is_weak=False) for n, row in rows.items()} if is_day_first else {}
    return {n: _day(row, headings[n], is_month_first=is_month_first) for n, row in rows.items()}


def _heads(lines: Sequence[Line], headings: Sequence[HeadingDate]) -> Iterator[int | None]:
    """Yield for each line what tells its list from others: its number, None outside a list."""
    number, is_open = 0, False
    for index, line in enumerate(lines):
        is_new = index > 0 and headings[index] != headings[index - 1]
        is_header = _is_header(line)
        number += is_new or is_header
        is_open = is_open or is_header
        yield number if is_open or headings[index].year is not None else None


def _is_header(line: Line) -> bool:
    """Return whether a line names columns of which the first is that of the date."""
    if line.is_text:
        return False
    first = line.text.split(maxsplit=1)[0].casefold().strip("*_|:")
    return line.is_heading and not line.has_date and COLUMN_FIELDS.get(first) == "date"


def _number(line: Line) -> ParsedDate | None:
    """Return the two numbers with which a row begins, if a title follows."""
    if line.is_text or len(line.text) > MAX_ROW_LENGTH or not line.items:
        return None
    first = line.items[0]
    start = line.end - len(line.source[line.start : line.end].lstrip(BULLETS + " "))
    if not isinstance(first, ParsedDate) or not first.is_weak or first.start != start:
        return None
    if line.source[first.end - 1] == "." or any(_is_other_date(item) for item in line.items[1:]):
        return None
    after = line.source[first.end : line.end].lstrip(" :|–—-.")
    return first if after[:1].isupper() or after[:1] in {'"', "“", "«", "„"} else None


def _is_other_date(item: object) -> bool:
    return isinstance(item, ParsedDate) and not item.is_weak


def _rise(
    rows: dict[int, ParsedDate], heads: Sequence[int | None], *, is_month_first: bool
) -> bool:
    """Return whether the days exist in an order of month and day, and follow each other in each list."""
    days = [(heads[index], _month_and_day(row, is_month_first)) for index, row in rows.items()]
    if any(month not in MONTHS for _, (month, _) in days):
        return False
    falls = [
        first[0] - second[0]
        for (one, first), (two, second) in pairwise(days)
        if one == two and first > second
    ]
    return len(falls) <= 1 and all(months >= MIN_FALL for months in falls)


def _month_and_day(row: ParsedDate, is_month_first: bool) -> Pair:  # noqa: FBT001
    first, second = row.parts[0].pair or (0, 0)
    return (first, second) if is_month_first else (second, first)


def _day(row: ParsedDate, heading: HeadingDate, *, is_month_first: bool) -> ParsedDate:
    month, day = _month_and_day(row, is_month_first)
    return row._replace(parts=(DatePart(heading.year, month, day),), is_weak=False)
