"""Times of the page that may be those of an event which is asked about anyway, for its choices."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule, ZonedTime
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.resolution.time_statements import (
    TimeStatement,
    time_statements,
)
from webinars.announcement_parser.selection.stated_times import own_lines

MAX_HOURS = 6
MAX_LINES_TO_HOUR = 3  # below a day
STARTS = frozenset({"", "start", "preliminary"})  # roles of times at which an event may begin


def with_hours_elsewhere(page: Page, section: Section, schedule: ParsedSchedule) -> ParsedSchedule:
    """Return the schedule with times of other lines as choices, the nearest ones first.

    A day without a time may begin at those of its own lines, or of the heading of its list; those of further
    lines, or of something else, come after the whole day.
    """
    known = {_reading(time) for time in (*schedule.times, *schedule.other_times)}
    below = hour_below(page, section)
    near = [] if schedule.times else [*sorted(own_lines(section)), *_heading(page, section)]
    near += [] if below is None or schedule.times else [below]
    rows = page.rows if section.row is not None and section.row.lacks_time else ()
    free = {*rows, *_free_lines(page)}
    far = sorted(free, key=lambda index: (abs(index - section.date_line), index))
    starts = _distinct_times(s for s in _statements(page, near) if s.role in STARTS)
    others = _distinct_times(_statements(page, [*near, *far]))
    likely = [time for reading, time in starts.items() if reading not in known]
    elsewhere = [time for reading, time in others.items() if reading not in known | starts.keys()]
    times = (*schedule.other_times, *likely)[: max(MAX_HOURS, len(schedule.other_times))]
    room = max(0, MAX_HOURS - len(times))
    return replace(schedule, other_times=times, hours_elsewhere=tuple(elsewhere[:room]))


def hour_below(page: Page, section: Section) -> int | None:
    """Return the line with an hour in the block of a day, below it: after "Rain date: 6 June"."""
    line = page.lines[section.date_line]
    for index in range(section.date_line + 1, section.date_line + 1 + MAX_LINES_TO_HOUR):
        if index == len(page.lines) or page.lines[index].block != line.block:
            return None
        if page.lines[index].category == "time":
            return index
    return None


def _heading(page: Page, section: Section) -> Iterator[int]:
    """Yield the nearest heading with a time above a date: "Programme July 2027, 9 pm"."""
    for index in range(section.date_line - 1, -1, -1):
        line = page.lines[index]
        if line.zoned_times and line.is_heading and index not in page.event_lines:
            yield index
            return


def _free_lines(page: Page) -> Iterator[int]:
    """Yield the lines that may state a time and are in the header of no event."""
    for index, line in enumerate(page.lines):
        is_aside = index in page.event_lines or line.is_mention or line.is_text
        if not is_aside and line.may_name_time:
            yield index


def _statements(page: Page, indexes: Iterable[int]) -> Iterator[TimeStatement]:
    for index in indexes:
        yield from time_statements(
            page.lines[index], page.categories[index], set(), is_own=True, is_others=False
        )


def _distinct_times(statements: Iterable[TimeStatement]) -> dict[object, ZonedTime]:
    """Return the times of statements by their readings, each once."""
    times: dict[object, ZonedTime] = {}
    for statement in statements:
        times.setdefault(_reading(statement.time), statement.time)
    return times


def _reading(time: ZonedTime) -> object:
    """Return the start of a time and its zones; an end is no difference."""
    meanings = tuple(reference.meanings for reference in time.references)
    return time.time.readings[0].start, meanings
