"""Patterns of clock times: which tokens are an hour, minutes, half a day or a whole time."""

from collections.abc import Sequence

from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.token_patterns import (
    Captures,
    Match,
    compile_patterns,
    glued,
    literal,
    number,
)
from webinars.announcement_parser.grammar.vocabulary.calendar_names import MONTH_NUMBERS
from webinars.announcement_parser.grammar.vocabulary.function_words import (
    FUNCTION_WORDS,
    HALF_DAY_PHRASES,
    HOUR_NUMBERS,
)
from webinars.announcement_parser.grammar.zone_meanings import ABBREVIATIONS

HOUR, HALF_DAY, DAY = 60, 720, 1440  # minutes
ZONES_AFTER_DIGITS = frozenset({"UTC", "GMT", "Z", *ABBREVIATIONS})
# Before the hour of a clock: "at 3 hrs", "las 3 hrs".
BEFORE_CLOCK = frozenset(
    {"at", "las", "la", "from", "to", "until", "till", "-", "a", "à", "de", ".", ":"}
)
BEFORE_HOUR_OF_DAY = frozenset({"à", "a", "alle", "às"})
MIN_CLOCK_HOUR = 7  # "14h30min" is a clock, "1h30min" is how long an event lasts
_HALF_PHRASES = tuple(
    (tuple(token.norm for token in tokenize(words, 0, len(words))), half)
    for words, half in HALF_DAY_PHRASES.items()
)


def captured(captures: Captures, *names: str) -> object:
    """Return the first of several captures that a pattern has; None if it has none."""
    return next((captures[name] for name in names if name in captures), None)


def int_or_zero(value: object) -> int:
    """Return a captured number; 0 if nothing, or no number, was captured."""
    return value if isinstance(value, int) else 0


def _match_half(tokens: Sequence[Token], index: int) -> Match | None:
    """Match "am", "p.m.", "P. M." and phrases such as "du soir"; the value is "am" or "pm"."""
    if index >= len(tokens):
        return None
    for name in ("am", "pm"):
        if tokens[index].norm in FUNCTION_WORDS[name]:
            return index + 1, name
    for phrase, half in _HALF_PHRASES:
        if tuple(token.norm for token in tokens[index : index + len(phrase)]) == phrase:
            return index + len(phrase), half
    is_dotted = (
        index + 2 < len(tokens)
        and (tokens[index + 1].text == "." or _is_glued_dash(tokens, index + 1))
        and tokens[index + 2].norm == "m"
    )
    if tokens[index].norm not in {"a", "p"} or not is_dotted:
        return None
    after = index + 3
    if after < len(tokens) and tokens[after].glued and tokens[after].text == ".":
        after += 1
    return after, f"{tokens[index].norm}m"


