"""The elements of dates: weekday, day, month, year, and the signs between them."""

from collections.abc import Sequence

from webinars.timekeeping.announcement.grammar import Found, glued, literal, number
from webinars.timekeeping.announcement.tokens import Token
from webinars.timekeeping.announcement.words import (
    COMMON_WORDS,
    MONTH_NUMBERS,
    PROPER_NAMES,
    SMALL,
    WEEKDAY_NUMBERS,
)


def _weekday(tokens: Sequence[Token], at: int) -> Found | None:
    if at >= len(tokens) or tokens[at].low not in WEEKDAY_NUMBERS:
        return None
    value = WEEKDAY_NUMBERS[tokens[at].low]
    after = _past(tokens, at + 1, ".")
    return _past(tokens, after, ","), value


def _month(tokens: Sequence[Token], at: int) -> Found | None:
    if at >= len(tokens) or tokens[at].low not in MONTH_NUMBERS:
        return None
    if tokens[at].text in PROPER_NAMES and (at == 0 or tokens[at - 1].kind != "number"):
        return None
    after = at + 1
    if after < len(tokens) and tokens[after].glued:
        after = _past(tokens, after, ".")
    is_led = after < len(tokens) and tokens[after].low in SMALL["of-year"]
    if is_led and _year(tokens, after + 1) is not None:
        after += 1
    if tokens[at].text in COMMON_WORDS and _year(tokens, after) is None:
        return None
    return after, MONTH_NUMBERS[tokens[at].low]


def _day(tokens: Sequence[Token], at: int) -> Found | None:
    found = number(1, 31, digits=(1, 2))(tokens, at)
    if found is None or _is_time(tokens, at + 1):
        return None
    after = found[0]
    if after < len(tokens) and tokens[after].glued and tokens[after].low in SMALL["ordinal"]:
        after += 1
    if after < len(tokens) and tokens[after].low in SMALL["of"]:
        after += 1
    return after, found[1]


def _year(tokens: Sequence[Token], at: int) -> Found | None:
    found = number(0, 9999, digits=(4,))(tokens, at)
    if found is None or found[1] == 0 or _is_time(tokens, at + 1):
        return None
    return found


def _is_time(tokens: Sequence[Token], at: int) -> bool:
    """Return whether what stands here makes the number before it an hour."""
    if at >= len(tokens):
        return False
    token = tokens[at]
    if token.low in SMALL["am"] | SMALL["pm"] | SMALL["hours"]:
        return True
    if token.low in {"a", "p"} and at + 2 < len(tokens) and tokens[at + 1].text == ".":
        return tokens[at + 2].low == "m"
    return token.glued and is_followed(tokens, at, ":", "number")


def _past(tokens: Sequence[Token], at: int, sign: str) -> int:
    return at + 1 if at < len(tokens) and tokens[at].text == sign else at


def _compact(tokens: Sequence[Token], at: int) -> Found | None:
    """Read the 20200716 of ISO 8601, only before its T: eight digits may be anything else."""
    found = number(10000101, 99991231, digits=(8,))(tokens, at)
    if found is None or at + 1 >= len(tokens) or tokens[at + 1].text != "T":
        return None
    return found


def _split_compact(tokens: Sequence[Token], at: int) -> Found | None:
    found = _compact(tokens, at)
    return None if found is None else (at, int(tokens[at].text[:4]))


def _split_month(tokens: Sequence[Token], at: int) -> Found | None:
    month = int(tokens[at].text[4:6])
    return (at, month) if 1 <= month <= 12 else None  # noqa: PLR2004


def _split_day(tokens: Sequence[Token], at: int) -> Found | None:
    day = int(tokens[at].text[6:])
    return (at + 1, day) if 1 <= day <= 31 else None  # noqa: PLR2004


def is_followed(tokens: Sequence[Token], at: int, sign: str, kind: str) -> bool:
    """Return whether a sign stands here with a word or number right after it."""
    after = at + 1
    return (
        tokens[at].low == sign
        and after < len(tokens)
        and tokens[after].glued
        and tokens[after].kind == kind
    )


ELEMENTS = {
    "weekday": _weekday,
    "month": _month,
    "day": _day,
    "year": _year,
    "yy": number(0, 9999, digits=(2, 4)),
    "m": number(1, 12, digits=(1, 2)),
    "n1": number(1, 31, digits=(1, 2)),
    "n2": glued(number(1, 31, digits=(1, 2))),
    "edge": literal(*SMALL["edge"]),
    "/": glued(literal("/")),
    ".": glued(literal(".")),
    "of": literal(*SMALL["of"]),
    "to": literal(*SMALL["to"]),
    "and": literal(*SMALL["and"], *SMALL["and-joint"]),
}
COMPACT = {"year": _split_compact, "m": _split_month, "day": _split_day}
