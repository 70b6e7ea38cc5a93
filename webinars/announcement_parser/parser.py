"""Parse announcements: pasted text or HTML to a draft for each event."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain
from operator import attrgetter

from webinars.announcement_parser.draft import Draft, InlineLink, Link, ParsedValue
from webinars.announcement_parser.fields.extract import with_fields
from webinars.announcement_parser.grammar.addresses import address_zones
from webinars.announcement_parser.grammar.dates import DayShift, ParsedDate
from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.locations import find_city, is_country
from webinars.announcement_parser.grammar.scanner import Filler, Item
from webinars.announcement_parser.grammar.schedule_assembly import (
    ParsedSchedule,
    ZonedTime,
    assemble_schedule,
)
from webinars.announcement_parser.grammar.times import Duration, ParsedTime
from webinars.announcement_parser.grammar.vocabulary import (
    GENERIC_HEADINGS,
    LABEL_FIELDS,
    PERIOD_WORDS,
)
from webinars.announcement_parser.grammar.web_addresses import token_url
from webinars.announcement_parser.grammar.zone_references import (
    ZoneMeaning,
    ZoneReference,
    parse_zone_reference,
)
from webinars.announcement_parser.layout.date_lists import listed_days
from webinars.announcement_parser.layout.lines import Line, split_lines
from webinars.announcement_parser.layout.prose import events_in_sentences, schedule_in_prose
from webinars.announcement_parser.layout.sections import (
    MAX_SECTIONS,
    Page,
    Section,
    common_lines,
    find_sections,
    section_of_sentence,
    single_section,
)
from webinars.announcement_parser.layout.series import list_name, series_name
from webinars.announcement_parser.layout.titles import clean_title, propose_title
from webinars.announcement_parser.overlaps import without_overlaps
from webinars.announcement_parser.preprocess import Anchor, PreprocessedText, preprocess
from webinars.announcement_parser.resolution.interpret import interpret
from webinars.announcement_parser.resolution.repeated_dates import merge_repeated_dates
from webinars.announcement_parser.resolution.resolve_dates import resolve_date
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.announcement_parser.resolution.time_statements import (
    StatedTimes,
    TimeStatement,
    choose_times,
    durations,
    extend_over_agenda,
    time_statements,
)
from webinars.announcement_parser.resolution.zone_evidence import ZoneEvidence
from webinars.errors import InvalidInputError
from webinars.security.passcodes import redact_passcodes, secret_values
from webinars.timezones import zones
from webinars.timezones.cities import City, find_known_city
from webinars.timezones.schedule import Timed, When, resolve
from webinars.timezones.zones import FIRST_YEAR, LAST_YEAR

SPAN_KINDS = {
    ParsedDate: "date",
    ParsedTime: "time",
    Duration: "time",
    ZoneReference: "city",
    DayShift: "shift",
}
MAX_CITIES = 24
MAX_OTHER_TIMES = 12
LINE_SEPARATOR = Filler(",", 0, 0)

Span = tuple[int, int]  # offsets in the preprocessed text


def parse_announcement(text: str, *, today: date, zone: str) -> list[Draft]:
    """Return a draft for each event in pasted text or HTML.

    Args:
        text: the announcement.
        today: the current date; a date without a year is the next such date.
        zone: the time zone of times without one.

    Raises:
        InvalidInputError: "no-date-found", "announcement-too-long" (facts: longest),
            "date-out-of-range" (facts: first, last year), "unknown-timezone",
            "too-many-events-in-text" (facts: most, and line and quote of the first that is not read).
    """
    context = ParseContext(today, zones.canonical(zone))
    preprocessed = preprocess(text)
    page, sections = find_sections(split_lines(preprocessed.text), today)
    events = _without_month_headings(page, _scheduled(page, sections))
    if all(_is_no_event_to_come(page, section, schedule, today) for section, schedule in events):
        over = {section.date_line for section, schedule in events if not schedule.other_dates}
        events = list(_events_in_prose(page, over, today)) or events
    else:
        events = _with_events_in_sentences(page, events, today)
    if not events:
        raise _no_date_error(page)
    events = list(_with_same_times(page, events))
    events = merge_repeated_dates(page, events, today)
    events = list(_with_stated_times(page, events, today))
    page.event_lines = frozenset(index for section, _ in events for index in section.header)
    secrets = secret_values(preprocessed.text)
    drafts = (
        _draft(preprocessed, page, section, schedule, own_context)
        for (section, schedule), own_context in zip(
            events, _contexts(page, events, context), strict=True
        )
    )
    redacted = (_redact_passcodes(draft, secrets) for draft in drafts)
    certain = without_overlaps(_without_repeated_instants(_without_repetitions(list(redacted))))
    in_series = _with_series(certain, page, [section for section, _ in events], secrets)
    return with_fields(in_series, preprocessed)


def _is_no_event_to_come(
    page: Page, section: Section, schedule: ParsedSchedule, today: date
) -> bool:
    """Return whether the date is over, or that of writing, or of a period: "the week of 23 to 27 May"."""
    is_dateline = bool(schedule.other_dates) and _is_over(schedule.date, today)
    if schedule.times or is_dateline:
        return is_dateline
    words = {token.norm for token in page.lines[section.date_line].tokens}
    is_period = schedule.date.relation == "range" and bool(words & PERIOD_WORDS)
    return is_period or _is_over(schedule.date, today)


def _is_over(written: ParsedDate, today: date) -> bool:
    """Return whether a date is over, or is the day of writing."""
    lasts = [reading.last for reading in resolve_date(written, today).readings]
    return bool(lasts) and max(lasts) <= today


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

    is_over = partial(_is_over, today=today)
    several = events_in_sentences(page.lines, is_ignored, is_over)
    for line_index, schedule, span in several:
        section = section_of_sentence(page, line_index, span)
        yield section, _add_labelled_fields(page, section, schedule)
    only = schedule_in_prose(page.lines, is_ignored, is_over) if not several else None
    if only is not None:
        section = single_section(page, only[0])
        yield section, _add_labelled_fields(page, section, only[1])


def _with_events_in_sentences(
    page: Page, events: Sequence[tuple[Section, ParsedSchedule]], today: date
) -> list[tuple[Section, ParsedSchedule]]:
    """Return the events, and those of sentences on other days: "The next meeting is on 3 May at 6 p.m.".

    Sentences beyond MAX_SECTIONS events stay unused dates.
    """
    headers = {index for section, _ in events for index in section.header}
    days = [days for _, schedule in events for days in _days_of_readings(schedule, today)]

    def is_ignored(index: int) -> bool:
        line = page.lines[index]
        is_field = line.is_text or bool(line.label[0])
        return index in headers or is_field or page.is_no_event(index)

    def is_known(written: ParsedDate) -> bool:
        firsts = [reading.first for reading in resolve_date(written, today).readings]
        return _is_over(written, today) or any(
            first <= day <= last for day in firsts for first, last in days
        )

    beside = []
    sentences = events_in_sentences(page.lines, is_ignored, is_known, least=1)
    for line_index, schedule, span in sentences[: max(0, MAX_SECTIONS - len(events))]:
        section = section_of_sentence(page, line_index, span)
        beside.append((section, _add_labelled_fields(page, section, schedule)))
    if beside and len(events) == 1:
        events[0][0].is_in_prose = True  # the sentence may contradict the line of the only event
    return sorted([*events, *beside], key=lambda event: event[0].date_line)


def _days_of_readings(schedule: ParsedSchedule, today: date) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of each reading of the dates of a schedule."""
    dates = (schedule.date, schedule.end_date, *schedule.other_dates)
    for written in dates:
        if written is not None:
            for reading in resolve_date(written, today).readings:
                yield reading.first, reading.last


