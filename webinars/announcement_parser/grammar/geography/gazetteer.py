"""Gazetteer: time zones of cities beyond the table, of towns, countries and American states, by name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from babel import Locale
from babel.core import get_global

from webinars.announcement_parser.grammar.geography.far_regions import ISLAND_ZONES
from webinars.announcement_parser.grammar.geography.institutions import INSTITUTION_ZONES
from webinars.announcement_parser.grammar.vocabulary.calendar_names import (
    MONTH_NUMBERS,
    MONTHS,
    WEEKDAYS,
)
from webinars.announcement_parser.grammar.vocabulary.heading_words import EVENT_NOUNS
from webinars.announcement_parser.grammar.vocabulary.line_labels import COLUMN_FIELDS, LABEL_FIELDS
from webinars.announcement_parser.grammar.vocabulary.place_words import (
    COUNTRY_ALIASES,
    DEMONYMS,
    NO_CITIES,
    VENUE_WORDS,
)
from webinars.announcement_parser.grammar.vocabulary.word_tables import union
from webinars.caching.memoize import ONCE, memoize
from webinars.timezones import cities, towns, zones
from webinars.timezones.cities import City
from webinars.timezones.city_search import normalize
from webinars.timezones.exemplars import exemplar

MAX_MEANINGS = 4
STATE_CODES = frozenset(towns.US_STATES)
# Abbreviations of states in newspapers, without their full stop: "Wakefield (Mass.)".
PRESS_ABBREVIATIONS = {
    "Ala": "AL", "Ariz": "AZ", "Ark": "AR", "Calif": "CA", "Colo": "CO", "Conn": "CT", "Del": "DE",
    "Fla": "FL", "Ga": "GA", "Ill": "IL", "Ind": "IN", "Kan": "KS", "Ky": "KY", "La": "LA", "Md": "MD",
    "Mass": "MA", "Mich": "MI", "Minn": "MN", "Miss": "MS", "Mo": "MO", "Mont": "MT", "Neb": "NE",
    "Nev": "NV", "N.H": "NH", "N.J": "NJ", "N.M": "NM", "N.Y": "NY", "N.C": "NC", "N.D": "ND",
    "Okla": "OK", "Ore": "OR", "Pa": "PA", "R.I": "RI", "S.C": "SC", "S.D": "SD", "Tenn": "TN",
    "Tex": "TX", "Vt": "VT", "Va": "VA", "Wash": "WA", "W.Va": "WV", "Wis": "WI", "Wyo": "WY",
}  # fmt: skip


class NamedPlace(NamedTuple):
    """A place with one time zone: the city to show, None for a town or country."""

    timezone: str
    city: City | None


# Counties whose names towns elsewhere have, too: regions.tsv leaves such names out.
ENGLISH_COUNTIES = frozenset(
    {
        "cornwall",
        "cumberland",
        "devon",
        "dorset",
        "durham",
        "essex",
        "kent",
        "middlesex",
        "norfolk",
        "northumberland",
        "rutland",
        "somerset",
        "suffolk",
        "surrey",
        "sussex",
        "westmorland",
    }
)
# Irish counties as addresses write them, after "Co." or "County"; other countries write "Cook County".
IRISH_COUNTIES = frozenset(
    [
        "carlow",
        "cavan",
        "clare",
        "cork",
        "donegal",
        "dublin",
        "galway",
        "kerry",
        "kildare",
        "kilkenny",
        "laois",
        "leitrim",
        "limerick",
        "longford",
        "louth",
        "mayo",
        "meath",
        "monaghan",
        "offaly",
        "roscommon",
        "sligo",
        "tipperary",
        "waterford",
        "westmeath",
        "wexford",
        "wicklow",
    ]
)
BRITISH_COUNTIES = frozenset(
    ["antrim", "armagh", "down", "durham", "fermanagh", "londonderry", "tyrone"]
)
# Zones and countries of counties, provinces and states whose names towns elsewhere have.
NAMESAKE_ZONES = dict.fromkeys(ENGLISH_COUNTIES, "Europe/London") | {
    "ontario": "America/Toronto",
    "victoria": "Australia/Melbourne",
}
STATES_NAMED_AS_COUNTRIES = {"georgia": "US-GA"}
NAMESAKE_COUNTRIES = dict.fromkeys(ENGLISH_COUNTIES, "GB") | {"ontario": "CA", "victoria": "AU"}


# Buildings of international bodies, by the names that announcements use without their town.
BUILDING_ZONES = {
    "fao headquarters": "Europe/Rome",
    "maison de l'unesco": "Europe/Paris",
    "palais des nations": "Europe/Zurich",
    "palais wilson": "Europe/Zurich",
    "palacio de las naciones": "Europe/Zurich",
    "sede de la unesco": "Europe/Paris",
    "un headquarters": "America/New_York",
    "unesco headquarters": "Europe/Paris",
    "unesco house": "Europe/Paris",
    "united nations headquarters": "America/New_York",
    "vienna international centre": "Europe/Vienna",
} | INSTITUTION_ZONES
# English, French and German names of towns that the table has by their own.
EXONYMS = {
    "aarhus": "århus",
    "aix-la-chapelle": "aachen",
    "bale": "basel",
    "bois-le-duc": "'s-hertogenbosch",
    "bruges": "brugge",
    "courtrai": "kortrijk",
    "fribourg-en-brisgau": "freiburg",
    "gand": "gent",
    "ghent": "gent",
    "leyden": "leiden",
    "malines": "mechelen",
    "louvain": "leuven",
    "ratisbon": "regensburg",
    "tournay": "tournai",
    "treves": "trier",
    "ypres": "ieper",
}


_STATES = frozenset(map(normalize, towns.US_STATES.values()))


def large_places(name: str, language: str = "en") -> tuple[NamedPlace, ...]:
    """Return the large cities or the country of a name, one for each time zone, the largest first.

    Other languages than English are those of the towns: "Teatro Chico" is not in Chico, California.
    """
    key = normalize(name)
    if key in _COMMON_WORDS:
        return ()
    if key in ISLAND_ZONES:
        return (NamedPlace(zones.canonical(ISLAND_ZONES[key]), None),)
    by_zone: dict[str, NamedPlace] = {}
    for city in _cities().get(key, ()):
        by_zone.setdefault(city.timezone, NamedPlace(city.timezone, city))
    if not by_zone:
        region = country_code(name)
        by_zone = {zone: NamedPlace(zone, None) for zone in region_zones(region)}
    # Granada is also a city in Spain
    namesakes = [
        town
        for town in _towns_but_states(name, language)
        if language == "en" or speaks(town.region[:2], language)
    ]
    is_large = any(town.is_large for town in namesakes)
    for town in namesakes:
        if town.is_large or (is_large and _is_common(name, namesakes, language)):
            by_zone.setdefault(town.timezone, NamedPlace(town.timezone, None))
    return tuple(by_zone.values())[:MAX_MEANINGS]


def town_places(
    name: str, regions: Iterable[str], language: str, *, only_large: bool
) -> tuple[NamedPlace, ...]:
    """Return the towns of a name, one for each time zone.

    Args:
        name: the name.
        regions: countries and American states; without any, countries of the language come first.
        language: that of the announcement.
        only_large: whether only towns of 100,000 people or more count.
    """
    wanted = set(regions)
    by_name = towns.towns(name) if wanted else _towns_but_states(name, language)
    by_name = by_name or towns.towns(EXONYMS.get(normalize(name), ""))
    namesakes = [town for town in by_name if _is_in(town.region, wanted)]
    if normalize(name) in (_COMMON_WORDS if only_large else _LABELS):
        return ()
    if not wanted and normalize(name) in _ORDINARY_WORDS:  # "Spring at the library" is not in Texas
        return ()
    if not wanted and language != "en":
        namesakes = [town for town in namesakes if speaks(town.region[:2], language)] or namesakes
    large = [town for town in namesakes if town.is_large]
    is_unsure = not wanted and _is_common(name, namesakes, language)
    if not is_unsure or (only_large and not large):
        namesakes = large if only_large else large or namesakes
    by_zone = dict.fromkeys(town.timezone for town in namesakes)
    namesake_zone = NAMESAKE_ZONES.get(normalize(name))
    if by_zone and not wanted and namesake_zone is not None:
        by_zone[namesake_zone] = None
    return tuple(NamedPlace(zone, None) for zone in by_zone)[:MAX_MEANINGS]


def is_single(name: str, language: str) -> bool:
    """Return whether no towns in several countries of a language have a name."""
    namesakes = [town for town in towns.towns(name) if speaks(town.region[:2], language)]
    return not _is_common(name, namesakes, language)


def _is_common(name: str, namesakes: Sequence[towns.Town], language: str) -> bool:
    """Return whether towns in several countries of a language have a name, and none is a city of the world.

    A large San Martín is then no likelier than a small one.
    """
    countries = {town.region[:2] for town in namesakes}
    return language != "en" and len(countries) > 1 and normalize(name) not in _cities()


def speaks(country: str, language: str) -> bool:
    """Return whether a language is an official one of a country."""
    languages = get_global("territory_languages").get(country, {})
    return languages.get(language, {}).get("official_status") in {"official", "de_facto_official"}


def region_zones(region: str) -> tuple[str, ...]:
    """Return the zones of a country or American state, none for ""; canonical names."""
    return tuple(map(zones.canonical, towns.region_zones(region))) if region else ()


def country_code(name: str) -> str:
    """Return the ISO code of a country, by its name or a region's, or of an American state, or ""."""
    by_name = _towns_but_states(name, "en")
    is_other = normalize(name) in _COMMON_WORDS or any(town.is_large for town in by_name)
    if is_other:  # "réunion", and "Granada" as CLDR calls Grenada in Spanish
        return ""
    return _country_codes().get(normalize(name), "") or _country_of_region(name)


