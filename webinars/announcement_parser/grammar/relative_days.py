"""Days that are named from the day of writing: "tomorrow", "next Tuesday", "jeudi prochain"."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from webinars.announcement_parser.grammar.vocabulary import (
    AFTER_RELATIVE_WEEKDAY,
    BEFORE_RELATIVE_WEEKDAY,
    RELATIVE_DAY_SHIFTS,
    WEEKDAY_NUMBERS,
)

WEEKS = 2  # "next Tuesday" is the first or the second one to come
_WEEKDAYS = "|".join(sorted(map(re.escape, WEEKDAY_NUMBERS), key=len, reverse=True))
_WEEKDAY = re.compile(
    rf"\b(?:{'|'.join(BEFORE_RELATIVE_WEEKDAY)})\s+(?P<after>{_WEEKDAYS})\b"
    rf"|\b(?P<before>{_WEEKDAYS})\s+(?:{'|'.join(AFTER_RELATIVE_WEEKDAY)})\b",
    re.IGNORECASE,
)


def relative_days(text: str, today: date) -> frozenset[date]:
    """Return the days that the words of a text can mean on the day of writing."""
    shifts = (
        shift
        for words, shift in RELATIVE_DAY_SHIFTS.items()
        if re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)
    )
    return frozenset(
        [*(today + timedelta(days=shift) for shift in shifts), *_weekdays(text, today)]
    )


def _weekdays(text: str, today: date) -> Iterator[date]:
    for match in _WEEKDAY.finditer(text):
        weekday = WEEKDAY_NUMBERS[(match["after"] or match["before"]).casefold()]
        until = (weekday - today.weekday()) % 7
        yield from (today + timedelta(days=until + 7 * week) for week in range(WEEKS))
