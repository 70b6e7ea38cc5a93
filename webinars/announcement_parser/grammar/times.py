"""Parse times of day (15:00, 15h00, 3 p.m., noon), time ranges, and durations (for 90 minutes)."""

from collections.abc import Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.token_patterns import (
    Captures,
    Match,
    compile_patterns,
    first_match,
    glued,
    literal,
    number,
)
from webinars.announcement_parser.grammar.vocabulary import (
    FUNCTION_WORDS,
    HALF_DAY_PHRASES,
    MONTH_NUMBERS,
)

HOUR, HALF_DAY, DAY = 60, 720, 1440  # minutes
_HALF_PHRASES = tuple(
    (tuple(token.norm for token in tokenize(words, 0, len(words))), half)
    for words, half in HALF_DAY_PHRASES.items()
)


class TimeReading(NamedTuple):
    """A reading of a time: start and end in minutes after midnight, and the reason for it."""

    start: int
    end: int | None
    reason: str


class ParsedTime(NamedTuple):
    """A time of day or a time range, with all its readings."""

    readings: tuple[TimeReading, ...]
    start: int
    end: int


class Duration(NamedTuple):
    """The duration of an event in minutes."""

    minutes: int
    start: int
    end: int


class _TimeOfDay(NamedTuple):
    """Possible minutes after midnight, "am", "pm" or "", and the reason for each."""

    minutes: tuple[int, ...]
    half: str
    reasons: tuple[str, ...]


def parse_time(tokens: Sequence[Token], index: int) -> tuple[int, ParsedTime] | None:
    """Parse the time of day or range at an index; return the index after it and the time."""
    if index and tokens[index].glued and tokens[index - 1].text in {".", ":", "/", "_"}:
        return None
    bare_start = first_match(_BARE_RANGE_STARTS, tokens, index)
    if bare_start is not None:
        second = first_match(_TIMES_WITH_HALF, tokens, bare_start[0])
        if second is not None:
            first = _time_of_day({"hour": bare_start[1]["hour"]}, tokens[index].text)
            readings = _range_readings(first, _time_of_day(second[1], tokens[bare_start[0]].text))
            return second[0], ParsedTime(readings, tokens[index].start, tokens[second[0] - 1].end)
    return _parse_time_or_range(tokens, index)


def _parse_time_or_range(tokens: Sequence[Token], index: int) -> tuple[int, ParsedTime] | None:
    match = first_match(_TIMES, tokens, index)
    if match is None:
        return None
    after, captures = match
    first = _time_of_day(captures, tokens[index].text)
    connector = first_match(_CONNECTORS, tokens, after)
    second = connector and first_match(_TIMES, tokens, connector[0])
    is_offset = "t" in captures and after < len(tokens) and tokens[after].glued  # T09:00-04:00
    if connector and second and not is_offset:
        readings = _range_readings(first, _time_of_day(second[1], tokens[connector[0]].text))
        after = second[0]
    else:
        readings = tuple(
            TimeReading(start, None, reason)
            for start, reason in zip(first.minutes, first.reasons, strict=True)
        )
    return after, ParsedTime(readings, tokens[index].start, tokens[after - 1].end)


def parse_duration(tokens: Sequence[Token], index: int) -> tuple[int, Duration] | None:
    """Parse a duration such as "90 minutes"; return the index after it and the duration."""
    match = first_match(_DURATIONS, tokens, index)
    if match is None:
        return None
    after, captures = match
    count = captures["count"]
    minutes = count * (HOUR if "hours" in captures else 1) if isinstance(count, int) else 0
    return after, Duration(minutes, tokens[index].start, tokens[after - 1].end)


def _time_of_day(captures: Captures, first_token: str) -> _TimeOfDay:
    """Convert captures to minutes after midnight; a bare hour from 1 to 6 may be in the afternoon."""
    if "noon" in captures:
        return _TimeOfDay((HALF_DAY,), "pm", ("plain",))
    if "midnight" in captures:
        return _TimeOfDay((0, DAY), "", ("day-begins", "day-ends"))
    if "hhmm" in captures:
        digits = str(captures["hhmm"])
        return _TimeOfDay((int(digits[:2]) * HOUR + int(digits[2:4]),), "", ("plain",))
    hour = _int_or_zero(captures.get("hour"))
    minute = _int_or_zero(captures.get("minute", captures.get("apart")))
    half = str(captures.get("half", ""))
    if half and hour <= 12:  # noqa: PLR2004 - "15:00 pm" means 15:00
        hour = hour % 12 + (12 if half == "pm" else 0)
    minutes = hour * HOUR + minute
    is_ambiguous = not half and len(first_token) == 1 and 1 <= hour <= 6  # noqa: PLR2004
    if is_ambiguous:
        return _TimeOfDay((minutes, minutes + HALF_DAY), half, ("morning", "afternoon"))
    return _TimeOfDay((minutes,), half, ("plain",))


