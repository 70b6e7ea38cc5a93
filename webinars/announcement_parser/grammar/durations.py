"""Parse durations of events: 90 minutes, (1 h 30), durée : 2 h."""

from collections.abc import Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.time_patterns import (
    BEFORE_CLOCK,
    BEFORE_HOUR_OF_DAY,
    CLOCK_IN_UNITS_PATTERNS,
    HOUR,
    MIN_CLOCK_HOUR,
    int_or_zero,
    match_word_hour,
)
from webinars.announcement_parser.grammar.token_patterns import (
    Captures,
    compile_patterns,
    first_match,
    glued,
    literal,
    number,
)
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS

MAX_HOURS = 4  # "3 hrs" is how long an event lasts
MAX_LABEL = 6  # words with the colon
# What shows that a clock after "duration" is a time of day: "Duration: 9:00 to 11:00".
NOT_AFTER_CLOCK = FUNCTION_WORDS["to"] | {"-", "–", "—", "am", "pm", "a", "p"}


class Duration(NamedTuple):
    """The duration of an event in minutes."""

    minutes: int
    start: int
    end: int


def parse_duration(tokens: Sequence[Token], index: int) -> tuple[int, Duration] | None:
    """Parse a duration such as "90 minutes"; return the index after it and the duration."""
    match = first_match(_DURATIONS, tokens, index)
    if match is None:
        return None
    after, captures = match
    return after, Duration(_minutes(captures), tokens[index].start, tokens[after - 1].end)


def parse_marked_duration(tokens: Sequence[Token], index: int) -> tuple[int, Duration] | None:
    """Parse a duration that looks like an hour, marked as one: "(1 h 30)", "durée : 2 h", "1 hr 30 mins"."""
    before = _words_before(tokens, index)
    in_units = first_match(_DURATIONS_IN_UNITS, tokens, index)
    if in_units is not None and not _is_clock_in_units(tokens, index, before):
        after, captures = in_units
        return after, Duration(_minutes(captures), tokens[index].start, tokens[after - 1].end)
    in_hours = first_match(_FEW_HOURS, tokens, index)
    if in_hours is not None and not BEFORE_CLOCK & set(before[-1:]):
        after, captures = in_hours
        return after, Duration(_minutes(captures), tokens[index].start, tokens[after - 1].end)
    is_bracketed = bool(before) and before[-1] == "("
    if not is_bracketed and FUNCTION_WORDS["duration"].isdisjoint(before):
        return None
    match = first_match(_MARKED_DURATIONS, tokens, index)
    if match is None and not FUNCTION_WORDS["duration-noun"].isdisjoint(before):
        match = first_match(_CLOCKS, tokens, index)
    if match is None:
        return None
    after, captures = match
    if after < len(tokens) and "clock" in captures and tokens[after].norm in NOT_AFTER_CLOCK:
        return None
    if is_bracketed and (after >= len(tokens) or tokens[after].text != ")"):
        return None
    return after, Duration(_minutes(captures), tokens[index].start, tokens[after - 1].end)


def _words_before(tokens: Sequence[Token], index: int) -> list[str]:
    """Return the two words before a token, or those of its label: "Durée de la séance : 2h30"."""
    is_labelled = index > 0 and tokens[index - 1].text == ":"
    length = MAX_LABEL if is_labelled else 2
    return [token.norm for token in tokens[max(0, index - length) : index]]


def _is_clock_in_units(tokens: Sequence[Token], index: int, before: Sequence[str]) -> bool:
    """Return whether hours and minutes are a time of day: "às 6h30min", "14h30min"."""
    is_written_together = first_match(CLOCK_IN_UNITS_PATTERNS, tokens, index) is not None
    if not is_written_together or not FUNCTION_WORDS["duration"].isdisjoint(before):
        return False
    is_late = int(tokens[index].text) >= MIN_CLOCK_HOUR
    return is_late or not BEFORE_HOUR_OF_DAY.isdisjoint(before[-1:])


def _minutes(captures: Captures) -> int:
    """Return the minutes of a duration; without a unit its number is in minutes."""
    count = int_or_zero(captures.get("count", captures.get("word-hour")))
    is_in_hours = not captures.keys().isdisjoint({"hours", "h", "clock"})
    more = int_or_zero(captures.get("more", 0))
    if "tenths" in captures:
        more = int_or_zero(captures["tenths"]) * HOUR // 10
    if "half-hour" in captures:
        more = HOUR // 2
    return count * (HOUR if is_in_hours else 1) + more


_DURATION_MATCHERS = {
    "count": number(1, 1440, digits=(1, 2, 3, 4)),
    "minutes": literal("min", "mins", "minute", "minutes", "minutos"),
    "hours": literal("hour", "hours", "heure", "hora", *FUNCTION_WORDS["spelled-hours"]),
    "h": literal("h", "hr", "hrs"),
    "word-hour": match_word_hour,
    "tenths": glued(number(0, 9, digits=(1,))),
    "more": number(1, 59, digits=(1, 2)),
    "half-hour": literal(*FUNCTION_WORDS["half-hour"]),
    "and": literal(*FUNCTION_WORDS["and"], *FUNCTION_WORDS["and-joint"]),
    ".": glued(literal(".", ",")),
}
_DURATIONS = compile_patterns(
    _DURATION_MATCHERS,
    "count minutes",
    "count -? minutes",
    "count . tenths hours",
    "count hours and half-hour",
    "count hours and? more minutes",
    "count hours",
)
_DURATIONS_IN_UNITS = compile_patterns(_DURATION_MATCHERS, "count h and? more minutes")
_FEW_HOURS = compile_patterns(
    {"count": number(1, MAX_HOURS, digits=(1,)), "h": literal("hr", "hrs")}, "count h"
)
_MARKED_DURATIONS = compile_patterns(
    _DURATION_MATCHERS,
    "count . tenths h",
    "count h more minutes?",
    "count h",
    "word-hour hours and half-hour",
    "word-hour hours",
)
_CLOCKS = compile_patterns(
    {
        "count": number(0, 9, digits=(1, 2)),
        "clock": glued(literal(":")),
        "more": glued(number(0, 59, digits=(2,))),
    },
    "count clock more",
)
