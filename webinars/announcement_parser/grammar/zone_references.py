"""Parse references to time zones: cities, IANA names, abbreviations and UTC offsets."""

from collections.abc import Sequence
from typing import NamedTuple

from webinars.announcement_parser.grammar.lexer import Token
from webinars.announcement_parser.grammar.places_as_zones import match_place_zones
from webinars.announcement_parser.grammar.token_patterns import (
    compile_patterns,
    first_match,
    glued,
    literal,
    number,
)
from webinars.announcement_parser.grammar.venue_names import is_venue_at
from webinars.announcement_parser.grammar.vocabulary.word_tables import union
from webinars.announcement_parser.grammar.zone_meanings import (
    ABBREVIATIONS,
    RARE_MEANINGS,
    MeaningsMatch,
    ZoneMeaning,
    offsets_of_zone,
)
from webinars.announcement_parser.grammar.zone_names import (
    MAX_CITY_TOKENS,
    MAX_ZONE_TOKENS,
    TIME_ENDS,
    match_american_name,
    match_name_after_time,
    match_zone_name,
)
from webinars.timezones import cities, zones
from webinars.timezones.cities import City

# After a name they name a building or a street, which can stand anywhere.
BUILDING_NOUNS = union(
    {"en": "hall house room tower lodge arms inn building street st road rd avenue ave lane square"}
)
# Codes of cities that are words in capitals, too: articles, weekdays, "SIN" and "WAS".
WORDS_LIKE_CODES = frozenset(
    [
        "ADD",
        "ALA",
        "BON",
        "CHI",
        "DAC",
        "DEL",
        "GEN",
        "HAM",
        "HAN",
        "IST",
        "LA",
        "LIS",
        "LOS",
        "LUX",
        "MAD",
        "MEL",
        "PAP",
        "PAR",
        "POS",
        "RIO",
        "SEL",
        "SIN",
        "STO",
        "TAS",
        "VIE",
        "WAS",
    ]
)
MAX_OFFSET_HOURS, MAX_OFFSET_MINUTES = 14, 59


class ZoneReference(NamedTuple):
    """Words that refer to a time zone, with all possible meanings."""

    meanings: tuple[ZoneMeaning, ...]
    start: int
    end: int

    @property
    def city(self) -> City | None:
        """Return the city that the text names here."""
        return self.meanings[0].city if self.meanings[0].is_named else None


def parse_zone_reference(tokens: Sequence[Token], index: int) -> tuple[int, ZoneReference] | None:
    """Parse the city, zone, abbreviation or offset at an index; return the index after it, too."""
    match = _match_windows_name(tokens, index) or _match_offset(tokens, index)
    match = match or _match_zone(tokens, index)
    match = match or match_zone_name(tokens, index) or match_american_name(tokens, index)
    match = match or match_name_after_time(tokens, index)
    match = match or _match_abbreviation(tokens, index) or match_city(tokens, index)
    match = match or _match_place(tokens, index)
    if match is None:
        return None
    after, meanings = match
    return after, ZoneReference(meanings, tokens[index].start, tokens[after - 1].end)


