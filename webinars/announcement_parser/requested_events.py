"""Drafts for dates that an organiser marks as events, although the parser did not."""

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from webinars.announcement_parser.draft import Draft, ParsedValue
from webinars.announcement_parser.drafting.event_contexts import event_contexts
from webinars.announcement_parser.drafting.event_drafts import event_draft
from webinars.announcement_parser.drafting.redaction import redacted_draft
from webinars.announcement_parser.fields.extract import with_fields
from webinars.announcement_parser.further_readings import with_further_readings
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.relative_days import relative_dates
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.page import Page
from webinars.announcement_parser.layout.read_lines import read_lines
from webinars.announcement_parser.layout.sections import find_sections
from webinars.announcement_parser.layout.segments import schedule_of_date, section_of_date
from webinars.announcement_parser.preprocess import PreprocessedText, preprocess
from webinars.announcement_parser.resolution.inferred_dates import with_inferred_dates
from webinars.announcement_parser.resolution.resolve_dates import resolve_date
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.announcement_parser.selection.labelled_fields import add_labelled_fields
from webinars.announcement_parser.selection.stated_times import with_stated_times
from webinars.security.passcodes import secret_values
from webinars.timezones import zones
from webinars.timezones.schedule import Days, Timed


class _Used:
    """The spans and the first days of the dates that drafts have."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        self.spans: set[tuple[int, int]] = set()
        self.days: set[date] = set()
        for draft in drafts:
            when = draft.when
            self.spans |= {(span.start, span.end) for span in draft.spans if span.kind == "date"}
            self.days.add(when.start.date() if isinstance(when, Timed) else when.first)

    def add(self, written: ParsedDate, context: ParseContext) -> None:
        """Add a date."""
        self.spans.add((written.start, written.end))
        self.days |= _days(written, context)

    def rank(self, written: ParsedDate, context: ParseContext) -> tuple[bool, bool]:
        """Return a sort key: dates that no draft has come first."""
        return (written.start, written.end) in self.spans, _days(written, context) <= self.days


def requested_drafts(
    pasted: str, drafts: Sequence[Draft], line_numbers: Sequence[int], *, today: date, zone: str
) -> list[Draft | None]:
    """Return a draft for each line number: of the first date of that line that no draft has.

    None for a line without a date. A number that is repeated is that of the next date of the line.
    """
    context = ParseContext(today, zones.canonical(zone))
    preprocessed = preprocess(pasted)
    page, _ = find_sections(with_inferred_dates(read_lines(preprocessed.text), today), today)
    page.event_lines = frozenset(_lines_of_dates(page, drafts))
    chosen = _choose_dates(page, line_numbers, _Used(drafts), context)
    dated = [place for place in chosen if isinstance(place, _Place)]
    made = iter(_drafts_of_dates(page, preprocessed, context, dated))
    requested = [next(made) if isinstance(place, _Place) else place for place in chosen]
    return _completed(drafts, requested, preprocessed, page)


class _Place(NamedTuple):
    """A date, and the index of its line."""

    line_index: int
    written: ParsedDate


def _choose_dates(
    page: Page, line_numbers: Iterable[int], used: _Used, context: ParseContext
) -> list[_Place | Draft | None]:
    """Return the date of each line number; the draft of a day such as "next Tuesday" for one without."""
    lines = _indexes_by_number(page)
    chosen: list[_Place | Draft | None] = []
    for number in line_numbers:
        own = [(index, page.lines[index]) for index in lines.get(number, ())]
        places = [
            _Place(index, item)
            for index, line in own
            for item in line.items
            if isinstance(item, ParsedDate) and item.is_supported and _days(item, context)
        ]
        if places:
            place = min(places, key=lambda one: used.rank(one.written, context))
            used.add(place.written, context)
            chosen.append(place)
        else:
            drafts = (_draft_of_day(line, context) for _, line in own)
            chosen.append(next(filter(None, drafts), None))
    return chosen


def _indexes_by_number(page: Page) -> dict[int, list[int]]:
    """Return the indexes of the lines by the number of the line of the text, counted from 1."""
    indexes: dict[int, list[int]] = {}
    number, before = 1, 0
    for index, line in enumerate(page.lines):
        number += line.source.count("\n", before, line.start)
        before = line.start
        indexes.setdefault(number, []).append(index)
    return indexes


def _days(written: ParsedDate, context: ParseContext) -> set[date]:
    """Return the first day of each reading of a date."""
    return {reading.first for reading in resolve_date(written, context.today).readings}


def _drafts_of_dates(
    page: Page, preprocessed: PreprocessedText, context: ParseContext, places: Iterable[_Place]
) -> Iterator[Draft]:
    """Yield the draft of each date, without secrets."""
    sections = [
        (
            section_of_date(page, *place),
            schedule_of_date(page.lines[place.line_index], place.written),
        )
        for place in places
    ]
    labelled = [
        (section, add_labelled_fields(page, section, schedule)) for section, schedule in sections
    ]
    events = [one for event in labelled for one in with_stated_times(page, [event], context.today)]
    secrets = secret_values(preprocessed.text)
    contexts = event_contexts(page, events, context)
    for (section, schedule), own in zip(events, contexts, strict=True):
        yield redacted_draft(event_draft(preprocessed, page, section, schedule, own), secrets)


def _draft_of_day(line: Line, context: ParseContext) -> Draft | None:
    """Return a draft of a day such as "next Tuesday", whose time was not understood; None without one."""
    days = relative_dates(line.text, context.today)
    if not days:
        return None
    spans = (
        ParsedValue(line.start, line.end, "date"),
        ParsedValue(line.start, line.end, "paragraph"),
    )
    return Draft(
        title="",
        when=Days(min(days), min(days), context.zone),
        paragraphs=(line.text,),
        assumed=frozenset({"unread-time"}),
        spans=spans,
        context=context,
    )


def _completed(
    drafts: Sequence[Draft],
    made: Sequence[Draft | None],
    preprocessed: PreprocessedText,
    page: Page,
) -> list[Draft | None]:
    """Return the drafts that were made, with the fields of their parts of the text, and with its hours."""
    own = [one for one in made if one is not None]
    ordered = sorted([*drafts, *own], key=lambda one: one.date_start)
    fields = with_further_readings(with_fields(ordered, preprocessed), page, requested=own)
    completed = zip(ordered, fields, strict=True)
    series = drafts[0].series if drafts else ""
    by_draft = {id(one): replace(complete, series=series) for one, complete in completed}
    return [None if one is None else by_draft[id(one)] for one in made]


def _lines_of_dates(page: Page, drafts: Iterable[Draft]) -> Iterable[int]:
    starts = [line.start for line in page.lines]
    for draft in drafts:
        for span in draft.spans:
            if span.kind == "date":
                yield max(0, bisect(starts, span.start) - 1)
