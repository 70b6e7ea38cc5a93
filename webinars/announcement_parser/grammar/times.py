"""Times of day as people write them: 15:00, 15.00, 15h00, 3 p.m., noon, from … to …, for 90 minutes."""

from collections.abc import Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.token_patterns import (
    Found,
    Values,
    first_match,
    forms,
    glued,
    literal,
    number,
)
from webinars.announcement_parser.grammar.vocabulary import HALVES, MONTH_NUMBERS, SMALL

HOUR, HALF_DAY, DAY = 60, 720, 1440  # minutes
_HALVES = tuple(
    (tuple(token.low for token in tokenize(words, 0, len(words))), half)
    for words, half in HALVES.items()
)


class Option(NamedTuple):
    """Minutes after midnight at which it begins and ends, and why this is what the text means."""

    start: int
    end: int | None
    why: str


class Clock(NamedTuple):
    """A time of day, or from one to another, with each way to read it."""

    options: tuple[Option, ...]
    start: int
    end: int


class Length(NamedTuple):
    """How long it takes."""

    minutes: int
    start: int
    end: int


class _Moment(NamedTuple):
    minutes: tuple[int, ...]
    half: str  # "am", "pm" or ""
    why: tuple[str, ...]


def read_clock(tokens: Sequence[Token], at: int) -> tuple[int, Clock] | None:
    """Return the place after the time of day that begins here, and the time."""
    if at and tokens[at].glued and tokens[at - 1].text in {".", ":", "/", "_"}:
        return None
    bare = first_match(_BARE_RANGES, tokens, at)
    if bare is not None:
        second = first_match(_HALF_MOMENTS, tokens, bare[0])
        if second is not None:
            first = _moment({"hour": bare[1]["hour"]}, tokens[at].text)
            options = _join(first, _moment(second[1], tokens[bare[0]].text))
            return second[0], Clock(options, tokens[at].start, tokens[second[0] - 1].end)
    return _moments(tokens, at)


def _moments(tokens: Sequence[Token], at: int) -> tuple[int, Clock] | None:
    found = first_match(_MOMENTS, tokens, at)
    if found is None:
        return None
    after, values = found
    first = _moment(values, tokens[at].text)
    joint = first_match(_JOINTS, tokens, after)
    second = joint and first_match(_MOMENTS, tokens, joint[0])
    is_offset = "t" in values and after < len(tokens) and tokens[after].glued  # T09:00-04:00
    if joint and second and not is_offset:
        options = _join(first, _moment(second[1], tokens[joint[0]].text))
        after = second[0]
    else:
        options = tuple(
            Option(start, None, why) for start, why in zip(first.minutes, first.why, strict=True)
        )
    return after, Clock(options, tokens[at].start, tokens[after - 1].end)


def read_length(tokens: Sequence[Token], at: int) -> tuple[int, Length] | None:
    """Return the place after a length such as "90 minutes", and the length."""
    found = first_match(_LENGTHS, tokens, at)
    if found is None:
        return None
    after, values = found
    count = values["count"]
    minutes = count * (HOUR if "hours" in values else 1) if isinstance(count, int) else 0
    return after, Length(minutes, tokens[at].start, tokens[after - 1].end)


def _moment(values: Values, written: str) -> _Moment:
    """Return the minutes after midnight; a small hour without more may be in the afternoon."""
    if "noon" in values:
        return _Moment((HALF_DAY,), "pm", ("plain",))
    if "midnight" in values:
        return _Moment((0, DAY), "", ("day-begins", "day-ends"))
    if "whole" in values:
        whole = str(values["whole"])
        return _Moment((int(whole[:2]) * HOUR + int(whole[2:4]),), "", ("plain",))
    hour, minute = _int(values.get("hour")), _int(values.get("minute", values.get("apart")))
    half = str(values.get("half", ""))
    if half and hour <= 12:  # noqa: PLR2004 - "15:00 pm" says 15:00
        hour = hour % 12 + (12 if half == "pm" else 0)
    minutes = hour * HOUR + minute
    is_open = not half and len(written) == 1 and 1 <= hour <= 6  # noqa: PLR2004
    if is_open:
        return _Moment((minutes, minutes + HALF_DAY), half, ("morning", "afternoon"))
    return _Moment((minutes,), half, ("plain",))


def _join(first: _Moment, last: _Moment) -> tuple[Option, ...]:
    """Return the ways to read a range; each end is the nearest one after its start."""
    starts = first.minutes
    whys = first.why
    if last.half and not first.half and min(starts) <= HALF_DAY:
        # "3-4 p.m." begins in the afternoon, "11-1 p.m." in the morning.
        end = last.minutes[0]
        near = starts[0] % HALF_DAY + (HALF_DAY if end >= HALF_DAY else 0)
        starts, whys = ((near if near < end else starts[0],), ("plain",))
    found = []
    for start, why in zip(starts, whys, strict=True):
        ends = sorted(end if end > start else end + DAY for end in last.minutes)
        found.append(Option(start, ends[0], why))
    return tuple(found)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


