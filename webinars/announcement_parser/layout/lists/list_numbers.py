"""Numbers of list items before a date: "1. March meeting" above "2. Minutes", "1- Tuesday 3 May"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    MONTH_NUMBERS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.layout.lines import Line

_ITEM = re.compile(r"(\d{1,2})\.\s+(?:([^\W\d_]+)\b)?")
_BEFORE_WEEKDAY = re.compile(r"(\d{1,2})\s?[-–.)/]\s*([^\W\d_]+)\b")


def without_list_numbers(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, those that begin with the number of a list item and a date without the number.

    "1. März" above "15. März" is a list of days; "1. March" above "2. April" is one of two meetings.
    """
    starts = {**dict(_before_months(lines)), **dict(_before_weekdays(lines))}
    return [
        replace(line, start=starts[index]) if index in starts else line
        for index, line in enumerate(lines)
    ]


def _before_months(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield the index and the new start of the lines with numbers of adjacent items before months."""
    items = [_ITEM.match(line.source, line.start, line.end) for line in lines]
    for (first, one), (second, other) in pairwise(enumerate(items)):
        if one and other and int(other[1]) == int(one[1]) + 1 and _month(one) != _month(other):
            both = ((first, one), (second, other))
            yield from ((index, item.start(2)) for index, item in both if _month(item))


def _before_weekdays(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield the index and the new start of the lines with successive numbers before weekdays.

    Other lines may stand between them: "1- Tuesday 3 May / Peat and birds / 2- Tuesday 10 May".
    """
    items = [
        (index, item)
        for index, line in enumerate(lines)
        if (item := _BEFORE_WEEKDAY.match(line.source, line.start, line.end)) is not None
        and item[2].casefold() in WEEKDAY_NUMBERS
    ]
    for (first, one), (second, other) in pairwise(items):
        if int(other[1]) == int(one[1]) + 1:
            yield first, one.start(2)
            yield second, other.start(2)


def _month(item: re.Match[str]) -> int:
    """Return the month after a number, 0 for another word."""
    return MONTH_NUMBERS.get((item[2] or "").casefold(), 0)
