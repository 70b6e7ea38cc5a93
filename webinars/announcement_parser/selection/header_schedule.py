"""The schedule that the header lines of an event state."""

from collections.abc import Iterator
from dataclasses import replace

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.scanner import Filler, Item
from webinars.announcement_parser.grammar.schedule_assembly import (
    ParsedSchedule,
    ZonedTime,
    assemble_schedule,
    zoned_times,
)
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.layout.footnotes import marks
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.resolution.time_statements import time_statements
from webinars.announcement_parser.selection.labelled_fields import add_labelled_fields
from webinars.announcement_parser.selection.outings import is_apart

MAX_LATER_TIMES = 4
LINE_SEPARATOR = Filler(",", 0, 0)


def header_schedule(page: Page, section: Section) -> ParsedSchedule | None:
    """Return the schedule in the header lines of a section, or None without a date."""
    items: list[Item] = []
    end_items: list[Item] = []
    for index in section.header:
        line = page.lines[index]
        category, expression = page.categories[index], line.temporal_expression
        if category == "end":
            end_items = end_items or line.items
        elif section.row is not None and index == section.date_line:
            items += [*section.row.items, LINE_SEPARATOR]
        elif category in {"date", "titled", "time"} and expression is not None:
            items += [*expression.items, LINE_SEPARATOR]
    is_timed = any(isinstance(item, ParsedTime) for item in items)
    lacks_time = not (is_timed or lasts_all_day(page, section) or _has_own_time(page, section))
    usual = page.shared_times if lacks_time else []
    other_usual = usual if usual and is_apart(page, section, usual[0].start) else []
    items += [] if other_usual else usual
    schedule = assemble_schedule(items, end_items)
    if schedule is None:
        return None
    later = zoned_times(section.row.later_items) if section.row is not None else ()
    times = (*later, *_times_of_footnotes(page, section), *zoned_times(other_usual))
    schedule = replace(schedule, other_times=times[:MAX_LATER_TIMES])
    return add_labelled_fields(page, section, schedule)


def _times_of_footnotes(page: Page, section: Section) -> Iterator[ZonedTime]:
    """Yield the starts in the footnotes of a row, which may not be at the time of the others."""
    if section.row is None or not page.timed_footnotes:
        return
    for mark in sorted(marks(page.lines[section.date_line])):
        note = page.timed_footnotes.get(mark)
        for statement in (
            time_statements(note, "", set(), is_own=True, is_others=False) if note else ()
        ):
            if statement.role in {"", "start"}:
                yield statement.time


def lasts_all_day(page: Page, section: Section) -> bool:
    """Return whether the date of an event stands beside "all day"."""
    indexes = {section.date_line, *section.header}
    return any(page.lines[index].lasts_all_day for index in indexes)


def _has_own_time(page: Page, section: Section) -> bool:
    """Return whether a line of the event below its date states a time, as some rows of a list do.

    The time of a line that begins with another date is that of another event.
    """
    days = page.lines[section.date_line].calendar_days
    own = set(section.lines()) - {*section.shared, *section.header}
    return any(
        page.lines[index].zoned_times
        and not page.lines[index].is_mention
        and not (page.lines[index].calendar_days - days and _begins_with_date(page.lines[index]))
        for index in own
        if index > section.date_line
    )


def _begins_with_date(line: Line) -> bool:
    first = next((item for item in line.items if not isinstance(item, Filler)), None)
    return isinstance(first, ParsedDate)
