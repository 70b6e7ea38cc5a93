"""Parse a pasted list of countries and cities, with a number of people each; nothing of it is lost."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from webinars.errors import InvalidInputError
from webinars.fair_hours import places
from webinars.fair_hours.places import MOST_PEOPLE, MOST_PLACES, Place
from webinars.i18n import Translator
from webinars.timezones import towns
from webinars.timezones.city_search import find_city, is_known, normalize, zone_label

LONGEST_LIST = 20_000  # characters
# The search for names like an unknown one is slow.
MOST_SEARCHES = 12
_SEPARATORS = re.compile(r"[,;،、，；\t]")
_BULLET = re.compile(r"^\s*(?:[-–—•*·]|\d{1,3}[.)])\s+")
_PEOPLE = r"\s*(?:people|persons?|participants?|personnes?|personas?)?"
_NUMBER_LAST = re.compile(rf"(.*?\D)[\s:=×(–-]+(\d{{1,9}}){_PEOPLE}\)?\s*", re.IGNORECASE)
_NUMBER_FIRST = re.compile(rf"(\d{{1,9}}){_PEOPLE}\s*[x×:]?\s+(\D.*)", re.IGNORECASE)
_NUMBER_ALONE = re.compile(rf"(\d{{1,9}}){_PEOPLE}", re.IGNORECASE)
# "WHO (Geneva)", "WHO – Geneva", "WHO: Geneva".
_ORGANISATION = re.compile(r"(.+?)\s*(?:\(([^()]+)\)|\s[-–—|]\s(.+)|:\s(.+))")


@dataclass(frozen=True)
class ZoneShare:
    """A time zone of a country, a name that resolves to it, and its share of the towns in per cent."""

    timezone: str
    name: str
    percent: int


@dataclass(frozen=True)
class Entry:
    """An entry of a list: where it is in the text, and its place or why it has none.

    proposals: texts that would replace it. zone_shares: the time zones of a country that has several, of
    which the first is assumed.
    """

    start: int
    text: str
    place: Place | None = None
    error: InvalidInputError | None = None
    proposals: tuple[str, ...] = ()
    zone_shares: tuple[ZoneShare, ...] = ()


def parse_places(text: str, t: Translator) -> list[Entry]:
    """Parse a list, by lines and in them by commas.

    Errors of entries are those of city_search.find_city().

    Raises:
        InvalidInputError: "too-many-places" (facts: most).
    """
    entries: list[Entry] = []
    searches = 0
    for start, written in _pieces(text, t):
        if len(entries) == MOST_PLACES:
            raise InvalidInputError("too-many-places", most=MOST_PLACES)
        entry = _entry(start, written, t, searches=searches < MOST_SEARCHES)
        searches += entry.error is not None
        entries.append(entry)
    return entries


def with_replacement(text: str, entries: Sequence[Entry], number: int, replacement: str) -> str:
    """Return the list with one entry replaced, by its index."""
    entry = entries[number]
    return text[: entry.start] + replacement + text[entry.start + len(entry.text) :]


def divided_entry(entry: Entry) -> str:
    """Return an entry that names all time zones of a country, its people divided by the zones' shares."""
    people = entry.place.people if entry.place else 1
    shares = entry.zone_shares
    if people < len(shares):
        return ", ".join(share.name for share in shares)
    total = sum(share.percent for share in shares)
    numbers = [max(1, people * share.percent // total) for share in shares]
    numbers[0] += people - sum(numbers)
    return ", ".join(
        f"{share.name} {number}"
        for share, number in zip(shares, numbers, strict=True)
        if number > 0
    )


def with_people(name: str, entry: Entry) -> str:
    """Return a name with the number of people that an entry states."""
    _, people = _split_number(entry.text)
    return f"{name} {people}" if people is not None else name


def _pieces(text: str, t: Translator) -> Iterator[tuple[int, str]]:
    """Yield the entries of a list and where they begin."""
    offset = 0
    for line in text.splitlines(keepends=True):
        bullet = _BULLET.match(line)
        begins = bullet.end() if bullet else 0
        content = line[begins:].rstrip()
        if content.strip():
            begins += len(content) - len(content.lstrip())
            yield from _pieces_of_line(offset + begins, content.strip(), t)
        offset += len(line)


def _pieces_of_line(start: int, line: str, t: Translator) -> Iterator[tuple[int, str]]:
    """Yield a line, or its parts between commas: a number belongs to the part before it."""
    cuts = [match.start() for match in _SEPARATORS.finditer(line)]
    if not cuts or _is_place(line, t):
        yield start, line
        return
    bounds = [*zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(line)], strict=True)]
    index = 0
    while index < len(bounds):
        begins, ends = bounds[index]
        index += 1
        while index < len(bounds) and _continues(line, (begins, ends), bounds[index], t):
            ends = bounds[index][1]
            index += 1
        piece = line[begins:ends]
        if piece.strip():
            yield start + begins + len(piece) - len(piece.lstrip()), piece.strip()


