"""Choose the zones of an event by the places of its page: venues first, then the inviting body."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from babel import Locale, UnknownLocaleError

from webinars.announcement_parser.grammar.addresses import UK_POSTCODE
from webinars.announcement_parser.grammar.body_towns import body_zones
from webinars.announcement_parser.grammar.dates import ParsedDate
from webinars.announcement_parser.grammar.geography.area_codes import area_zones
from webinars.announcement_parser.grammar.geography.far_towns import FAR_ZONES, names_far_town
from webinars.announcement_parser.grammar.geography.gazetteer import region_zones, speaking, speaks
from webinars.announcement_parser.grammar.vocabulary.calendar_names import MONTH_NUMBERS
from webinars.announcement_parser.resolution.common_zones import COMMON_ZONES, LANGUAGE_ZONES
from webinars.announcement_parser.resolution.country_signs import (
    EURO_ZONES,
    SEVERAL_TIMES,
    addresses_everybody,
    certain_country,
    is_in_euros,
    names_far_region,
    supported_countries,
)
from webinars.announcement_parser.resolution.evidence.named_towns import NamedTowns
from webinars.announcement_parser.resolution.evidence.pieces import (
    Evidence,
    offsets,
)
from webinars.announcement_parser.resolution.evidence.signs import (
    DAY_FIRST,
    MONTH_FIRST,
    MONTH_FIRST_COUNTRIES,
    signs,
)
from webinars.announcement_parser.resolution.evidence.stated_zones import stated_zones
from webinars.announcement_parser.resolution.evidence.weighing import (
    Conclusion,
    conclude,
    least_points,
)
from webinars.announcement_parser.resolution.place_zones import (
    MAX_HEADQUARTERS_LENGTH,
    PlaceZones,
    distinct_zones,
)
from webinars.announcement_parser.resolution.resolve_times import ParseContext
from webinars.timezones import zones

MAX_ZONES = 5  # offered in a question
MAX_OF_READERS = 3  # of these, where the readers of a language mostly are
MONTHS_OF_YEAR = 12
# "Friday 30th April" is not written in North America.
BRITISH_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)\s+(?:of\s+)?(?:{'|'.join(MONTH_NUMBERS)})\b", re.IGNORECASE
)
NORTH_AMERICA = frozenset({"US", "CA"})


@dataclass
class ZoneEvidence(PlaceZones):
    """What the zones of the places of a page say about its events: which zones are likely, which doubtful."""

    @cached_property
    def _everywhere(self) -> tuple[str, ...]:
        everywhere = frozenset[int]()
        return distinct_zones(
            [
                self._of_page(everywhere),
                self._headquarters(everywhere),
                *self._mentioned,
                self._currencies,
            ]
        )

    @cached_property
    def _only_country(self) -> tuple[str, ...]:
        """Return the zone of the country that prices or telephone numbers show, if no place does."""
        zone_names = distinct_zones(region_zones(country) for country in self._shown_countries)
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
        first = next(iter(distinct_zones([*addresses, *self._mentioned])), None)
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
        zone_names = distinct_zones([*groups, *self._of_organisations.values()])
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
            return not _countries(zone) & frozenset(MONTH_FIRST_COUNTRIES)
        return is_day_first and not is_month_first and "US" in _countries(zone)

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
        of_event = distinct_zones(self._by_line[index] for index in own)
        venue = self._narrowed(of_event or self._of_page(others))
        headquarters = self._narrowed(self._headquarters(others))
        of_addresses = (*venue, *headquarters)
        is_doubtful = any(map(self._is_contradicted, of_addresses))
        is_sole = len(set(of_addresses)) == 1  # several are a question anyway
        is_doubtful = is_doubtful or (is_sole and self._may_be_namesake(of_addresses[0]))
        is_subject = is_sole and self._may_be_subject(of_addresses[0])
        is_doubtful = is_doubtful or is_subject
        is_doubtful = is_doubtful or (not of_event and self._may_be_of_speaker(own))
        if is_sole and not venue:
            is_doubtful = is_doubtful or self._may_be_elsewhere(of_addresses[0])
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
        weighed = None
        if not (venue or headquarters):
            weighed = self._weighed(others, has_venue=bool(of_event), is_doubtful=is_doubtful)
            headquarters = (weighed.zone,) if weighed else ()
        mentioned = (self._mentioned[index] for index in own)
        # Signs that somebody abroad may leave too only offer a zone.
        weak = (self._only_country, self._everywhere)
        likely = distinct_zones([venue, headquarters, doubtful, *mentioned, *weak])[:MAX_ZONES]
        return context._replace(
            common_zones=self._common(likely, (*venue, *headquarters), context.zone),
            venue_zones=venue,
            headquarters_zones=headquarters,
            likely_zones=likely,
            named_zones=self.named,
            language=self.language,
            date_order=self._date_order or _date_order_there(venue),
            doubtful_zones=frozenset(filter(self._is_contradicted, self.named)),
            assumed_zone=weighed.zone if weighed else "",
            zone_quotes=weighed.quotes if weighed else (),
        )

    def _weighed(
        self, others: Set[int], *, has_venue: bool, is_doubtful: bool
    ) -> Conclusion | None:
        """Return the zone that all evidence of the page shows, without the addresses of other events."""
        if addresses_everybody(self._text):
            return None
        least = least_points(self._text, has_venue=has_venue, is_doubtful=is_doubtful)
        conclusion = conclude([*self._of_addresses(others), *self._evidence], least)
        is_far = names_far_region(self._text) and not (conclusion and conclusion.zone in FAR_ZONES)
        return None if is_far else conclusion

    @cached_property
    def _named_towns(self) -> NamedTowns:
        return NamedTowns(self.lines, self.language)

    def _may_be_elsewhere(self, zone: str) -> bool:
        """Return whether a town of the inviting body may be one of its name elsewhere, or in no country.

        Names of towns are repeated in all countries of a language: Fontana, Ensenada, San Fernando.
        """
        countries = _countries(zone)
        if self.language == "en" or zone in self._certain or countries & self._shown_countries:
            return False
        is_spoken = any(speaks(country, self.language) for country in countries)
        return not is_spoken or self._named_towns.has_namesake(zone)

    @cached_property
    def _evidence(self) -> list[Evidence]:
        return [
            *self._named_towns.evidence,
            *signs(self._text, self.language),
            *stated_zones(self.lines, self.language),
        ]

    def _of_addresses(self, others: Set[int]) -> Iterator[Evidence]:
        """Yield the evidence of the addresses in the lines, and of the inviting body."""
        for index, own in enumerate(self._by_line):
            if own and index not in others:
                yield Evidence("address", self.lines[index].text, frozenset(own), 3)
        for index, own in self._of_organisations.items():
            if own and index not in others and not self._by_line[index]:
                yield Evidence("body", self.lines[index].text, frozenset(own), 2)
        for index, own in enumerate(self._mentioned):
            if own and index not in others:
                yield Evidence("mention", "", frozenset(own), 2)

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


def _countries(zone: str) -> frozenset[str]:
    return frozenset(zones.countries_of(zone))


def _has_same_time(zone: str, other: str) -> bool:
    return offsets(zone) == offsets(other)


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
