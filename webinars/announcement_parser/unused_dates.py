"""Dated lines of an announcement whose date is in no parsed draft, and why."""

import re
import textwrap
from bisect import bisect
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.relative_days import (
    candidate_days,
    day_phrases,
    relative_dates,
)
from webinars.announcement_parser.grammar.vocabulary.list_words import PERIOD_WORDS
from webinars.announcement_parser.layout.heading_dates import HeadingDate, heading_dates
from webinars.announcement_parser.layout.line_splitting import LIST_NUMBER
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.lists.row_lists import day_of_row
from webinars.announcement_parser.layout.mention_titles import has_mention_phrase
from webinars.announcement_parser.layout.non_events import NonEvent, non_events
from webinars.announcement_parser.layout.read_lines import read_lines
from webinars.announcement_parser.resolution.date_mentions import (
    is_dateline,
    is_event_in_mention,
    is_mentioned_only,
    is_past,
)
from webinars.announcement_parser.resolution.inferred_dates import with_inferred_dates
from webinars.announcement_parser.resolution.questions import SECOND_READER, SEPARATE_EVENT
from webinars.announcement_parser.resolution.resolve_dates import resolve_date
from webinars.announcement_parser.selection.event_days import days_within
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Days, Month, Timed, When, resolve

MAX_CANDIDATES = 20  # dates of a text about which drafts ask
MAX_DRAFTS = 60  # with candidates; further dates are only listed as unused
MAX_LENGTH = 240  # characters of a line
SEVERAL_DATES = "several-dates"
WHETHER_EVENT = frozenset({SEPARATE_EVENT, "second-reader-only"})  # codes of questions

_LABELLED_ITEM = re.compile(r"[^\W\d_]+ \d{1,2}\s?[:–—-]")  # "Session 3 – January 2027"

Range = tuple[date, date]


class UnusedReason(StrEnum):
    """Why a date is in no event, from the surest reason to the least sure."""

    FOOTER = "footer"  # after the announcement, or in a line that pages and mail programs add
    MENTION = "mention"  # after a word such as "deadline" or "published"
    PAST = "past"
    MONTH = "month"  # a month without a day, beside events that have one
    NO_EVENT = "no-event"  # a day in the future that no event contains: something may be lost


REASONS: dict[NonEvent | None, UnusedReason] = {
    NonEvent.MAIL: UnusedReason.MENTION,
    NonEvent.CANCELLED: UnusedReason.MENTION,
    NonEvent.DEADLINE: UnusedReason.MENTION,
    NonEvent.CALENDAR: UnusedReason.MENTION,
    NonEvent.ASIDE: UnusedReason.MENTION,
    NonEvent.QUOTED: UnusedReason.MENTION,
    NonEvent.PAST: UnusedReason.PAST,
}


class UnusedDate(NamedTuple):
    """A line with a date of no event: its text, its number counted from 1, and the reason."""

    text: str
    line_number: int
    reason: UnusedReason


class OpenDate(NamedTuple):
    """A date that may be that of an event which no draft has, and the index of its line."""

    line_index: int
    date: ParsedDate


def unused_dates(text: str, drafts: Sequence[Draft], *, today: date) -> tuple[UnusedDate, ...]:
    """Return the lines of a preprocessed text with a date that is in no draft.

    A line with several such dates is returned once, with the least sure reason.
    """
    drafts = _events(drafts)
    lines = with_inferred_dates(read_lines(text), today)
    ranges = _used_ranges(drafts, lines)
    has_month = any(isinstance(draft.when, Month) for draft in drafts)
    dated_lines = []
    for index, line, dates, known in _dated_lines(lines, today, non_events(lines)):
        own = _ranges_for(line, drafts, ranges)
        reasons = tuple(reason for _, reason in _reasons(line, dates, own, today, known))
        if line.moved_dates:
            reasons = (*reasons, UnusedReason.MENTION)
        if not reasons and not has_month and _is_month_of_title(lines, index):
            reasons = (known or UnusedReason.MONTH,)
        if not line.has_date and _names_lost_day(line, ranges, today):
            reasons = (known or UnusedReason.NO_EVENT,)
        if not reasons and line.has_date and _names_other_day(line, ranges, today):
            reasons = (known or UnusedReason.MENTION,)
        if reasons and not _states_time_of_list(line, drafts):
            shortened = textwrap.shorten(line.text, MAX_LENGTH, placeholder=" …")
            number = text.count("\n", 0, line.start) + 1
            dated_lines.append(
                UnusedDate(shortened, number, max(reasons, key=list(UnusedReason).index))
            )
    return tuple(dated_lines)