def _scheduled(page: Page, sections: Iterable[Section]) -> Iterator[tuple[Section, ParsedSchedule]]:
    """Yield the sections with a date, and their schedules; a section for each day of a list of days.

    Lists beyond MAX_SECTIONS days stay one event with a question.
    """
    room = MAX_SECTIONS
    for section in sections:
        schedule = _header_schedule(page, section)
        if schedule is None:
            continue
        is_choice = page.lines[section.date_line].names_alternative_day
        days = [] if is_choice else listed_days(schedule)
        days = days if len(days) <= room else []
        room -= len(days)
        for day in days:
            one = replace(deepcopy(section), is_listed=True)
            yield one, replace(schedule, date=day, other_dates=())
        if not days:
            yield section, schedule


def _with_same_times(
    page: Page, events: Iterable[tuple[Section, ParsedSchedule]]
) -> Iterator[tuple[Section, ParsedSchedule]]:
    """Yield the events, with the times of the event before for "10 November, same time"."""
    last: ParsedSchedule | None = None
    for section, own in events:
        indexes = {section.date_line, *section.header}
        is_same = any(page.lines[index].refers_to_same_time for index in indexes)
        is_complete = bool(own.times) or not is_same or last is None
        schedule = own if is_complete or last is None else _with_times_of(last, own)
        last = schedule if schedule.times else last
        yield section, schedule


