"""Choose the lines and sentences of an announcement that state an event, with their schedules."""

from bisect import bisect
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import partial

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.grammar.vocabulary.list_words import PERIOD_WORDS
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.layout.prose import (
    SentenceEvent,
    events_in_sentences,
    schedule_in_prose,
)
from webinars.announcement_parser.layout.same_days import SAME_DAY
from webinars.announcement_parser.layout.section_bodies import MIN_LISTED
from webinars.announcement_parser.layout.sections import (
    MAX_SECTIONS,
    section_of_sentence,
    single_section,
)
from webinars.announcement_parser.resolution.date_mentions import is_mentioned_only, is_past
from webinars.announcement_parser.resolution.repeated_dates import merge_repeated_dates
from webinars.announcement_parser.resolution.resolve_dates import resolve_date
from webinars.announcement_parser.selection.event_days import days_within, first_day, is_over
from webinars.announcement_parser.selection.following_events import is_following
from webinars.announcement_parser.selection.header_schedule import header_schedule
from webinars.announcement_parser.selection.labelled_fields import add_labelled_fields
from webinars.announcement_parser.selection.separate_events import separate_schedules


def select_events(
    page: Page, sections: Iterable[Section], today: date
) -> list[tuple[Section, ParsedSchedule]]:
    """Return the events of an announcement with their schedules, without the times of other lines."""
    events = _without_month_headings(page, _scheduled(page, sections))
    events = _without_stamp(page, events, today)
    if all(_is_no_event_to_come(page, section, schedule, today) for section, schedule in events):
        over = {section.date_line for section, schedule in events if not schedule.other_dates}
        events = list(_events_in_prose(page, over, today)) or events
    else:
        events = _with_events_in_sentences(page, events, today)
    merged = merge_repeated_dates(page, list(_with_same_times(page, events)), today)
    return list(_with_events_of_one_line(page, merged, today))


def _without_stamp(
    page: Page, events: list[tuple[Section, ParsedSchedule]], today: date
) -> list[tuple[Section, ParsedSchedule]]:
    """Return the events without the day and hour of writing that stand alone above a list of rows."""
    if len(events) <= MIN_LISTED or any(section.row is None for section, _ in events[1:]):
        return events
    section, schedule = events[0]
    is_alone = (
        section.date_line == 0 and page.categories[0] == "date" and not page.lines[0].label[0]
    )
    is_today = first_day(schedule, today) == today
    return events[1:] if is_alone and is_today else events


def _is_no_event_to_come(
    page: Page, section: Section, schedule: ParsedSchedule, today: date
) -> bool:
    """Return whether the date is over, or that of writing, or of a period: "the week of 23 to 27 May"."""
    is_dateline = bool(schedule.other_dates) and is_over(schedule.date, today)
    if schedule.times or is_dateline:
        return is_dateline
    words = {token.norm for token in page.lines[section.date_line].tokens}
    is_period = schedule.date.relation == "range" and bool(words & PERIOD_WORDS)
    return is_period or is_over(schedule.date, today)


def _events_in_prose(
    page: Page, ignored: Collection[int], today: date
) -> Iterator[tuple[Section, ParsedSchedule]]:
    """Yield the events whose dates are in sentences, for pages without lines for events to come."""

    def is_ignored(index: int) -> bool:
        line = page.lines[index]
        # Beside a line with the date, a label states another field.
        is_field = line.label[0] == "title" or bool(line.label[0] and ignored)
        is_no_sentence = line.is_text or is_field
        return index in ignored or is_no_sentence or page.is_no_event(index)

    is_dated_before = partial(is_over, today=today)
    several = events_in_sentences(page.lines, is_ignored, is_dated_before)
    yield from _of_sentences(page, several, [], today)
    only = schedule_in_prose(page.lines, is_ignored, is_dated_before) if not several else None
    if only is not None:
        section = single_section(page, only[0])
        schedule = _without_dates_of_others(page, only[1], today)
        yield section, add_labelled_fields(page, section, schedule)


def _without_dates_of_others(page: Page, schedule: ParsedSchedule, today: date) -> ParsedSchedule:
    """Return a schedule without further dates that are over or only mentioned: "minutes of 3 May"."""
    starts = [line.start for line in page.lines]
    others = tuple(
        other
        for other in schedule.other_dates
        if not _is_of_other(page.lines[bisect(starts, other.start) - 1], other, today)
    )
    return replace(schedule, other_dates=others)


def _is_of_other(line: Line, written: ParsedDate, today: date) -> bool:
    return is_past(line, written, today) or is_mentioned_only(line, written)


