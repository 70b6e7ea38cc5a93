"""Drafts of dates that somebody says are those of events, though the parser makes none of them."""

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from webinars.announcement_parser.draft import Draft, ParsedValue
from webinars.announcement_parser.drafting.event_contexts import event_contexts
from webinars.announcement_parser.drafting.event_drafts import event_draft
from webinars.announcement_parser.drafting.redaction import redacted_draft
from webinars.announcement_parser.fields.extract import with_fields
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.relative_days import relative_days
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.read_lines import read_lines
from webinars.announcement_parser.layout.sections import Page, find_sections
from webinars.announcement_parser.layout.segments import schedule_of_date, section_of_date
from webinars.announcement_parser.preprocess import PreprocessedText, preprocess
from webinars.announcement_parser.resolution.inferred_dates import with_inferred_dates
from webinars.announcement_parser.resolution.resolve_dates import resolve_date
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.announcement_parser.selection.header_schedule import add_labelled_fields
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
            self.add(draft)

    def add(self, draft: Draft) -> None:
        """Add the dates of a draft."""
        self.spans |= {(span.start, span.end) for span in draft.spans if span.kind == "date"}
        when = draft.when
        self.days.add(when.start.date() if isinstance(when, Timed) else when.first)

    def rank(self, written: ParsedDate, context: ParseContext) -> tuple[bool, bool]:
        """Return a sort key: dates that no draft has come first."""
        return (written.start, written.end) in self.spans, _days(written, context) <= self.days


def requested_drafts(
    pasted: str, drafts: Sequence[Draft], line_numbers: Iterable[int], *, today: date, zone: str
) -> list[Draft | None]:
    """Return a draft for each line number: of the first date of that line that no draft has.

    None for a line without a date. A number that is repeated is that of the next date of the line.
    """
    context = ParseContext(today, zones.canonical(zone))
    preprocessed = preprocess(pasted)
    page, _ = find_sections(with_inferred_dates(read_lines(preprocessed.text), today), today)
    page.event_lines = frozenset(_lines_of_dates(page, drafts))
    used = _Used(drafts)
    made: list[Draft | None] = []
    for number in line_numbers:
        draft = _draft_of_line(page, preprocessed, context, number, used)
        if draft is None:
            made.append(None)
            continue
        used.add(draft)
        others = [*drafts, *(one for one in made if one is not None)]
        made.append(_completed(draft, others, preprocessed))
    return made


def _draft_of_line(
    page: Page,
    preprocessed: PreprocessedText,
    context: ParseContext,
    number: int,
    used: "_Used",
) -> Draft | None:
    text = preprocessed.text
    lines = [
        (index, line)
        for index, line in enumerate(page.lines)
        if text.count("\n", 0, line.start) + 1 == number
    ]
    dates = [
        (index, item)
        for index, line in lines
        for item in line.items
        if isinstance(item, ParsedDate) and item.is_supported and _days(item, context)
    ]
    if dates:
        index, written = min(dates, key=lambda one: used.rank(one[1], context))
        return _draft_of_date(page, preprocessed, context, index, written)
    for _, line in lines:
        days = relative_days(line.text, context.today)
        if days:
            return _draft_of_day(line, min(days), context)
    return None


def _days(written: ParsedDate, context: ParseContext) -> set[date]:
    """Return the first day of each reading of a date."""
    return {reading.first for reading in resolve_date(written, context.today).readings}


def _draft_of_date(
    page: Page,
    preprocessed: PreprocessedText,
    context: ParseContext,
    index: int,
    written: ParsedDate,
) -> Draft:
    section = section_of_date(page, index, written)
    schedule = schedule_of_date(page.lines[index], written)
    events = with_stated_times(
        page, [(section, add_labelled_fields(page, section, schedule))], context.today
    )
    [(section, schedule)] = events
    [own] = event_contexts(page, [(section, schedule)], context)
    draft = event_draft(preprocessed, page, section, schedule, own)
    return redacted_draft(draft, secret_values(preprocessed.text))


def _draft_of_day(line: Line, day: date, context: ParseContext) -> Draft:
    """Return a draft of a day such as "next Tuesday", whose time was not understood."""
    spans = (
        ParsedValue(line.start, line.end, "date"),
        ParsedValue(line.start, line.end, "paragraph"),
    )
    return Draft(
        title="",
        when=Days(day, day, context.zone),
        paragraphs=(line.text,),
        assumed=frozenset({"unread-time"}),
        spans=spans,
        context=context,
    )


def _completed(draft: Draft, drafts: Iterable[Draft], preprocessed: PreprocessedText) -> Draft:
    """Return a draft with the fields of its part of the text."""
    ordered = sorted([*drafts, draft], key=lambda one: one.date_start)
    position = next(n for n, one in enumerate(ordered) if one is draft)
    completed = with_fields(ordered, preprocessed)[position]
    series = next((one.series for one in ordered if one is not draft), "")
    return replace(completed, series=series)


def _lines_of_dates(page: Page, drafts: Iterable[Draft]) -> Iterable[int]:
    starts = [line.start for line in page.lines]
    for draft in drafts:
        for span in draft.spans:
            if span.kind == "date":
                yield max(0, bisect(starts, span.start) - 1)
