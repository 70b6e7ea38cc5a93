"""Find a city by name, with proposals for ambiguous and misspelt names."""

# Searched in this order: cities of announcements, cities of time zones, large cities of the world.

import difflib
import re
from collections.abc import Iterable, Iterator

from webinars.caching.memoize import ONCE, PER_LANGUAGE, memoize
from webinars.errors import InvalidInputError
from webinars.i18n import Translator
from webinars.timezones import cities, formatting, zones
from webinars.timezones.cities import City, without_accents

MAX_PROPOSALS = 5
_MAX_LENGTH = 80
_MAX_QUOTED = 60  # characters of the input in an error message
_SIMILAR = 0.78
_WITH_COUNTRY = re.compile(r"([^()]+)\(([^()]+(?:\([^()]*\))?)\)")
_MARKS = re.compile(r"[-–’'ʻ`.]")


def find_city(text: str, t: Translator) -> City:
    """Find a city by its name in English or the reader's language: "Kampala", "San José (Costa Rica)".

    Raises:
        InvalidInputError: "unknown-city" (facts: city); "misspelt-city", "ambiguous-city" (also proposals).
    """
    name_given = " ".join(text.split())
    if len(name_given) > _MAX_LENGTH:
        raise InvalidInputError("unknown-city", city=name_given[:_MAX_QUOTED])
    matches = _matches(name_given, t)
    if not matches:
        raise _not_found_error(name_given, t)
    if len({city.timezone for city in matches}) > 1:
        proposals = tuple(_with_country(city, t) for city in matches[:MAX_PROPOSALS])
        raise InvalidInputError(
            "ambiguous-city", city=name_given[:_MAX_QUOTED], proposals=proposals
        )
    return matches[0]


def find_zone(text: str, t: Translator) -> str:
    """Find a time zone by its IANA name, or by the name of a city as find_city() does.

    Raises:
        InvalidInputError: "unknown-timezone" (facts: zone); "misspelt-city", "ambiguous-city" (facts: as
            of find_city()).
    """
    if text in zones.NAMES or not text.strip():
        return zones.canonical(text)
    try:
        return find_city(text, t).timezone
    except InvalidInputError as error:
        if error.code != "unknown-city":
            raise
        return zones.canonical(text)


def zone_label(zone: str, t: Translator) -> str:
    """Return a name that find_zone() resolves to this zone: its city's, or the IANA name."""
    name = formatting.zone_name(zone, t)
    try:
        return name if find_city(name, t).timezone == zone else zone
    except InvalidInputError:
        return zone


def is_known(text: str, t: Translator) -> bool:
    """Return whether a text is exactly the name of one or more cities."""
    name_given = " ".join(text.split())
    return len(name_given) <= _MAX_LENGTH and bool(
        _row(name_given, t) or _exact_matches(normalize(name_given), t)
    )


def city_label(city: City, t: Translator) -> str:
    """Return a name that find_city() resolves to this city, with its country if ambiguous."""
    name = formatting.city_name(city, t)
    return name if _matches(name, t) == [city] else _with_country(city, t)


@memoize(PER_LANGUAGE)
def suggestions(t: Translator) -> tuple[str, ...]:
    """Return the names to suggest in input fields: cities of announcements and of all time zones."""
    known = (*cities.CITIES.values(), *cities.zone_cities().values())
    return tuple(sorted({formatting.city_name(city, t) for city in known}, key=str.casefold))


def normalize(text: str) -> str:
    """Return a name without case, accents and punctuation, for comparison."""
    bare = _MARKS.sub(" ", text.casefold()).replace(",", " ")
    return " ".join(without_accents(bare).split())


def _matches(name_given: str, t: Translator) -> list[City]:
    """Return the cities that match a text, one per time zone, the likeliest first."""
    row = _row(name_given, t)
    if row is not None:
        return _with_larger_namesakes(row, normalize(name_given))
    normalized = normalize(name_given)
    with_country = _WITH_COUNTRY.fullmatch(name_given)
    if with_country and normalized not in _zone_names(t):
        name, country = normalize(with_country[1]), with_country[2].strip().casefold()
        candidates = (*_of_rows(name, t), *_exact_matches(name, t))
        return _first_per_zone(city for city in candidates if country in _countries(city, t))
    return _exact_matches(normalized, t) or _prefix_matches(normalized, t)