def _with_events_in_sentences(
    page: Page, events: Sequence[tuple[Section, ParsedSchedule]], today: date
) -> list[tuple[Section, ParsedSchedule]]:
    """Return the events, and those of sentences on other days: "The next meeting is on 3 May at 6 p.m.".

    Sentences beyond MAX_SECTIONS events stay unused dates.
    """
    headers = {index for section, _ in events for index in section.header}
    ranges = (days for _, schedule in events for days in _days_of_readings(schedule, today))
    days = [days for first, last in ranges for days in days_within(first, last)]

    def is_ignored(index: int) -> bool:
        line = page.lines[index]
        is_field = line.is_text or bool(line.label[0])
        return index in headers or is_field or page.is_no_event(index)

    def is_known(written: ParsedDate) -> bool:
        if SAME_DAY.match(page.lines[0].source, written.start):
            return is_over(written, today)
        firsts = [reading.first for reading in resolve_date(written, today).readings]
        return is_over(written, today) or any(
            first <= day <= last for day in firsts for first, last in days
        )

    sentences = events_in_sentences(page.lines, is_ignored, is_known, least=1)
    room = max(0, MAX_SECTIONS - len(events))
    beside = _of_sentences(page, sentences[:room], events, today)
    if len(events) == len(beside) == 1 and is_following(page, events[0], None, beside, today):
        beside[0][0].is_in_prose = False
    elif any(section.is_in_prose for section, _ in beside) and len(events) == 1:
        events[0][0].is_in_prose = True  # the sentence may contradict the line of the only event
    return sorted([*events, *beside], key=lambda event: event[0].date_line)


def _of_sentences(
    page: Page,
    sentences: Sequence[SentenceEvent],
    others: Sequence[tuple[Section, ParsedSchedule]],
    today: date,
) -> list[tuple[Section, ParsedSchedule]]:
    """Return the events of sentences; one after all others says nothing against them, nor they against it."""
    events = []
    for line_index, schedule, span in sentences:
        section = section_of_sentence(page, line_index, span)
        events.append((section, add_labelled_fields(page, section, schedule)))
    if events:
        last, span = events[-1], sentences[-1].span
        last[0].is_in_prose = not is_following(page, last, span, [*others, *events[:-1]], today)
        is_pair = not others and len(events) == 2  # noqa: PLR2004 - the announced event and the next one
        events[0][0].is_in_prose &= not is_pair or last[0].is_in_prose
    return events


def _days_of_readings(schedule: ParsedSchedule, today: date) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of each reading of the dates of a schedule."""
    dates = (schedule.date, schedule.end_date, *schedule.other_dates)
    for written in dates:
        if written is not None:
            for reading in resolve_date(written, today).readings:
                yield reading.first, reading.last


def _scheduled(page: Page, sections: Iterable[Section]) -> Iterator[tuple[Section, ParsedSchedule]]:
    """Yield the sections with a date, and their schedules."""
    for section in sections:
        schedule = header_schedule(page, section)
        if schedule is not None:
            yield section, schedule


def _with_events_of_one_line(
    page: Page, events: Sequence[tuple[Section, ParsedSchedule]], today: date
) -> Iterator[tuple[Section, ParsedSchedule]]:
    """Yield the events, those of one line each by itself: "11 am and 2 pm", "7, 14 and 21 July".

    Lists beyond MAX_SECTIONS events stay one event with a question.
    """
    room = MAX_SECTIONS
    for section, schedule in events:
        line = page.lines[section.date_line]
        is_choice = line.names_alternative_day
        separate = [] if is_choice else separate_schedules(schedule, line, today)
        separate = separate if len(separate) <= room else []
        room -= len(separate)
        for one in separate:
            yield replace(deepcopy(section), is_listed=True), one
        if not separate:
            yield section, schedule


def _with_same_times(
    page: Page, events: Iterable[tuple[Section, ParsedSchedule]]
) -> Iterator[tuple[Section, ParsedSchedule]]:
    """Yield the events; "10 November, same time" with the times of the event before, else of the first."""
    events = list(events)
    timed = (schedule for _, schedule in events if schedule.times)
    last = next(timed, None)
    for section, own in events:
        indexes = {section.date_line, *section.header}
        is_same = any(page.lines[index].refers_to_same_time for index in indexes)
        is_complete = bool(own.times) or not is_same or last is None
        schedule = own if is_complete or last is None else with_times_of(last, own)
        last = schedule if schedule.times else last
        yield section, schedule


def with_times_of(other: ParsedSchedule, schedule: ParsedSchedule) -> ParsedSchedule:
    """Return a schedule with the times of another event."""
    return replace(
        schedule,
        times=tuple(replace(time, date=None) for time in other.times),
        zone_reference=schedule.zone_reference or other.zone_reference,
    )


def _without_month_headings(
    page: Page, events: Iterable[tuple[Section, ParsedSchedule]]
) -> list[tuple[Section, ParsedSchedule]]:
    """Return the events without months that head a list: "June 2027", above days of June.

    A month with a place beside it is an event.
    """
    days = {
        part.month
        for line in page.lines
        for item in line.items
        if isinstance(item, ParsedDate) and not item.is_month and not item.is_weak
        for part in item.parts
    }
    days |= {part.month for row in page.rows.values() for part in row.date.parts}
    return [
        (section, schedule)
        for section, schedule in events
        if section.row is not None
        or not schedule.date.is_month
        or _has_adjacent_place(page, section)
        or not days & {part.month for part in schedule.date.parts}
    ]


def _has_adjacent_place(page: Page, section: Section) -> bool:
    """Return whether a place follows the month of an event: "October 2027, Buenos Aires"."""
    expression = page.lines[section.date_line].temporal_expression
    return expression is not None and expression.place_span is not None
