"""Find lines of an announcement with a date that no parsed draft contains."""

import textwrap
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date

from webinars.announcement_parser.draft import Draft
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.layout.lines import Line, split
from webinars.announcement_parser.resolution.resolve_dates import resolve_days
from webinars.timezones.schedule import Days, Month, Timed, When

MOST = 10  # lines that are told
LONGEST = 120  # characters of a line that are shown


def unparsed_dates(text: str, drafts: Sequence[Draft], *, today: date) -> tuple[str, ...]:
    """Return the lines with a day to come that is in no draft; text is the prepared one.

    A month alone, a day that has passed, and one that a word such as "deadline" leads to are no events.
    """
    taken = [_days(when) for draft in drafts for when in _readings(draft)]
    lines = (line.text for line in _lines(text) if _names_more(line, taken, today))
    shown = (textwrap.shorten(line, LONGEST, placeholder=" …") for line in lines)
    return tuple(dict.fromkeys(shown))[:MOST]


def _lines(text: str) -> Iterator[Line]:
    for line in split(text):
        if line.category == "page-end":
            return
        if line.category != "furniture" and not line.is_mention:
            yield line


def _names_more(line: Line, taken: Sequence[tuple[date, date]], today: date) -> bool:
    """Return whether a line names a day to come outside all that the drafts take."""
    for item in line.items:
        if not isinstance(item, ParsedDate) or not item.is_known or item.is_month or item.weak:
            continue
        days = [(each.first, each.last) for each in resolve_days(item, today).readings]
        is_new = all(
            first >= today and not any(begin <= first <= end for begin, end in taken)
            for first, _ in days
        )
        if days and is_new:
            return True
    return False


def _readings(draft: Draft) -> Iterator[When]:
    yield draft.when
    for question in draft.questions:
        for reading in question.readings:
            yield reading.when


def _days(when: When) -> tuple[date, date]:
    if isinstance(when, Timed):
        return when.start.date(), when.end.date()
    if isinstance(when, Days):
        return when.first, when.last
    assert isinstance(when, Month)  # noqa: S101 - for the type checker
    return when.first, when.first.replace(day=monthrange(when.year, when.month)[1])
