"""Match places that stand for their local time: "Tallinn time", "hora de Colombia", "15:00 Kampala"."""

from collections.abc import Sequence

from webinars.announcement_parser.grammar.geography.gazetteer import (
    NamedPlace,
    country_code,
    demonym_zones,
    large_places,
    town_places,
)
from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.venue_names import is_venue_at
from webinars.announcement_parser.grammar.vocabulary.function_words import FUNCTION_WORDS
from webinars.timezones import cities

MAX_NAME_TOKENS = 6
# Cities as chats write them; of three letters or fewer, they are words: "la", "del".
LOWER_CASE_CITIES = frozenset(
    name.casefold()
    for name in cities.ALIASES
    if name.isascii() and name.isalpha() and len(name) > len("del")
) | {"nyc"}
TIME_WORDS = FUNCTION_WORDS["time"] | {"zeit", "ora"}
TIME_ENDS = (
    FUNCTION_WORDS["am"] | FUNCTION_WORDS["pm"] | FUNCTION_WORDS["noon"] | FUNCTION_WORDS["hours"]
)
BETWEEN = frozenset("(/|,:-–=@·•") | FUNCTION_WORDS["filler"] | FUNCTION_WORDS["to-joint"]
ARTICLES = frozenset({"de", "d", "du", "del", "la", "le", "des", "en", "in", "’", "'"})
QUALIFIERS = frozenset({"continental", "peninsular", "métropolitaine", "standard", "legal"})
MAX_BETWEEN = 4  # signs and words between a time and its place

PlacesMatch = tuple[int, tuple[NamedPlace, ...]]  # index after the name, places


def match_place_zones(tokens: Sequence[Token], index: int) -> PlacesMatch | None:
    """Match a place beside a time or a word for "time"; a place elsewhere is no time zone."""
    if tokens[index].kind != "word":
        return None
    if tokens[index].text[0].islower():
        return _match_lower_case(tokens, index)
    is_after = _is_after_time_word(tokens, index) or _is_after_time(tokens, index)
    limit = min(len(tokens), index + MAX_NAME_TOKENS)
    for after in range(_name_end(tokens, index, limit), index, -1):
        if tokens[after - 1].kind != "word":
            continue
        is_before_time_word = _is_time_word(tokens, after)
        if is_before_time_word and after == index + 1:
            zones = demonym_zones(tokens[index].text)
            if zones:
                return after, tuple(NamedPlace(zone, None) for zone in zones)
        is_beside = is_after or is_before_time_word or _is_before_time(tokens, after)
        if is_beside and not _continues_name(tokens, after):
            name = _name(tokens[index:after])
            places = large_places(name)
            if not places and is_before_time_word:
                places = town_places(name, (), "en", only_large=False)
            if places and not (is_venue_at(tokens, index, after) and not country_code(name)):
                return _skip_qualifier(tokens, after), places
    return None


def _match_lower_case(tokens: Sequence[Token], index: int) -> PlacesMatch | None:
    """Match a city that is written as in chats, after or before a word for "time": "hora de cdmx"."""
    text = tokens[index].text
    if text not in LOWER_CASE_CITIES or not (
        _is_after_time_word(tokens, index) or _is_time_word(tokens, index + 1)
    ):
        return None
    city = cities.find_known_city(text.upper()) or cities.find_known_city(text)
    return None if city is None else (index + 1, (NamedPlace(city.timezone, city),))


def _skip_qualifier(tokens: Sequence[Token], after: int) -> int:
    """Return the index after "continental" in "hora de Chile continental"."""
    return after + (after < len(tokens) and tokens[after].norm in QUALIFIERS)


def _name_end(tokens: Sequence[Token], index: int, limit: int) -> int:
    """Return the index after the last token that may belong to a name that begins at an index."""
    end = index + 1
    while end < limit and (tokens[end].kind == "word" or tokens[end].text in "-.'’"):
        end += 1
    return end


def _name(tokens: Sequence[Token]) -> str:
    return "".join(
        token.text if token.glued or number == 0 else f" {token.text}"
        for number, token in enumerate(tokens)
    )


def _continues_name(tokens: Sequence[Token], after: int) -> bool:
    """Return whether the name is only the beginning of something else: "Kampala Hall", "Lima-based"."""
    if after >= len(tokens) or tokens[after].kind != "word" or _is_time_word(tokens, after):
        return after < len(tokens) and tokens[after].text == "-" and tokens[after].glued
    return tokens[after].norm not in QUALIFIERS | FUNCTION_WORDS["filler"] | FUNCTION_WORDS[
        "to"
    ] | (FUNCTION_WORDS["and"] | FUNCTION_WORDS["and-joint"] | FUNCTION_WORDS["to-joint"])


def _is_time_word(tokens: Sequence[Token], index: int) -> bool:
    """Return whether "time" or "local time" is at an index."""
    if index < len(tokens) and tokens[index].norm in FUNCTION_WORDS["local"]:
        index += 1
    return index < len(tokens) and tokens[index].norm in TIME_WORDS


def _is_after_time_word(tokens: Sequence[Token], index: int) -> bool:
    """Return whether "hora de", "heure locale à" or the like precedes an index."""
    before = index - 1
    while (
        before >= 0
        and index - before <= MAX_BETWEEN
        and tokens[before].norm in (ARTICLES | FUNCTION_WORDS["local"] | {"à"})
    ):
        before -= 1
    return before >= 0 and before < index - 1 and tokens[before].norm in TIME_WORDS - {"time"}


def _is_after_time(tokens: Sequence[Token], index: int) -> bool:
    before = index - 1
    while before >= 0 and index - before <= MAX_BETWEEN and tokens[before].norm in BETWEEN:
        before -= 1
    if before < 0:
        return False
    token = tokens[before]
    if token.norm in TIME_ENDS or (token.norm == "." and _is_dotted_half(tokens, before)):
        return True
    return (
        token.kind == "number"
        and before > 1
        and tokens[before - 1].norm in {":", "h", "."}
        and (
            tokens[before - 2].kind == "number" and token.glued and len(token.text) == 2  # noqa: PLR2004
        )
    )


def _is_dotted_half(tokens: Sequence[Token], index: int) -> bool:
    norms = [token.norm for token in tokens[max(0, index - 3) : index]]
    return norms in (["a", ".", "m"], ["p", ".", "m"])


def _is_before_time(tokens: Sequence[Token], after: int) -> bool:
    """Return whether a time follows directly: "Tallinn 15:00", "Tallinn: 3 pm"."""
    index = after
    while index < len(tokens) and index - after < 2 and tokens[index].norm in {":", "-", "("}:  # noqa: PLR2004
        index += 1
    if index + 1 >= len(tokens) or tokens[index].kind != "number":
        return False
    mark = tokens[index + 1]
    return mark.norm in TIME_ENDS or (
        mark.glued
        and mark.text in ":."
        and index + 2 < len(tokens)
        and tokens[index + 2].glued
        and len(tokens[index + 2].text) == 2  # noqa: PLR2004
    )
