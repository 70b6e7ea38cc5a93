"""Halves of the day that a text states at one place and leaves out at another: "7.30pm", then "at 7.30"."""

import re
from collections.abc import Iterable, Mapping

from webinars.announcement_parser.grammar.scanner import Item
from webinars.announcement_parser.grammar.time_patterns import HALF_DAY
from webinars.announcement_parser.grammar.times import ParsedTime, TimeReading

Halves = Mapping[tuple[int, int], frozenset[str]]
_CLOCK = re.compile(r"(?<![\d.:])(1[0-2]|[1-9])(?:[.:]([0-5]\d))?(?!\d|[.:]\d)")
_CLOCK_WITH_HALF = re.compile(
    rf"{_CLOCK.pattern}(?:\s?[-–]\s?{_CLOCK.pattern})?\s?([ap])\.?\s?m\b", re.IGNORECASE
)
_EARLY_OR_LATE_CLOCK = re.compile(
    r"\b(?:at|from)\s([78])[.:]([0-5]\d)(?!\d|[.:]\d|\s?(?:[ap]\b|h\b|hrs|hours|uhr))",
    re.IGNORECASE,
)
_CLOCK_OF_24_HOURS = re.compile(r"(?<![\d.:])(?:0\d|1[3-9]|2[0-3])[.:][0-5]\d(?!\d|[.:]\d)")
# Without its half an event may begin at one of these in the morning and in the evening.
EARLY_OR_LATE = range(7, 9)


def clock_halves(text: str) -> Halves:
    """Return the halves of the day, "a" or "p", with which a text writes each hour and minute."""
    halves: dict[tuple[int, int], frozenset[str]] = {}
    for match in _CLOCK_WITH_HALF.finditer(text):
        hour, minute, last_hour, last_minute, half = match.groups()
        last = (int(last_hour or hour), int(last_minute or (0 if last_hour else minute or 0)))
        halves[last] = halves.get(last, frozenset()) | {half.casefold()}
    return halves


def open_halves(text: str) -> Halves:
    """Return both halves for the early or late hours in English of a text whose clock has 12 hours or 24."""
    if _CLOCK_OF_24_HOURS.search(text):
        return {}
    clocks = (match.groups() for match in _EARLY_OR_LATE_CLOCK.finditer(text))
    return {(int(hour), int(minute)): frozenset("ap") for hour, minute in clocks}


def with_halves(items: Iterable[Item], source: str, halves: Halves) -> list[Item]:
    """Return the items of a line of a text; a time without its half of the day has that of the same time."""
    return [
        _with_half(item, source, halves) if isinstance(item, ParsedTime) else item for item in items
    ]


def _with_half(time: ParsedTime, source: str, halves: Halves) -> ParsedTime:
    match = _CLOCK.fullmatch(source, time.start, time.end)
    first = time.readings[0]
    if match is None or first.end is not None:
        return time
    hour, minute = int(match[1]), int(match[2] or 0)
    stated = halves.get((hour, minute), frozenset())
    start = hour % 12 * 60 + minute
    if len(stated) == 1:
        (half,) = stated
        return time._replace(
            readings=(_reading(start + (HALF_DAY if half == "p" else 0), "plain"),)
        )
    if hour in EARLY_OR_LATE and len(time.readings) == 1:
        both = _reading(start, "morning"), _reading(start + HALF_DAY, "afternoon")
        return time._replace(readings=both)
    return time


def _reading(start: int, reason: str) -> TimeReading:
    return TimeReading(start, None, reason)