# --- elements -------------------------------------------------------------------------------------


def _half(tokens: Sequence[Token], at: int) -> Found | None:
    """Read am, p.m., P. M."""
    if at >= len(tokens):
        return None
    for name in ("am", "pm"):
        if tokens[at].low in SMALL[name]:
            return at + 1, name
    for phrase, half in _HALVES:
        if tuple(token.low for token in tokens[at : at + len(phrase)]) == phrase:
            return at + len(phrase), half
    is_dotted = at + 2 < len(tokens) and tokens[at + 1].text == "." and tokens[at + 2].low == "m"
    if tokens[at].low not in {"a", "p"} or not is_dotted:
        return None
    after = at + 3
    if after < len(tokens) and tokens[after].glued and tokens[after].text == ".":
        after += 1
    return after, f"{tokens[at].low}m"


def _full_hour(tokens: Sequence[Token], at: int) -> Found | None:
    """Read the four or six digits of 1500 hrs and T150000."""
    if at >= len(tokens) or tokens[at].kind != "number" or len(tokens[at].text) not in {4, 6}:
        return None
    text = tokens[at].text
    return (at + 1, text) if int(text[:2]) <= 24 and int(text[2:4]) < HOUR else None  # noqa: PLR2004


def _minute(tokens: Sequence[Token], at: int) -> Found | None:
    found = number(0, 59, digits=(2,))(tokens, at)
    if found is None or _is_date(tokens, at + 1):
        return None
    return found


def _minute_apart(tokens: Sequence[Token], at: int) -> Found | None:
    """Read the 30 of "15 h 30", which is no day of a month."""
    found = _minute(tokens, at)
    if found is None or tokens[at].glued or tokens[at - 1].glued:
        return None
    is_day = found[0] < len(tokens) and tokens[found[0]].low in {
        *MONTH_NUMBERS,
        *SMALL["of"],
        *SMALL["to"],
        "-",
    }
    return None if is_day else found


def _hours(tokens: Sequence[Token], at: int) -> Found | None:
    """Read hrs, and heures after a number that is no length."""
    found = _HRS(tokens, at)
    if found is not None or at == 0 or at >= len(tokens):
        return found
    is_late = len(tokens[at - 1].text) > 1 or tokens[at - 1].text in "789"
    has_half = _half(tokens, at + 1) is not None
    is_time = tokens[at].low in SMALL["spelled-hours"] and (is_late or has_half)
    return (at + 1, tokens[at].low) if is_time else None


def _is_date(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a dot and a digit go on, as in 16.07.2020."""
    return (
        at + 1 < len(tokens)
        and tokens[at].glued
        and tokens[at].text == "."
        and tokens[at + 1].glued
        and tokens[at + 1].kind == "number"
    )


_HRS = literal(*SMALL["hours"] - {"hour", "hours"} - SMALL["spelled-hours"])
_HOUR = number(0, 24, digits=(1, 2))
_ELEMENTS = {
    "t": literal("t"),
    "hour": _HOUR,
    "minute": glued(_minute),
    "apart": _minute_apart,
    "seconds": glued(number(0, 60, digits=(2,))),
    "fraction": glued(number(0, 999999999, digits=tuple(range(1, 10)))),
    "half": _half,
    "whole": _full_hour,
    "glued": glued(_full_hour),
    ":": glued(literal(":")),
    ".": glued(literal(".")),
    "h": literal("h"),
    "hrs": _hours,
    "hundred": literal(*SMALL["hours"]),
    "noon": literal(*SMALL["noon"]),
    "midnight": literal(*SMALL["midnight"]),
    "joint": literal("-", *SMALL["to"], *SMALL["to-joint"]),
}
# The grammar of one time of day, longer rows first.
_MOMENTS = forms(
    _ELEMENTS,
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
    "whole hundred",
    "hour hrs",
    "t whole",
    "12? noon",
    "12? midnight",
)
_HALF_MOMENTS = forms(
    _ELEMENTS,
    "12 : 00 noon",
    "12 . 00 noon",
    "hour : minute half",
    "hour . minute half",
    "hour half",
    "hour hrs",
    "12? noon",
)
_BARE_RANGES = forms(_ELEMENTS, "hour joint")
_JOINTS = forms(_ELEMENTS, "joint")
_LENGTHS = forms(
    {
        "count": number(1, 1440, digits=(1, 2, 3, 4)),
        "minutes": literal("min", "mins", "minute", "minutes", "minutos"),
        "hours": literal("hour", "hours", "heure", "hora", *SMALL["spelled-hours"]),
    },
    "count minutes",
    "count -? minutes",
    "count hours",
)
