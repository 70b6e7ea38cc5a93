"""Drafts of dates that no event accounts for, each with the question whether it is an event."""

from bisect import bisect
from collections.abc import Container, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from heapq import merge
from itertools import islice

from webinars.announcement_parser.doubtful_events import asked_whether_event
from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.drafting.event_contexts import event_contexts
from webinars.announcement_parser.drafting.event_drafts import event_draft
from webinars.announcement_parser.drafting.further_events import further_events
from webinars.announcement_parser.drafting.redaction import redacted_draft
from webinars.announcement_parser.fields.extract import with_fields
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.other_date_words import ASIDE_WORDS
from webinars.announcement_parser.layout.line_phrases import SAME_TIME
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.page import OTHER_LABELS, Page, Section
from webinars.announcement_parser.layout.segments import (
    is_aside,
    schedule_of_date,
    section_of_date,
    sentence_span,
)
from webinars.announcement_parser.preprocess import PreprocessedText
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.announcement_parser.selection.event_days import date_range, first_day
from webinars.announcement_parser.selection.event_selection import with_times_of
from webinars.announcement_parser.selection.hours_elsewhere import with_hours_elsewhere
from webinars.announcement_parser.selection.labelled_fields import add_labelled_fields
from webinars.announcement_parser.selection.separate_events import separate_schedules
from webinars.announcement_parser.selection.stated_times import with_stated_times
from webinars.announcement_parser.unused_dates import MAX_CANDIDATES, MAX_DRAFTS, open_dates

Event = tuple[Section, ParsedSchedule]


def with_candidates(
    drafts: Sequence[Draft],
    preprocessed: PreprocessedText,
    page: Page,
    context: ParseContext,
    secrets: tuple[str, ...],
) -> list[Draft]:
    """Return the drafts of an announcement, unchanged, and those that may be events, in the text's order."""
    room = max(0, min(MAX_CANDIDATES, MAX_DRAFTS - len(drafts)))

    def drafts_of(events: Iterable[Event], room: int) -> list[Draft]:
        chosen = sorted(islice(events, room), key=lambda event: event[1].date.start)
        contexts = event_contexts(page, chosen, context, preprocessed.anchors)
        series = drafts[0].series if drafts else ""
        return [
            replace(
                redacted_draft(event_draft(preprocessed, page, *event, own), secrets), series=series
            )
            for event, own in zip(chosen, contexts, strict=True)
        ]

    open_drafts = drafts_of(_open_events(page, drafts, context), room)
    known = [*drafts, *open_drafts]
    further = drafts_of(further_events(page, known, context.today), room - len(open_drafts))
    if not open_drafts and not further:
        return list(drafts)
    candidates = sorted([*open_drafts, *further], key=lambda draft: draft.date_start)
    undecided = _with_other_days(page, drafts, open_drafts)
    both = ((draft, False) for draft in undecided), ((draft, True) for draft in candidates)
    ordered = list(merge(*both, key=lambda pair: pair[0].date_start))
    completed = with_fields([draft for draft, _ in ordered], preprocessed)
    stated = {draft.title for draft in drafts if "title" not in draft.proposed}
    is_common = len(stated) == 1 and not _shares_line_with_title(page, drafts)
    common = next(iter(stated)) if is_common else ""
    return [
        _asked(complete, stated, common) if is_candidate else draft
        for (draft, is_candidate), complete in zip(ordered, completed, strict=True)
    ]


def _with_other_days(
    page: Page, drafts: Sequence[Draft], candidates: Sequence[Draft]
) -> Iterator[Draft]:
    """Yield drafts; the day of one whose line has the date of a candidate may be the other one."""
    starts = [line.start for line in page.lines]
    lines = {bisect(starts, draft.date_start) for draft in candidates}
    for draft in drafts:
        is_beside = bisect(starts, draft.date_start) in lines
        yield replace(draft, assumed=draft.assumed | {"other-day"}) if is_beside else draft


def _asked(draft: Draft, titles: Container[str], common: str) -> Draft:
    """Return a draft with the question whether it is an event; without a title of its own, the common one."""
    is_of_other = "title" in draft.proposed and draft.title in titles
    if is_of_other or not draft.title:
        draft = replace(draft, title=common, proposed=draft.proposed | {"title"})
    return asked_whether_event(draft)


