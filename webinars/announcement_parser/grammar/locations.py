"""Locations: detect cities, countries and venues in text, and phrases such as "online" or "via Zoom"."""

import re
from collections.abc import Sequence
from itertools import chain

from babel import Locale

from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.vocabulary.calendar_names import MONTHS
from webinars.announcement_parser.grammar.vocabulary.place_words import (
    ONLINE_CONTEXT_WORDS,
    ONLINE_WORDS,
    VENUE_WORDS,
)
from webinars.announcement_parser.grammar.zone_references import match_city
from webinars.caching.memoize import ONCE, memoize
from webinars.timezones import cities
from webinars.timezones.cities import City

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SEPARATOR = re.compile(
    r"\s*[,;/|()]\s*|\.\s+|\s+[–—-]\s+|\s*:\s*|\s+(?:and|et|y|e|or|ou|o|as well as)\s+|\s*[&+]\s*",
    re.IGNORECASE,
)
CONJUNCTIONS = frozenset({"y", "e", "et", "esq", "esquina"})
_PUNCTUATION = " :–—-<>(),;.|/&+"


def find_city(tokens: Sequence[Token]) -> City | None:
    """Return the last city in the tokens: "Geneva Hotel, Vienna" is in Vienna.

    A name before a conjunction is not a city but a street corner: "Panamá e Imbabura".
    """
    for index in range(len(tokens) - 1, -1, -1):
        match = match_city(tokens, index)
        if match is not None and match[1][0].zone != "UTC" and not _is_corner(tokens, match[0]):
            return match[1][0].city
    return None


def _is_corner(tokens: Sequence[Token], after: int) -> bool:
    """Return whether "y Imbabura" follows, the second street of a corner and no city."""
    is_joined = after + 1 < len(tokens) and tokens[after].norm in CONJUNCTIONS
    if not is_joined or not tokens[after + 1].text[0].isupper():
        return False
    return match_city(tokens, after + 1) is None


def is_country(text: str) -> bool:
    """Return whether a text is the name of a country."""
    return text.casefold().strip(" .") in _countries()


def is_place(text: str) -> bool:
    """Return whether a text contains a city or a word such as "room" or "hotel", or is a country."""
    tokens = tokenize(text, 0, len(text))
    if find_city(tokens) is not None or is_country(text):
        return True
    return any(token.norm in VENUE_WORDS for token in tokens)


def is_complete_place(text: str) -> bool:
    """Return whether a text is a city or a single venue word, and nothing else: "Vienna", "online"."""
    tokens = tokenize(text, 0, len(text))
    if len(tokens) == 1 and tokens[0].norm in VENUE_WORDS:
        return True
    return cities.find_known_city(text) is not None


def remove_online_phrases(place: str) -> tuple[str, bool]:
    """Return a place without phrases such as "and online" around it, and whether there were any."""
    edges = [0, *(edge for match in _SEPARATOR.finditer(place) for edge in match.span())]
    edges.append(len(place))
    spans = list(zip(edges[::2], edges[1::2], strict=True))
    first, last = 0, len(spans)
    while first < last and _is_removable(place[slice(*spans[first])]):
        first += 1
    while first < last and _is_removable(place[slice(*spans[last - 1])]):
        last -= 1
    if first == last:
        return "", is_online(place)
    removed = [*spans[:first], *spans[last:]]
    if not any(is_online(place[slice(*span)]) for span in removed):
        return place, False
    return place[spans[first][0] : spans[last - 1][1]].strip(), True


def is_online(text: str) -> bool:
    """Return whether a text says only that an event is online: "via Zoom", "en ligne"."""
    return is_join_label(text) and any(word in ONLINE_WORDS for word in _words(text))


def is_join_label(text: str) -> bool:
    """Return whether a text is at most a label of a join link: "Zoom:", "join here"."""
    if re.search(r"\d", text):
        return False
    return all(word in ONLINE_WORDS or word in ONLINE_CONTEXT_WORDS for word in _words(text))


def _is_removable(part: str) -> bool:
    return not part.strip(_PUNCTUATION) or is_join_label(part)


def _words(text: str) -> list[str]:
    """Return the words in lower case; the parts of "Teams-Besprechung", but "on-line"."""
    words = _WORD.findall(text.casefold())
    parts = ([word] if word in ONLINE_WORDS else word.split("-") for word in words)
    return list(chain.from_iterable(parts))


@memoize(ONCE)
def _countries() -> frozenset[str]:
    """Return the names of all countries, in lower case, in the languages of the vocabulary."""
    return frozenset(
        name.casefold()
        for language in MONTHS
        for code, name in Locale(language).territories.items()
        if code.isalpha()
    )
