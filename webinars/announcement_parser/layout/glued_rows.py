"""Divide rows that were glued together without white space: "Time25 September | Light2 October | Cities"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    MONTH_NUMBERS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.layout.lines import Line

MIN_ROWS = 2  # one glued date may be a slip
MIN_LETTERS = 3  # of a month or weekday
_MONTHS = "|".join(
    sorted((name for name in MONTH_NUMBERS if len(name) >= MIN_LETTERS), key=len, reverse=True)
)
_WEEKDAYS = "|".join(
    sorted((name for name in WEEKDAY_NUMBERS if len(name) >= MIN_LETTERS), key=len, reverse=True)
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º)?\.?"
# A date directly after the last letter or sign of the row before it.
_GLUED_DATE = re.compile(
    rf"(?<=[^\W_\d]|[.!?:;)»”’'…])(?<!\d\.)(?:(?:{_WEEKDAYS})\.?,? )?"
    rf"(?:{_DAY} (?:de )?(?P<first>{_MONTHS})|(?P<second>{_MONTHS})\.? {_DAY})(?![^\W\d_])",
    re.IGNORECASE,
)


def divide_glued_rows(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, each divided before the dates that are glued to the row before."""
    return [part for line in lines for part in _divide(line)]


def _divide(line: Line) -> Iterator[Line]:
    matches = () if line.is_text else _GLUED_DATE.finditer(line.source, line.start, line.end)
    starts = [match.start() for match in matches if _begins_date(line.source, match)]
    if len(starts) < MIN_ROWS:
        yield line
        return
    for start, end in pairwise([line.start, *starts, line.end]):
        text = line.source[start:end]
        if text.strip():
            left = len(text) - len(text.lstrip())
            yield replace(line, start=start + left, end=start + len(text.rstrip()))


def _begins_date(source: str, match: re.Match[str]) -> bool:
    """Return whether a glued word or number begins a date, not the rest of a word: "comprende 3 mai"."""
    is_after_letter = source[match.start() - 1].isalpha()
    first = source[match.start()]
    return not is_after_letter or first.isdigit() or first.isupper()
