"""One event whose date is written twice: merge its sections."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from webinars.announcement_parser.grammar.phrases.field_labels import LABELLED_FIELD
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.resolution.resolve_dates import resolve_date
from webinars.announcement_parser.resolution.resolve_times import days_until_end

TITLE_FIELDS = frozenset({"title", "event", "what", "subject"})
SIMILAR = 0.6  # share of the words of the shorter title that the longer has, too

Event = tuple[Section, ParsedSchedule]


def merge_repeated_dates(page: Page, events: Sequence[Event], today: date) -> list[Event]:
    """Return the events without sections that repeat the date of the one before.

    A second section is another statement of the same event if it has no title of its own, or a similar
    one, and no other time.
    """
    merged: list[Event] = []
    for event in events:
        if merged and _is_same_event(page, merged[-1], event, today):
            merged[-1] = _merge(page, merged[-1], event)
        elif merged and _contradicts(page, merged[-1], event):
            merged[-1] = _merge_contradiction(page, merged[-1], event)
        else:
            merged.append(event)
    return merged


def _is_same_event(page: Page, first: Event, second: Event, today: date) -> bool:
    days = [_certain_days(schedule, today) for _, schedule in (first, second)]
    if None in days or days[0] != days[1]:
        return False
    times = [{time.time.readings for time in schedule.times} for _, schedule in (first, second)]
    if all(times) and times[0] != times[1]:
        return False
    titles = [_title_words(page, section) for section, _ in (first, second)]
    if not all(titles):
        return True
    shorter, longer = sorted(titles, key=len)
    return len(shorter & longer) >= SIMILAR * len(shorter)


def _contradicts(page: Page, first: Event, second: Event) -> bool:
    """Return whether a section without a title states another date of the event before it.

    That is its day in another year, or the date of a line in the same block that is labelled as a time.
    """
    (section, schedule), (other, other_schedule) = first, second
    if _has_own_title(page, other):
        return False
    if schedule.date.calendar_days == other_schedule.date.calendar_days:
        return not schedule.times
    is_clock = page.lines[other.date_line].label[0] == "time"
    return is_clock and page.are_near(section.date_line, other.date_line, 0)


def _has_own_title(page: Page, section: Section) -> bool:
    """Return whether a section has a title that is no labelled field: "Duration: 1h" is none."""
    if section.title_span is None:
        return False
    label, colon, _ = page.lines[0].source[slice(*section.title_span)].partition(":")
    return not colon or LABELLED_FIELD.get(label.casefold().strip(), "title") in TITLE_FIELDS


def _merge_contradiction(page: Page, first: Event, second: Event) -> Event:
    """Return one event with both dates, the first of them first."""
    section, exact = _merge(page, first, second)
    return section, replace(
        exact,
        date=first[1].date,
        other_dates=(*first[1].other_dates, second[1].date),
    )


def _certain_days(schedule: ParsedSchedule, today: date) -> tuple[date, date] | None:
    """Return the first and the last day of a schedule, if they are certain."""
    readings = resolve_date(schedule.date, today).readings
    if len(readings) != 1 or readings[0].unit != "days" or schedule.other_dates:
        return None
    first, last = readings[0].first, readings[0].last
    return first, max(last, first + timedelta(days=days_until_end(schedule, first)))


def _title_words(page: Page, section: Section) -> set[str]:
    """Return the words of a title, none for a section without one of its own."""
    if section.title_span is None:
        return set()
    title = page.lines[0].source[slice(*section.title_span)].casefold()
    return {word.strip(".,;:!?()[]*_#\"'«»“”") for word in title.split()} - {""}


def _merge(page: Page, first: Event, second: Event) -> Event:
    """Return one event with the lines of both, the schedule that has times, and the first title."""
    section, schedule = first
    other, other_schedule = second
    has_title = section.title_span is not None
    exact = schedule if schedule.times or not other_schedule.times else other_schedule
    place_span = exact.place_span or schedule.place_span or other_schedule.place_span
    zone = exact.zone_reference or schedule.zone_reference or other_schedule.zone_reference
    header = {*section.header, *other.header}
    titles = section.title_lines if has_title else other.title_lines
    body = {*section.body, *other.body, *section.title_lines, *other.title_lines}
    merged = Section(
        date_line=section.date_line,
        header=sorted(header),
        title_span=section.title_span if has_title else other.title_span,
        title_lines=set(titles),
        body=sorted(body - header - set(titles)),
        row=section.row,
        shared=sorted({*section.shared, *other.shared} - body - header),
    )
    if _title_words(page, other) and _title_words(page, other) < _title_words(page, section):
        merged.title_span = other.title_span  # "Reading circle", not "Invitation: Reading circle"
    return merged, replace(exact, place_span=place_span, zone_reference=zone)
