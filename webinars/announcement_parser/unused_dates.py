"""Dated lines of an announcement whose date is in no parsed draft, and why."""

import textwrap
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.fields import extract_fields
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.layout.lines import Line, split_lines
from webinars.announcement_parser.resolution.resolve_dates import resolve_date
from webinars.timezones.schedule import Days, Month, Timed, When

MAX_LENGTH = 120  # characters of a line

Range = tuple[date, date]


class UnusedReason(StrEnum):
    """Why a date is in no event, from the surest reason to the least sure."""

    FOOTER = "footer"  # after the announcement, or in a line that pages and mail programs add
    MENTION = "mention"  # after a word such as "deadline" or "published"
    PAST = "past"
    MONTH = "month"  # a month without a day, beside events that have one
    NO_EVENT = "no-event"  # a day in the future that no event contains: something may be lost


class UnusedDate(NamedTuple):
    """A line with a date of no event: its text, its number counted from 1, and the reason."""

    text: str
    line_number: int
    reason: UnusedReason


def unused_dates(text: str, drafts: Sequence[Draft], *, today: date) -> tuple[UnusedDate, ...]:
    """Return the lines of a preprocessed text with a date that is in no draft.

    A line with several such dates is returned once, with the least sure reason.
    """
    ranges = [_date_range(when) for draft in drafts for when in _readings(draft)]
    deadlines = [extract_fields(draft).closes_at for draft in drafts]
    ranges += [(closes_at.date(), closes_at.date()) for closes_at in deadlines if closes_at]
    dated_lines = []
    is_after_end = False
    for line in split_lines(text):
        is_after_end = is_after_end or line.category == "page-end"
        is_footer = is_after_end or line.category == "boilerplate"
        reasons = tuple(_reasons(line, ranges, today, is_footer=is_footer))
        if reasons:
            shortened = textwrap.shorten(line.text, MAX_LENGTH, placeholder=" …")
            number = text.count("\n", 0, line.start) + 1
            dated_lines.append(
                UnusedDate(shortened, number, max(reasons, key=list(UnusedReason).index))
            )
    return tuple(dated_lines)


def lost_dates(dates: Sequence[UnusedDate]) -> list[UnusedDate]:
    """Return the dates that may be those of further events."""
    return [date for date in dates if date.reason is UnusedReason.NO_EVENT]


def _reasons(
    line: Line, ranges: Sequence[Range], today: date, *, is_footer: bool
) -> Iterator[UnusedReason]:
    """Yield a reason for each date of the line whose readings are all outside the ranges."""
    for item in line.items:
        if not isinstance(item, ParsedDate) or not item.is_supported or item.is_weak:
            continue
        firsts = [reading.first for reading in resolve_date(item, today).readings]
        is_used = any(start <= first <= end for first in firsts for start, end in ranges)
        if not firsts or is_used:
            continue
        if is_footer:
            yield UnusedReason.FOOTER
        elif line.is_mention:
            yield UnusedReason.MENTION
        elif item.is_month:
            # The month of an event that has a day: "June 2025 call, Friday, June 13".
            months = {(first.year, first.month) for first in firsts}
            if not any((start.year, start.month) in months for start, _ in ranges):
                yield UnusedReason.MONTH
        elif any(first < today for first in firsts):
            yield UnusedReason.PAST
        else:
            yield UnusedReason.NO_EVENT


def _readings(draft: Draft) -> Iterator[When]:
    yield draft.when
    for question in draft.questions:
        for reading in question.readings:
            yield reading.when


def _date_range(when: When) -> Range:
    if isinstance(when, Timed):
        return when.start.date(), when.end.date()
    if isinstance(when, Days):
        return when.first, when.last
    assert isinstance(when, Month)  # noqa: S101 - for the type checker
    return when.first, when.first.replace(day=monthrange(when.year, when.month)[1])
