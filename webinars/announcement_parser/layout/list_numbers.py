"""Numbers of list items before the name of a month: "1. March meeting" above "2. Any other business"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from webinars.announcement_parser.grammar.vocabulary import MONTH_NUMBERS
from webinars.announcement_parser.layout.lines import Line

_ITEM = re.compile(r"(\d{1,2})\.\s+(?:([^\W\d_]+)\b)?")


def without_list_numbers(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, those that begin with the number of a list item and a month without the number.

    "1. März" above "15. März" is a list of days; "1. March" above "2. April" is one of two meetings.
    """
    items = [_ITEM.match(line.source, line.start, line.end) for line in lines]
    numbered = {
        index
        for (first, one), (second, other) in pairwise(enumerate(items))
        if one and other and int(other[1]) == int(one[1]) + 1 and _month(one) != _month(other)
        for index in (first, second)
    }
    return [
        replace(line, start=line.start + _length_of_number(line, item))
        if index in numbered and item is not None and _month(item)
        else line
        for index, (line, item) in enumerate(zip(lines, items, strict=True))
    ]


def _month(item: re.Match[str]) -> int:
    """Return the month after a number, 0 for another word."""
    return MONTH_NUMBERS.get((item[2] or "").casefold(), 0)


def _length_of_number(line: Line, item: re.Match[str]) -> int:
    return item.start(2) - line.start
