"""Forms: rows of a grammar, such as "day month ,? year", matched against tokens.

A word of a form names an element (a function that reads one thing) or stands for itself; "?" makes it
optional. Nothing is tried twice at a place, so that a form costs no more than its own length.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from webinars.timekeeping.announcement.tokens import Token

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
