"""Towns of 15,000 people or more, countries and American states, with their time zones."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from webinars import paths
from webinars.caching.memoize import ONCE, memoize
from webinars.timezones import zones
from webinars.timezones.city_search import normalize

US_STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
    "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts",
    "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana",
    "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico",
    "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip
# A country has one time zone for our purpose if at least this share of its towns is in it: Spain, not Mexico.
MAIN_SHARE = 0.9
PER_REGION = 512  # countries and American states
SAMPLES = tuple(datetime(2027, month, 15, tzinfo=UTC) for month in (1, 4, 7, 10))
# "frankfurt am main", "halle (saale)".
_WITH_RIVER = re.compile(r"(.{4,}?)(?: (?:upon|under|am|an der|on|sur) .+| \(.+\))")
SHORT_NAMES = {"kingston upon hull": "hull"}
LARGE = 6_000  # towns of the table, which begins with the largest: those of 100,000 people or more


class Town(NamedTuple):
    """A town: its country as an ISO code, in the US with the state ("US-MA"), time zone, and size."""

    region: str
    timezone: str
    is_large: bool


def towns(name: str) -> tuple[Town, ...]:
    """Return the towns of a name, the largest first."""
    return _towns().get(normalize(name), ())


@memoize(PER_REGION)
def region_zones(region: str) -> tuple[str, ...]:
    """Return the zones of a country or American state: one if it has one, else those of most towns first.

    Of zones with the same rules only the first is returned.
    """
    shares = zone_shares(region)
    if not shares:
        return zones.of_country(region)
    is_main = shares[0][1] >= MAIN_SHARE
    return tuple(zone for zone, _ in shares[: 1 if is_main else None])


def zone_shares(region: str) -> list[tuple[str, float]]:
    """Return the zones of a country or American state with their shares of its towns, largest first.

    Zones with the same rules are one, under the name of the first. Empty if no towns are known.
    """
    counts = _counts().get(region)
    if counts is None:
        return []
    by_rules: dict[tuple[timedelta, ...], int] = {}
    first_zones: dict[tuple[timedelta, ...], str] = {}
    for zone, count in counts.most_common():
        offsets = tuple(zones.utc_offset(instant, zone) for instant in SAMPLES)
        by_rules[offsets] = by_rules.get(offsets, 0) + count
        first_zones.setdefault(offsets, zone)
    ordered = sorted(by_rules, key=lambda offsets: -by_rules[offsets])
    total = counts.total()
    return [(first_zones[offsets], by_rules[offsets] / total) for offsets in ordered]


def region_country(name: str) -> str:
    """Return the country of a region such as "Lincolnshire", or ""."""
    return _regions().get(normalize(name), "")


def main_zone(country: str) -> str:
    """Return the zone of the largest town of a country, "" of one without a town."""
    return _main_zones().get(country, "")


@memoize(ONCE)
def _main_zones() -> dict[str, str]:
    """Return the zones of the largest towns by country: the first rows of the countries state them."""
    main_zones: dict[str, str] = {}
    for _, region, *own_zone in _rows():
        if own_zone:
            main_zones.setdefault(region[:2], own_zone[0])
    return main_zones


def _rows() -> Iterator[list[str]]:
    path = paths.PACKAGE / "timezones" / "towns.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines if not line.startswith("#"))


@memoize(ONCE)
def _towns() -> dict[str, tuple[Town, ...]]:
    """Return the towns by normalized name."""
    main_zones = _main_zones()
    shared: dict[Town, Town] = {}  # one object for all towns of a region and zone
    by_name: dict[str, tuple[Town, ...]] = {}
    for number, (name, region, *own_zone) in enumerate(_rows()):
        zone = own_zone[0] if own_zone else main_zones[region[:2]]
        town = Town(region, zone, number < LARGE)
        for known in (name, *_short_names(name)):
            by_name[known] = (*by_name.get(known, ()), shared.setdefault(town, town))
    return by_name


def _short_names(name: str) -> Iterator[str]:
    """Yield names by which a town is also known: "newcastle" of "newcastle upon tyne"."""
    match = _WITH_RIVER.fullmatch(name)
    if match is not None:
        yield match[1]
    if name in SHORT_NAMES:
        yield SHORT_NAMES[name]


@memoize(ONCE)
def _counts() -> dict[str, Counter[str]]:
    """Return the number of towns in each zone, by country and by American state."""
    counts: dict[str, Counter[str]] = {}
    for namesakes in _towns().values():
        for region, zone, _ in namesakes:
            for key in {region, region[:2]}:
                counts.setdefault(key, Counter())[zone] += 1
    return counts


@memoize(ONCE)
def _regions() -> dict[str, str]:
    """Return the countries of regions by normalized name."""
    lines = (paths.PACKAGE / "timezones" / "regions.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {row[0]: row[1] for row in rows}
