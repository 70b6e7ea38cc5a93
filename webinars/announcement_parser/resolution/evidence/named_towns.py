"""Evidence from the towns that a text names: in addresses, beside their region, and after a preposition."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from webinars.announcement_parser.grammar.geography.far_regions import ISLAND_ZONES
from webinars.announcement_parser.grammar.geography.gazetteer import (
    country_code,
    is_ordinary_word,
    region_of_town,
    speaks,
)
from webinars.announcement_parser.grammar.vocabulary.body_words import (
    BODY_WORDS,
    BUILDING_WORDS,
    HEADING_WORDS,
)
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.resolution.evidence.pieces import (
    Evidence,
    Offsets,
    of_zones,
    offsets,
)
from webinars.announcement_parser.resolution.place_zones import (
    is_dial_in,
    without_people,
)
from webinars.timezones import towns, zones
from webinars.timezones.city_search import normalize
from webinars.timezones.small_towns import towns_of_any_size
from webinars.timezones.towns import Town

MIN_NAME = 4  # letters
MAX_LINE = 1_000  # characters in which towns are searched
MAX_NAMES = 400  # of a text, so that a long one costs little more
MAX_FROM_DATE = 150  # characters from a day or hour to the town of the event
MIN_TOWNS = 2  # that agree
# Languages of countries with mostly one time; in others small towns have namesakes in other countries.
LANGUAGES_OF_ONE_TIME = frozenset({"fr", "de", "it"})
_WORD = r"[A-ZÀ-Þ][\w’'-]*"
_JOINT = (
    r"(?:de|la|le|les|los|las|del|du|des|sur|sous|en|upon|on|under|am|an|der|di|da|do|dos|el|lès)"
)
_NAME = rf"{_WORD}(?:[ -](?:{_JOINT}[ -]){{0,2}}{_WORD}){{0,4}}"
NAME = re.compile(_NAME)
INNER = re.compile(r"(?<=[ ’'])(?:de|du|of|en|à|in|di|da|do) |(?<= )d[’']")
PREPOSITION = re.compile(
    r"(?:^|[\s(«“\"])(?:à|au|aux|en|de|du|des|d[’']|in|at|near|nr|from|of|a|del|da|do|em|no|na|di|bei|sur)\s?$"
)
LOCATIVE = re.compile(r"(?:^|\s)(?:à|au|en|in|at|a|em|no|na|zu|nella|ad)\s$")
HERE = re.compile(
    r"\b(?:aqu[íi] en|ici à|ici même à|here in|nuestra ciudad de|notre ville de)\s$", re.I
)
# "Ann Lund (Leeds)": where a speaker is from.
_PERSON = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ’'-]+ (?:[A-ZÀ-Þ]\.? )?[A-ZÀ-Þ][\w’'-]+\W*$")
# "12 rue de Lyon" is anywhere.
_STREET = re.compile(
    r"\b(?:rue|avenue|av|boulevard|bd|place|quai|chemin|route|impasse|allée|cours|square|porte|gare|pont"
    r"|faubourg|fg|calle|c/|avenida|avda|plaza|paseo|camino|carretera|ronda|rúa|barrio|estación|puerta|m[eé]tro"
    r"|station|street|road|lane|via|viale|piazza|corso|largo|praça|travessa|estrada|h[oô]tel|bar|caf[eé]|salle|sala"
    r"|histoire|historia|history)\b[^,;.\n]{0,25}$",
    re.IGNORECASE,
)
_DATELINE = re.compile(r" \([A-Z]|, ?(?:(?:le|la|a|el) )?\d| ?[-–—|:] ?\d|,? [A-Za-z.]{2,6}, ?\d")
_POSTAL_CODE = re.compile(
    r"(?<![\d.,/-])(?<!box )(?<!Box )(?:[A-Z]{1,2}-)?(?!(?:19|20)\d\d\b)"
    rf"(\d{{4,5}}|\d{{4}} ?[A-Z]{{2}}|\d{{4}}-\d{{3}})[ ,]+({_NAME})"
)
# The number of a French department: "Mairie de Saint-Bonnet (42)".
_WITH_DEPARTMENT = re.compile(rf"({_NAME}) ?\((?:0[1-9]|[1-8]\d|9[0-5]|2[AB])\)")
_WITH_REGION = re.compile(rf"({_NAME}) ?(?:, ?|\()({_NAME})")
_QUOTED = re.compile(r"«[^»\n]{0,200}»|“[^”\n]{0,200}”|\"[^\"\n]{0,200}\"|‘[^’\n]{0,80}’")
FIRST_LINES = 3


class NamedTown(NamedTuple):
    """A town as a line names it, and the zones of all towns of its name where the language is spoken."""

    name: str
    line: int
    zones: frozenset[str]
    is_large: bool
    is_of_event: bool

    @property
    def times(self) -> frozenset[Offsets]:
        """Return the offsets of its zones."""
        return frozenset(map(offsets, self.zones))


@dataclass
class NamedTowns:
    """The towns in the lines of a page."""

    lines: Sequence[Line]
    language: str

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """Return the evidence of all towns: those of addresses, and the others once for each source."""
        in_addresses = [
            *self._after_postal_codes(),
            *self._with_departments(),
            *self._with_regions(),
        ]
        quoted = " | ".join(normalize(one.quote) for one in in_addresses)
        others = [one for one in self._named if normalize(one.name) not in quoted]
        return (*in_addresses, *self._of_others(others))

    @cached_property
    def _texts(self) -> list[str]:
        """Return the texts of the lines without people, quotations, and the numbers of meeting services."""
        return [
            "" if is_dial_in(line.text) else _QUOTED.sub("|", without_people(line.text[:MAX_LINE]))
            for line in self.lines
        ]

    def has_namesake(self, zone: str) -> bool:
        """Return whether a town that the text names may be elsewhere than at the time of a zone."""
        return any(one.times != {offsets(zone)} for one in self._named if one.times)

    def _of_others(self, named: Sequence[NamedTown]) -> Iterator[Evidence]:
        """Yield the evidence of towns outside addresses, and of those that agree about the time."""
        for one in named:
            # In English the name may be that of a town elsewhere which the table lacks.
            is_sole = len(one.times) == 1 and self.language != "en"
            if one.is_of_event:
                is_sure = is_sole and (one.is_large or self.language in LANGUAGES_OF_ONE_TIME)
                yield Evidence("address", one.name, one.zones, 3 if is_sure else 2)
            else:
                is_known = one.is_large or one.name.count("-") >= MIN_TOWNS
                yield Evidence("town", one.name, one.zones, 2 if is_sole and is_known else 1)
        certain = [one for one in named if one.is_of_event or towns.towns(one.name)]
        for time in sorted({time for one in certain for time in one.times}):
            agreed = [one for one in certain if time in one.times]
            if len(agreed) >= MIN_TOWNS and any(len(one.times) == 1 for one in agreed):
                same = [zone for one in agreed for zone in one.zones if offsets(zone) == time]
                are_of_events = sum(one.is_of_event for one in agreed) >= MIN_TOWNS
                quote = ", ".join(one.name for one in agreed[:MIN_TOWNS])
                yield from of_zones("towns", quote, same, 2 if are_of_events else 1)

    def _after_postal_codes(self) -> Iterator[Evidence]:
        for text in self._texts:
            for match in _POSTAL_CODE.finditer(text):
                for name in _beginnings(match[2]):
                    own = [town for town in self._spoken(name) if town.region[:2] != "US"]
                    if own:
                        yield from of_zones("address", match[0], _zones(own), 4)
                        break

    def _with_departments(self) -> Iterator[Evidence]:
        for text in self._texts if self.language == "fr" else ():
            for match in _WITH_DEPARTMENT.finditer(text):
                ends = (
                    town
                    for name in _endings(match[1])
                    for town in towns_of_any_size(name)
                    if town.region == "FR"
                )
                own = next(ends, None)
                yield from of_zones("address", match[0], _zones([own] if own else []), 4)

    def _with_regions(self) -> Iterator[Evidence]:
        """Yield towns beside their country, state, region or larger town: "Valverde (Segovia)"."""
        for text in self._texts:
            for match in _WITH_REGION.finditer(text):
                name = next((one for one in _endings(match[1]) if self._is_in(one, match[2])), "")
                if name:
                    own = self._in_region(name, match[2])
                    yield from of_zones("address", f"{name}, {match[2]}", _zones(own), 3)

    def _is_in(self, name: str, region: str) -> bool:
        return bool(self._in_region(name, region))

    def _in_region(self, name: str, region: str) -> list[Town]:
        """Return the towns of a name that are in a country, state or region, or in that of a larger town."""
        if is_ordinary_word(name) or len(name) < MIN_NAME:
            return []
        own = towns_of_any_size(name)
        code = region_of_town(region, name) or towns.region_country(region) or country_code(region)
        if not code and self.language != "en":
            countries = {town.region[:2] for town in self._spoken(region) if town.is_large}
            shared = countries & {town.region[:2] for town in self._spoken(name)}
            code = shared.pop() if len(shared) == 1 else ""
        return [town for town in own if code and code in {town.region, town.region[:2]}]

    def _spoken(self, name: str) -> list[Town]:
        """Return the towns of a name where the language of the text is spoken."""
        known = towns_of_any_size(name)
        return [
            town
            for town in known
            if self.language == "en" or speaks(town.region[:2], self.language)
        ]

    @cached_property
    def _named(self) -> list[NamedTown]:
        """Return the towns that stand where a text names places, each name once, the event's own first."""
        known: dict[str, NamedTown] = {}
        names = (
            (index, text, match)
            for index, text in enumerate(self._texts)
            for match in NAME.finditer(text)
        )
        for number, (index, text, match) in enumerate(names):
            if number == MAX_NAMES:
                break
            for one in self._in_run(index, text, match):
                key = normalize(one.name)
                if key not in known or (one.is_of_event and not known[key].is_of_event):
                    known[key] = one
        return list(known.values())

    def _in_run(self, index: int, text: str, match: re.Match[str]) -> Iterator[NamedTown]:
        """Yield the town of a run of capitalised words, and those after a preposition in it."""
        run, start = match[0], match.start()
        before, after = text[:start][-60:], text[match.end() :][:30]
        is_whole = _is_place_apart(before, after)
        begins = [0] if is_whole or PREPOSITION.search(before) else []
        begins += [inner.end() for inner in INNER.finditer(run)]
        for begin in begins:
            if _STREET.search(before + run[:begin]):
                continue
            name = self._town_at_beginning(run[begin:], is_whole=is_whole and begin == 0)
            if name:
                is_apart = is_whole and begin == 0
                is_heading = index < FIRST_LINES and _names(before + run[:begin], HEADING_WORDS)
                is_of_event = (
                    self._is_of_event(index, text, start + begin)
                    or is_heading
                    or (is_apart and _names(before, self._venues(index)))
                )
                yield self._named_town(name, index, is_of_event=is_of_event)

    def _town_at_beginning(self, words: str, *, is_whole: bool) -> str:
        """Return the longest town at the beginning of some words, "" if a name goes on after it."""
        for name in [words] if is_whole else _beginnings(words):
            rest = words[len(name) :].lstrip(" -")
            is_name = len(name) >= MIN_NAME and not is_ordinary_word(name)
            if is_name and not rest[:1].isupper() and self._zones(name):
                return name
        return ""

    def _zones(self, name: str) -> frozenset[str]:
        island = ISLAND_ZONES.get(normalize(name))
        return frozenset([island]) if island else frozenset(_zones(self._spoken(name)))

    def _named_town(self, name: str, index: int, *, is_of_event: bool) -> NamedTown:
        is_large = any(town.is_large for town in self._spoken(name))
        return NamedTown(name, index, self._zones(name), is_large, is_of_event)

    @staticmethod
    def _venues(index: int) -> frozenset[str]:
        """Return the words before the town of an event: of bodies only in the first lines."""
        return BODY_WORDS if index < FIRST_LINES else BUILDING_WORDS

    def _is_of_event(self, index: int, text: str, start: int) -> bool:
        """Return whether a town follows a day or hour in its line, as where the event is, or "here in"."""
        before = text[:start]
        if HERE.search(before):
            return True
        if not LOCATIVE.search(before) or self.lines[index].is_mention:
            return False
        line = self.lines[index]
        if not (line.has_date or line.zoned_times):
            return False
        last = max((one.end() for one in re.finditer(r"\d", before)), default=-1)
        return last >= 0 and start - last <= MAX_FROM_DATE


