"""Time zones of addresses: the town, region or country in which a venue or an organisation is."""

import re
from collections.abc import Sequence
from itertools import takewhile

from webinars.announcement_parser.grammar.geography import gazetteer
from webinars.announcement_parser.grammar.geography.far_regions import far_zone
from webinars.announcement_parser.grammar.lexer import Token, tokenize
from webinars.announcement_parser.grammar.venue_names import (
    MAX_WORDS_BEFORE,
    is_in_venue_name,
    is_venue_at,
)
from webinars.announcement_parser.grammar.vocabulary.calendar_names import MONTH_NUMBERS
from webinars.announcement_parser.grammar.vocabulary.place_words import (
    ADDRESS_ENDINGS,
    ADDRESS_WORDS,
    CORPORATE_WORDS,
)
from webinars.announcement_parser.grammar.vocabulary.word_tables import union
from webinars.announcement_parser.grammar.zone_references import match_city
from webinars.timezones import cities, towns, zones

_SEPARATOR = re.compile(
    r"[,;/|()·•\n]|\.\s+|\s[–—-]\s|\s(?:in|à|en|at|near|nr|bei|near to|cerca de)\s", re.IGNORECASE
)
_COUNTY = re.compile(r"\bCo\. (?=[A-Z])")
_ZIP_CODE = re.compile(r"(?<=\b[A-Z]{2})\s\d{5}(?:-\d{4})?$")  # after a state: "WA 98032"
# Words for streets that are also other words: they follow a house number and a name.
STREET_WORDS = frozenset(
    {
        "yard",
        "court",
        "ct",
        "terrace",
        "close",
        "drive",
        "dr",
        "way",
        "row",
        "hill",
        "walk",
        "grove",
        "gardens",
    }
)
# Names of rooms that are those of towns: "Salle Lausanne", "Amphi Darwin".
ROOM_BEFORE_NAME = re.compile(
    r"(?:room|salle|sala|salón|amphi\w*|auditori\w+|hörsaal|raum|aula)\s\S+", re.IGNORECASE
)
STATE_COUNTRIES = {
    **dict.fromkeys(("NSW", "VIC", "QLD", "SA", "TAS", "ACT", "NT"), "AU"),
    **dict.fromkeys(("AB", "BC", "MB", "NB", "NL", "NS", "ON", "PE", "PEI", "QC", "SK"), "CA"),
}
UK_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
# Names before a number that is none of a house.
BEFORE_OTHER_NUMBER = frozenset(MONTH_NUMBERS) | union(
    {
        "en": "room hall session part week day no lecture chapter episode issue volume module unit floor",
        "fr": "salle séance jour partie semaine étage",
        "es": "sala aula sesión día parte semana",
        "de": "tag sitzung raum saal teil woche",
    }
)
UNIVERSITY = re.compile(
    r"\b(?:universi\w+|college|hochschule|polytechni\w+|(?:institute?|school|academy) of|école"
    r"|politecnico)\b",
    re.IGNORECASE,
)
MAX_BODY_LENGTH = 80  # of a line that names a university
MAX_HOUSE_DIGITS = 3
MAX_PARTS = 12
MAX_ADDRESS = 120  # characters
MAX_NAME_WORDS = 3
MAX_CODE_LENGTH = 4
POSTAL_CODE_DIGITS = frozenset({4, 5})
# After a town, with its full stop: "Salem, Mass.", "Salem (Mass.)".
_PRESS_STATE = re.compile(
    rf"(?<=\w),? \(?({'|'.join(map(re.escape, gazetteer.PRESS_ABBREVIATIONS))})\.(?!\w)\)?"
)
_POSTAL_CODE = re.compile(r"^\d{4,6} | \d{4,6}$")  # beside the name of a town
_PUNCTUATION = " :–—-<>(),;.|/&+\"'«»“”*_#"


