"""Place, time zone and cities that the labelled lines of an event add to its schedule."""

import re
from dataclasses import replace

from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.locations import find_city, is_country
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.grammar.zone_meanings import ZoneMeaning
from webinars.announcement_parser.grammar.zone_references import ZoneReference, parse_zone_reference
from webinars.announcement_parser.layout.page import Page, Section
from webinars.timezones import zones
from webinars.timezones.cities import City, find_known_city

MAX_CITIES = 24

Span = tuple[int, int]  # offsets in the preprocessed text


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
