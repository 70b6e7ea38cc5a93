"""The schedule that the header lines of an event state, with its place, zone and cities."""

import re
from collections.abc import Iterator
from dataclasses import replace

from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.locations import find_city, is_country
from webinars.announcement_parser.grammar.scanner import Filler, Item
from webinars.announcement_parser.grammar.schedule_assembly import (
    ParsedSchedule,
    ZonedTime,
    assemble_schedule,
    zoned_times,
)
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.zone_references import (
    ZoneMeaning,
    ZoneReference,
    parse_zone_reference,
)
from webinars.announcement_parser.layout.footnotes import marks
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.page import Page, Section
from webinars.announcement_parser.resolution.time_statements import time_statements
from webinars.announcement_parser.selection.outings import is_apart
from webinars.timezones import zones
from webinars.timezones.cities import City, find_known_city

MAX_CITIES = 24
MAX_LATER_TIMES = 4
LINE_SEPARATOR = Filler(",", 0, 0)

Span = tuple[int, int]  # offsets in the preprocessed text


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


def add_labelled_fields(page: Page, section: Section, schedule: ParsedSchedule) -> ParsedSchedule:
    """Add place, zone and cities of labelled lines; without these, the place next to the date."""
    place_span = (
        (section.row.place if section.row is not None else None)
        or _labelled_value(page, section, "place")
        or _adjacent_place(page, section)
        or schedule.place_span
    )
    city = _find_city(page, place_span)
    zone_reference = schedule.zone_reference
    if city is not None and zone_reference is None:
        zone_reference = ZoneReference(
            (ZoneMeaning(zones.canonical(city.timezone), None, city),), 0, 0
        )
    zone_span = _labelled_value(page, section, "zone")
    labelled_zone = parse_zone_reference(_tokens(page, zone_span), 0) if zone_span else None
    cities_span = _labelled_value(page, section, "cities")
    cities = _parse_cities(page, cities_span) if cities_span else schedule.cities
    if labelled_zone is not None:
        zone_reference = labelled_zone[1]
        if cities is None and city is not None and not schedule.times:
            cities = (city,)
    elif zone_reference is None:
        zone_reference = page.shared_zone
    return replace(schedule, place_span=place_span, zone_reference=zone_reference, cities=cities)


def _labelled_value(page: Page, section: Section, field: str) -> Span | None:
    """Return the value of the first line with a label in the header; for a place, also in the body.

    A line of the body is removed from it.
    """
    indexes = [*section.header, *([*section.body, *section.shared] if field == "place" else ())]
    for index in indexes:
        start, end = page.lines[index].value_span
        if page.categories[index] == field and start < end:
            if index in section.body:
                section.body.remove(index)
            return start, end
    return None


def _adjacent_place(page: Page, section: Section) -> Span | None:
    """Return the place after the date or time in the same line."""
    for index in section.header:
        line = page.lines[index]
        expression = line.temporal_expression
        if expression is None or page.categories[index] not in {"date", "titled", "time"}:
            continue
        if expression.place_span is not None:
            start, end = expression.place_span
            last = expression.items[-1]
            # The place of "15:00 Geneva, Switzerland" includes the city before the country.
            is_after_city = (
                isinstance(last, ZoneReference) and last.city is not None and start > last.start
            )
            includes_city = is_after_city and is_country(line.source[start:end])
            return (last.start if includes_city else start), end
        if line.label[0] and expression.is_comma_after and expression.right:
            return expression.right_span
    return None


def _tokens(page: Page, span: Span) -> list[Token]:
    return tokenize(page.lines[0].source, *span)


def _find_city(page: Page, span: Span | None) -> City | None:
    return find_city(_tokens(page, span)) if span is not None else None


def _parse_cities(page: Page, span: Span) -> tuple[City, ...]:
    names = re.split(r"[,;/]| and | et | y ", page.lines[0].source[slice(*span)])
    cities = (find_known_city(name.strip()) for name in names[:MAX_CITIES])
    return tuple(dict.fromkeys(city for city in cities if city is not None))