def address_zones(
    text: str, language: str, *, is_venue: bool, countries: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Return the zones in which a venue may be: "Kulturhaus, 4020 Linz", "Cambridge, MA", "Kenya".

    The last part that names a town decides, within the country, American state or region that follows it. A
    town without its region may be a surname or a province ("Guelph, Ontario"): earlier towns count, too.

    Args:
        text: the address.
        language: that of the announcement, which decides between towns of a name.
        is_venue: whether the text is certainly an address; in others only large cities count, and towns
            before their region.
        countries: those that other signs show; towns in them come before others of the same name.
    """
    parts = [part.strip(_PUNCTUATION) for part in _split(text)]
    parts = [part for part in parts if part][-MAX_PARTS:]
    regions: list[str] = []
    for index, part in enumerate(reversed(parts)):
        far = far_zone(part, language, is_venue=is_venue)
        if far:
            return (zones.canonical(far),)
        before = parts[-index - 2] if index + 1 < len(parts) else ""
        region = _region_of_town(part, before) if before else ""  # of "Savannah, Georgia" first
        region = region or (_region(part) if is_venue or index == 0 else "")
        if region:
            regions.append(region)
        own = tuple(regions) or _countries_of_town(part, countries)
        places = _part_zones(part, own, language, is_venue=is_venue)
        if places and not regions and is_venue:
            is_line = (
                len(text) <= MAX_ADDRESS
            )  # a paragraph has names that are no parts of an address
            is_large = is_line and bool(gazetteer.large_places(part, language))
            earlier = _earlier_zones(parts[: -index - 1], language, only_large=is_large)
            both = tuple(zone for zone in places if zone in earlier)
            return both or gazetteer.speaking(_distinct(earlier, places), language)
        if places:
            return places
    return gazetteer.region_zones(regions[0]) if regions else ()


def _split(text: str) -> list[str]:
    """Return the parts of an address; the full stop of "Co. Mayo" and "Salem, Mass." separates none."""
    return _SEPARATOR.split(_COUNTY.sub("County ", _PRESS_STATE.sub(_state_code, text)))


def _state_code(match: re.Match[str]) -> str:
    return f", {gazetteer.PRESS_ABBREVIATIONS[match[1]]},"


def certain_zones(text: str) -> frozenset[str]:
    """Return the zones of the known cities, countries, states and buildings that an address names.

    A town alone may have namesakes in other countries, which the gazetteer is too small to have.
    """
    named: set[str] = set()
    parts = [part for part in (one.strip(_PUNCTUATION) for one in _split(text)) if part]
    for before, name in zip(["", *parts], parts, strict=False):
        region = _region(name) or _region_of_town(name, before)
        named |= set(gazetteer.region_zones(region))
        building = gazetteer.BUILDING_ZONES.get(name.casefold())
        named |= {building} if building else set()
    tokens = tokenize(text, 0, len(text))
    matches = (match_city(tokens, index) for index in range(len(tokens)))
    return frozenset(named | {str(match[1][0].zone) for match in matches if match is not None})


def sole_town_zones(text: str, language: str) -> frozenset[str]:
    """Return the zones of the towns whose names are parts of an address, and have no known namesakes."""
    parts = (_POSTAL_CODE.sub("", part.strip(_PUNCTUATION)) for part in _split(text))
    known = (
        {
            town.timezone
            for town in towns.towns(part)
            if language == "en" or gazetteer.speaks(town.region[:2], language)
        }
        for part in parts
    )
    return frozenset(zone for zone_names in known if len(zone_names) == 1 for zone in zone_names)


def first_part(text: str) -> tuple[str, str]:
    """Return the first part of a text, up to a comma or the like, and the rest."""
    first, *rest = _SEPARATOR.split(text, maxsplit=1)
    return first, "".join(rest)


def _earlier_zones(parts: Sequence[str], language: str, *, only_large: bool) -> tuple[str, ...]:
    """Return the zones of the last part that is the name of a town and nothing else.

    Before a large one only such towns count: "Santa Elena, Medellín" is a part of that.
    """
    for part in reversed(parts):
        if only_large and not gazetteer.large_places(part, language):
            continue
        places = _town_zones(part, (), language, is_whole=True, is_venue=True)
        if places:
            namesakes = gazetteer.large_places(part)  # London is in Ontario, too
            return _distinct(places, [zones.canonical(place.timezone) for place in namesakes])
    return ()


def _distinct(*groups: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(zone for group in groups for zone in group))


def mentioned_zones(tokens: Sequence[Token], language: str) -> tuple[str, ...]:
    """Return the zones of all large cities and of countries with one zone in the tokens."""
    mentioned: dict[str, None] = {}
    index = 0
    while index < len(tokens):
        after, zones_of_name = _match_mention(tokens, index, language)
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
    return _has_street_number(tokens) or _has_street_before_number(tokens)


def _has_street_before_number(tokens: Sequence[Token]) -> bool:
    """Return whether a number stands between a name and a comma before a name: "Kanalvej 12, Lyngby"."""
    return any(
        _is_name(street)
        and street.norm not in BEFORE_OTHER_NUMBER
        and number.kind == "number"
        and len(number.text) <= MAX_HOUSE_DIGITS
        and comma.text == ","
        and _is_name(town)
        for street, number, comma, town in zip(
            tokens, tokens[1:], tokens[2:], tokens[3:], strict=False
        )
    )


def is_town_with_region(text: str, language: str) -> bool:
    """Return whether a text is only a town and its country, state or region: "Lisbon, Portugal"."""
    town, comma, region = text.strip(_PUNCTUATION).partition(",")
    words = (*town.split(), *region.split())
    is_short = bool(comma) and len(words) <= MAX_NAME_WORDS + MAX_NAME_WORDS
    if not is_short or not all(word[0].isupper() for word in words):
        return False
    wanted = _region(region.strip())
    return bool(wanted and gazetteer.town_places(town, [wanted], language, only_large=False))


def _has_street_number(tokens: Sequence[Token]) -> bool:
    """Return whether a number stands before names with a word for a street: "12 Foundry Yard"."""
    for index, token in enumerate(tokens):
        if token.kind == "number":
            names = list(takewhile(_is_name, tokens[index + 1 : index + 2 + MAX_NAME_WORDS]))
            if any(name.norm in STREET_WORDS for name in names[1:]):
                return True
    return False


def names_university(text: str) -> bool:
    """Return whether a line names a university and little else."""
    return len(text) <= MAX_BODY_LENGTH and UNIVERSITY.search(text) is not None


def _is_name(token: Token) -> bool:
    return token.kind == "word" and token.text[0].isupper()


def names_organisation(tokens: Sequence[Token]) -> bool:
    """Return whether a line has a word for an organisation: "Department of Mathematics, …"."""
    return any(token.norm in CORPORATE_WORDS for token in tokens)


def _region(part: str) -> str:
    """Return the country, American state or region that a part of an address names, or ""."""
    if cities.find_known_city(part) is not None:
        return ""
    part = _ZIP_CODE.sub("", part)
    county = gazetteer.county_country(part)
    region = county or gazetteer.country_code(part)
    return region or gazetteer.state_code(part.rsplit(maxsplit=1)[-1]) or _country_of_code(part)


def _country_of_code(part: str) -> str:
    """Return the country of a town before the code of its state: "Adelaide SA", but not "Peat SA"."""
    town, _, code = part.rpartition(" ")
    country = STATE_COUNTRIES.get(code, "")
    return country if country and gazetteer.is_town_in(town, country) else ""


def _countries_of_town(part: str, countries: frozenset[str]) -> tuple[str, ...]:
    """Return those countries in which a part of an address is the name of a town and nothing else."""
    return tuple(code for code in countries if gazetteer.is_town_in(part, code))


def _region_of_town(part: str, before: str) -> str:
    """Return the region that a part names after one of its towns: "King Street Guelph, Ontario"."""
    words = before.split()
    towns = (" ".join(words[-length:]) for length in range(MAX_NAME_WORDS, 0, -1))
    codes = (gazetteer.region_of_town(part, town) for town in towns if town[:1].isupper())
    return next(filter(None, codes), "")


def _part_zones(
    part: str, regions: Sequence[str], language: str, *, is_venue: bool
) -> tuple[str, ...]:
    """Return the zones of the town that a part of an address names, possibly after a postal code."""
    words = [word for word in part.split() if not any(map(str.isdigit, word))]
    while words and (words[-1] in gazetteer.STATE_CODES or _country_of_code(" ".join(words))):
        words.pop()
    if not words or ROOM_BEFORE_NAME.fullmatch(part):
        return ()
    name = " ".join(words)
    tails = [
        " ".join(words[-length:])
        for length in (3, 2, 1)
        if length < len(words) and not _is_venue(words, length)
    ]
    for candidate in (name, *(tails if is_venue else ())):
        is_whole = candidate == name
        places = _town_zones(candidate, regions, language, is_whole=is_whole, is_venue=is_venue)
        if places:
            return places
    return ()


def _is_venue(words: Sequence[str], length: int) -> bool:
    """Return whether the last words are no town but in the name of a venue: "The George"."""
    is_venue = is_in_venue_name(words[:-length][-MAX_WORDS_BEFORE:], ())
    return is_venue and not gazetteer.country_code(" ".join(words[-length:]))


def _town_zones(
    name: str, regions: Sequence[str], language: str, *, is_whole: bool, is_venue: bool
) -> tuple[str, ...]:
    is_date = name.casefold() in MONTH_NUMBERS and not regions  # "March 10" is in no town of March
    if is_date or not name[0].isupper():
        return ()
    building = gazetteer.BUILDING_ZONES.get(name.casefold())
    if building is not None and is_whole:
        return (building,)
    city = cities.find_known_city(name)
    if city is not None and city.timezone != "UTC" and (len(name) > MAX_CODE_LENGTH or is_whole):
        zone = zones.canonical(city.timezone)
        if _is_in_regions(zone, regions):
            return (zone,)
    if gazetteer.country_code(name) and not regions:
        return ()
    places: tuple[gazetteer.NamedPlace, ...] = ()
    if is_whole or regions:
        is_certain = bool(regions) or is_venue
        places = gazetteer.town_places(name, regions, language, only_large=not is_certain)
    named_after = "en" if is_whole else language  # of "Teatro Chico", "chico" may be no town
    places = places or (() if regions else gazetteer.large_places(name, named_after))
    return tuple(zones.canonical(place.timezone) for place in places)


def _is_in_regions(zone: str, regions: Sequence[str]) -> bool:
    """Return whether a known city is in the regions that follow it: not the London of "London, Ontario"."""
    zone_names = {name for region in regions for name in gazetteer.region_zones(region)}
    return not zone_names or zone in zone_names


def _match_town_in_region(
    tokens: Sequence[Token], index: int, language: str
) -> tuple[int, tuple[str, ...]] | None:
    """Return the index after a town, a comma and its region, and the zones there: "London, Ontario"."""
    names = list(takewhile(_is_name, tokens[index : index + MAX_NAME_WORDS]))
    for length in range(len(names), 0, -1):
        comma = index + length
        if comma + 1 >= len(tokens) or tokens[comma].text != ",":
            continue
        town = " ".join(token.text for token in names[:length])
        region_names = list(takewhile(_is_name, tokens[comma + 1 : comma + 3]))
        for words in range(len(region_names), 0, -1):
            name = " ".join(token.text for token in region_names[:words])
            region = gazetteer.region_of_town(name, town)
            if region:
                places = gazetteer.town_places(town, [region], language, only_large=False)
                zone_names = tuple(zones.canonical(place.timezone) for place in places)
                return comma + 1 + words, zone_names
    return None


def _match_mention(
    tokens: Sequence[Token], index: int, language: str
) -> tuple[int, tuple[str, ...]]:
    """Return the index after the place at an index, and its zones."""
    token = tokens[index]
    if token.kind != "word" or not token.text[0].isupper():
        return index + 1, ()
    in_region = _match_town_in_region(tokens, index, language)
    if in_region is not None:
        return in_region
    match = match_city(tokens, index)
    if match is not None:
        zone = match[1][0].zone
        return match[0], () if zone in {None, "UTC"} else (str(zone),)
    for length in range(min(MAX_NAME_WORDS, len(tokens) - index), 0, -1):
        span = tokens[index : index + length]
        if all(part.kind == "word" for part in span):
            name = " ".join(part.text for part in span)
            places = gazetteer.large_places(name)
            is_venue = is_venue_at(tokens, index, index + length)
            if is_venue and not gazetteer.country_code(name):
                continue
            if len(places) == 1 and gazetteer.is_single(name, language):
                return index + length, (zones.canonical(places[0].timezone),)
    return index + 1, ()