def _is_glued_dash(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a dash is between two letters: "4:00 p-m."."""
    return tokens[index].text == "-" and tokens[index].glued and tokens[index + 1].glued


def _match_hhmm(tokens: Sequence[Token], index: int) -> Match | None:
    """Match the four or six digits of 1500 hrs and T150000."""
    if index >= len(tokens) or tokens[index].kind != "number":
        return None
    digits = tokens[index].text
    if len(digits) not in {4, 6}:
        return None
    is_time = int(digits[:2]) <= 24 and int(digits[2:4]) < HOUR  # noqa: PLR2004
    return (index + 1, digits) if is_time else None


def _match_hhmm_with_zone(tokens: Sequence[Token], index: int) -> Match | None:
    """Match four digits before a zone in capitals: 1800 UTC, not 2027 ISO."""
    match = _match_hhmm(tokens, index)
    if match is None or len(tokens[index].text) != 4 or match[0] >= len(tokens):  # noqa: PLR2004
        return None
    return match if tokens[match[0]].text in ZONES_AFTER_DIGITS else None


def _match_hour_before_utc(tokens: Sequence[Token], index: int) -> Match | None:
    """Match the 22 of "22 UTC"."""
    match = HOUR_PATTERN(tokens, index)
    if match is None or match[0] >= len(tokens):
        return None
    return match if tokens[match[0]].text in {"UTC", "GMT"} else None


def _match_bare_hour(tokens: Sequence[Token], index: int) -> Match | None:
    """Match the 6 of "at 6" and "a las 6", before no noun: not "at 6 Mill Road"."""
    match = HOUR_PATTERN(tokens, index)
    if match is None or _continues_number(tokens, match[0]):
        return None
    return match if _is_not_counting(tokens, match[0]) else None


def _match_bare_word_hour(tokens: Sequence[Token], index: int) -> Match | None:
    """Match the "siete" of "a las siete", not that of "las siete charlas"."""
    match = match_word_hour(tokens, index)
    return match if match is not None and _is_not_counting(tokens, match[0]) else None


def _is_not_counting(tokens: Sequence[Token], after: int) -> bool:
    """Return whether no noun is at an index that would make the number before it a quantity."""
    if after >= len(tokens) or tokens[after].kind != "word":
        return True
    is_free = tokens[after].norm in FUNCTION_WORDS["filler"] | FUNCTION_WORDS["and-joint"]
    return is_free or _match_half(tokens, after) is not None


def _continues_number(tokens: Sequence[Token], after: int) -> bool:
    """Return whether a sign directly follows that makes a number more than an hour: "6%", "6-8"."""
    if after >= len(tokens) or not tokens[after].glued or tokens[after].kind == "number":
        return after < len(tokens) and tokens[after].kind == "number"
    return tokens[after].text not in ",;)" and not (
        tokens[after].text == "." and (after + 1 >= len(tokens) or not tokens[after + 1].glued)
    )


def match_word_hour(tokens: Sequence[Token], index: int) -> Match | None:
    """Match an hour that is written as a word, such as "siete"; the value is its number."""
    if index >= len(tokens) or tokens[index].norm not in HOUR_NUMBERS:
        return None
    return index + 1, HOUR_NUMBERS[tokens[index].norm]


def _match_minute(tokens: Sequence[Token], index: int) -> Match | None:
    match = number(0, 59, digits=(2,))(tokens, index)
    if match is None or _continues_date(tokens, index + 1):
        return None
    return match


def _match_separate_minute(tokens: Sequence[Token], index: int) -> Match | None:
    """Match the 30 of "15 h 30", unless it is the day of a date."""
    match = _match_minute(tokens, index)
    if match is None or tokens[index].glued or tokens[index - 1].glued:
        return None
    return None if _begins_date(tokens, match[0]) else match


def _match_spoken_minute(tokens: Sequence[Token], index: int) -> Match | None:
    """Match the 15 of "18 heures 15", before no noun: not "18 heures, 15 rue Haute"."""
    match = _match_separate_minute(tokens, index)
    if match is None:
        return None
    following = {token.norm for token in tokens[match[0] : match[0] + 1]}
    is_range = not following.isdisjoint(FUNCTION_WORDS["to"] | FUNCTION_WORDS["to-joint"])
    return match if is_range or _is_not_counting(tokens, match[0]) else None


def _begins_date(tokens: Sequence[Token], after: int) -> bool:
    """Return whether the number before an index is the day of a date: "15 h 16 July", "15 h 16 - 17 July"."""
    if after >= len(tokens):
        return False
    is_range = tokens[after].norm in FUNCTION_WORDS["to"] | {"-"}
    end = after + 2 if is_range else after
    words = {token.norm for token in tokens[end : end + 1]}
    return not words.isdisjoint({*MONTH_NUMBERS, *FUNCTION_WORDS["of"]})


def _match_hours(tokens: Sequence[Token], index: int) -> Match | None:
    """Match "hrs", and "heures" after a number that is a time of day and not a duration."""
    match = _HOUR_ABBREVIATIONS(tokens, index)
    if match is not None or index == 0 or index >= len(tokens):
        return match
    is_late = len(tokens[index - 1].text) > 1 or tokens[index - 1].text in "789"
    has_half = _match_half(tokens, index + 1) is not None
    is_time = tokens[index].norm in FUNCTION_WORDS["spelled-hours"] and (is_late or has_half)
    return (index + 1, tokens[index].norm) if is_time else None


def _continues_date(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a dot and a number follow directly, as in 16.07.2020."""
    return (
        index + 1 < len(tokens)
        and tokens[index].glued
        and tokens[index].text == "."
        and tokens[index + 1].glued
        and tokens[index + 1].kind == "number"
    )


_HOUR_ABBREVIATIONS = literal(
    *FUNCTION_WORDS["hours"] - {"hour", "hours"} - FUNCTION_WORDS["spelled-hours"]
)
HOUR_PATTERN = number(0, 24, digits=(1, 2))
_MATCHERS = {
    "t": literal("t"),
    "hour": HOUR_PATTERN,
    "minute": glued(_match_minute),
    "apart": _match_separate_minute,
    "spoken-minute": _match_spoken_minute,
    "seconds": glued(number(0, 60, digits=(2,))),
    "fraction": glued(number(0, 999999999, digits=tuple(range(1, 10)))),
    "half": _match_half,
    "hhmm": _match_hhmm,
    "end-hhmm": _match_hhmm,
    "hour-utc": _match_hour_before_utc,
    "hhmm-zone": _match_hhmm_with_zone,
    "bare": _match_bare_hour,
    "word-hour": match_word_hour,
    "bare-word": _match_bare_word_hour,
    "last": HOUR_PATTERN,
    "at-hour": literal(*FUNCTION_WORDS["at-hour"]),
    "hours-before": literal(*FUNCTION_WORDS["hours-before"]),
    "and": literal(*FUNCTION_WORDS["and"], *FUNCTION_WORDS["and-joint"]),
    "half-hour": literal(*FUNCTION_WORDS["half-hour"]),
    "quarter": literal(*FUNCTION_WORDS["quarter"]),
    "to-hour": literal("to"),
    "past": literal("past"),
    "prime": glued(literal("´", "'", "’", "′")),
    "apostrophe": literal("'", "’"),
    ",": glued(literal(",")),
    ":": glued(literal(":")),
    ".": glued(literal(".")),
    "h": literal("h"),
    "glued-h": glued(literal("h")),
    "unit": glued(literal("min", "mn")),
    "hrs": _match_hours,
    "hundred": literal(*FUNCTION_WORDS["hours"]),
    "noon": literal(*FUNCTION_WORDS["noon"]),
    "midnight": literal(*FUNCTION_WORDS["midnight"]),
    "connector": literal("-", "→", "➔", ">", *FUNCTION_WORDS["to"], *FUNCTION_WORDS["to-joint"]),
}
# The first pattern that matches is used, therefore longer ones precede their beginnings.
TIME_PATTERNS = compile_patterns(
    _MATCHERS,
    "t? hour : minute : seconds . fraction",
    "t? hour : minute : seconds half?",
    "12 : 00 noon",
    "12 . 00 noon",
    "12 : 00 midnight",
    "00 : 00 midnight",
    "t? hour : minute half? hrs?",
    "hour . minute half? hrs?",
    "hours-before hour : minute",
    "hours-before hour . minute",
    "hours-before hour",
    "hour prime minute",
    "hour , minute hrs",
    "hour glued-h minute unit",
    "hour h minute half?",
    "hour h apart",
    "hour hrs half",
    "hour half",
    "hhmm hundred",
    "hour hrs spoken-minute",
    "hour hrs",
    "t hhmm",
    "hhmm-zone",
    "hour-utc",
    "12? noon",
    "12? midnight",
    "half-hour past hour half?",
    "half-hour past word-hour half?",
    "quarter past hour half?",
    "quarter past word-hour half?",
    "quarter to-hour hour half?",
    "quarter to-hour word-hour half?",
    "hour o apostrophe clock half?",
    "word-hour o apostrophe clock half?",
    "word-hour half",
    "at-hour word-hour y half-hour half?",
    "at-hour word-hour y quarter half?",
    "at-hour hour y half-hour half?",
    "at-hour word-hour half",
    "las bare-word",
    "at-hour bare half?",
)
CLOCK_IN_UNITS_PATTERNS = compile_patterns(_MATCHERS, "hour glued-h minute unit")
TIME_WITH_HALF_PATTERNS = compile_patterns(
    _MATCHERS,
    "12 : 00 noon",
    "12 . 00 noon",
    "hour : minute half",
    "hour . minute half",
    "hour : minute hrs",
    "hour . minute hrs",
    "hour half",
    "hour hrs",
    "word-hour half",
    "12? noon",
)
BARE_RANGE_START_PATTERNS = compile_patterns(_MATCHERS, "hour connector", "word-hour connector")
DIGIT_RANGE_PATTERNS = compile_patterns(_MATCHERS, "hhmm connector end-hhmm")
BARE_RANGE_PATTERNS = compile_patterns(_MATCHERS, "hour connector last")
CONJUNCTION_PATTERNS = compile_patterns(_MATCHERS, "and")
CONNECTOR_PATTERNS = compile_patterns(_MATCHERS, "connector")
