"""Locations: detect cities, countries and venues in text, and phrases such as "online" or "via Zoom"."""

import re
from collections.abc import Sequence

from babel import Locale

from webinars.announcement_parser.grammar import gazetteer
from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.vocabulary import (
    ADDRESS_ENDINGS,
    ADDRESS_WORDS,
    MONTHS,
    ONLINE_CONTEXT_WORDS,
    ONLINE_WORDS,
    VENUE_WORDS,
)
from webinars.announcement_parser.grammar.zone_references import match_city
from webinars.caching.memoize import ONCE, memoize
from webinars.timezones import cities, zones
from webinars.timezones.cities import City

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SEPARATOR = re.compile(
    r"\s*[,;/|()]\s*|\.\s+|\s+[–—-]\s+|\s*:\s*|\s+(?:and|et|y|e|or|ou|o|as well as)\s+|\s*[&+]\s*",
    re.IGNORECASE,
)
_ADDRESS_SEPARATOR = re.compile(r"[,;/|()·•\n]|\.\s+|\s[–—-]\s|\s(?:in|à|en|at)\s", re.IGNORECASE)
MAX_ADDRESS_PARTS = 12
MAX_NAME_WORDS = 3
MAX_CODE_LENGTH = 4
POSTAL_CODE_DIGITS = frozenset({4, 5})
_PUNCTUATION = " :–—-<>(),;.|/&+"


def find_city(tokens: Sequence[Token]) -> City | None:
    """Return the last city in the tokens: "Geneva Hotel, Vienna" is in Vienna."""
    for index in range(len(tokens) - 1, -1, -1):
        match = match_city(tokens, index)
        if match is not None and match[1][0].zone != "UTC":
            return match[1][0].city
    return None


def venue_zones(text: str) -> tuple[str, ...]:
    """Return the zones in which a venue may be: "Kulturhaus, 4020 Linz", "Cambridge, MA", "Kenya".

    The last part that names a town decides, within the country or American state that follows it.
    """
    parts = [part.strip(_PUNCTUATION) for part in _ADDRESS_SEPARATOR.split(text)]
    parts = [part for part in parts if part][-MAX_ADDRESS_PARTS:]
    regions: list[str] = []
    for part in reversed(parts):
        region = gazetteer.country_code(part) or gazetteer.state_code(part.split()[-1])
        if region and cities.find_known_city(part) is None:
            regions.append(region)
        places = _town_zones(part, regions)
        if places:
            return places
    return gazetteer.region_zones(regions[0]) if regions else ()


def mentioned_zones(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the zones of all large cities and of countries with one zone in the tokens."""
    mentioned: dict[str, None] = {}
    index = 0
    while index < len(tokens):
        after, zones_of_name = _match_mention(tokens, index)
        mentioned |= dict.fromkeys(zones_of_name)
        index = after
    return tuple(mentioned)


def is_address(tokens: Sequence[Token]) -> bool:
    """Return whether a line has a word for a building or street, or a postal code before a name."""
    for token, following in zip(tokens, [*tokens[1:], None], strict=False):
        if token.norm in ADDRESS_WORDS or token.norm.endswith(ADDRESS_ENDINGS):
            return True
        is_code = token.kind == "number" and len(token.text) in POSTAL_CODE_DIGITS
        if is_code and following is not None and following.text[0].isupper():
            return True
    return False


def _town_zones(part: str, regions: Sequence[str]) -> tuple[str, ...]:
    """Return the zones of the town that a part of an address names, possibly after a postal code."""
    words = [word for word in part.split() if not any(map(str.isdigit, word))]
    while words and words[-1] in gazetteer.STATE_CODES:
        words.pop()
    if not words:
        return ()
    name = " ".join(words)
    tails = [" ".join(words[-length:]) for length in (3, 2, 1) if length < len(words)]
    for candidate in (name, *tails):
        zones_of_name = _zones_of_town(candidate, regions, is_whole=candidate == name)
        if zones_of_name:
            return zones_of_name
    return ()


def _zones_of_town(name: str, regions: Sequence[str], *, is_whole: bool) -> tuple[str, ...]:
    if not name[0].isupper():
        return ()
    city = cities.find_known_city(name)
    if city is not None and city.timezone != "UTC" and (len(name) > MAX_CODE_LENGTH or is_whole):
        return (zones.canonical(city.timezone),)
    places = gazetteer.town_places(name, regions) if is_whole or regions else ()
    places = places or gazetteer.large_places(name)
    if gazetteer.country_code(name) and not regions:
        return ()
    return tuple(zones.canonical(place.timezone) for place in places)


def _match_mention(tokens: Sequence[Token], index: int) -> tuple[int, tuple[str, ...]]:
    """Return the index after the place at an index, and its zones."""
    token = tokens[index]
    if token.kind != "word" or not token.text[0].isupper():
        return index + 1, ()
    match = match_city(tokens, index)
    if match is not None:
        zone = match[1][0].zone
        return match[0], () if zone in {None, "UTC"} else (zone,)
    for length in range(min(MAX_NAME_WORDS, len(tokens) - index), 0, -1):
        span = tokens[index : index + length]
        if all(part.kind == "word" for part in span):
            places = gazetteer.large_places(" ".join(part.text for part in span))
            if len(places) == 1:
                return index + length, (zones.canonical(places[0].timezone),)
    return index + 1, ()


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
    return _WORD.findall(text.casefold())


@memoize(ONCE)
def _countries() -> frozenset[str]:
    """Return the names of all countries, in lower case, in the languages of the vocabulary."""
    return frozenset(
        name.casefold()
        for language in MONTHS
        for code, name in Locale(language).territories.items()
        if code.isalpha()
    )
