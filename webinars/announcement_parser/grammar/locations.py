"""Locations: cities, countries and venues in text, and phrases such as "online" or "via Zoom"."""

import re
from collections.abc import Sequence
from functools import cache

from babel import Locale

from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.vocabulary import MONTHS, VENUE_WORDS
from webinars.announcement_parser.grammar.zone_references import read_city
from webinars.timezones import cities
from webinars.timezones.cities import City

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# One of these says that people meet online …
_SAYING_WORDS = (
    "online on-line virtual virtually virtuel virtuelle ligne línea linea distance distancia remote remotely"
    " zoom teams webex kudo interactio interprefy gotomeeting gotowebinar"
)
# … and these stand beside it without naming a place.
_BESIDE_WORDS = (
    "a à and at by click cisco en et event fully google held here join la le lien link live meet meeting"
    " microsoft ms on only par platform por sur through the using via videoconference visioconférence"
    " videoconferencia webinar y enlace"
)
_SAYING = frozenset(_SAYING_WORDS.split())
_BESIDE = frozenset(_BESIDE_WORDS.split())
_JOINT = re.compile(
    r"\s*[,;/|()]\s*|\.\s+|\s+[–—-]\s+|\s*:\s*|\s+(?:and|et|y|e|or|ou|o|as well as)\s+|\s*[&+]\s*",
    re.IGNORECASE,
)
_SIGNS = " :–—-<>(),;.|/&+"


def find_city(tokens: Sequence[Token]) -> City | None:
    """Return the last city that the tokens name: "Geneva Hotel, Vienna" lies in Vienna."""
    for at in range(len(tokens) - 1, -1, -1):
        found = read_city(tokens, at)
        if found is not None and found[1][0].zone != "UTC":
            return found[1][0].city
    return None


def is_country(text: str) -> bool:
    """Return whether words are the name of a country."""
    return text.casefold().strip(" .") in _countries()


def is_place(text: str) -> bool:
    """Return whether words name a place: a city, a country, a room, a hall."""
    tokens = tokenize(text, 0, len(text))
    if find_city(tokens) is not None or is_country(text):
        return True
    return any(token.low in VENUE_WORDS for token in tokens)


def is_complete_place(words: str) -> bool:
    """Return whether the words are a city, or "online", and no more: "16 July 2020 - Vienna"."""
    tokens = tokenize(words, 0, len(words))
    if len(tokens) == 1 and tokens[0].low in VENUE_WORDS:
        return True
    return cities.find_known_city(words) is not None


def without_online(place: str) -> tuple[str, bool]:
    """Return a place without what says that people meet online too, and whether it was said."""
    edges = [0, *(edge for found in _JOINT.finditer(place) for edge in found.span()), len(place)]
    parts = list(zip(edges[::2], edges[1::2], strict=True))
    first, last = 0, len(parts)
    while first < last and _is_passed_over(place[slice(*parts[first])]):
        first += 1
    while first < last and _is_passed_over(place[slice(*parts[last - 1])]):
        last -= 1
    if first == last:
        return "", is_online(place)
    dropped = [*parts[:first], *parts[last:]]
    if not any(is_online(place[slice(*part)]) for part in dropped):
        return place, False
    return place[parts[first][0] : parts[last - 1][1]].strip(), True


def is_online(text: str) -> bool:
    """Tell whether words say that people meet online, and nothing else."""
    words = _WORD.findall(text.casefold())
    is_all = all(word in _SAYING or word in _BESIDE for word in words)
    has_number = re.search(r"\d", text) is not None
    return is_all and not has_number and any(word in _SAYING for word in words)


def is_label(text: str) -> bool:
    """Tell whether words stand in front of an address at most: "Zoom:", "join here"."""
    words = _WORD.findall(text.casefold())
    return not re.search(r"\d", text) and all(word in _SAYING or word in _BESIDE for word in words)


@cache
def _countries() -> frozenset[str]:
    return frozenset(
        name.casefold()
        for language in MONTHS
        for code, name in Locale(language).territories.items()
        if code.isalpha()
    )


def _is_passed_over(part: str) -> bool:
    return not part.strip(_SIGNS) or is_label(part)