def _range_readings(first: _TimeOfDay, last: _TimeOfDay) -> tuple[TimeReading, ...]:
    """Return the readings of a range; each ends at the first possible time after its start."""
    starts = first.minutes
    reasons = first.reasons
    if last.half and not first.half and min(starts) <= HALF_DAY:
        # "3-4 p.m." starts in the afternoon, "11-1 p.m." in the morning.
        end = last.minutes[0]
        same_half = starts[0] % HALF_DAY + (HALF_DAY if end >= HALF_DAY else 0)
        starts, reasons = ((same_half if same_half < end else starts[0],), ("plain",))
    readings = []
    for start, reason in zip(starts, reasons, strict=True):
        ends = sorted(end if end > start else end + DAY for end in last.minutes)
        readings.append(TimeReading(start, ends[0], reason))
    return tuple(readings)


def _int_or_zero(value: object) -> int:
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
        index + 2 < len(tokens) and tokens[index + 1].text == "." and tokens[index + 2].norm == "m"
    )
    if tokens[index].norm not in {"a", "p"} or not is_dotted:
        return None
    after = index + 3
    if after < len(tokens) and tokens[after].glued and tokens[after].text == ".":
        after += 1
    return after, f"{tokens[index].norm}m"


def _match_hhmm(tokens: Sequence[Token], index: int) -> Match | None:
    """Match the four or six digits of 1500 hrs and T150000."""
    if index >= len(tokens) or tokens[index].kind != "number":
        return None
    digits = tokens[index].text
    if len(digits) not in {4, 6}:
        return None
    is_time = int(digits[:2]) <= 24 and int(digits[2:4]) < HOUR  # noqa: PLR2004
    return (index + 1, digits) if is_time else None


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
_HOUR = number(0, 24, digits=(1, 2))
_MATCHERS = {
    "t": literal("t"),
    "hour": _HOUR,
    "minute": glued(_match_minute),
    "apart": _match_separate_minute,
    "seconds": glued(number(0, 60, digits=(2,))),
    "fraction": glued(number(0, 999999999, digits=tuple(range(1, 10)))),
    "half": _match_half,
    "hhmm": _match_hhmm,
    ":": glued(literal(":")),
    ".": glued(literal(".")),
    "h": literal("h"),
    "hrs": _match_hours,
    "hundred": literal(*FUNCTION_WORDS["hours"]),
    "noon": literal(*FUNCTION_WORDS["noon"]),
    "midnight": literal(*FUNCTION_WORDS["midnight"]),
    "connector": literal("-", *FUNCTION_WORDS["to"], *FUNCTION_WORDS["to-joint"]),
}
# The first pattern that matches is used, therefore longer ones precede their beginnings.
_TIMES = compile_patterns(
    _MATCHERS,
    "t? hour : minute : seconds . fraction",
    "t? hour : minute : seconds half?",
    "12 : 00 noon",
    "12 . 00 noon",
    "12 : 00 midnight",
    "00 : 00 midnight",
    "t? hour : minute half? hrs?",
    "hour . minute half? hrs?",
    "hour h minute half?",
    "hour h apart",
    "hour hrs half",
    "hour half",
    "hhmm hundred",
    "hour hrs",
    "t hhmm",
    "12? noon",
    "12? midnight",
)
_TIMES_WITH_HALF = compile_patterns(
    _MATCHERS,
    "12 : 00 noon",
    "12 . 00 noon",
    "hour : minute half",
    "hour . minute half",
    "hour half",
    "hour hrs",
    "12? noon",
)
_BARE_RANGE_STARTS = compile_patterns(_MATCHERS, "hour connector")
_CONNECTORS = compile_patterns(_MATCHERS, "connector")
_DURATIONS = compile_patterns(
    {
        "count": number(1, 1440, digits=(1, 2, 3, 4)),
        "minutes": literal("min", "mins", "minute", "minutes", "minutos"),
        "hours": literal("hour", "hours", "heure", "hora", *FUNCTION_WORDS["spelled-hours"]),
    },
    "count minutes",
    "count -? minutes",
    "count hours",
)