def _shares_line_with_title(page: Page, drafts: Iterable[Draft]) -> bool:
    """Return whether the title of an event is in the line of its date, and so not that of the text."""
    starts = [line.start for line in page.lines]
    lines = {
        kind: {
            bisect(starts, span.start)
            for draft in drafts
            for span in draft.spans
            if span.kind == kind
        }
        for kind in ("date", "title")
    }
    return not lines["date"].isdisjoint(lines["title"])


def _open_events(page: Page, drafts: Sequence[Draft], context: ParseContext) -> Iterator[Event]:
    """Yield the section and the schedule of each open date, once for each day."""
    known: list[tuple[date, date]] = []
    read = set(_read_offsets(page, drafts))
    dated = {draft.schedule.date.calendar_days for draft in drafts if draft.schedule is not None}
    for line_index, written in open_dates(page.lines, drafts, context.today):
        line = page.lines[line_index]
        if (
            written.start in read
            or page.categories[line_index] in OTHER_LABELS
            or (is_aside(line, written) and not _is_only_line_about(line, written, dated))
        ):
            continue
        schedule = _with_same_time(line, schedule_of_date(line, written), drafts)
        first = first_day(schedule, context.today)
        if first is None or any(start <= first <= end for start, end in known):
            continue
        known.append(date_range(schedule, context.today))
        section = section_of_date(page, line_index, written)
        schedule = add_labelled_fields(page, section, schedule)
        for one in separate_schedules(schedule, line, context.today) or [schedule]:
            own = deepcopy(section)
            [(_, stated)] = with_stated_times(page, [(own, one)], context.today)
            yield own, with_hours_elsewhere(page, own, stated)


def _is_only_line_about(line: Line, written: ParsedDate, dated: Container[object]) -> bool:
    """Return whether an hour and an aside follow a day that is that of no draft: "3 May, doors open 2pm"."""
    before = {token.norm for token in line.tokens if token.start < written.start}
    is_known = written.calendar_days in dated or not ASIDE_WORDS.isdisjoint(before)
    return bool(line.zoned_times) and not is_known


def _with_same_time(
    line: Line, schedule: ParsedSchedule, drafts: Sequence[Draft]
) -> ParsedSchedule:
    """Return a schedule with the time of the event before for "2 September, same time"."""
    start, end = sentence_span(line, schedule.date)
    if schedule.times or SAME_TIME.search(line.source, start, end) is None:
        return schedule
    timed = [draft.schedule for draft in drafts if draft.schedule and draft.schedule.times]
    before = [other for other in timed if other.date.start < schedule.date.start] or timed[:1]
    return with_times_of(before[-1], schedule) if before else schedule


def _read_offsets(page: Page, drafts: Iterable[Draft]) -> Iterator[int]:
    """Yield the offsets of the dates of events, and of their titles on lines of their own.

    A date in a title beside that of the event may be that of another: "18 May: talk moved to 4 June".
    """
    starts = [line.start for line in page.lines]
    for draft in drafts:
        lines = {bisect(starts, span.start) for span in draft.spans if span.kind == "date"}
        timed = set(_starts_of_timed_dates(draft))
        for span in draft.spans:
            is_alone = span.kind == "title" and bisect(starts, span.start) not in lines
            is_date = span.kind == "date" and span.start not in timed
            if is_date or is_alone:
                yield from range(span.start, span.end)


def _starts_of_timed_dates(draft: Draft) -> Iterator[int]:
    """Yield the offsets of the further dates of an event, if each has a time of its own."""
    schedule = draft.schedule
    if schedule is None or not schedule.other_dates:
        return
    kinds = [item for item in schedule.items if isinstance(item, ParsedDate | ParsedTime)]
    dates = [n for n, item in enumerate(kinds) if isinstance(item, ParsedDate)]
    if all(n + 1 < len(kinds) and isinstance(kinds[n + 1], ParsedTime) for n in dates):
        yield from (date.start for date in schedule.other_dates)
