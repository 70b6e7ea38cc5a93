"""Places where people are: a time zone, a country and how many people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from webinars.announcement_parser.grammar.vocabulary.place_words import COUNTRY_ALIASES
from webinars.caching.memoize import ONCE, PER_LANGUAGE, memoize
from webinars.i18n import Translator, translator_for
from webinars.timezones import cities, formatting, zones
from webinars.timezones.cities import City
from webinars.timezones.city_search import normalize
from webinars.timezones.towns import region_zones

MOST_PLACES = 200
MOST_PEOPLE = 1_000_000  # of one place
_CODE_LENGTH = 2
# Names that lists of the United Nations use, where CLDR has another.
_OFFICIAL_NAMES = {
    "Bolivia (Plurinational State of)": "BO", "Brunei Darussalam": "BN", "Cabo Verde": "CV", "Czechia": "CZ",
    "Democratic People's Republic of Korea": "KP", "Democratic Republic of the Congo": "CD",
    "Republic of the Congo": "CG", "Congo": "CG", "Iran (Islamic Republic of)": "IR",
    "Lao People's Democratic Republic": "LA", "Micronesia (Federated States of)": "FM",
    "Republic of Korea": "KR", "Republic of Moldova": "MD", "Russian Federation": "RU",
    "State of Palestine": "PS", "Palestine": "PS", "Syrian Arab Republic": "SY", "Türkiye": "TR",
    "United Kingdom of Great Britain and Northern Ireland": "GB", "United Republic of Tanzania": "TZ",
    "United States of America": "US", "Venezuela (Bolivarian Republic of)": "VE", "Viet Nam": "VN",
    "Hong Kong": "HK", "Macao": "MO", "Swaziland": "SZ", "Burma": "MM", "Cape Verde": "CV",
    "Timor-Leste": "TL", "Côte d'Ivoire": "CI", "Eswatini": "SZ",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A place with a number of people: name on pages, IANA time zone, and ISO code of the country or ""."""

    name: str
    timezone: str
    country: str = ""
    people: int = 1


def country_place(country: str, people: int, t: Translator, zone: str = "") -> Place | None:
    """Return a country as a place, at the time of most of its towns or of a zone; None without one."""
    zone = zone or next(iter(region_zones(country)), "")
    name = str(t.locale.territories.get(country, country))
    return Place(name, zone, country, people) if zone else None


def city_place(city: City, people: int, t: Translator) -> Place:
    """Return a city as a place."""
    return Place(formatting.city_name(city, t), city.timezone, country_of_city(city), people)


def zone_place(zone: str, country: str, people: int, t: Translator) -> Place:
    """Return the people of a time zone as a place; country is "" if it is not known."""
    canonical = zones.canonical(zone)
    return Place(
        formatting.zone_name(canonical, t), canonical, country or country_of_zone(canonical), people
    )


def country_of_name(text: str, t: Translator) -> str:
    """Return the ISO code of a country by its name or code, or ""."""
    if len(text) == _CODE_LENGTH and text.isupper() and zones.of_country(text):
        return text
    return country_names(t).get(normalize(text), "")


def country_of_city(city: City) -> str:
    """Return the country of a city by its ISO code."""
    known = _countries_of_cities().get((normalize(city.name), city.timezone))
    return known or country_of_zone(city.timezone)


def country_of_zone(zone: str) -> str:
    """Return the country of a zone by its ISO code, or "" for a zone of none, such as UTC."""
    return next(iter(zones.countries_of(zone)), "")


@memoize(PER_LANGUAGE)
def country_names(t: Translator) -> Mapping[str, str]:
    """Return the codes of countries by normalized name, in English and in the reader's language."""
    named: dict[str, str] = {}
    for language in (translator_for("en"), t):
        for code, name in language.locale.territories.items():
            if zones.of_country(str(code)):
                for spelling in _spellings(str(name)):
                    named.setdefault(normalize(spelling), str(code))
    for name, code in {**COUNTRY_ALIASES, **_OFFICIAL_NAMES}.items():
        named.setdefault(normalize(name), code)
    return named


def _spellings(name: str) -> tuple[str, ...]:
    """Return a name of CLDR, and as lists write it: "Myanmar (Burma)", "St. Lucia", "Trinidad & Tobago"."""
    in_full = re.sub(r"\bSt\.? ", "Saint ", name).replace(" & ", " and ")
    return name, in_full, name.partition(" (")[0]


@memoize(ONCE)
def _countries_of_cities() -> dict[tuple[str, str], str]:
    by_name: dict[tuple[str, str], str] = {}
    for world_city in cities.world_cities().values():
        key = normalize(world_city.city.name), world_city.city.timezone
        by_name.setdefault(key, world_city.country)
    return by_name
