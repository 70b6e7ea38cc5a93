"""Days to which the clock times of a line belong, as far as it states a day beside each."""

import re
from collections.abc import Sequence

from webinars.announcement_parser.grammar.dates import CalendarDays, ParsedDate
from webinars.announcement_parser.grammar.phrases.doubt_phrases import IS_EXCEPTION
from webinars.announcement_parser.grammar.scanner import Item
from webinars.announcement_parser.grammar.start_words import is_office_hour
from webinars.announcement_parser.grammar.times import ParsedTime
from webinars.announcement_parser.grammar.vocabulary.list_words import COMMON_TIME_PHRASES
from webinars.announcement_parser.layout.line_phrases import CLOCK
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.layout.prose import sentences

# Ends of deadlines, stamps of messages, and academic years, whose digits look like times.
_NO_START = re.compile(
    r"\b23[:.h]59\b|\b11[:.]59\s?p\.?m\.?|\b\d{1,2}:\d\d:\d\d\b"
    r"|\b(?:1[4-9]|20)\d\d\s?[-–/]\s?(?:1[4-9]|20)\d[1-46-9]\b|\b(?:1[4-9]|20)\d[1-46-9]\s?[-–/]\s?(?:1[4-9]|20)\d\d\b",
    re.IGNORECASE,
)
COMMON_HOUR = re.compile(rf"\b(?:{'|'.join(COMMON_TIME_PHRASES)})\b", re.IGNORECASE)


def clock_days(line: Line) -> frozenset[CalendarDays] | None:
    """Return the days of the times that a line may name; None if one has no day or is that of several.

    Hours after a telephone number are those at which somebody answers it.
    """
    if not line.may_name_time or CLOCK.search(_NO_START.sub(" ", line.text)) is None:
        return frozenset()
    days: set[CalendarDays] = set()
    for sentence in sentences(line.items):
        text = line.source[sentence[0].start : sentence[-1].end]
        clock = CLOCK.search(_NO_START.sub(" ", text))
        dates = [item for item in sentence if isinstance(item, ParsedDate)]
        if clock is None or (not dates and _are_office_hours(line, sentence)):
            continue
        is_common = COMMON_HOUR.search(text) is not None or IS_EXCEPTION.search(text) is not None
        if not dates or not all(map(_is_day, dates)) or is_common:
            return None
        days |= {date.calendar_days for date in dates}
    return frozenset(days)


def _are_office_hours(line: Line, sentence: Sequence[Item]) -> bool:
    """Return whether all times of a sentence are those at which somebody answers a telephone."""
    times = [item for item in sentence if isinstance(item, ParsedTime)]
    return bool(times) and all(
        is_office_hour(line.source, sentence[0].start, time) for time in times
    )


def _is_day(written: ParsedDate) -> bool:
    """Return whether a date names its day and month: not "Thursdays", "July" or "5/7"."""
    return not (written.is_inferred or written.is_month or _is_numeric(written))


def _is_numeric(written: ParsedDate) -> bool:
    """Return whether the month of a date is not certain: 5/7."""
    return any(part.pair is not None for part in written.parts)


def may_be_on(days: frozenset[CalendarDays] | None, written: ParsedDate) -> bool:
    """Return whether times of these days may be those of an event on a date."""
    if days is None or (days and _is_numeric(written)):
        return True
    return written.calendar_days in days
