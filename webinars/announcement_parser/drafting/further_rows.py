"""Rows of programmes that are in no draft, each a possible further event of its day."""

from bisect import bisect
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.drafting.draft_starts import Start, start_of
from webinars.announcement_parser.grammar.scanner import Item
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.layout.heading_dates import heading_dates
from webinars.announcement_parser.layout.lists.scoped_rows import (
    Scope,
    ScopedRow,
    day_scopes,
)
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.resolution.resolve_dates import resolve_date


def further_rows(
    page: Page, drafts: Sequence[Draft], used: Collection[int], today: date
) -> Iterator[tuple[Section, ParsedSchedule]]:
    """Yield the section and the schedule of each row that no draft has.

    Args:
        page: the page.
        drafts: the drafts that are known.
        used: offsets of the times of drafts and other further events.
        today: the day of writing.
    """
    lines = [line.start for line in page.lines]
    hours: dict[Start, set[int]] = {}  # the lines of the hours of drafts, by start
    for draft in drafts:
        start = start_of(draft.when)
        times = draft.schedule.times if draft.schedule is not None else ()
        if start is not None:
            hours.setdefault(start, set()).update(
                bisect(lines, time.time.start) - 1 for time in times
            )
    for scope in day_scopes(page, heading_dates(page.lines, today)):
        day = _day(scope, today)
        own = {row.line_index for row in scope.rows}
        if scope.is_introduction and day is not None:
            yield from (_event(row) for row in scope.rows if not _is_titled(row, drafts))
            continue
        for row in scope.rows:
            is_known = day is not None and bool(hours.get((day, row.start), set()) - own)
            is_same = scope.is_row and day is not None and (day, row.start) in hours
            if day is None or is_known or is_same or row.time.time.start in used:
                continue
            yield _event(row)


def _is_titled(row: ScopedRow, drafts: Sequence[Draft]) -> bool:
    """Return whether a draft has the title of a row."""
    spans = (span for draft in drafts for span in draft.spans if span.kind == "title")
    return any(row.title[0] <= span.start < row.title[1] for span in spans)


def _day(scope: Scope, today: date) -> date | None:
    """Return the day of a scope, None if it is not a single day to come."""
    readings = resolve_date(scope.day, today).readings
    if not readings or not today < readings[0].first == readings[0].last:
        return None
    return readings[0].first


def _event(row: ScopedRow) -> tuple[Section, ParsedSchedule]:
    section = Section(row.line_index, [row.line_index], title_span=row.title)
    items: tuple[Item, ...] = (row.day, row.time.time, *row.time.references)
    return section, ParsedSchedule(row.day, times=(row.time,), items=items)
