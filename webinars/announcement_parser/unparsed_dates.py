"""Find lines of an announcement with a date that no parsed draft contains."""

import textwrap
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.layout.lines import Line, split_lines
from webinars.announcement_parser.resolution.resolve_dates import resolve_date
from webinars.timezones.schedule import Days, Month, Timed, When

MAX_LINES = 10
MAX_LENGTH = 120  # characters of a line


def unparsed_dates(text: str, drafts: Sequence[Draft], *, today: date) -> tuple[str, ...]:
    """Return the lines of a preprocessed text with a future day that is in no draft.

    Months, past days, and days after a word such as "deadline" are not dates of events.
    """
    ranges = [_date_range(when) for draft in drafts for when in _readings(draft)]
    lines = (line.text for line in _lines(text) if _has_other_date(line, ranges, today))
    shortened = (textwrap.shorten(line, MAX_LENGTH, placeholder=" …") for line in lines)
    return tuple(dict.fromkeys(shortened))[:MAX_LINES]


def _lines(text: str) -> Iterator[Line]:
    for line in split_lines(text):
        if line.category == "page-end":
            return
        if line.category != "boilerplate" and not line.is_mention:
            yield line


def _has_other_date(line: Line, ranges: Sequence[tuple[date, date]], today: date) -> bool:
    """Return whether a line has a date whose readings are all in the future and outside the ranges."""
    for item in line.items:
        if not isinstance(item, ParsedDate) or not item.is_supported:
            continue
        if item.is_month or item.is_weak:
            continue
        firsts = [reading.first for reading in resolve_date(item, today).readings]
        is_other = all(
            first >= today and not any(start <= first <= end for start, end in ranges)
            for first in firsts
        )
        if firsts and is_other:
            return True
    return False


def _readings(draft: Draft) -> Iterator[When]:
    yield draft.when
    for question in draft.questions:
        for reading in question.readings:
            yield reading.when


def _date_range(when: When) -> tuple[date, date]:
    if isinstance(when, Timed):
        return when.start.date(), when.end.date()
    if isinstance(when, Days):
        return when.first, when.last
    assert isinstance(when, Month)  # noqa: S101 - for the type checker
    return when.first, when.first.replace(day=monthrange(when.year, when.month)[1])
