"""Rows of programmes on the day of a scope: "Camila, 9 pm. Town hall" below a day, later clauses of a row."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.phrases.agenda_words import AGENDA_ITEM_WORDS
from webinars.announcement_parser.grammar.scanner import Item, Word
from webinars.announcement_parser.grammar.schedule_assembly import ZonedTime
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.layout.clock_days import COMMON_HOUR
from webinars.announcement_parser.layout.heading_dates import HeadingDate
from webinars.announcement_parser.layout.line_phrases import CANCELLATION
from webinars.announcement_parser.layout.lines import QUOTED_TITLE, Line
from webinars.announcement_parser.layout.lists.day_programmes import heading_day
from webinars.announcement_parser.layout.mention_words import aside_words
from webinars.announcement_parser.layout.page import Page
from webinars.announcement_parser.layout.shared_times import weekdays_named

MIN_ROWS = 3  # of a single day; two may be the hours of one event
MIN_DAYS = 2
MIN_WORDS = 2  # of a clause about an event
MAX_ROW_LENGTH = 420  # characters
MAX_BEFORE_HOUR = 30  # characters
MAX_SHARE = 3  # of the rows, more items than one of so many make them an agenda
NO_ROW = frozenset({"boilerplate", "mention", "page-end"})  # categories of lines
_BULLETS = " -–—•*·‣▪◦"
_SIGNS = " -–—:,;(|"
_CLAUSE_END = re.compile(
    r"[.,;!?)»”|–—-]\W*(?:(?:and|et|y|und|e|at|à|a las|um|alle|às)\W+)?$", re.IGNORECASE
)
_TITLE_END = re.compile(r"[.;(|]")

Span = tuple[int, int]


class ScopedRow(NamedTuple):
    """An hour at which something of a programme begins, and the span of its title."""

    line_index: int
    day: ParsedDate
    time: ZonedTime
    title: Span

    @property
    def start(self) -> int:
        """Return the minutes after midnight."""
        return self.time.time.readings[0].start


class Scope(NamedTuple):
    """The line of a day, and the rows for which it holds.

    is_row: whether these are clauses of the line itself: "3 May. 10:30 Film, 18:00 Talk".
    is_introduction: whether the line has the hour of all rows, too: "On 24 October, all from 6 pm:".
    """

    line_index: int
    day: ParsedDate
    rows: list[ScopedRow]
    is_row: bool = False
    is_introduction: bool = False


def day_scopes(page: Page, headings: Sequence[HeadingDate]) -> list[Scope]:
    """Return the days of a programme with the rows that have hours of their own; [] if it is an agenda."""
    clauses = [*_scopes_of_rows(page), *_scopes_of_introductions(page)]
    scopes = [scope for scope in _scopes_of_headings(page, headings) if scope.rows]
    days = {scope.day.calendar_days for scope in scopes}
    is_list = len(days) >= MIN_DAYS and any(len(scope.rows) > 1 for scope in scopes)
    are_parallel = any(_are_parallel(scope.rows) for scope in scopes)
    is_agenda = _is_agenda(page, [row for scope in scopes for row in scope.rows])
    return [*(scopes if (is_list or are_parallel) and not is_agenda else []), *clauses]


def _are_parallel(rows: Sequence[ScopedRow]) -> bool:
    """Return whether rows are not one after the other, as the items of an agenda are."""
    starts = [row.start for row in rows]
    return len(starts) >= MIN_ROWS and any(first > second for first, second in pairwise(starts))


def _is_agenda(page: Page, rows: Sequence[ScopedRow]) -> bool:
    titles = (page.lines[0].source[slice(*row.title)].casefold().split() for row in rows)
    items = sum(bool(words) and words[0].strip(",.:;!") in AGENDA_ITEM_WORDS for words in titles)
    return items * MAX_SHARE > len(rows)


def _scopes_of_headings(page: Page, headings: Sequence[HeadingDate]) -> Iterator[Scope]:
    scope: Scope | None = None
    for index, line in enumerate(page.lines):
        day = heading_day(line, headings[index], may_be_inferred=True)
        if day is not None or line.has_date or line.begins_with_day:
            if scope is not None:
                yield scope
            scope = Scope(index, day, []) if day is not None else None
        elif scope is not None and page.categories[index] == "page-end":
            break
        elif scope is not None and (row := _named_row(page, index, scope.day)) is not None:
            scope.rows.append(row)
    if scope is not None:
        yield scope


def _named_row(page: Page, index: int, day: ParsedDate) -> ScopedRow | None:
    """Return a line with a name, its hour and perhaps more: "Lawn walk, 10 am. For all ages"."""
    line = page.lines[index]
    times = line.zoned_times
    if not _may_be_row(page, index) or not times or line.label[0] or weekdays_named(line):
        return None
    first = times[0].time
    text = line.source[line.start : first.start]
    start = line.start + len(text) - len(text.lstrip(_BULLETS))
    span = start, line.start + len(text.rstrip(_SIGNS))
    name = line.source[slice(*span)]
    is_title = name[:1].isupper() or name[:1] in {*"«“„\"'‘¿¡"}
    before = [item for item in line.items if item.end <= first.start]
    has_name = _count_words(before) > 0
    is_row = is_title and has_name and not aside_words(before)
    return ScopedRow(index, day, times[0], span) if is_row else None


def _may_be_row(page: Page, index: int) -> bool:
    line = page.lines[index]
    is_open = page.categories[index] not in NO_ROW and not page.is_no_event(index)
    is_short = len(line.text) <= MAX_ROW_LENGTH and not line.is_text
    return is_open and is_short and CANCELLATION.search(line.text) is None


def _scopes_of_rows(page: Page) -> Iterator[Scope]:
    """Yield the rows of a list that go on with further hours, each before what begins then."""
    for index, row in page.rows.items():
        line = page.lines[index]
        if index in page.programme or not _may_be_row(page, index):
            continue
        dates = [item for item in line.items if isinstance(item, ParsedDate)]
        if len(dates) > 1 or row.date.relation != "single" or row.date.is_month:
            continue
        rows = [
            ScopedRow(index, row.date, time, title)
            for time, end in _timed_clauses(line)
            if time.time.start > row.date.end
            and (title := _clause_title(line, time.time, end)) is not None
        ]
        if len(rows) > 1:
            yield Scope(index, row.date, rows, is_row=True)


def _scopes_of_introductions(page: Page) -> Iterator[Scope]:
    """Yield the items of lists above which a sentence states one day, and one hour for all of them."""
    for index, line in enumerate(page.lines):
        dates = [item for item in line.items if isinstance(item, ParsedDate)]
        times = line.zoned_times
        is_open = line.text.endswith(":") and not page.is_no_event(index)
        if not is_open or len(dates) != 1 or len(times) != 1 or not _is_of_all(line, times[0]):
            continue
        if dates[0].relation != "single" or dates[0].is_month or dates[0].is_weak:
            continue
        items = takewhile(lambda n: _is_item(page.lines[n]), range(index + 1, len(page.lines)))
        untimed = [n for n in items if not page.lines[n].zoned_times]
        rows = [ScopedRow(n, dates[0], times[0], _item_title(page.lines[n])) for n in untimed]
        if len(rows) > 1:
            yield Scope(index, dates[0], rows, is_introduction=True)


def _is_of_all(line: Line, time: ZonedTime) -> bool:
    """Return whether a word directly before an hour says that it is that of all items: "all from 6 pm"."""
    start = max(line.start, time.time.start - MAX_BEFORE_HOUR)
    return COMMON_HOUR.search(line.source, start, time.time.start) is not None


def _is_item(line: Line) -> bool:
    return line.is_bullet and not line.has_date


def _item_title(line: Line) -> Span:
    """Return the span of the title in quotation marks of an item, else that of its first clause."""
    quoted = QUOTED_TITLE.search(line.source, line.start, line.end)
    if quoted is not None:
        return quoted.start() + 1, quoted.end() - 1
    text = line.source[line.start : line.end]
    start = line.start + len(text) - len(text.lstrip(_BULLETS))
    sign = _TITLE_END.search(line.source, start, line.end)
    return start, sign.start() if sign else line.end


def _timed_clauses(line: Line) -> Iterator[tuple[ZonedTime, int]]:
    """Yield the times of a line with the offset of the next one."""
    times = line.zoned_times
    yield from zip(times, (*(time.time.start for time in times[1:]), line.end), strict=False)


def _clause_title(line: Line, time: ParsedTime, end: int) -> Span | None:
    """Return the span of what begins at a time that begins a clause; None within one, or for an aside."""
    before = line.source[line.start : time.start]
    items: list[Item] = [item for item in line.items if time.end <= item.start < end]
    if _CLAUSE_END.search(before) is None or _count_words(items) < MIN_WORDS or aside_words(items):
        return None
    first = next(item for item in items if isinstance(item, Word) and item.norm[:1].isalnum())
    sign = _TITLE_END.search(line.source, first.start, end)
    title = line.source[first.start : sign.start() if sign else end]
    return first.start, first.start + len(title.rstrip(_SIGNS))


def _count_words(items: Sequence[Item]) -> int:
    return sum(isinstance(item, Word) and item.norm[:1].isalpha() for item in items)
