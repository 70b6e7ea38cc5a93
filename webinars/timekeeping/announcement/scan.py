"""Tokens as items: dates, times, clocks' places, changes of day; what is none of these stays a word."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from webinars.timekeeping.announcement.dates import DateFound, read_date
from webinars.timekeeping.announcement.places import Ref, Shift, read_ref, read_shift
from webinars.timekeeping.announcement.times import Clock, Length, read_clock, read_length
from webinars.timekeeping.announcement.tokens import Token
from webinars.timekeeping.announcement.words import SMALL

FILLER_WORDS = SMALL["filler"] | SMALL["to"] | SMALL["and"] | SMALL["local"] | {"t"}
FILLER_SIGNS = frozenset("()[],/|·•;:=@&.~*") | {"-"}


class Filler(NamedTuple):
    """A sign or small word that may stand between the items of one stretch."""

    low: str
    start: int
    end: int


class Word(NamedTuple):
    """Anything else."""

    low: str
    start: int
    end: int


Item = DateFound | Clock | Length | Ref | Shift | Filler | Word
Reader = Callable[
    [Sequence[Token], int], tuple[int, DateFound | Clock | Length | Ref | Shift] | None
]

READERS: tuple[Reader, ...] = (read_date, read_clock, read_length, read_shift, read_ref)


def scan(tokens: Sequence[Token]) -> list[Item]:
    """Return the items of a line in order."""
    items: list[Item] = []
    at = 0
    while at < len(tokens):
        found = _read(tokens, at)
        if found is not None:
            at, item = found
            items.append(item)
            continue
        token = tokens[at]
        is_filler = token.low in FILLER_WORDS or token.low in FILLER_SIGNS
        items.append((Filler if is_filler else Word)(token.low, token.start, token.end))
        at += 1
    return items


def _read(
    tokens: Sequence[Token], at: int
) -> tuple[int, DateFound | Clock | Length | Ref | Shift] | None:
    if tokens[at].kind == "url":
        return None
    for reader in READERS:
        found = reader(tokens, at)
        if found is not None:
            return found
    return None