def _country_of_region(name: str) -> str:
    """Return the country of a region, "" if a town elsewhere has its name: San Martín, Argentina."""
    country = towns.region_country(name)
    is_elsewhere = any(town.region[:2] != country[:2] for town in towns.towns(name))
    return "" if is_elsewhere else country


def county_country(part: str) -> str:
    """Return the ISO code of the country of "County Mayo", or ""."""
    prefix, _, name = normalize(part).partition(" ")
    if prefix != "county":
        return ""
    return "IE" if name in IRISH_COUNTIES else "GB" if name in BRITISH_COUNTIES else ""


def region_of_town(name: str, town: str) -> str:
    """Return the country or state of a name after one of its towns: "Ontario" after "Guelph", or ""."""
    key = normalize(name)
    codes = (
        state_code(name.rstrip(".")),
        STATES_NAMED_AS_COUNTRIES.get(key, ""),
        _country_codes().get(key, ""),
        NAMESAKE_COUNTRIES.get(key, ""),
        towns.region_country(name),
    )
    regions = {one.region for one in towns.towns(town)}
    own = (code for code in codes if code and any(_is_in(region, {code}) for region in regions))
    return next(own, "")


def is_ordinary_word(name: str) -> bool:
    """Return whether a name is that of a weekday, a venue, a kind of event or the like."""
    return normalize(name) in _COMMON_WORDS