def _with_larger_namesakes(row: City, name: str) -> list[City]:
    """Return a city of the table and larger cities with the same name, as San José and San Jose."""
    namesakes = _first_per_zone(_world_names().get(name, ()))
    zones_found = [city.timezone for city in namesakes]
    if row.timezone not in zones_found:
        return [row]
    return [row, *namesakes[: zones_found.index(row.timezone)]]


def _row(name_given: str, t: Translator) -> City | None:
    lowered = name_given.casefold()
    exact = (city for city in cities.CITIES.values() if t(city.name).casefold() == lowered)
    return cities.find_known_city(name_given) or next(exact, None)


def _exact_matches(name: str, t: Translator) -> list[City]:
    return _first_per_zone((*_zone_names(t).get(name, ()), *_world_names().get(name, ())))


def _of_rows(name: str, t: Translator) -> Iterator[City]:
    return (
        city
        for city in cities.CITIES.values()
        if name in {normalize(city.name), normalize(t(city.name))}
    )


def _prefix_matches(name: str, t: Translator) -> list[City]:
    """Return the cities whose name starts with these words: "Frankfurt" for Frankfurt am Main."""
    if not name:
        return []
    names = (*_zone_names(t).items(), *_world_names().items())
    return _first_per_zone(
        city
        for known_name, matches in names
        if known_name.startswith(f"{name} ")
        for city in matches
    )


def _not_found_error(name_given: str, t: Translator) -> InvalidInputError:
    by_name: dict[str, City] = {}
    for names in (_world_names(), _zone_names(t)):
        by_name |= {name: matches[0] for name, matches in names.items()}
    for city in cities.CITIES.values():
        by_name |= {normalize(city.name): city, normalize(t(city.name)): city}
    similar = difflib.get_close_matches(normalize(name_given), by_name, MAX_PROPOSALS, _SIMILAR)
    if not similar:
        return InvalidInputError("unknown-city", city=name_given[:_MAX_QUOTED])
    proposals = dict.fromkeys(city_label(by_name[name], t) for name in similar)
    return InvalidInputError(
        "misspelt-city", city=name_given[:_MAX_QUOTED], proposals=tuple(proposals)
    )


def _with_country(city: City, t: Translator) -> str:
    codes = _codes(city)
    name = formatting.city_name(city, t)
    return f"{name} ({t.locale.territories.get(codes[0], codes[0])})" if codes else name


def _countries(city: City, t: Translator) -> set[str]:
    """Return the names and codes of the countries of a city, in lower case."""
    codes = _codes(city)
    territories = (t.locale.territories, cities.ENGLISH.territories)
    names = {str(by_code.get(code, code)).casefold() for code in codes for by_code in territories}
    return names | {code.casefold() for code in codes}


def _codes(city: City) -> tuple[str, ...]:
    world_city = cities.world_cities().get(city.key)
    return (world_city.country,) if world_city else zones.countries_of(city.timezone)


def _first_per_zone(matches: Iterable[City]) -> list[City]:
    """Return the first city of each time zone: two cities in one zone have the same time."""
    first: dict[str, City] = {}
    for city in matches:
        first.setdefault(city.timezone, city)
    return list(first.values())


@memoize(PER_LANGUAGE)
def _zone_names(t: Translator) -> dict[str, list[City]]:
    by_name: dict[str, list[City]] = {}
    for city in cities.zone_cities().values():
        for name in {normalize(city.name), normalize(formatting.city_name(city, t))}:
            by_name.setdefault(name, []).append(city)
    return by_name


@memoize(ONCE)
def _world_names() -> dict[str, list[City]]:
    by_name: dict[str, list[City]] = {}
    for world_city in cities.world_cities().values():
        by_name.setdefault(normalize(world_city.city.name), []).append(world_city.city)
    return by_name