def _states_time_of_list(line: Line, drafts: Sequence[Draft]) -> bool:
    """Return whether two events or more have the time of a line with a regular day: "Fridays at 18:30"."""
    if not line.inferred_dates:
        return False
    starts = (
        time.time.start for draft in drafts if draft.schedule for time in draft.schedule.times
    )
    return sum(line.start <= start < line.end for start in starts) > 1


def open_dates(lines: Sequence[Line], drafts: Sequence[Draft], today: date) -> Iterator[OpenDate]:
    """Yield the days to come that neither a draft nor a reason accounts for, in the order of the text."""
    drafts = _events(drafts)
    ranges = _used_ranges(drafts, lines)
    non_event_lines = non_events(lines)
    for index, line, dates, known in _dated_lines(lines, today, non_event_lines):
        own = _ranges_for(line, drafts, ranges)
        if _states_time_of_list(line, drafts):
            continue
        cancelled = _cancelled_date(line, non_event_lines.get(index))
        is_of_something = index in non_event_lines and cancelled is None
        is_doubtful = known is UnusedReason.MENTION and not is_of_something
        for written, reason in _reasons(line, dates, own, today, None if is_doubtful else known):
            is_open = reason is UnusedReason.NO_EVENT or (
                reason is UnusedReason.MONTH and _is_month_of_item(line, written, today)
            )
            if written is cancelled:
                continue
            if is_open and (not is_doubtful or is_event_in_mention(line, written)):
                yield OpenDate(index, written)


def _cancelled_date(line: Line, reason: NonEvent | None) -> ParsedDate | None:
    """Return the date of a cancelled event whose line has more: "… is cancelled. Next meeting: 3 May"."""
    dates = [item for item in line.items if isinstance(item, ParsedDate)]
    return dates[0] if reason is NonEvent.CANCELLED and len(dates) > 1 else None


def _dated_lines(
    lines: Sequence[Line], today: date, non_event_lines: Mapping[int, NonEvent]
) -> Iterator[tuple[int, Line, list[ParsedDate], UnusedReason | None]]:
    """Yield the lines with their indexes, their dates, and the reason that holds for all of these."""
    is_after_end = False
    headings = heading_dates(lines, today)
    for index, line in enumerate(lines):
        is_after_end = is_after_end or line.category == "page-end"
        is_footer = is_after_end or line.category == "boilerplate"
        known = REASONS.get(non_event_lines.get(index))
        if known is None and line.has_date and _is_deadline_below(lines, index):
            known = UnusedReason.MENTION
        if is_footer or (known is None and line.is_mention):
            known = UnusedReason.FOOTER if is_footer else UnusedReason.MENTION
        yield index, line, _dates(line, headings[index]), known


def _used_ranges(drafts: Sequence[Draft], lines: Sequence[Line]) -> list[Range]:
    """Return the days of the events, and those on which registration opens and closes.

    Further dates that sentences give for an event may be those of others.
    """
    starts = [line.start for line in lines]
    ranges: list[Range] = []
    for draft in drafts:
        others = draft.schedule.other_dates if draft.schedule else ()
        categories = {lines[bisect(starts, other.start) - 1].category for other in others}
        without = SEVERAL_DATES if "prose" in categories else ""
        for when in _readings(draft, without):
            first, last = _date_range(when)
            ranges += ((first, last),) if isinstance(when, Month) else days_within(first, last)
    bounds = [
        moment for draft in drafts for moment in (draft.fields.opens_at, draft.fields.closes_at)
    ]
    return [*ranges, *((moment.date(), moment.date()) for moment in bounds if moment)]


def _ranges_for(line: Line, drafts: Sequence[Draft], ranges: Sequence[Range]) -> Sequence[Range]:
    """Return the days that a line may name: beside times also those of the events in other zones."""
    if not line.may_state_time:
        return ranges
    elsewhere = (days for draft in drafts for days in _ranges_elsewhere(draft))
    return [*ranges, *elsewhere, *_days_in_zones(line, drafts)]