def match_city(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
    """Match the longest city name at an index: "New York City" rather than "New York"."""
    first = tokens[index]
    if first.kind != "word" or first.text[0].islower():
        return None
    if first.text == "Z" and not (first.glued and index and tokens[index - 1].kind == "number"):
        return None
    for after in range(min(len(tokens), index + MAX_CITY_TOKENS), index, -1):
        last = tokens[after - 1]
        if last.text in {",", "."} or last.kind not in {"word", "sign"}:
            continue
        name = "".join(
            token.text if token.glued or offset == 0 else f" {token.text}"
            for offset, token in enumerate(tokens[index:after])
        )
        city = cities.find_known_city(name)
        if city is None or _names_building(tokens, after) or is_venue_at(tokens, index, after):
            continue
        if after == index + 1 and first.text in WORDS_LIKE_CODES and _is_word(tokens, index):
            return None
        return after, (ZoneMeaning(zones.canonical(city.timezone), None, city),)
    return None


def _is_word(tokens: Sequence[Token], index: int) -> bool:
    """Return whether letters that are a code, too, are a word here: "LA LETTRE", "VIE 19/3"."""
    beside = [*tokens[max(0, index - 1) : index], *tokens[index + 1 : index + 2]]
    if any(
        token.text.isalpha() and token.text.isupper() and _is_no_code(token) for token in beside
    ):
        return True
    following = [token.text for token in tokens[index + 1 : index + 3]]
    return bool(following) and following[0].isdecimal() and following[1:] not in ([":"], ["h"])


def _is_no_code(token: Token) -> bool:
    is_zone = token.text in ABBREVIATIONS or token.norm in TIME_ENDS
    return not is_zone and cities.find_known_city(token.text) is None


def _names_building(tokens: Sequence[Token], after: int) -> bool:
    """Return whether the word after the name of a city makes it that of a building: "Sidney Hall"."""
    if after == len(tokens) or not tokens[after].text[:1].isupper():
        return False
    return tokens[after].norm in BUILDING_NOUNS


def _match_place(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
    """Match a place beyond the table of cities beside a time: "Tallinn time", "hora de Colombia"."""
    match = match_place_zones(tokens, index)
    if match is None:
        return None
    after, places = match
    return after, tuple(
        ZoneMeaning(zones.canonical(zone), None, city, is_named=city is not None)
        for zone, city in places
    )


def _match_offset(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
    """Match UTC+2, GMT -5:30, and the +02:00 after a time in ISO 8601, +0200 in RFC 5322."""
    match = first_match(_OFFSETS, tokens, index)
    if match is None or ("utc" not in match[1] and not _is_after_minutes(tokens, index)):
        return None
    after, captures = match
    hhmm, minutes = captures.get("hhmm"), captures.get("minutes", 0)
    hours = captures.get("hours", captures.get("glued-hours", 0))
    if isinstance(hhmm, int):
        hours, minutes = divmod(hhmm, 100)
    if not isinstance(hours, int) or not isinstance(minutes, int):
        return None
    if hours > MAX_OFFSET_HOURS or minutes > MAX_OFFSET_MINUTES:
        return None
    offset = hours * 60 + minutes
    return after, (ZoneMeaning(None, -offset if "-" in captures else offset),)


def _match_windows_name(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
    """Match "(UTC-05:00) Eastern Time", where the offset is that of standard time in all seasons."""
    if tokens[index].text != "(":
        return None
    offset = _match_offset(tokens, index + 1) if index + 1 < len(tokens) else None
    if offset is None or offset[0] >= len(tokens) - 1 or tokens[offset[0]].text != ")":
        return None
    name = match_zone_name(tokens, offset[0] + 1) or match_city(tokens, offset[0] + 1)
    zone = name[1][0].zone if name is not None else None
    if name is None or zone is None or min(offsets_of_zone(zone)) != offset[1][0].offset:
        return None
    return _skip_cities(tokens, name[0]), tuple(
        meaning._replace(is_named=False) for meaning in name[1]
    )


def _skip_cities(tokens: Sequence[Token], after: int) -> int:
    """Return the index after the other cities of a Windows name: ", Edinburgh, Lisbon, London"."""
    while (
        after + 1 < len(tokens) and tokens[after].text == "," and _is_capitalised(tokens, after + 1)
    ):
        after += 2
        while _is_capitalised(tokens, after):
            after += 1
    return after


def _is_capitalised(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].kind == "word" and tokens[index].text[0].isupper()


def _is_after_minutes(tokens: Sequence[Token], index: int) -> bool:
    """Return whether 15:00 or 15:00:00 precedes an offset, with a space at most before +0200."""
    is_after_colon = index > 1 and tokens[index - 2].text == ":" and tokens[index - 1].glued
    if tokens[index].glued:
        return is_after_colon or len(tokens[index - 1].text) == len("150000")
    has_four_digits = index + 1 < len(tokens) and len(tokens[index + 1].text) == 4  # noqa: PLR2004
    return has_four_digits and is_after_colon


def _match_zone(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
    """Match the longest IANA name: Europe/Zurich, America/Port-au-Prince."""
    if index + 2 >= len(tokens) or tokens[index].kind != "word" or tokens[index + 1].text != "/":
        return None
    last = index + 1
    while last < min(len(tokens), index + MAX_ZONE_TOKENS) and tokens[last].glued:
        last += 1
    for after in range(last, index + 2, -1):
        name = "".join(token.text for token in tokens[index:after])
        if name in zones.NAMES:
            return after, (ZoneMeaning(zones.canonical(name)),)
    return None


def _match_abbreviation(tokens: Sequence[Token], index: int) -> MeaningsMatch | None:
    if tokens[index].norm in {"utc", "gmt"}:  # "Gmt": only capitals are in the table of cities
        return index + 1, (ZoneMeaning("UTC", None, cities.find_known_city("UTC")),)
    rows = ABBREVIATIONS.get(tokens[index].text)
    if rows is None:
        return None
    return index + 1, tuple(
        ZoneMeaning(
            zone,
            offset,
            cities.city_of_zone(zone),
            is_named=False,
            is_rare=(tokens[index].text, zone) in RARE_MEANINGS,
        )
        for zone, offset in rows
    )


_OFFSETS = compile_patterns(
    {
        "utc": literal("utc", "gmt", "ut", "tu"),
        "plus": literal("+"),
        "hours": number(0, MAX_OFFSET_HOURS, digits=(1, 2)),
        "glued-hours": glued(number(0, MAX_OFFSET_HOURS, digits=(1, 2))),
        "minutes": glued(number(0, MAX_OFFSET_MINUTES, digits=(2,))),
        "hhmm": glued(number(0, 1459, digits=(4,))),
        ":": glued(literal(":", ".")),
        "h": glued(literal("h", "hrs")),
    },
    "utc / utc plus hours : minutes",
    "utc / utc - hours : minutes",
    "utc / utc plus hours h?",
    "utc / utc - glued-hours h?",
    "utc plus hours : minutes",
    "utc - glued-hours : minutes",
    "plus glued-hours : minutes",
    "- glued-hours : minutes",
    "utc? plus hhmm",
    "utc? - hhmm",
    "utc plus hours h?",
    "utc - glued-hours h?",
)
