"""Times of regular days above a list of dates: "Wednesdays at 18:30", "on the second Monday of the month"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import takewhile

from webinars.announcement_parser.grammar.phrases.doubt_phrases import IS_EXCEPTION
from webinars.announcement_parser.grammar.relative_days import DayPhrase, day_phrases
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule, ZonedTime
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.selection.event_days import first_day
from webinars.announcement_parser.selection.header_schedule import lasts_all_day
from webinars.announcement_parser.selection.own_hours import hour_role
from webinars.announcement_parser.selection.stated_times import own_lines

MIN_DATES = 2  # of the list that are such days
DAYS_PER_WEEK = 7
MAX_LINES = 40
ASIDES = frozenset({"preliminary"})

Event = tuple[Section, ParsedSchedule]


def with_weekday_times(page: Page, events: Sequence[Event], today: date) -> list[Event]:
    """Return the events with the time of a regular day above them for those on such a day without a time.

    The line that states the time is then no event. It states nothing of them if fewer than two dates below
    fit, or if one without a time is on another weekday.
    """
    for index, phrase, time in _regular_times(page, events):
        below = list(_untimed_below(page, events, index))
        days = [first_day(schedule, today) for _, schedule in below]
        fitting = {
            section.date_line
            for (section, _), day in zip(below, days, strict=True)
            if day is not None and phrase.ordinal in {None, _ordinal(day)}
        }
        is_weekday = all(day is None or day.weekday() == phrase.weekday for day in days)
        if is_weekday and len(fitting) >= MIN_DATES:
            return [
                (section, _with_time(schedule, time) if section.date_line in fitting else schedule)
                for section, schedule in events
                if section.date_line != index
            ]
    return list(events)


def _regular_times(
    page: Page, events: Sequence[Event]
) -> Iterator[tuple[int, DayPhrase, ZonedTime]]:
    """Yield the lines above all dates that state a regular day and one time, with their indexes."""
    dated = {section.date_line for section, schedule in events if not schedule.date.is_inferred}
    above = range(min(min(dated, default=0), MAX_LINES))
    for index in takewhile(lambda index: index not in dated, above):
        line = page.lines[index]
        phrases = [] if line.is_mention or line.is_text else list(_regular_days(line))
        times = _starts(line) if len(phrases) == 1 else []
        if len(times) == 1:
            yield index, phrases[0], times[0]


def _starts(line: Line) -> list[ZonedTime]:
    """Return the times of a line, without those of tea or of an exception: "15:15, but the last at 14:00"."""
    times: list[ZonedTime] = []
    previous = line.start
    for time in line.zoned_times:
        before = line.source[previous : time.time.start]
        previous = time.time.end
        if not (times and (hour_role(before) in ASIDES or IS_EXCEPTION.search(before))):
            times.append(time)
    return times


def _regular_days(line: Line) -> Iterator[DayPhrase]:
    """Yield the weekdays of a line, and those of each month, but no "next Friday"."""
    if line.zoned_times:
        for phrase in day_phrases(line.source[line.start : line.end]):
            if phrase.weekday is not None and phrase.day is None and not phrase.is_next:
                yield phrase


def _untimed_below(page: Page, events: Sequence[Event], index: int) -> Iterator[Event]:
    """Yield the events of one day below a line, without a time in their own lines."""
    dated = {section.date_line for section, _ in events}
    for section, schedule in events:
        is_day = schedule.date.relation == "single" and not schedule.date.is_month
        own = own_lines(section) - dated - {index} | {section.date_line}
        has_time = schedule.times or any(page.lines[line].may_state_time for line in own)
        is_untimed = not has_time and not lasts_all_day(page, section)
        if section.date_line > index and is_day and is_untimed:
            yield section, schedule


def _ordinal(day: date) -> int:
    """Return which of its weekdays in the month a day is; the last one is not told from the fourth."""
    return (day.day - 1) // DAYS_PER_WEEK + 1


def _with_time(schedule: ParsedSchedule, time: ZonedTime) -> ParsedSchedule:
    return replace(schedule, times=(replace(time, date=None),))
