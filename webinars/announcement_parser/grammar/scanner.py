"""Scanner: group tokens into items (dates, times, durations, zone references, day shifts, words)."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.dates import ParsedDate, parse_date
from webinars.announcement_parser.grammar.day_shifts import (
    ClockWeekday,
    DayShift,
    parse_clock_weekday,
    parse_day_shift,
)
from webinars.announcement_parser.grammar.durations import (
    Duration,
    parse_duration,
    parse_marked_duration,
)
from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.places_as_zones import LOWER_CASE_CITIES
from webinars.announcement_parser.grammar.times import ParsedTime, parse_time
from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    MONTH_NUMBERS,
    WEEKDAY_BEFORE_DAY_NUMBERS,
    WEEKDAY_NUMBERS,
)
from webinars.announcement_parser.grammar.vocabulary.function_words import (
    FUNCTION_WORDS,
    HOUR_NUMBERS,
)
from webinars.announcement_parser.grammar.vocabulary.other_date_words import PRICE_SIGNS
from webinars.announcement_parser.grammar.zone_names import LOCAL_STARTS
from webinars.announcement_parser.grammar.zone_references import ZoneReference, parse_zone_reference
from webinars.caching.memoize import memoize

FILLER_WORDS = (
    FUNCTION_WORDS["filler"]
    | FUNCTION_WORDS["to"]
    | FUNCTION_WORDS["and"]
    | FUNCTION_WORDS["local"]
    | {"t"}
)
FILLER_SIGNS = frozenset("()[],/|·•;:=@&.~*") | {"-"}


class Filler(NamedTuple):
    """A sign or function word that may separate the items of a temporal expression."""

    norm: str
    start: int
    end: int


class Word(NamedTuple):
    """Any other token."""

    norm: str
    start: int
    end: int


ParsedItem = ParsedDate | ParsedTime | Duration | ZoneReference | DayShift | ClockWeekday
Item = ParsedItem | Filler | Word
ItemParser = Callable[[Sequence[Token], int], tuple[int, ParsedItem] | None]

# Parsers by the kind of the first token, in the order in which they are tried.
NUMBER_PARSERS: tuple[ItemParser, ...] = (
    parse_date,
    parse_marked_duration,
    parse_time,
    parse_duration,
)
WORD_PARSERS: tuple[ItemParser, ...] = (
    parse_date,
    parse_marked_duration,
    parse_time,
    parse_day_shift,
    parse_zone_reference,
    parse_clock_weekday,
)
SIGN_PARSERS: tuple[ItemParser, ...] = (parse_day_shift, parse_zone_reference)
# Lower-case words and signs with which an item may begin; other words must be capitalised.
START_SIGNS = frozenset("(+-")
START_WORDS = frozenset(
    {
        *LOCAL_STARTS,
        *MONTH_NUMBERS,
        *WEEKDAY_NUMBERS,
        *WEEKDAY_BEFORE_DAY_NUMBERS,
        *HOUR_NUMBERS,
        *LOWER_CASE_CITIES,
        "t",
        "the",
        "le",
        "utc",
        "gmt",
    }.union(
        *(
            FUNCTION_WORDS[name]
            for name in (
                "edge",
                "noon",
                "midnight",
                "next",
                "previous",
                "tomorrow",
                "day",
                "half-hour",
                "quarter",
                "at-hour",
                "hours-before",
            )
        )
    )
)
MAX_TOKENS = 1500  # tokens of a line that are scanned
WORDS_AFTER_PREPOSITION = FUNCTION_WORDS["edge"] | {"la", "las", "partir"}
MAX_DIGITS = 8  # 20200716
# Rules that look for titles, places and times scan the same lines again: four of five of them.
SCANNED, MAX_MEMOIZED_TOKENS = 2048, 50


def scan(tokens: Sequence[Token]) -> list[Item]:
    """Return the items of a line in order."""
    if len(tokens) > MAX_MEMOIZED_TOKENS:
        return _scan(tokens)
    return list(_scanned(tuple(tokens)))


@memoize(SCANNED)
def _scanned(tokens: tuple[Token, ...]) -> tuple[Item, ...]:
    return tuple(_scan(tokens))


def _scan(tokens: Sequence[Token]) -> list[Item]:
    items: list[Item] = []
    index = 0
    while index < len(tokens):
        parsed = _parse_item(tokens, index)
        if parsed is not None:
            index, item = parsed
            is_closed = index < len(tokens) and tokens[index].text == ")"
            repeated = _repeated_time(items, item) if is_closed else None
            if repeated is not None:
                items[-2:] = [repeated]
                index += 1
                continue
            items.append(item)
            continue
        token = tokens[index]
        is_filler = (
            token.norm in FILLER_WORDS
            or token.norm in FILLER_SIGNS
            or _is_spanish_preposition(tokens, index)
            or _is_pictogram(token)
        )
        items.append((Filler if is_filler else Word)(token.norm, token.start, token.end))
        index += 1
    return items


def _repeated_time(items: Sequence[Item], item: ParsedItem) -> ParsedTime | None:
    """Return the time before a bracket that says it in another way: "18:00 (6 PM)", "6:00 (18:00)"."""
    if not isinstance(item, ParsedTime) or len(items) < len("18("):
        return None
    time, bracket = items[-2:]
    if not isinstance(time, ParsedTime) or not isinstance(bracket, Filler) or bracket.norm != "(":
        return None
    starts = {(reading.start, reading.end) for reading in item.readings}
    readings = tuple(one for one in time.readings if (one.start, one.end) in starts)
    is_same = len(item.readings) == 1 == len(readings)
    return ParsedTime(readings, time.start, item.end) if is_same else None


def scan_around(tokens: Sequence[Token], dates: Sequence[ParsedDate]) -> list[Item]:
    """Return the items of a line with dates that other rules read: those before, between and after them."""
    items: list[Item] = []
    start = 0
    for parsed in dates:
        items += scan([token for token in tokens if start <= token.start < parsed.start])
        items.append(parsed)
        start = parsed.end
    return [*items, *scan([token for token in tokens if token.start >= start])]


def _is_pictogram(token: Token) -> bool:
    """Return whether a token is an emoji or another symbol: 🗓, ⏰, the selector after ✉."""
    return token.kind == "sign" and unicodedata.category(token.text) in {"So", "Sk", "Mn", "Cn"}


def _is_spanish_preposition(tokens: Sequence[Token], index: int) -> bool:
    """Return whether the token is the "a" of "a las 15:00" or "a mediados de abril"."""
    is_preposition = tokens[index].norm in FUNCTION_WORDS["to-joint"]
    after = index + 1
    return is_preposition and after < len(tokens) and tokens[after].norm in WORDS_AFTER_PREPOSITION


def _parse_item(tokens: Sequence[Token], index: int) -> tuple[int, ParsedItem] | None:
    for parser in _parsers(tokens[index]):
        parsed = parser(tokens, index)
        if parsed is not None:
            return None if _is_price(tokens, index, parsed) else parsed
    return None


def _is_price(tokens: Sequence[Token], index: int, parsed: tuple[int, ParsedItem]) -> bool:
    """Return whether a time is written as an amount beside the sign of a currency: "$20.00"."""
    end, item = parsed
    if not isinstance(item, ParsedTime):
        return False
    texts = [token.text for token in tokens[index:end]]
    is_amount = not any(text.isalpha() or text == ":" for text in texts) and ":" not in "".join(
        texts
    )
    beside = (tokens[index - 1 : index], tokens[end : end + 1])
    return is_amount and any(token.norm in PRICE_SIGNS for part in beside for token in part)


def _parsers(token: Token) -> tuple[ItemParser, ...]:
    """Return the parsers to try at a token; for most tokens of a text there are none."""
    if token.kind == "number":
        return NUMBER_PARSERS if len(token.text) <= MAX_DIGITS else ()
    if token.kind == "word":
        can_start = token.norm in START_WORDS or not token.text[0].islower()
        return WORD_PARSERS if can_start else ()
    return SIGN_PARSERS if token.norm in START_SIGNS else ()