def lost_dates(dates: Sequence[UnusedDate]) -> list[UnusedDate]:
    """Return the dates that may be those of further events."""
    return [date for date in dates if date.reason is UnusedReason.NO_EVENT]


def unread_dates(
    dates: Sequence[UnusedDate], drafts: Sequence[Draft], text: str
) -> list[UnusedDate]:
    """Return the dates that may be those of further events, and about which no draft asks."""
    starts = [line.start for line in read_lines(text)]  # of lines that are wrapped, the first
    dated = sorted(
        span.start
        for draft in drafts
        if draft.is_candidate and not draft.is_remaining
        for span in draft.spans
        if span.kind == "date"
    )
    lines = [text.count("\n", 0, starts[max(0, bisect(starts, start) - 1)]) + 1 for start in dated]
    others = [draft for draft in drafts if not draft.is_remaining]
    is_limited = len(lines) >= MAX_CANDIDATES or len(others) >= MAX_DRAFTS
    # The last line may have more dates than the limits left room for.
    asked = set(lines) - set(lines[-1:] if is_limited else ())
    return [date for date in lost_dates(dates) if date.line_number not in asked]


def _is_deadline_below(lines: Sequence[Line], index: int) -> bool:
    """Return whether the line below a date names a deadline: "14 February 2028" above "Submission due"."""
    if index + 1 == len(lines) or lines[index + 1].has_date:
        return False
    below = lines[index + 1]
    return below.block == lines[index].block and has_mention_phrase(below.text)


def _names_lost_day(line: Line, ranges: Sequence[Range], today: date) -> bool:
    """Return whether a line has a time on a day such as "next Tuesday" that is in no draft."""
    if not line.may_state_time:
        return False
    days = relative_dates(line.text, today)
    is_used = any(start <= day <= end for day in days for start, end in ranges)
    return bool(days) and not is_used


def _names_other_day(line: Line, ranges: Sequence[Range], today: date) -> bool:
    """Return whether a line of dates names the number of a further day: "no rehearsal on the 15th"."""
    if not any(isinstance(item, ParsedDate) for item in line.items):
        return False
    phrases = (one for one in day_phrases(line.text) if one.day is not None and one.weekday is None)
    days = {day for phrase in phrases for day in candidate_days(phrase, today, ())}
    return bool(days) and not any(start <= day <= end for day in days for start, end in ranges)


def _dates(line: Line, heading: HeadingDate) -> list[ParsedDate]:
    """Return the dates of a line, also those whose month is in the heading: "Tues 3"."""
    dates = [item for item in line.items if isinstance(item, ParsedDate)]
    day = day_of_row(line, heading)
    return [date for date in (*dates, day) if date and date.is_supported and not date.is_weak]


def _reasons(
    line: Line,
    dates: Sequence[ParsedDate],
    ranges: Sequence[Range],
    today: date,
    known: UnusedReason | None,
) -> Iterator[tuple[ParsedDate, UnusedReason]]:
    """Yield each date of the line whose readings are all outside the ranges, with a reason."""
    for item in dates:
        firsts = [reading.first for reading in resolve_date(item, today).readings]
        is_used = any(start <= first <= end for first in firsts for start, end in ranges)
        if not firsts or is_used:
            continue
        if known is not None:
            yield item, known
        elif item.is_month:
            # The month of an event that has a day: "June 2025 call, Friday, June 13".
            months = {(first.year, first.month) for first in firsts}
            is_heading = any((start.year, start.month) in months for start, _ in ranges)
            if not is_heading:
                yield item, UnusedReason.MONTH
        elif _is_period_of_events(line, item, ranges, today):
            yield item, UnusedReason.MENTION
        else:
            yield item, _reason_of_day(line, item, min(firsts), today)


def _is_month_of_item(line: Line, written: ParsedDate, today: date) -> bool:
    """Return whether a month to come is that of an item of a list: "3. Summer school, July 2027, Tartu"."""
    text = line.source[line.start : written.start]
    is_item = line.is_bullet or LIST_NUMBER.match(text) or _LABELLED_ITEM.match(text)
    readings = resolve_date(written, today).readings
    is_to_come = bool(readings) and readings[0].first > today
    return bool(is_item) and is_to_come and line.category not in {"page-end", "boilerplate"}


