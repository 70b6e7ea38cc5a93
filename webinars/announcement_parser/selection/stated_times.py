"""Add the times of other lines to the schedule of an event."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from webinars.announcement_parser.grammar.schedule_assembly import (
    ParsedSchedule,
    ZonedTime,
)
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.resolution.resolve_dates import resolve_date
from webinars.announcement_parser.resolution.time_statements import (
    StatedTimes,
    TimeStatement,
    choose_times,
    durations,
    extend_over_agenda,
    hours_of_date,
    is_only_worded_start,
    time_statements,
)
from webinars.announcement_parser.selection.event_days import first_day, is_to_come
from webinars.announcement_parser.selection.header_schedule import lasts_all_day
from webinars.announcement_parser.selection.outings import is_apart, is_on_other_weekday

MAX_OTHER_TIMES = 12
STARTS = frozenset({"", "start"})  # roles of times at which an event begins


def with_stated_times(
    page: Page, events: Sequence[tuple[Section, ParsedSchedule]], today: date
) -> Iterator[tuple[Section, ParsedSchedule]]:
    """Yield the events to come with the times of other lines; a day of a longer event keeps a question."""
    owned = {index for section, _ in events for index in own_lines(section)}
    readings = [resolve_date(schedule.date, today).readings for _, schedule in events]
    ranges = [
        (one.first, one.last) for one in chain.from_iterable(readings) if one.first < one.last
    ]
    for section, schedule in events:
        first = first_day(schedule, today)
        if first is None or not is_to_come(schedule, today):
            yield section, schedule
            continue
        has_times = bool(schedule.times)
        stated = _add_stated_times(page, section, schedule, owned, first.weekday())
        is_part = any(start <= first <= end for start, end in ranges)
        if is_part and not has_times and stated.times:
            stated = replace(stated, times=(), other_times=(*stated.times, *stated.other_times))
        yield section, stated


def own_lines(section: Section) -> set[int]:
    """Return the lines that belong to one event alone."""
    return set(section.lines()) - set(section.shared)


def lines_with_own_times(page: Page, section: Section, schedule: ParsedSchedule) -> Iterator[int]:
    """Yield the lines of an event alone that state its times."""
    starts = [time.time.start for time in schedule.times]
    for index in own_lines(section):
        line = page.lines[index]
        if any(line.start <= start < line.end for start in starts):
            yield index


def _add_stated_times(
    page: Page, section: Section, schedule: ParsedSchedule, owned: set[int], weekday: int
) -> ParsedSchedule:
    """Add the times of other lines to an event, as its own if its date has none.

    Args:
        page: the page.
        section: the lines of the event.
        schedule: its schedule.
        owned: the lines of all events.
        weekday: that of its first day.
    """
    if schedule.date.is_month or (not schedule.times and lasts_all_day(page, section)):
        return schedule
    if schedule.times:
        same_date = _times_with_same_date(page, section, schedule, owned)
        body = [s for s in _statements(page, section, schedule, owned, weekday) if s.is_own]
        rows = [s for s in body if s.time not in schedule.times]
        return replace(
            schedule,
            times=extend_over_agenda(schedule.times, rows),
            other_times=(*schedule.other_times, *same_date)[:MAX_OTHER_TIMES],
        )
    about = list(lines_about(page, section, schedule))
    statements = list(_statements(page, section, schedule, owned, weekday))
    stated = choose_times(statements)
    of_date = _hours_of_date(page, section, schedule, owned)
    starts = {s.start for s in statements if s.role in STARTS}
    if len(of_date) == 1 and not stated.times and not starts - of_date.keys():
        return replace(schedule, times=tuple(of_date.values()))
    is_single_day = len(schedule.date.parts) == 1 and schedule.end_date is None
    is_prose = page.categories[section.date_line] == "prose"
    is_clear = not is_prose or (not schedule.other_dates and is_only_worded_start(statements))
    is_usual = bool(stated.times) and not any(s.is_own for s in statements)
    is_other = is_usual and (
        is_apart(page, section, stated.times[0].time.start)
        or _is_about_other_day(page, schedule, stated.times[0])
    )
    if is_other or not (is_single_day and is_clear):
        stated = StatedTimes(others=(*stated.times, *stated.others))
    lengths = {minutes for _, line in about for minutes in durations(line)}
    return replace(
        schedule,
        times=stated.times,
        other_times=stated.others[:MAX_OTHER_TIMES],
        duration_minutes=lengths.pop() if len(lengths) == 1 else None,
    )


def _is_about_other_day(page: Page, schedule: ParsedSchedule, time: ZonedTime) -> bool:
    """Return whether a line with a time names days, and none of them is that of an event."""
    at = time.time.start
    line = next(line for line in page.lines if line.start <= at < line.end)
    return bool(line.calendar_days) and schedule.date.calendar_days not in line.calendar_days


def _hours_of_date(
    page: Page, section: Section, schedule: ParsedSchedule, owned: set[int]
) -> dict[int, ZonedTime]:
    """Return the times, by their starts, that sentences with the date of an event and no other date state."""
    is_single = len(schedule.date.parts) == 1 and schedule.end_date is None
    if not is_single or schedule.other_dates:
        return {}
    same_date = page.time_lines_by_date.get(schedule.date.calendar_days, ())
    of_others = owned - own_lines(section)
    times = (
        time
        for index in {section.date_line, *section.header, *same_date} - of_others
        for time in hours_of_date(page.lines[index], schedule.date.calendar_days)
    )
    return {time.time.readings[0].start: time for time in times}


def _times_with_same_date(
    page: Page, section: Section, schedule: ParsedSchedule, owned: set[int]
) -> Iterator[ZonedTime]:
    """Yield the starts in other lines with the date of an event, which may contradict its time."""
    used = {section.date_line, *section.header, *(owned - own_lines(section))}
    for index in page.time_lines_by_date.get(schedule.date.calendar_days, ()):
        if index in used:
            continue
        line = page.lines[index]
        statements = time_statements(line, "", set(), is_own=True, is_others=False)
        yield from (s.time for s in statements if s.role in {"", "start"})


def _statements(
    page: Page,
    section: Section,
    schedule: ParsedSchedule,
    owned: set[int],
    weekday: int,
) -> Iterator[TimeStatement]:
    """Yield the times of the lines about an event, and of lines about all events."""
    own = own_lines(section)
    weekdays = {
        weekday,
        *(part.weekday for part in schedule.date.parts if part.weekday is not None),
    }
    about = dict(lines_about(page, section, schedule))
    # In lines with another date, such as a deadline, the sentences without a date count.
    apart = {
        index for index in set(section.body) & own - about.keys() if page.lines[index].has_date
    }
    for index in dict.fromkeys((*about, *sorted(apart), *page.time_lines)):
        is_own = index in own
        if not is_own and is_on_other_weekday(page.lines[index], weekday):
            continue
        is_others = not (index in about or index in apart) or (index in owned and not is_own)
        yield from time_statements(
            page.lines[index],
            page.categories[index],
            weekdays,
            is_own=is_own,
            is_others=is_others,
            is_dated_otherwise=index in apart,
        )


def lines_about(
    page: Page, section: Section, schedule: ParsedSchedule
) -> Iterator[tuple[int, Line]]:
    """Yield the lines of a section, then those of the page that may be about all events, with their indexes.

    These are lines with the same date, those above the first event, and paragraphs without events.
    """
    dates = {date.calendar_days for date in (schedule.date, schedule.end_date) if date is not None}
    own = section.lines()
    for index in own:
        named = page.lines[index].calendar_days
        is_about = not named or named & dates or index in section.shared
        if page.is_about_time(index) and is_about:
            yield index, page.lines[index]
    same_date = (index for days in dates for index in page.time_lines_by_date.get(days, ()))
    for index in dict.fromkeys((*page.shared_time_lines, *same_date)):
        if index not in own:
            yield index, page.lines[index]