def _names(text: str, words: frozenset[str]) -> bool:
    """Return whether a text has one of some words."""
    return not words.isdisjoint(re.findall(r"\w+", text.casefold()))


def _is_place_apart(before: str, after: str) -> bool:
    """Return whether a name stands alone in brackets, after a comma, or before the date of a news item."""
    is_body = before.isupper() or _names(before, BODY_WORDS)
    if _PERSON.search(before.rstrip(" (,")) and not is_body:
        return False
    if before.endswith("("):
        return after.startswith((")", ","))
    if re.search(r"[^\d\W],? ?[,–—-] ?$", before):
        return re.match(r"\s*(?:$|[,.;:)(–—|-])", after) is not None
    return not before.strip(" *-•#_>|") and _DATELINE.match(after) is not None


def _beginnings(words: str) -> Iterator[str]:
    """Yield the beginnings of a text in whole words, the longest first."""
    ends = [match.start() for match in re.finditer(r"[ -]", words)]
    yield words
    yield from (words[:end] for end in reversed(ends))


def _endings(words: str) -> Iterator[str]:
    """Yield the ends of a text in whole words, the longest first."""
    yield words
    yield from (words[match.end() :] for match in re.finditer(r"[ -]", words))


def _zones(own: Sequence[Town]) -> Iterator[str]:
    return (zones.canonical(town.timezone) for town in own)