def _with_times_of(other: ParsedSchedule, schedule: ParsedSchedule) -> ParsedSchedule:
    return replace(
        schedule,
        times=tuple(replace(time, date=None) for time in other.times),
        zone_reference=schedule.zone_reference or other.zone_reference,
    )


def _without_repetitions(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts without those whose schedule is repeated under the same or a generic title."""
    distinct: list[Draft] = []
    for draft in drafts:
        title = " ".join(draft.title.casefold().split()).strip(" :!.")
        is_generic = title in LABEL_FIELDS or title in GENERIC_HEADINGS
        is_repeated = any(
            other.when == draft.when and (is_generic or other.title == draft.title)
            for other in distinct
        )
        if not is_repeated or draft.questions:
            distinct.append(draft)
    return distinct


def _without_repeated_instants(drafts: Iterable[Draft]) -> list[Draft]:
    """Return the drafts without those that repeat the instants of one before in another zone.

    That is a certain one just before, or one with the same title.
    """
    distinct: list[Draft] = []
    last: Draft | None = None
    for draft in drafts:
        others = [other for other in distinct[-MAX_CITIES:] if _has_same_title(draft, other)]
        if last is not None and not last.questions and "zone" not in last.assumed:
            others.append(last)
        if not any(_is_in_other_zone(other.when, draft.when) for other in others):
            distinct.append(draft)
            last = draft
        elif not draft.questions:
            last = draft
    return distinct


def _has_same_title(draft: Draft, other: Draft) -> bool:
    """Return whether a draft without questions has the title of another one."""
    return not draft.questions and draft.title == other.title


def _is_in_other_zone(first: When, second: When) -> bool:
    """Return whether two values have the same instants in different zones."""
    if not isinstance(first, Timed) or not isinstance(second, Timed):
        return False
    return first.timezone != second.timezone and resolve(first) == resolve(second)


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


def _no_date_error(page: Page) -> InvalidInputError:
    """Return the error for a text without a date, or with a date in an unsupported year."""
    dates = [item for line in page.lines for item in line.items if isinstance(item, ParsedDate)]
    if any(not date.is_supported for date in dates):
        return InvalidInputError("date-out-of-range", first=FIRST_YEAR, last=LAST_YEAR)
    return InvalidInputError("no-date-found")


def _header_schedule(page: Page, section: Section) -> ParsedSchedule | None:
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
    if not any(isinstance(item, ParsedTime) for item in items):
        items += page.shared_times
    schedule = assemble_schedule(items, end_items)
    return None if schedule is None else _add_labelled_fields(page, section, schedule)


def _add_labelled_fields(page: Page, section: Section, schedule: ParsedSchedule) -> ParsedSchedule:
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


def _draft(
    preprocessed: PreprocessedText,
    page: Page,
    section: Section,
    schedule: ParsedSchedule,
    context: ParseContext,
) -> Draft:
    body = [page.lines[index] for index in section.body]
    shared = [page.lines[index] for index in section.shared]
    schedule = replace(
        schedule,
        zone_reference=schedule.zone_reference or _venue_zone(page, schedule, context),
    )
    outcome = interpret(schedule, context, {})
    paragraphs = tuple(line.text for line in (*body, *shared) if line.text)
    title = clean_title(_text(preprocessed, section.title_span))
    header_and_title = (page.lines[index] for index in {*section.header, *section.title_lines})
    links = sorted(_links(preprocessed, [*header_and_title, *body, *shared]))
    return Draft(
        title=title or _list_title(page, section) or propose_title(paragraphs),
        when=outcome.when,
        cities=outcome.cities,
        place=_text(preprocessed, schedule.place_span),
        paragraphs=paragraphs,
        links=_distinct_links(link for _, link in links),
        inline_links=tuple(_inline_links(preprocessed, [*body, *shared])),
        proposed=frozenset() if title else frozenset({"title"}),
        assumed=outcome.assumed | set(_uncertain(page, section, schedule)),
        questions=outcome.questions,
        spans=tuple(sorted(_spans(section, schedule, body, links))),
        is_row=section.row is not None,
        schedule=schedule,
        context=context,
    )


def _list_title(page: Page, section: Section) -> str:
    """Return the heading of a list of rows for a row without a title, "" for other events."""
    has_text = any(index != section.date_line for index in section.body)
    is_untitled_row = section.row is not None and not has_text
    return list_name(page.lines, min(page.rows)) if is_untitled_row else ""


def _with_series(
    drafts: Sequence[Draft], page: Page, sections: Sequence[Section], secrets: tuple[str, ...]
) -> list[Draft]:
    """Return the drafts with the name of their series: that of the page, or the title that all share."""
    titles = frozenset(index for section in sections for index in section.title_lines)
    first = min(min([*section.header, section.date_line]) for section in sections)
    name = redact_passcodes(series_name(page.lines, first, titles), known=secrets).text
    shared = {draft.title for draft in drafts}
    if len(drafts) > 1 and len(shared) == 1:
        name = name or shared.pop()
    is_stated = len(drafts) == 1 and "title" not in drafts[0].proposed
    is_title = is_stated and name.casefold() == drafts[0].title.casefold()
    return list(drafts) if is_title else [replace(draft, series=name) for draft in drafts]


def _contexts(
    page: Page, events: Sequence[tuple[Section, ParsedSchedule]], context: ParseContext
) -> Iterator[ParseContext]:
    """Yield the context of each event: a place in the lines of one event is not that of another.

    Past dates own no lines, nor does an event of several days those about the events in it.
    """
    evidence = ZoneEvidence(page.lines)
    today = context.today
    common = common_lines(page, [section for section, _ in events])
    owners = [
        (_own_lines(section) - common, _days(schedule, today))
        for section, schedule in events
        if _is_to_come(schedule, today)
    ]
    for section, schedule in events:
        first = _first_day(schedule, today)
        others = {
            index
            for lines, (start, end) in owners
            if not (start < end and first is not None and start <= first <= end)
            for index in lines
        }
        yield evidence.context(section.lines(), others - set(section.lines()), context)


def _days(schedule: ParsedSchedule, today: date) -> tuple[date, date]:
    """Return the first and the last day of all dates of an event to come."""
    dates = [schedule.date, *schedule.other_dates]
    readings = [reading for one in dates for reading in resolve_date(one, today).readings]
    return min(reading.first for reading in readings), max(reading.last for reading in readings)


def _venue_zone(
    page: Page, schedule: ParsedSchedule, context: ParseContext
) -> ZoneReference | None:
    """Return the zone of the venue, or of the inviting body, if it is the only one that it may be in."""
    place = page.lines[0].source[slice(*schedule.place_span)] if schedule.place_span else ""
    zone_names = address_zones(place, context.language, is_venue=True)
    if schedule.times or schedule.other_times:  # days and months are the same in all of them
        zone_names = zone_names or context.venue_zones or context.headquarters_zones
    if len(zone_names) != 1:
        return None
    return ZoneReference((ZoneMeaning(zone_names[0], is_named=False),), 0, 0)


def _is_to_come(schedule: ParsedSchedule, today: date) -> bool:
    """Return whether a schedule may be after today, which may be the date of the announcement itself."""
    return any(reading.last > today for reading in resolve_date(schedule.date, today).readings)


def _with_stated_times(
    page: Page, events: Sequence[tuple[Section, ParsedSchedule]], today: date
) -> Iterator[tuple[Section, ParsedSchedule]]:
    """Yield the events to come with the times of other lines; a day of a longer event keeps a question."""
    owned = {index for section, _ in events for index in _own_lines(section)}
    readings = [resolve_date(schedule.date, today).readings for _, schedule in events]
    ranges = [
        (one.first, one.last) for one in chain.from_iterable(readings) if one.first < one.last
    ]
    for section, schedule in events:
        first = _first_day(schedule, today)
        if first is None or not _is_to_come(schedule, today):
            yield section, schedule
            continue
        has_times = bool(schedule.times)
        stated = _add_stated_times(page, section, schedule, owned)
        is_part = any(start <= first <= end for start, end in ranges)
        if is_part and not has_times and stated.times:
            stated = replace(stated, times=(), other_times=(*stated.times, *stated.other_times))
        yield section, stated


def _first_day(schedule: ParsedSchedule, today: date) -> date | None:
    readings = resolve_date(schedule.date, today).readings
    return readings[0].first if readings else None


def _own_lines(section: Section) -> set[int]:
    """Return the lines that belong to one event alone."""
    return set(section.lines()) - set(section.shared)


def _add_stated_times(
    page: Page, section: Section, schedule: ParsedSchedule, owned: set[int]
) -> ParsedSchedule:
    """Add the times of other lines to an event, as its own if its date has none.

    Args:
        page: the page.
        section: the lines of the event.
        schedule: its schedule.
        owned: the lines of all events.
    """
    if schedule.date.is_month:
        return schedule
    if schedule.times:
        same_date = _times_with_same_date(page, section, schedule, owned)
        body = [s for s in _statements(page, section, schedule, owned) if s.is_own]
        rows = [s for s in body if s.time not in schedule.times]
        return replace(
            schedule,
            times=extend_over_agenda(schedule.times, rows),
            other_times=tuple(same_date)[:MAX_OTHER_TIMES],
        )
    about = list(_lines_about(page, section, schedule))
    statements = list(_statements(page, section, schedule, owned))
    stated = choose_times(statements)
    is_single_day = len(schedule.date.parts) == 1 and schedule.end_date is None
    if not is_single_day or page.categories[section.date_line] == "prose":
        stated = StatedTimes(others=(*stated.times, *stated.others))
    lengths = {minutes for _, line in about for minutes in durations(line)}
    return replace(
        schedule,
        times=stated.times,
        other_times=stated.others[:MAX_OTHER_TIMES],
        duration_minutes=lengths.pop() if len(lengths) == 1 else None,
    )


def _times_with_same_date(
    page: Page, section: Section, schedule: ParsedSchedule, owned: set[int]
) -> Iterator[ZonedTime]:
    """Yield the starts in other lines with the date of an event, which may contradict its time."""
    used = {section.date_line, *section.header, *(owned - _own_lines(section))}
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
) -> Iterator[TimeStatement]:
    """Yield the times of the lines about an event, and of lines about all events."""
    own = _own_lines(section)
    weekdays = {part.weekday for part in schedule.date.parts if part.weekday is not None}
    about = dict(_lines_about(page, section, schedule))
    for index in dict.fromkeys((*about, *page.time_lines)):
        is_others = index not in about or (index in owned and index not in own)
        yield from time_statements(
            page.lines[index],
            page.categories[index],
            weekdays,
            is_own=index in own,
            is_others=is_others,
        )


def _lines_about(
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


def _uncertain(page: Page, section: Section, schedule: ParsedSchedule) -> Iterator[str]:
    """Yield the assumptions about a day whose text names times or days that are not parsed."""
    if schedule.date.is_month:
        if any(page.lines[index].may_name_time for index in _own_lines(section)):
            yield "unread-time"
        return
    own = [page.lines[index] for index in (*section.header, *section.body)]
    about = [*(line for _, line in _lines_about(page, section, schedule)), *own]
    lines = [line for line in about if not (line.is_mention or line.is_text)]
    is_day = not schedule.times and not schedule.other_times
    is_single = is_day and schedule.date.relation != "range" and schedule.end_date is None
    if (is_single and page.has_other_times) or (
        is_day and any(line.may_name_time for line in lines)
    ):
        yield "unread-time"
    if section.date_line in page.programme:
        yield "agenda"
    may_differ = section.is_listed or section.is_in_prose
    if may_differ or any(line.names_alternative_day for line in lines):
        yield "other-day"


def _redact_passcodes(draft: Draft, secrets: tuple[str, ...]) -> Draft:
    """Return a draft without meeting IDs and passcodes in its texts; left_out has them."""
    texts = (draft.title, draft.place, "\n".join(draft.paragraphs))
    title, place, body = (redact_passcodes(text, known=secrets) for text in texts)
    if not (title.removed or place.removed or body.removed):
        return draft
    paragraphs = tuple(line for line in body.text.split("\n") if line)
    links = (
        Link(link.url, redact_passcodes(link.text, known=secrets).text or link.url)
        for link in draft.links
    )
    return replace(
        draft,
        title=title.text or propose_title(paragraphs),
        proposed=draft.proposed if title.text else draft.proposed | {"title"},
        place=place.text,
        paragraphs=paragraphs,
        links=tuple(links),
        left_out=tuple(dict.fromkeys((*title.removed, *place.removed, *body.removed))),
    )


def _text(preprocessed: PreprocessedText, span: Span | None) -> str:
    return " ".join(preprocessed.text[slice(*span)].split()) if span else ""


def _links(preprocessed: PreprocessedText, lines: Sequence[Line]) -> Iterator[tuple[int, Link]]:
    """Yield offset and link for web addresses in the lines, and for anchors of pasted HTML."""
    for line in lines:
        for token in line.tokens:
            url = token_url(token)
            if url:
                yield token.start, Link(url, url)
        for anchor in _anchors(preprocessed, line):
            text = _text(preprocessed, (anchor.start, anchor.end))
            yield anchor.start, Link(anchor.url, text or anchor.url)


def _anchors(preprocessed: PreprocessedText, line: Line) -> Sequence[Anchor]:
    """Return the anchors that begin in a line."""
    first = bisect_left(preprocessed.anchors, line.start, key=attrgetter("start"))
    return preprocessed.anchors[
        first : bisect_left(preprocessed.anchors, line.end, first, key=attrgetter("start"))
    ]


def _inline_links(preprocessed: PreprocessedText, body: Sequence[Line]) -> Iterator[InlineLink]:
    """Yield the anchors whose words are in a line of the body, with their position in its text."""
    for line in body:
        for anchor in _anchors(preprocessed, line):
            words = _text(preprocessed, (anchor.start, anchor.end))
            before = _text(preprocessed, (line.start, anchor.start))
            # The text of a line may lack the mark at its start, and has a single space for several.
            start = line.text.find(words, max(0, len(before) - 2)) if words else -1
            if start >= 0:
                yield InlineLink(line.text, start, start + len(words), anchor.url)


def _distinct_links(links: Iterable[Link]) -> tuple[Link, ...]:
    """Return the first link to each address."""
    by_url: dict[str, Link] = {}
    for link in links:
        by_url.setdefault(link.url, link)
    return tuple(by_url.values())


def _spans(
    section: Section,
    schedule: ParsedSchedule,
    body: Sequence[Line],
    links: Sequence[tuple[int, Link]],
) -> Iterator[ParsedValue]:
    if section.title_span is not None:
        yield ParsedValue(*section.title_span, "title")
    if schedule.place_span is not None:
        yield ParsedValue(*schedule.place_span, "place")
    for item in schedule.items:
        if type(item) in SPAN_KINDS:
            yield ParsedValue(item.start, item.end, SPAN_KINDS[type(item)])
    for line in body:
        yield ParsedValue(line.start, line.end, "paragraph")
    for offset, link in links:
        yield ParsedValue(offset, offset + len(link.text), "link")
