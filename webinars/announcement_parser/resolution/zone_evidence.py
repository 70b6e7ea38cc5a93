"""Zones of the places in an announcement: venues first, then headquarters of the inviting body."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from babel import Locale, UnknownLocaleError

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
from webinars.announcement_parser.grammar.body_towns import body_zones
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.geography.area_codes import area_zones
from webinars.announcement_parser.grammar.geography.far_towns import names_far_town
from webinars.announcement_parser.grammar.geography.gazetteer import region_zones, speaking, speaks
from webinars.announcement_parser.grammar.lexer import tokenize
from webinars.announcement_parser.grammar.vocabulary.calendar_names import MONTH_NUMBERS
from webinars.announcement_parser.grammar.vocabulary.function_words import TEXT_LANGUAGES
from webinars.announcement_parser.grammar.vocabulary.place_words import CURRENCY_SIGNS
from webinars.announcement_parser.layout.lines import Line
from webinars.announcement_parser.resolution.common_zones import COMMON_ZONES, LANGUAGE_ZONES
from webinars.announcement_parser.resolution.country_signs import (
    EURO_ZONES,
    SEVERAL_TIMES,
    addresses_everybody,
    certain_country,
    country_signs,
    is_in_euros,
    names_far_region,
    supported_countries,
)
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.timezones import zones

MAX_ZONES = 5  # offered in a question
MAX_OF_READERS = 3  # of these, where the readers of a language mostly are
MONTHS_OF_YEAR = 12
MIN_MONTH_NAME = 3  # characters
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
# "Friday 30th April" is not written in North America.
BRITISH_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)\s+(?:of\s+)?(?:{'|'.join(MONTH_NUMBERS)})\b", re.IGNORECASE
)
_MONTH_NAMES = "|".join(name for name in MONTH_NUMBERS if len(name) >= MIN_MONTH_NAME)
MONTH_FIRST = re.compile(
    rf"\b(?:{_MONTH_NAMES})\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?![:.]\d)", re.IGNORECASE
)
DAY_FIRST = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTH_NAMES})\b", re.IGNORECASE)
MONTH_FIRST_COUNTRIES = frozenset({"US", "CA", "PH"})
NORTH_AMERICA = frozenset({"US", "CA"})
# When the offsets of zones are compared.
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
SUMMER = datetime(2027, 7, 1, 12, tzinfo=UTC)
EDGE_LINES = 3  # at the beginning and the end of an announcement, where the inviting body is named
MAX_HEADQUARTERS_LENGTH = 160


@dataclass
class ZoneEvidence:
    """The zones of the places in the lines of a page.

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
        texts = [_STREET.sub("|", line.text) for line in self.lines]
        return [mentioned_zones(tokenize(text, 0, len(text)), self.language) for text in texts]

    @cached_property
    def named(self) -> frozenset[str]:
        """Return the zones of all places that the page names."""
        return frozenset(zone for zones in (*self._by_line, *self._mentioned) for zone in zones)

    @cached_property
    def _everywhere(self) -> tuple[str, ...]:
        everywhere = frozenset[int]()
        return _distinct(
            [
                self._of_page(everywhere),
                self._headquarters(everywhere),
                *self._mentioned,
                self._currencies,
            ]
        )

    def _of_page(self, others: Set[int]) -> tuple[str, ...]:
        """Return the zones of the addresses in all lines but those of other events."""
        return _distinct(zones for index, zones in enumerate(self._by_line) if index not in others)

    @cached_property
    def _only_country(self) -> tuple[str, ...]:
        """Return the zone of the country that prices or telephone numbers show, if no place does."""
        zone_names = _distinct(region_zones(country) for country in self._shown_countries)
        return zone_names if len(zone_names) == 1 and self.named <= set(zone_names) else ()

    @cached_property
    def _certain_country(self) -> tuple[str, ...]:
        """Return the zone of the country that all signs show, if no place has another time."""
        zone_names = region_zones(certain_country(self._text, self.language))
        return zone_names if zone_names and self._is_all_at_time_of(zone_names[0]) else ()

    @cached_property
    def _agreed(self) -> tuple[str, ...]:
        """Return the zone of all places of the page, if they have one time and it is from there.

        An address, an organisation or a sign of the country shows that; a place alone may be the subject.
        """
        addresses = [zones for zones in (*self._by_line, *self._of_organisations.values()) if zones]
        lines = [
            index for index, zones in enumerate(self._mentioned) if zones or self._by_line[index]
        ]
        first = next(iter(_distinct([*addresses, *self._mentioned])), None)
        is_shown = bool(addresses) and len(lines) > 1
        is_open = not is_shown and addresses_everybody(self._text)
        is_open = is_open or names_far_region(self._text)
        if first is None or is_open or not self._is_all_at_time_of(first):
            return ()
        is_supported = bool(_countries(first) & self._shown_countries - SEVERAL_TIMES)
        if self.language == "en":
            is_there = is_supported or is_shown
        else:
            is_spoken = any(speaks(country, self.language) for country in _countries(first))
            is_there = is_spoken and (is_supported or bool(addresses))
        return (first,) if is_there else ()

    @cached_property
    def _of_bodies(self) -> tuple[str, ...]:
        """Return the zone of the towns in the names of bodies, if no place has another time."""
        countries = supported_countries(self._text)
        return self._only_time(
            zone
            for line in self.lines
            for zone in body_zones(line.tokens, self.language, countries)
        )

    @cached_property
    def _of_telephones(self) -> tuple[str, ...]:
        """Return the zone of the area codes of a text of North America, if no place has another time."""
        return self._only_time(area_zones(self._text, self.language))

    @cached_property
    def _of_euros(self) -> tuple[str, ...]:
        """Return the zone of the countries of a language with prices in euros, but not of their islands."""
        zone = EURO_ZONES.get(self.language, "")
        is_there = bool(zone) and is_in_euros(self._text) and not names_far_town(self._text)
        return self._only_time([zone]) if is_there else ()

    def _only_time(self, zone_names: Iterable[str]) -> tuple[str, ...]:
        """Return a zone if it is the only one of several, and nothing in the page is at another time."""
        distinct = tuple(dict.fromkeys(zone_names))
        is_open = addresses_everybody(self._text) or names_far_region(self._text)
        is_only = len(distinct) == 1 and not is_open and self._is_all_at_time_of(distinct[0])
        is_abroad = is_only and self._is_british and _countries(distinct[0]) <= NORTH_AMERICA
        return distinct if is_only and not is_abroad else ()

    def _is_all_at_time_of(self, zone: str) -> bool:
        """Return whether no undoubted place and no sign of the page is at another time than a zone."""
        named = (other for other in self.named if not self._is_contradicted(other))
        return all(_has_same_time(zone, other) for other in (*named, *self._shown_zones))

    @cached_property
    def _only_zone(self) -> tuple[str, ...]:
        """Return the zone of two or more addresses of the page, those of other events included."""
        groups = [group for group in (self._narrowed(own) for own in self._by_line) if group]
        zone_names = _distinct([*groups, *self._of_organisations.values()])
        return zone_names if len(groups) > 1 == len(zone_names) else ()

    @cached_property
    def _only_postcode(self) -> tuple[str, ...]:
        """Return the zone of a British postal code, which is part of an address, if no place is elsewhere."""
        zone_names = region_zones("GB")
        is_shown = any(UK_POSTCODE.search(line.text) for line in self.lines)
        return zone_names if is_shown and self.named <= set(zone_names) else ()

    @cached_property
    def _of_language(self) -> tuple[str, ...]:
        """Return the zone of the countries of the language of a page that names no place elsewhere."""
        zone = LANGUAGE_ZONES.get(self.language)
        if zone is None or addresses_everybody(self._text) or not self._is_all_at_time_of(zone):
            return ()
        return (zone,)

    def _zone_of_language(self, default_zone: str) -> tuple[str, ...]:
        """Return the default zone before another zone of the language with the same time."""
        is_default = any(_has_same_time(zone, default_zone) for zone in self._of_language)
        return (default_zone,) if is_default else self._of_language

    def _headquarters(self, others: Set[int]) -> tuple[str, ...]:
        """Return the zones of the inviting body, which no line of another event names."""
        return _distinct(
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
        }

    def _organisation_zones(self, index: int) -> tuple[str, ...]:
        """Return the zones of a line that names an organisation: "the team (Leeds, Bengaluru, Denver)"."""
        text = ISSUE.sub("", _without_people(self.lines[index].text))
        is_near = NEAR.search(text) is not None
        own = self._zones_of(text, is_venue=is_near)
        return _distinct([own, self._mentioned[index]]) if own and not is_near else own

    def _zones_of(self, address: str, *, is_venue: bool) -> tuple[str, ...]:
        return address_zones(
            address, self.language, is_venue=is_venue, countries=self._shown_countries
        )

    @cached_property
    def _shown_zones(self) -> tuple[str, ...]:
        return _distinct(map(region_zones, sorted(self._shown_countries)))

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

    def _is_contradicted(self, zone: str) -> bool:
        """Return whether the signs of the page show other countries than that of a town.

        The gazetteer has only towns of some size: Whitby is also a small one in England.
        """
        if not self._shown_countries or zone in self._certain:
            return False
        if _countries(zone) & self._shown_countries:
            return False
        return not any(_has_same_time(zone, other) for other in self._shown_zones)

    def _may_be_namesake(self, zone: str) -> bool:
        """Return whether a town without its country may be one of the same name elsewhere.

        That is where another address is at another time, or where dates are not written as there: "May 5".
        """
        if zone in self._certain | self._of_sole_towns or _countries(zone) & self._shown_countries:
            return False
        others = (other for own in self._by_line if zone not in own for other in own)
        return self._is_written_elsewhere(zone) or any(
            not _has_same_time(zone, other) for other in others
        )

    def _may_be_subject(self, zone: str) -> bool:
        """Return whether only sentences name a place where the language of the page is not spoken.

        "A book about a journey to Tallinn" is announced elsewhere, in the language of the readers.
        """
        countries = _countries(zone)
        if self.language == "en" or not countries or countries & self._shown_countries:
            return False
        if any(speaks(country, self.language) for country in countries):
            return False
        lines = [self.lines[index] for index, own in enumerate(self._by_line) if zone in own]
        is_in_text = all(len(line.text) > MAX_HEADQUARTERS_LENGTH for line in lines)
        return bool(lines) and is_in_text

    def _is_written_elsewhere(self, zone: str) -> bool:
        """Return whether all dates of a page in English are written as they are not where a zone is."""
        if self.language != "en" or not _countries(zone):
            return False
        is_month_first, is_day_first = (
            pattern.search(self._text) is not None for pattern in (MONTH_FIRST, DAY_FIRST)
        )
        if is_month_first and not is_day_first:
            return not _countries(zone) & MONTH_FIRST_COUNTRIES
        return is_day_first and not is_month_first and "US" in _countries(zone)

    @cached_property
    def _shown_countries(self) -> frozenset[str]:
        """Return the countries that the page shows by other things than names of places."""
        return country_signs(self._text)

    @cached_property
    def _currencies(self) -> tuple[str, ...]:
        """Return the zones of the countries whose currency signs are in the page."""
        return _distinct(
            region_zones(CURRENCY_SIGNS[sign]) for sign in CURRENCY_SIGNS if sign in self._text
        )

    @cached_property
    def _date_order(self) -> str:
        """Return the order of numeric dates that the page shows: by a day after the 12th, or its language."""
        dates = (item for line in self.lines for item in line.items if isinstance(item, ParsedDate))
        pairs = [part.pair for date in dates for part in date.parts if part.pair is not None]
        is_day_first = any(first > MONTHS_OF_YEAR for first, _ in pairs)
        is_month_first = any(second > MONTHS_OF_YEAR for _, second in pairs)
        if is_day_first != is_month_first:
            return "day-first" if is_day_first else "month-first"
        return "day-first" if self.language != "en" and not is_month_first else ""

    def context(self, own: Sequence[int], others: Set[int], context: ParseContext) -> ParseContext:
        """Return the context of an event: the zones of its venue, and of other places as choices.

        Args:
            own: the lines about the event.
            others: the lines of other events, whose places say nothing about this one.
            context: the day and the default zone.
        """
        of_event = _distinct(self._by_line[index] for index in own)
        venue = self._narrowed(of_event or self._of_page(others))
        headquarters = self._narrowed(self._headquarters(others))
        of_addresses = (*venue, *headquarters)
        is_doubtful = any(map(self._is_contradicted, of_addresses))
        is_sole = len(set(of_addresses)) == 1  # several are a question anyway
        is_doubtful = is_doubtful or (is_sole and self._may_be_namesake(of_addresses[0]))
        is_subject = is_sole and self._may_be_subject(of_addresses[0])
        is_doubtful = is_doubtful or is_subject
        is_doubtful = is_doubtful or (not of_event and self._may_be_of_speaker(own))
        # Then the countries of the signs are likelier.
        of_readers = COMMON_ZONES.get(self.language, ()) if is_subject else ()
        places = (*venue, *headquarters) if is_doubtful else ()
        doubtful = (*self._shown_zones, *of_readers[:MAX_OF_READERS], *places) if places else ()
        if is_doubtful:
            venue, headquarters = (), self._certain_country
        elif not (venue or headquarters):
            headquarters = (
                self._only_postcode
                or self._only_zone
                or self._certain_country
                or self._agreed
                or self._of_bodies
                or self._of_telephones
                or self._of_euros
                or self._zone_of_language(context.zone)
            )
        mentioned = (self._mentioned[index] for index in own)
        # Signs that somebody abroad may leave too only offer a zone.
        weak = (self._only_country, self._everywhere)
        likely = _distinct([venue, headquarters, doubtful, *mentioned, *weak])[:MAX_ZONES]
        return context._replace(
            common_zones=self._common(likely, (*venue, *headquarters), context.zone),
            venue_zones=venue,
            headquarters_zones=headquarters,
            likely_zones=likely,
            named_zones=self.named,
            language=self.language,
            date_order=self._date_order or _date_order_there(venue),
            doubtful_zones=frozenset(filter(self._is_contradicted, self.named)),
        )

    def _common(
        self, likely: Sequence[str], of_addresses: Sequence[str], default_zone: str
    ) -> tuple[str, ...]:
        """Return further zones to offer, if no address shows another time than that of the default zone.

        A town that is only mentioned may be a namesake, or the subject.
        """
        if any(not _has_same_time(zone, default_zone) for zone in of_addresses):
            return ()
        common = () if likely and self._shown_zones else COMMON_ZONES.get(self.language, ())
        return (*self._shown_zones[:MAX_ZONES], *common)

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

    def _narrowed(self, zone_names: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of several zones that a sign of their country supports, else those of the language."""
        if len(zone_names) < 2:  # noqa: PLR2004 - a single zone needs no support
            return zone_names
        supported = tuple(zone for zone in zone_names if _countries(zone) & self._signs)
        if not supported and self._is_british:
            supported = tuple(zone for zone in zone_names if not _countries(zone) & NORTH_AMERICA)
        return supported or speaking(zone_names, self.language)

    @cached_property
    def _is_british(self) -> bool:
        """Return whether the dates of a page in English are written as nowhere in North America."""
        is_day_first = (
            self._date_order == "day-first" or BRITISH_DATE.search(self._text) is not None
        )
        return self.language == "en" and is_day_first

    @cached_property
    def _signs(self) -> frozenset[str]:
        """Return the countries that the page shows, with that of all places which are in one zone only."""
        groups = [*self._by_line, *self._of_organisations.values()]
        certain = {zones[0] for zones in groups if len(zones) == 1}
        countries = {country for zone in certain for country in _countries(zone)}
        return self._shown_countries | (countries if len(countries) == 1 else frozenset())

    def _address_zones(self, line: Line) -> tuple[str, ...]:
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
        text = _without_people(line.text)
        first, rest = first_part(text)
        if not rest or is_town_with_region(text, self.language):
            return self._zones_of(text, is_venue=True)
        return self._zones_of(rest, is_venue=True) or self._zones_of(first, is_venue=False)


def _without_people(text: str) -> str:
    """Return a text without addresses of mails and pages, and without the organisations of speakers."""
    return _AFFILIATION.sub("|", _CONTACT.sub("|", text))


def _is_first_unplaced(are_placed: Iterable[bool]) -> bool:
    placed = list(are_placed)
    return any(placed) and not placed[0]


def _countries(zone: str) -> frozenset[str]:
    return frozenset(zones.countries_of(zone))


def _has_same_time(zone: str, other: str) -> bool:
    return all(zones.utc_offset(at, zone) == zones.utc_offset(at, other) for at in (NOON, SUMMER))


def _date_order_there(zone_names: Sequence[str]) -> str:
    """Return the order of numeric dates in the country of a venue, by CLDR; "" unless it is certain."""
    countries = {country for zone in zone_names for country in zones.countries_of(zone)}
    if len(countries) != 1:
        return ""
    try:
        pattern = Locale.parse(f"und_{countries.pop()}").date_formats["short"].pattern
    except UnknownLocaleError:
        return ""
    order = re.sub(r"[^dMy]", "", pattern)
    return {"d": "day-first", "M": "month-first"}.get(order[:1], "")


def _distinct(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(zone for zones in groups for zone in zones))
