"""Further events of a day: "Storytime, 10 am" below a day, "18h, St John" below "Saturday 3 June: 17h"."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.phrases.agenda_words import AGENDA_ITEM_WORDS
from webinars.announcement_parser.grammar.scanner import Filler
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.layout.heading_dates import HeadingDate
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.lists.day_programmes import (
    Day,
    DayProgrammes,
    begins_with_time,
    heading_day,
    is_agenda,
)
from webinars.announcement_parser.layout.lists.row_lists import day_of_row
from webinars.announcement_parser.layout.lists.rows import Row, parse_row

MIN_DAYS = 2
MAX_NAME_LENGTH = 160  # characters before the hours of a row
MAX_ROW_LENGTH = 240
_SENTENCE = re.compile(r"\w\w[.?;] ")
_BULLETS = " -–—•*·‣▪◦"
_SIGNS = " -–—:,;(|"


class DatedRow(NamedTuple):
    """A row that begins with its date and time, and the indexes of the timed lines directly below it."""

    date: ParsedDate
    below: list[int]


def find_hour_rows(
    lines: Sequence[Line], headings: Sequence[HeadingDate], ignored: Collection[int]
) -> DayProgrammes:
    """Return the rows with hours of their own on a day that a line above names.

    Args:
        lines: the lines of the page.
        headings: year and month that headings state for each line.
        ignored: indexes of lines that are no events.
    """
    days = list(_days_of_names(lines, headings, ignored))
    named = {
        index: row
        for day in days
        for index in day.timed
        if (row := _named_row(lines[index], day.date))
    }
    rows = {**named, **_rows_below_dated_rows(lines, headings, ignored)}
    return DayProgrammes(rows, frozenset(day.heading for day in days))


def _days_of_names(
    lines: Sequence[Line], headings: Sequence[HeadingDate], ignored: Collection[int]
) -> list[Day]:
    """Return the days of a list with named hours below each, of which one has two or more."""
    days = [day for day in _days(lines, headings, ignored) if day.timed]
    distinct = {day.date.calendar_days for day in days}
    is_list = len(distinct) >= MIN_DAYS and any(len(day.timed) > 1 for day in days)
    is_mixed = any(day.others for day in days)
    return [] if not is_list or is_mixed or is_agenda(lines, headings, days) else days


def _days(
    lines: Sequence[Line], headings: Sequence[HeadingDate], ignored: Collection[int]
) -> Iterator[Day]:
    """Yield the days with the rows of names and hours below them, and with other lines that have hours."""
    day: Day | None = None
    for index, line in enumerate(lines):
        date = heading_day(line, headings[index], may_be_inferred=True)
        if date is not None or line.has_date or line.begins_with_day:
            if day is not None:
                yield day
            day = Day(index, date, [], []) if date is not None and index not in ignored else None
        elif day is not None and line.zoned_times and index not in ignored:
            (day.timed if _is_named(line) else day.others).append(index)
    if day is not None:
        yield day


def _is_named(line: Line) -> bool:
    """Return whether a line is a name, its hours, and perhaps more text: "Lawn walk, 10-11 am. All ages"."""
    if line.is_text or line.label[0] or line.is_mention or len(line.text) > MAX_ROW_LENGTH:
        return False
    name = line.source[slice(*_name_span(line))]
    is_short = 0 < len(name) <= MAX_NAME_LENGTH and _SENTENCE.search(name) is None
    is_title = name[:1].isupper() or name[:1] in "«“„\"'‘"
    words = name.casefold().split()
    return is_short and is_title and words[0].strip(",.:;!") not in AGENDA_ITEM_WORDS


def _rows_below_dated_rows(
    lines: Sequence[Line], headings: Sequence[HeadingDate], ignored: Collection[int]
) -> Mapping[int, Row]:
    """Return the lines that begin with a time directly below rows of one list, on the days of these."""
    dated = list(_dated_rows(lines, headings, ignored))
    if len({row.date.calendar_days for row in dated}) < MIN_DAYS:
        return {}
    rows = {
        index: row
        for above in dated
        for index in above.below
        if (row := _row(lines[index], above.date)) is not None
    }
    titles = (lines[index].source[slice(*row.title)] for index, row in rows.items() if row.title)
    first_words = (title.casefold().split()[0].strip(".,:;()") for title in titles)
    return {} if any(word in AGENDA_ITEM_WORDS for word in first_words) else rows


def _dated_rows(
    lines: Sequence[Line], headings: Sequence[HeadingDate], ignored: Collection[int]
) -> Iterator[DatedRow]:
    for index, line in enumerate(lines):
        date = (
            None if index in ignored or line.is_text else _date_before_time(line, headings[index])
        )
        if date is None:
            continue
        below = []
        for following in range(index + 1, len(lines)):
            if lines[following].has_date or not begins_with_time(lines[following]):
                break
            below.append(following)
        yield DatedRow(date, [n for n in below if n not in ignored])


def _date_before_time(line: Line, heading: HeadingDate) -> ParsedDate | None:
    """Return the date with which a line begins, if its time follows at once: "Saturday 3 June: 17h"."""
    date = day_of_row(line, heading)
    items = [item for item in line.items if not isinstance(item, Filler)]
    if date is not None:
        items = [item for item in items if item.start >= date.end]
    elif items and isinstance(items[0], ParsedDate):
        date, items = items[0], items[1:]
    first = next(iter(items), None)
    is_single = date is not None and date.relation == "single" and not date.is_month
    return date if is_single and isinstance(first, ParsedTime) else None


def _named_row(line: Line, date: ParsedDate) -> Row | None:
    row = _row(line, date)
    return row._replace(title=_name_span(line)) if row is not None else None


def _name_span(line: Line) -> tuple[int, int]:
    """Return the span of the text before the first time of a line, without the signs around it."""
    first = next(item for item in line.items if isinstance(item, ParsedTime))
    start, end = line.start, first.start
    text = line.source[start:end]
    return start + len(text) - len(text.lstrip(_BULLETS)), start + len(text.rstrip(_SIGNS))


def _row(line: Line, date: ParsedDate) -> Row | None:
    return parse_row(line.source, line.items, (line.start, line.end), date)
