"""Hours at which something may begin, each with the day of its sentence or heading."""

from collections.abc import Iterator
from typing import NamedTuple

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.scanner import Filler
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.page import Page
from webinars.announcement_parser.resolution.time_statements import TimeStatement, time_statements

STARTS = frozenset({"", "start"})  # roles of times at which an event may begin
STEP = 5  # minutes; other times are those of messages


class DatedHour(NamedTuple):
    """A time of a line, and its day."""

    line_index: int
    date: ParsedDate
    statement: TimeStatement

    @property
    def offset(self) -> int:
        """Return where the time is in the text."""
        return self.statement.time.time.start


def dated_hours(page: Page) -> Iterator[DatedHour]:
    """Yield the hours on the last date before each; those of rows on the last date that begins a line."""
    last: ParsedDate | None = None
    heading: ParsedDate | None = None
    for index, line in enumerate(page.lines):
        category = page.categories[index]
        if category == "page-end":
            return
        dates = _days(page, index)
        is_skipped = line.is_text or category == "boilerplate"
        if is_skipped or (page.is_no_event(index) and (dates or line.is_mention)):
            continue
        for statement in time_statements(line, category, set(), is_own=True, is_others=False):
            before = [one for one in dates if one.start < statement.time.time.start]
            last = before[-1] if before else dates[0] if dates else last
            day = heading if statement.is_row and not dates and heading is not None else last
            if day is not None and _is_hour(line, statement):
                yield DatedHour(index, day, statement)
        last = dates[-1] if dates else last
        heading = last if dates and _begins_with_date(line) else heading


def _days(page: Page, index: int) -> list[ParsedDate]:
    """Return the dates of a line that have a day, also that of its row."""
    dates = (item for item in page.lines[index].items if isinstance(item, ParsedDate))
    days = [one for one in dates if not one.is_month and not one.is_weak]
    row = page.rows.get(index)
    return days if row is None or row.date in days else [*days, row.date]


def _is_hour(line: Line, statement: TimeStatement) -> bool:
    """Return whether a time may be a start: written with digits, "midi" is a part of "après-midi"."""
    time = statement.time.time
    has_digit = any(map(str.isdigit, line.source[time.start : time.end]))
    return statement.role in STARTS and statement.start % STEP == 0 and has_digit


def _begins_with_date(line: Line) -> bool:
    first = next((item for item in line.items if not isinstance(item, Filler)), None)
    return isinstance(first, ParsedDate)
