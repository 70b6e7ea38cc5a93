"""A piece of evidence of where an announcement is from: what the text says, and the zones that it fits."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from webinars.announcement_parser.grammar.geography.gazetteer import region_zones
from webinars.caching.memoize import PER_ZONE, memoize
from webinars.timezones import zones

# When the offsets of zones are compared.
WINTER = datetime(2027, 1, 1, 12, tzinfo=UTC)
SUMMER = datetime(2027, 7, 1, 12, tzinfo=UTC)

Offsets = tuple[float, float]  # in seconds, in winter and in summer


class Evidence(NamedTuple):
    """A piece of evidence.

    Attributes:
        source: what it is taken from: only the strongest of one source counts for a time zone.
        quote: the words of the text.
        zones: all zones that it fits.
        points: its weight, from 1 (others write so, too) to 4 (a postal code with its town).
    """

    source: str
    quote: str
    zones: frozenset[str]
    points: int

    @property
    def offsets(self) -> frozenset[Offsets]:
        """Return the offsets of its zones: zones with the same time are one."""
        return frozenset(map(offsets, self.zones))


@memoize(PER_ZONE)
def offsets(zone: str) -> Offsets:
    """Return the UTC offsets of a zone in winter and in summer."""
    return (
        zones.utc_offset(WINTER, zone).total_seconds(),
        zones.utc_offset(SUMMER, zone).total_seconds(),
    )


def of_zones(source: str, quote: str, zone_names: Iterable[str], points: int) -> list[Evidence]:
    """Return a piece of evidence for some zones, nothing for none."""
    distinct = frozenset(filter(None, zone_names))
    return [Evidence(source, quote, distinct, points)] if distinct else []


def of_countries(source: str, quote: str, countries: Iterable[str], points: int) -> list[Evidence]:
    """Return a piece of evidence for all zones of some countries or American states."""
    zone_names = (zone for country in countries for zone in region_zones(country))
    return of_zones(source, quote, zone_names, points)