def is_town_in(name: str, country: str) -> bool:
    """Return whether a country has a town of a name that is no ordinary word."""
    is_word = normalize(name) in _COMMON_WORDS
    return not is_word and any(town.region[:2] == country for town in towns.towns(name))


def speaking(zone_names: Iterable[str], language: str) -> tuple[str, ...]:
    """Return the zones of countries in which a language is an official one, all zones if none is.

    English announces events everywhere.
    """
    all_zones = tuple(zone_names)
    if language == "en":
        return all_zones
    own = [
        zone
        for zone in all_zones
        if any(speaks(country, language) for country in zones.countries_of(zone))
    ]
    return tuple(own) or all_zones


def state_code(text: str) -> str:
    """Return the region of the two capitals of an American state: "US-MA" for "MA"."""
    return f"US-{text}" if text in towns.US_STATES else ""


def demonym_zones(word: str) -> tuple[str, ...]:
    """Return the zones of an adjective before "time": "Swiss"."""
    return region_zones(DEMONYMS.get(word.casefold(), ""))


def _towns_but_states(name: str, language: str) -> tuple[towns.Town, ...]:
    """Return the towns of a name; of that of an American state only American ones, in English.

    Virginia is also a city in South Africa.
    """
    by_name = towns.towns(name)
    if language != "en" or normalize(name) not in _STATES:
        return by_name
    return tuple(town for town in by_name if town.region.startswith("US-"))


def _is_in(region: str, wanted: set[str]) -> bool:
    return not wanted or region in wanted or region[:2] in wanted


@memoize(ONCE)
def _cities() -> Mapping[str, tuple[City, ...]]:
    """Return the large cities of the world and those of all time zones, by normalized name."""
    named = [(cities.find_known_city(city.name) or city, city.name) for city in _exemplars()]
    named += [(row.city, row.city.name) for row in cities.world_cities().values()]
    for language in MONTHS:
        locale = Locale(language)
        named += [(city, exemplar(city.timezone, locale)) for city in _exemplars()]
    by_name: dict[str, dict[City, None]] = {}
    for city, name in named:
        by_name.setdefault(normalize(name), {}).setdefault(city)
    return {name: tuple(namesakes) for name, namesakes in by_name.items()}


def _exemplars() -> list[City]:
    """Return the cities of all zones but those of stations in the Antarctic, which are surnames."""
    return [
        city
        for zone, city in cities.zone_cities().items()
        if zone != "UTC" and not zone.startswith("Antarctica/")
    ]


@memoize(ONCE)
def _country_codes() -> Mapping[str, str]:
    """Return ISO codes by normalized name, and the regions of American states."""
    codes = {normalize(name): f"US-{code}" for code, name in towns.US_STATES.items()}
    for language in MONTHS:
        for code, name in Locale(language).territories.items():
            if code.isalpha():
                codes[normalize(name)] = code
    return codes | {normalize(name): code for name, code in COUNTRY_ALIASES.items()}


# Time in Norway and Date in Japan are no towns in the head of a table.
_LABELS = frozenset(map(normalize, {*LABEL_FIELDS, *COLUMN_FIELDS}))
_WEEKDAY_NAMES = union({language: " ".join(row) for language, row in WEEKDAYS.items()})
# "Mon. 8 February" is not in Mon, Nagaland.
_ORDINARY_WORDS = frozenset(map(normalize, {*NO_CITIES, *_WEEKDAY_NAMES}))
_COMMON_WORDS = _ORDINARY_WORDS | frozenset(
    map(normalize, {*VENUE_WORDS, *EVENT_NOUNS, *MONTH_NUMBERS})
)
