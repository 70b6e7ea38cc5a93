"""Parse what moves a time to another day than that of its event: "(+1 day)", "the next day"."""

from collections.abc import Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.token_patterns import (
    DATE_MATCHERS,
    compile_patterns,
    first_match,
    literal,
    number,
)
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS


class DayShift(NamedTuple):
    """An expression that moves a time to another day: "(+1 day)"."""

    days: int
    start: int
    end: int


class ClockWeekday(NamedTuple):
    """A weekday beside a time that may be on another day than the event: "03:00 UTC Friday"."""

    weekday: int
    start: int
    end: int


def parse_day_shift(tokens: Sequence[Token], index: int) -> tuple[int, DayShift] | None:
    """Parse the day shift at an index; return the index after it and the shift."""
    match = first_match(_DAY_SHIFTS, tokens, index)
    if match is None:
        return None
    after, captures = match
    count = captures.get("count", 1)
    days = count if isinstance(count, int) else 1
    is_back = "-" in captures or "previous" in captures or "before" in captures
    return after, DayShift(-days if is_back else days, tokens[index].start, tokens[after - 1].end)


def parse_clock_weekday(tokens: Sequence[Token], index: int) -> tuple[int, ClockWeekday] | None:
    """Parse a weekday without a date; return the index after it and the weekday."""
    match = DATE_MATCHERS["weekday"](tokens, index)
    if match is None:
        return None
    weekday = match[1]
    assert isinstance(weekday, int)  # noqa: S101 - for the type checker
    return index + 1, ClockWeekday(weekday, tokens[index].start, tokens[index].end)


_DAY_SHIFTS = compile_patterns(
    {
        "plus": literal("+"),
        "count": number(1, 2, digits=(1,)),
        "day": literal(*FUNCTION_WORDS["day"], "d"),
        "next": literal(*FUNCTION_WORDS["next"]),
        "previous": literal(*FUNCTION_WORDS["previous"]),
        "before": literal("before"),
        "tomorrow": literal(*FUNCTION_WORDS["tomorrow"]),
    },
    "plus count day",
    "- count day",
    "( plus count )",
    "( - count )",
    "the? next day",
    "the? previous day",
    "the? day before",
    "le? tomorrow",
    "day next",
)
