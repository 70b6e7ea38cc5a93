"""Tokens as items: dates, times, clocks' places, changes of day; what is none of these stays a word."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.dates import ParsedDate, Shift, read_date, read_shift
from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.times import Clock, Length, read_clock, read_length
from webinars.announcement_parser.grammar.vocabulary import MONTH_NUMBERS, SMALL, WEEKDAY_NUMBERS
from webinars.announcement_parser.grammar.zone_references import Ref, read_ref

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


Item = ParsedDate | Clock | Length | Ref | Shift | Filler | Word
Reader = Callable[
    [Sequence[Token], int], tuple[int, ParsedDate | Clock | Length | Ref | Shift] | None
]

# What can begin with a token of some kind, in the order in which it is tried.
NUMBER_READERS: tuple[Reader, ...] = (read_date, read_clock, read_length)
WORD_READERS: tuple[Reader, ...] = (read_date, read_clock, read_shift, read_ref)
SIGN_READERS: tuple[Reader, ...] = (read_shift, read_ref)
TELLING_SIGNS = frozenset("(+-")
TELLING_WORDS = frozenset(
    {*MONTH_NUMBERS, *WEEKDAY_NUMBERS, "t", "the", "le", "utc", "gmt"}.union(
        *(
            SMALL[name]
            for name in ("edge", "noon", "midnight", "next", "previous", "tomorrow", "day")
        )
    )
)
MOST_TOKENS = 1500  # of a line: what follows is text, whatever it says
LED_WORDS = SMALL["edge"] | {"la", "las"}
LONGEST_NUMBER = 8  # 20200716


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
        is_filler = token.low in FILLER_WORDS or token.low in FILLER_SIGNS or _leads(tokens, at)
        items.append((Filler if is_filler else Word)(token.low, token.start, token.end))
        at += 1
    return items


def _leads(tokens: Sequence[Token], at: int) -> bool:
    """Return whether it is the first word of "a las 15:00" or "a mediados de abril"."""
    is_joint = tokens[at].low in SMALL["to-joint"]
    return is_joint and at + 1 < len(tokens) and tokens[at + 1].low in LED_WORDS


def _read(
    tokens: Sequence[Token], at: int
) -> tuple[int, ParsedDate | Clock | Length | Ref | Shift] | None:
    for reader in _readers(tokens[at]):
        found = reader(tokens, at)
        if found is not None:
            return found
    return None


def _readers(token: Token) -> tuple[Reader, ...]:
    """Return what can begin with a token; most tokens of a text begin nothing."""
    if token.kind == "number":
        return NUMBER_READERS if len(token.text) <= LONGEST_NUMBER else ()
    if token.kind == "word":
        is_telling = token.low in TELLING_WORDS or not token.text[0].islower()
        return WORD_READERS if is_telling else ()
    return SIGN_READERS if token.low in TELLING_SIGNS else ()
