"""Places beside an hour that may be namesakes: "a las 18:30 h en San Fernando" is not in the Philippines."""

import re
from collections.abc import Sequence
from dataclasses import replace

from webinars.announcement_parser.grammar.geography.gazetteer import country_code, speaks
from webinars.announcement_parser.grammar.schedule_assembly import ParsedSchedule, ZonedTime
from webinars.announcement_parser.grammar.zone_references import ZoneReference
from webinars.announcement_parser.resolution.evidence.pieces import offsets
from webinars.timezones import cities, zones
from webinars.timezones.city_search import normalize
from webinars.timezones.small_towns import towns_of_any_size

# "Santiago del Estero" is not Santiago.
CONTINUED = re.compile(r" (?:del?|de l[ao]s?|do|da|dos|la|el) [A-ZÀ-Þ]")


def without_namesakes(schedule: ParsedSchedule, source: str, language: str) -> ParsedSchedule:
    """Return a schedule without the zones of places that have namesakes where the language is spoken.

    Their time zone is then decided as that of an hour without one.

    Args:
        schedule: the schedule.
        source: the text that its spans refer to.
        language: that of the text; in English, hours are stated for places everywhere.
    """
    if language == "en":
        return schedule
    times = tuple(_without(time, source, language) for time in schedule.times)
    own = schedule.zone_reference
    is_doubtful = own is not None and may_be_namesake(own, source, language)
    return replace(schedule, times=times, zone_reference=None if is_doubtful else own)


def _without(time: ZonedTime, source: str, language: str) -> ZonedTime:
    certain = _certain(time.references, source, language)
    return time if len(certain) == len(time.references) else replace(time, references=certain)


def _certain(
    references: Sequence[ZoneReference], source: str, language: str
) -> tuple[ZoneReference, ...]:
    return tuple(one for one in references if not may_be_namesake(one, source, language))


def may_be_namesake(reference: ZoneReference, source: str, language: str) -> bool:
    """Return whether towns at another time, where the language is spoken, have the name of a place."""
    name = source[reference.start : reference.end]
    zone_names = [meaning.zone for meaning in reference.meanings if meaning.zone]
    is_code = len(zone_names) != 1 or any(one.offset is not None for one in reference.meanings)
    if is_code or not name:
        return False
    if CONTINUED.match(source, reference.end):
        return True
    country = country_code(name)
    if speaks(country, language) if country else _is_known(name):
        return False
    spoken = {
        offsets(zones.canonical(town.timezone))
        for town in towns_of_any_size(name)
        if speaks(town.region[:2], language)
    }
    return bool(spoken - {offsets(zone_names[0])})


def _is_known(name: str) -> bool:
    """Return whether a name is that of a city which texts everywhere mean: of the table, or of a zone."""
    return cities.find_known_city(name) is not None or normalize(name) in {
        normalize(city.name) for city in cities.zone_cities().values()
    }