def _is_month_of_title(lines: Sequence[Line], index: int) -> bool:
    """Return whether a line is the month of a titled event, not the heading of a list.

    That is "Conference on rivers, October 2027", or "October 2027" below a title, at the end of its block.
    """
    line = lines[index]
    dates = [item for item in line.items if isinstance(item, ParsedDate)]
    if not dates or not all(item.is_month for item in dates) or line.category == "prose":
        return False
    if line.category == "titled":
        return True
    is_below_title = (
        index > 0 and lines[index - 1].is_heading and lines[index - 1].block == line.block
    )
    is_last = index + 1 == len(lines) or lines[index + 1].block != line.block
    return is_below_title and is_last


def _reason_of_day(line: Line, written: ParsedDate, day: date, today: date) -> UnusedReason:
    if day < today or is_past(line, written, today):
        return UnusedReason.PAST
    # The day on which the announcement was written, unless a time says that it is an event of today.
    is_unstated = not line.may_state_time or is_dateline(line, written)
    is_day_of_writing = day == today and is_unstated
    is_mention = is_day_of_writing or is_mentioned_only(line, written)
    return UnusedReason.MENTION if is_mention else UnusedReason.NO_EVENT


def _events(drafts: Iterable[Draft]) -> list[Draft]:
    """Return the drafts that are certainly events, whose dates are used."""
    return [
        draft
        for draft in drafts
        if WHETHER_EVENT.isdisjoint(question.code for question in draft.questions)
    ]


def _readings(draft: Draft, without: str = "") -> Iterator[When]:
    """Yield the schedules that the parser reads, not those of a second reader or the text around.

    Args:
        draft: the draft.
        without: the code of a question whose readings are left out.
    """
    questions = (question for question in draft.questions if question.code != without)
    readings = [reading for question in questions for reading in question.readings]
    around = {one.reading for one in draft.further}
    yield draft.when
    for reading in readings:
        if reading.reason != SECOND_READER and reading not in around:
            yield reading.when


def _ranges_elsewhere(draft: Draft) -> Iterator[Range]:
    """Yield the days of an event in the other zones that the text names: "23:00 - Feb. 18" in Honolulu."""
    if not isinstance(draft.when, Timed) or draft.context is None:
        return
    span = resolve(draft.when)
    for zone in draft.context.named_zones:
        bounds = (to_local(instant, zone) for instant in (span.starts_at, span.ends_at))
        first, last = (bound.date() for bound in bounds)
        yield first, last


def _days_in_zones(line: Line, drafts: Sequence[Draft]) -> Iterator[Range]:
    """Yield the days on which an event begins by the clocks of a line: "8:30 AEDT (Thursday 11 Feb)"."""
    schedules = (when for draft in drafts for when in _readings(draft))
    spans = [resolve(when) for when in schedules if isinstance(when, Timed)]
    for time in line.zoned_times:
        starts = {reading.start for reading in time.time.readings}
        meanings = (meaning for one in time.references for meaning in one.meanings)
        for zone, span in product({meaning.zone for meaning in meanings if meaning.zone}, spans):
            local = to_local(span.starts_at, zone)
            if local.hour * 60 + local.minute in starts:
                yield local.date(), local.date()


def _is_period_of_events(
    line: Line, written: ParsedDate, ranges: Sequence[Range], today: date
) -> bool:
    """Return whether days are those of a list of events: "Agenda of the week of 7 to 11 December"."""
    words = {token.norm for token in line.tokens}
    if written.relation != "range" or not words & PERIOD_WORDS:
        return False
    readings = resolve_date(written, today).readings
    return any(
        reading.first <= start and end <= reading.last
        for reading in readings
        for start, end in ranges
    )


def _date_range(when: When) -> Range:
    if isinstance(when, Timed):
        return when.start.date(), when.end.date()
    if isinstance(when, Days):
        return when.first, when.last
    assert isinstance(when, Month)  # noqa: S101 - for the type checker
    return when.first, when.first.replace(day=monthrange(when.year, when.month)[1])