def _continues(line: str, part: tuple[int, int], following: tuple[int, int], t: Translator) -> bool:
    """Return whether the next part belongs to this one: a number, or the rest of "Knox, Indiana"."""
    further = line[slice(*following)].strip()
    if _NUMBER_ALONE.fullmatch(further):
        return True
    joined = line[part[0] : following[1]].strip()
    return bool(further) and not _is_place(further, t) and _is_place(joined, t)


def _split_number(text: str) -> tuple[str, int | None]:
    """Return a name and its number of people; None without one."""
    for pattern, name, number in ((_NUMBER_LAST, 1, 2), (_NUMBER_FIRST, 2, 1)):
        match = pattern.fullmatch(_SEPARATORS.sub(" ", text) if pattern is _NUMBER_LAST else text)
        if match is not None:
            return match[name].strip(" :=×–-("), int(match[number])
    return text, None


def _is_place(text: str, t: Translator) -> bool:
    name, _ = _split_number(text)
    return bool(places.country_of_name(name, t)) or is_known(name, t)


def _entry(start: int, text: str, t: Translator, *, searches: bool) -> Entry:
    name, people = _split_number(text)
    if people is not None and not 1 <= people <= MOST_PEOPLE:
        error = InvalidInputError("not-a-number", most=MOST_PEOPLE)
        return Entry(start, text, error=error)
    entry = _named(name, people or 1, t, Entry(start, text), searches=False)
    if entry.place is None:
        organisation = _ORGANISATION.fullmatch(name)
        if organisation is not None:
            if is_known(organisation[1], t):  # "San José (Costa Rica)"
                city = _named(name, people or 1, t, Entry(start, text), searches=True)
                if city.place is not None:
                    return city
            where = next(filter(None, organisation.groups()[1:]))
            at = _named(where, people or 1, t, Entry(start, text), searches=False)
            if at.place is not None:
                label = t("%(name)s, %(place)s", name=organisation[1].strip(), place=at.place.name)
                return replace(at, place=replace(at.place, name=label))
    if entry.place is None and searches:
        return _named(name, people or 1, t, Entry(start, text), searches=True)
    return entry


def _named(name: str, people: int, t: Translator, entry: Entry, *, searches: bool) -> Entry:
    """Return an entry with the place of a name; searches: also propose similar names."""
    country = places.country_of_name(name, t)
    if country:
        return replace(
            entry,
            place=places.country_place(country, people, t),
            zone_shares=_zone_shares(country, t),
        )
    if searches or is_known(name, t):
        try:
            return replace(entry, place=places.city_place(find_city(name, t), people, t))
        except InvalidInputError as error:
            if error.code != "ambiguous-city" and towns.towns(name):
                return _named(name, people, t, entry, searches=False)
            return replace(entry, error=error, proposals=tuple(error.facts.get("proposals", ())))
    town = _town(name, people)
    if town is not None:
        return replace(entry, place=town)
    if towns.towns(name):
        return replace(entry, error=InvalidInputError("ambiguous-town", city=name[:60]))
    return replace(entry, error=InvalidInputError("unknown-city", city=name[:60]))


def _town(name: str, people: int) -> Place | None:
    """Return the smaller town of a name, if all of that name have one time zone."""
    matches = towns.towns(name) if normalize(name) else ()
    if len({town.timezone for town in matches}) != 1:
        return None
    return Place(name, matches[0].timezone, matches[0].region[:2], people)


def _zone_shares(country: str, t: Translator) -> tuple[ZoneShare, ...]:
    shares = towns.zone_shares(country)
    if len(shares) < 2:  # noqa: PLR2004 - one time zone needs no choice
        return ()
    return tuple(ZoneShare(zone, zone_label(zone, t), round(100 * share)) for zone, share in shares)
