"""The zones of the places in the lines of an announcement, and of the bodies that invite."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from webinars.announcement_parser.grammar.addresses import (
    UK_POSTCODE,
    address_zones,
    certain_zones,
    first_part,
    is_address,
    is_town_with_region,
    mentioned_zones,
    names_organisation,
    names_university,
    sole_town_zones,
)
from webinars.announcement_parser.grammar.geography.gazetteer import region_zones
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.vocabulary.calendar_names import MONTH_NUMBERS
from webinars.announcement_parser.grammar.vocabulary.function_words import TEXT_LANGUAGES
from webinars.announcement_parser.grammar.vocabulary.place_words import CURRENCY_SIGNS
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.resolution.country_signs import country_signs

NEAR = re.compile(r"\((?:near|nr|près de|cerca de|bei) ", re.IGNORECASE)
# The number and month of a newsletter after its place: "Leicester · No. 212 · June 2027".
ISSUE = re.compile(
    rf"(?:\s*[·•|,–—-]\s*(?:(?:No|N[°ºo]|Nr|Vol|Issue|Ausgabe|Heft)[.\s]*\d+|(?:{'|'.join(MONTH_NUMBERS)})\s+\d{{4}}))+\s*$",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}|\b(?:[a-z]{1,8}://|www\.)\S+")
# "Ann Lund (University of Leeds)" says where a speaker is from, not where the event is.
_AFFILIATION = re.compile(
    r"(?:^\s*|(?:[A-ZÀ-Þ][\w’'.-]{0,30}\s+){2,5})\((?=[^()]{0,80}"
    r"(?i:univ|colleg|institu|school|hochschule|école|escuela|scuola|escola|polit[eé]c|polyt|academ|akadem))"
    r"[^()]{3,80}\)"
)
# "391 Van Brunt Street" is not in Van.
_STREET = re.compile(
    r"\b\d+[a-z]?\s+(?:[A-Z][\w.’'-]*\s+){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard"
    r"|Blvd|Way|Place|Pl|Court|Ct|Square|Sq|Terrace|Row|Close|Parkway|Highway)\b"
)
# Numbers of a meeting service: "+1 312 555 0100 US (Chicago)", "(CO) +57 601 555 0199 PIN: 814 220".
_DIAL_IN = re.compile(
    r"\+\d[\d\s().-]{7,}.{0,40}(?:\bUS\b|toll|\(|\bPIN\b|,,)|one.?tap|\bdial[ -](?:in|by)|meeting id"
    r"|\([A-Z]{2}\) \+\d",
    re.IGNORECASE,
)
EDGE_LINES = 3  # at the beginning and the end of an announcement, where the inviting body is named
MAX_HEADQUARTERS_LENGTH = 160


@dataclass
class PlaceZones:
    """The zones of the places in the lines of a page, by line, and what else shows its country.

    urls: the addresses of its links, which the lines do not show.
    """

    lines: Sequence[Line]
    urls: Sequence[str] = ()

    @cached_property
    def _text(self) -> str:
        source = self.lines[0].source if self.lines else ""
        return "\n".join((source, *self.urls))

    @cached_property
    def language(self) -> str:
        """Return the language of the vocabulary with the most function words in the page."""
        words = Counter(token.norm for line in self.lines for token in line.tokens)
        counts = {
            language: sum(words[word] for word in row.split())
            for language, row in TEXT_LANGUAGES.items()
        }
        likeliest = max(counts, key=lambda language: counts[language])
        return likeliest if counts[likeliest] > counts["en"] else "en"

    @cached_property
    def _by_line(self) -> list[tuple[str, ...]]:
        """Return the zones of the address in each line."""
        return [self._address_zones(line) for line in self.lines]

    @cached_property
    def _mentioned(self) -> list[tuple[str, ...]]:
        """Return the zones of all cities and countries in each line."""
        texts = [
            "" if is_dial_in(line.text) else _STREET.sub("|", line.text) for line in self.lines
        ]
        return [mentioned_zones(tokenize(text, 0, len(text)), self.language) for text in texts]

    @cached_property
    def named(self) -> frozenset[str]:
        """Return the zones of all places that the page names."""
        return frozenset(zone for zones in (*self._by_line, *self._mentioned) for zone in zones)

    def _of_page(self, others: Set[int]) -> tuple[str, ...]:
        """Return the zones of the addresses in all lines but those of other events."""
        return distinct_zones(
            zones for index, zones in enumerate(self._by_line) if index not in others
        )

    def _headquarters(self, others: Set[int]) -> tuple[str, ...]:
        """Return the zones of the inviting body, which no line of another event names."""
        return distinct_zones(
            zones for index, zones in self._of_organisations.items() if index not in others
        )

    @cached_property
    def _of_organisations(self) -> dict[int, tuple[str, ...]]:
        """Return the zones in the first and last lines, and in those with a word for an organisation."""
        last = range(max(0, len(self.lines) - EDGE_LINES), len(self.lines))
        # A dated line at the end is a row of a list, with the places of its speakers.
        edges = {*range(EDGE_LINES), *(index for index in last if not self.lines[index].has_date)}
        return {
            index: self._organisation_zones(index)
            for index, line in enumerate(self.lines)
            if (index in edges or names_organisation(line.tokens))
            and len(line.text) <= MAX_HEADQUARTERS_LENGTH
            and not is_dial_in(line.text)
        }

    def _organisation_zones(self, index: int) -> tuple[str, ...]:
        """Return the zones of a line that names an organisation: "the team (Leeds, Bengaluru, Denver)"."""
        text = ISSUE.sub("", without_people(self.lines[index].text))
        is_near = NEAR.search(text) is not None
        own = self._zones_of(text, is_venue=is_near)
        return distinct_zones([own, self._mentioned[index]]) if own and not is_near else own

    def _zones_of(self, address: str, *, is_venue: bool) -> tuple[str, ...]:
        return address_zones(
            address, self.language, is_venue=is_venue, countries=self._shown_countries
        )

    @cached_property
    def _shown_zones(self) -> tuple[str, ...]:
        return distinct_zones(map(region_zones, sorted(self._shown_countries)))

    @cached_property
    def _certain(self) -> frozenset[str]:
        """Return the zones of the places that have no namesakes, or stand beside their country."""
        addresses = (index for index, own in enumerate(self._by_line) if own)
        indexes = {*addresses, *self._of_organisations}
        return frozenset().union(*(certain_zones(self.lines[index].text) for index in indexes))

    @cached_property
    def _of_sole_towns(self) -> frozenset[str]:
        """Return the zones of the towns of addresses that have no namesakes in the gazetteer."""
        addresses = (index for index, own in enumerate(self._by_line) if own)
        texts = (self.lines[index].text for index in {*addresses, *self._of_organisations})
        return frozenset().union(*(sole_town_zones(text, self.language) for text in texts))

    @cached_property
    def _shown_countries(self) -> frozenset[str]:
        """Return the countries that the page shows by other things than names of places."""
        return country_signs(self._text)

    @cached_property
    def _currencies(self) -> tuple[str, ...]:
        """Return the zones of the countries whose currency signs are in the page."""
        return distinct_zones(
            region_zones(CURRENCY_SIGNS[sign]) for sign in CURRENCY_SIGNS if sign in self._text
        )

    @cached_property
    def _universities(self) -> dict[int, bool]:
        """Return the lines that name a university, and whether its town is known."""
        return {
            index: bool(self._of_organisations.get(index))
            for index, line in enumerate(self.lines)
            if names_university(line.text)
        }

    @cached_property
    def _is_of_speakers(self) -> bool:
        return _is_first_unplaced(self._universities.values())

    def _may_be_of_speaker(self, own: Iterable[int]) -> bool:
        """Return whether a university without a known town comes before the first with one.

        The host is often named before the speaker's university.
        """
        universities = self._universities
        of_event = [universities[index] for index in sorted(own) if index in universities]
        return _is_first_unplaced(of_event) if any(of_event) else self._is_of_speakers

    def _address_zones(self, line: Line) -> tuple[str, ...]:
        if is_dial_in(line.text):
            return ()
        if line.label[0] == "place":
            text = line.source[slice(*line.value_span)]
            return self._zones_of(text, is_venue=True)
        is_venue = (
            is_address(line.tokens)
            or UK_POSTCODE.search(line.text) is not None
            or is_town_with_region(line.text, self.language)
        )
        return self._zones_of_line(line) if is_venue else ()

    def _zones_of_line(self, line: Line) -> tuple[str, ...]:
        """Return the zones of an address without a label: "Bath at the library" is in no town."""
        text = without_people(line.text)
        first, rest = first_part(text)
        if not rest or is_town_with_region(text, self.language):
            return self._zones_of(text, is_venue=True)
        return self._zones_of(rest, is_venue=True) or self._zones_of(first, is_venue=False)


def is_dial_in(text: str) -> bool:
    """Return whether a line has a number of a meeting service, whose place says nothing of the event's."""
    return _DIAL_IN.search(text) is not None


def without_people(text: str) -> str:
    """Return a text without addresses of mails and pages, and without the organisations of speakers."""
    return _AFFILIATION.sub("|", _CONTACT.sub("|", text))


def _is_first_unplaced(are_placed: Iterable[bool]) -> bool:
    placed = list(are_placed)
    return any(placed) and not placed[0]


def distinct_zones(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the zones of several groups, each once, in order."""
    return tuple(dict.fromkeys(zone for zones in groups for zone in zones))
