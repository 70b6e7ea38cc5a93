"""Find the rows of lists: programmes, diaries and newsletters with an event in each dated line."""

from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.vocabulary.calendar_names import MONTH_NUMBERS
from webinars.announcement_parser.layout.heading_dates import (
    HeadingDate,
    parse_day_of_heading,
    with_heading_year,
)
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.lists.rows import Row, parse_row

MIN_ROWS = 2  # of a list; a single line with a date is a row only if it has a label


def find_rows(
    lines: Sequence[Line],
    categories: Sequence[str],
    headings: Sequence[HeadingDate],
    *,
    ignored: Collection[int],
    known: Mapping[int, Row],
) -> dict[int, Row]:
    """Return the rows of events among the lines, by index.

    Args:
        lines: the lines of the page.
        categories: their categories.
        headings: year and month that headings state for each line.
        ignored: indexes of lines that are no events.
        known: rows of tables and of programmes by day.
    """
    parsed = {index: _row(line, headings[index]) for index, line in enumerate(lines)}
    rows = {index: row for index, row in parsed.items() if row is not None and row.is_separated}
    # Deadlines and cancelled events are rows of a list, too, although they are no events.
    is_list = sum(not row.has_head for row in rows.values()) >= MIN_ROWS
    events = {
        index: row
        for index, row in rows.items()
        if index not in ignored
        and index not in known
        and _may_be_event(lines[index], categories[index])
        and (categories[index] == "prose" if row.has_head else is_list)
    }
    events |= {index: row for index, row in known.items() if index not in ignored}
    events = dict(sorted(events.items()))
    crossing = _headings_across_new_year(rows, headings)
    return {
        index: row if headings[index] in crossing else _with_heading_year(row, headings[index])
        for index, row in events.items()
    }


def _may_be_event(line: Line, category: str) -> bool:
    """Return whether a row may be an event: it has text that may be a title, and is no mere mention."""
    expression = line.temporal_expression
    has_words = expression is not None and expression.word_count > 0
    is_event = category in {"prose", "text", "titled"} or (category == "date" and has_words)
    return is_event and not line.is_mention and line.label[0] in {"", "date"}


def _row(line: Line, heading: HeadingDate) -> Row | None:
    """Return the line as a row, also if its heading has the month; None without a title."""
    if line.is_text:
        return None
    bounds = (line.label[1], line.end)
    day = day_of_row(line, heading)
    row = parse_row(line.source, line.items, bounds, day)
    if row is None or row.date.is_month:
        return None
    has_text = row.title is not None or row.has_head or (day is not None and row.has_time)
    return row if has_text else None


def day_of_row(line: Line, heading: HeadingDate) -> ParsedDate | None:
    """Return the day with which a line below a month begins; dates after it are those of something else."""
    day = parse_day_of_heading(line.tokens, heading)
    if day is None or not line.has_date:
        return day
    first = next((item for item in line.items if isinstance(item, ParsedDate)), None)
    following = (token for token in line.tokens if token.start >= day.end and token.kind == "word")
    words = {token.norm for token in islice(following, 2)}  # "Sat 13 de marzo"
    is_whole = bool(words & MONTH_NUMBERS.keys())  # with its month, and moved to the first date
    is_first = first is None or first.start >= day.end
    return day if is_first and not is_whole else None


def _with_heading_year(row: Row, heading: HeadingDate) -> Row:
    date = with_heading_year(row.date, heading)
    items = (date if isinstance(item, ParsedDate) else item for item in row.items)
    return row._replace(items=tuple(items))


def _headings_across_new_year(
    rows: Mapping[int, Row], headings: Sequence[HeadingDate]
) -> set[HeadingDate]:
    """Return the headings whose year may be that before or after New Year, for their months fall."""
    crossing = set()
    last_months: dict[HeadingDate, int] = {}
    for index, row in rows.items():
        month = row.date.parts[0].month
        if month is not None:
            if month < last_months.get(headings[index], month):
                crossing.add(headings[index])
            last_months[headings[index]] = month
    return crossing
