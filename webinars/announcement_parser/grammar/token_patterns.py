"""Forms: rows of a grammar, such as "day month ,? year", matched against tokens."""

# A word of a form names an element (a function that reads one thing) or stands for itself; "?" makes it
# optional. Nothing is tried twice at a place, so that a form costs no more than its own length.

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.vocabulary import (
    COMMON_WORDS,
    MONTH_NUMBERS,
    PROPER_NAMES,
    SMALL,
    WEEKDAY_NUMBERS,
)

Found = tuple[int, object]  # the place after what was read, and its value
Element = Callable[[Sequence[Token], int], Found | None]
Values = dict[str, object]


class Step(NamedTuple):
    """One word of a form."""

    name: str
    element: Element
    optional: bool


Form = tuple[Step, ...]


def forms(elements: Mapping[str, Element], *rows: str) -> tuple[Form, ...]:
    """Return the rows as forms over the named elements."""
    return tuple(tuple(_step(elements, word) for word in row.split()) for row in rows)


def match(form: Form, tokens: Sequence[Token], at: int) -> tuple[int, Values] | None:
    """Return the place after the form and the values of its elements, or None."""
    values: Values = {}
    for step in form:
        found = step.element(tokens, at)
        if found is not None:
            at, values[step.name] = found
        elif not step.optional:
            return None
    return at, values


def first_match(
    table: Sequence[Form], tokens: Sequence[Token], at: int
) -> tuple[int, Values] | None:
    """Return what the first matching form of a table reads at a place."""
    for form in table:
        found = match(form, tokens, at)
        if found is not None:
            return found
    return None


def literal(*texts: str) -> Element:
    """Return the element that reads one of some words or signs."""
    wanted = frozenset(texts)

    def read(tokens: Sequence[Token], at: int) -> Found | None:
        return (at + 1, tokens[at].low) if at < len(tokens) and tokens[at].low in wanted else None

    return read


def glued(element: Element) -> Element:
    """Return the element, read only where no space stands before it."""

    def read(tokens: Sequence[Token], at: int) -> Found | None:
        return element(tokens, at) if at < len(tokens) and tokens[at].glued else None

    return read


def number(lowest: int, highest: int, *, digits: tuple[int, ...]) -> Element:
    """Return the element that reads a number of so many digits within bounds."""

    def read(tokens: Sequence[Token], at: int) -> Found | None:
        if at >= len(tokens) or tokens[at].kind != "number" or len(tokens[at].text) not in digits:
            return None
        value = int(tokens[at].text)
        return (at + 1, value) if lowest <= value <= highest else None

    return read


def _step(elements: Mapping[str, Element], word: str) -> Step:
    optional = len(word) > 1 and word.endswith("?")
    name = word[:-1] if optional else word
    return Step(name, elements.get(name) or literal(name), optional)


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
