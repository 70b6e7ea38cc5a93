"""Cities as organisers type them: one found, several to choose from, or a proposal for what was misspelt.

What announcements name comes first, then the city of every time zone, then the world's large cities.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from webinars.errors import InvalidInputError
from webinars.i18n import Translator
from webinars.timezones import cities, formatting, zones
from webinars.timezones.cities import City

MOST_PROPOSALS = 5
_LONGEST = 80
_SHOWN = 60  # of what was typed, a refusal says this much
_SIMILAR = 0.78
_WITH_COUNTRY = re.compile(r"([^()]+)\(([^()]+(?:\([^()]*\))?)\)")
_MARKS = re.compile(r"[-–’'ʻ`.]")


def find_city(text: str, t: Translator) -> City:
    """Return the city of a name, in English or the reader's language: "Kampala", "San José (Costa Rica)".

    Raises:
        InvalidInputError: "unknown-city" (facts: city); "misspelt-city", "ambiguous-city" (also proposals).
    """
    typed = " ".join(text.split())
    if len(typed) > _LONGEST:
        raise InvalidInputError("unknown-city", city=typed[:_SHOWN])
    found = _named(typed, t)
    if not found:
        raise _refusal(typed, t)
    if len({city.zone for city in found}) > 1:
        proposals = tuple(_with_country(city, t) for city in found[:MOST_PROPOSALS])
        raise InvalidInputError("ambiguous-city", city=typed[:_SHOWN], proposals=proposals)
    return found[0]


def is_known(text: str, t: Translator) -> bool:
    """Return whether a text is exactly the name of a city, or of several."""
    typed = " ".join(text.split())
    return len(typed) <= _LONGEST and bool(_row(typed, t) or _exactly(normalize(typed), t))


def city_label(city: City, t: Translator) -> str:
    """Return a name that find_city() reads as this city: with its country where others have the same."""
    name = formatting.city_name(city, t)
    return name if _named(name, t) == [city] else _with_country(city, t)


@lru_cache(maxsize=8)
def suggestions(t: Translator) -> tuple[str, ...]:
    """Return the names to choose from while typing: those of announcements and of all time zones."""
    known = (*cities.CITIES.values(), *cities.zone_cities().values())
    return tuple(sorted({formatting.city_name(city, t) for city in known}, key=str.casefold))


def normalize(text: str) -> str:
    """Return a name without capitals, accents and signs, as names are compared."""
    split = unicodedata.normalize("NFKD", _MARKS.sub(" ", text.casefold()).replace(",", " "))
    return " ".join("".join(sign for sign in split if not unicodedata.combining(sign)).split())


def _named(typed: str, t: Translator) -> list[City]:
    """Return the cities that a text may mean, one for each time zone, the likeliest first."""
    row = _row(typed, t)
    if row is not None:
        return _with_larger_namesakes(row, normalize(typed))
    whole = normalize(typed)
    with_country = _WITH_COUNTRY.fullmatch(typed)
    if with_country and whole not in _zone_names(t):
        name, country = normalize(with_country[1]), with_country[2].strip().casefold()
        every = (*_of_rows(name, t), *_exactly(name, t))
        return _one_each(city for city in every if country in _countries(city, t))
    return _exactly(whole, t) or _beginning(whole, t)


def _with_larger_namesakes(row: City, name: str) -> list[City]:
    """Return the city of a row, with another of its name if that is the larger: San José and San Jose."""
    namesakes = _one_each(_world_names().get(name, ()))
    zones_found = [city.zone for city in namesakes]
    if row.zone not in zones_found:
        return [row]
    return [row, *namesakes[: zones_found.index(row.zone)]]


def _row(typed: str, t: Translator) -> City | None:
    said = typed.casefold()
    here = (each for each in cities.CITIES.values() if t(each.name).casefold() == said)
    return cities.find_known_city(typed) or next(here, None)


def _exactly(name: str, t: Translator) -> list[City]:
    return _one_each((*_zone_names(t).get(name, ()), *_world_names().get(name, ())))


def _of_rows(name: str, t: Translator) -> Iterator[City]:
    return (
        each
        for each in cities.CITIES.values()
        if name in {normalize(each.name), normalize(t(each.name))}
    )


def _beginning(name: str, t: Translator) -> list[City]:
    """Return the cities whose name goes on after these words: "Frankfurt" is Frankfurt am Main."""
    if not name:
        return []
    names = (*_zone_names(t).items(), *_world_names().items())
    return _one_each(
        city for known, found in names if known.startswith(f"{name} ") for city in found
    )


def _refusal(typed: str, t: Translator) -> InvalidInputError:
    known: dict[str, City] = {}
    for names in (_world_names(), _zone_names(t)):
        known |= {name: found[0] for name, found in names.items()}
    for city in cities.CITIES.values():
        known |= {normalize(city.name): city, normalize(t(city.name)): city}
    alike = difflib.get_close_matches(normalize(typed), known, MOST_PROPOSALS, _SIMILAR)
    if not alike:
        return InvalidInputError("unknown-city", city=typed[:_SHOWN])
    proposals = dict.fromkeys(city_label(known[name], t) for name in alike)
    return InvalidInputError("misspelt-city", city=typed[:_SHOWN], proposals=tuple(proposals))


def _with_country(city: City, t: Translator) -> str:
    codes = _codes(city)
    name = formatting.city_name(city, t)
    return f"{name} ({t.locale.territories.get(codes[0], codes[0])})" if codes else name


def _countries(city: City, t: Translator) -> set[str]:
    names = (t.locale.territories, cities.ENGLISH.territories)
    found = {str(each.get(code, code)).casefold() for code in _codes(city) for each in names}
    return found | {code.casefold() for code in _codes(city)}


def _codes(city: City) -> tuple[str, ...]:
    known = cities.world_cities().get(city.key)
    return (known.country,) if known else zones.countries().get(city.zone, ())


def _one_each(found: Iterable[City]) -> list[City]:
    """Return the first city of each time zone: which of two in one zone is meant changes no time."""
    first: dict[str, City] = {}
    for city in found:
        first.setdefault(city.zone, city)
    return list(first.values())


@lru_cache(maxsize=8)
def _zone_names(t: Translator) -> dict[str, list[City]]:
    found: dict[str, list[City]] = {}
    for city in cities.zone_cities().values():
        for name in {normalize(city.name), normalize(formatting.city_name(city, t))}:
            found.setdefault(name, []).append(city)
    return found


@cache
def _world_names() -> dict[str, list[City]]:
    found: dict[str, list[City]] = {}
    for each in cities.world_cities().values():
        found.setdefault(normalize(each.city.name), []).append(each.city)
    return found
