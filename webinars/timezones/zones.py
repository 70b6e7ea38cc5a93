"""Time zones: names, countries and rules in the time zone database; the only module that uses pytz."""

# Functions accept any name in the time zone database and raise "unknown-timezone" for others.

import zoneinfo
from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytz  # noqa: TID251 - the only module that uses pytz
from pytz import OLSON_VERSION, open_resource  # type: ignore[attr-defined]  # noqa: TID251 - missing in the stubs
from pytz.tzinfo import BaseTzInfo  # noqa: TID251

from webinars.caching.memoize import ONCE, PER_ZONE, memoize
from webinars.errors import InvalidInputError

# Make zoneinfo use the tzdata package, of the same release as pytz, instead of system files.
zoneinfo.reset_tzpath(())

RELEASE: str = OLSON_VERSION
NAMES: frozenset[str] = frozenset(pytz.all_timezones)
FIRST_YEAR, LAST_YEAR = 1970, 2037  # pytz has no rules after 2037

# From this year on all offsets are whole minutes. pytz rounds others: Liberia's was -0:44:30 until 1972.
WHOLE_MINUTES_SINCE = 1973

EARLIEST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)

# Zones of countries keep their names, although many are links now: Oslo is not Berlin.
_COUNTRIES: dict[str, tuple[str, ...]] = {}
for _country, _names in sorted(pytz.country_timezones.items()):
    for _name in _names:
        _COUNTRIES[_name] = (*_COUNTRIES.get(_name, ()), _country)
_UTC_NAMES = frozenset({"Etc/UTC", "Etc/GMT"})
# tzdata links these names to zones far away, but a closer zone exists.
_NEARER_LINKS = {
    "Africa/Asmera": "Africa/Asmara",
    "Africa/Timbuktu": "Africa/Bamako",
    "America/Argentina/ComodRivadavia": "America/Argentina/Catamarca",
    "America/Coral_Harbour": "America/Atikokan",
    "America/Virgin": "America/St_Thomas",
    "Antarctica/South_Pole": "Antarctica/McMurdo",
    "Atlantic/Jan_Mayen": "Arctic/Longyearbyen",
    "Iceland": "Atlantic/Reykjavik",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
    "Pacific/Yap": "Pacific/Chuuk",
}


class OffsetChange(NamedTuple):
    """A change of a zone's UTC offset: its instant, and the offsets before and after."""

    at: datetime
    before: timedelta
    after: timedelta


@memoize(ONCE)
def _links() -> dict[str, str]:
    """Return the links of the database, alias to target."""
    with open_resource("tzdata.zi") as rules_text:
        lines = rules_text.read().decode().splitlines()
    links = {
        name: target
        for _, target, name in (line.split() for line in lines if line.startswith("L "))
    }
    return links | _NEARER_LINKS


def canonical(name: str) -> str:
    """Return the canonical name of a zone: links resolved, except names of countries' zones.

    Raises:
        InvalidInputError: "unknown-timezone" (facts: zone, shortened).
    """
    if not isinstance(name, str) or name not in NAMES:
        raise InvalidInputError("unknown-timezone", zone=str(name)[:60])
    return _canonical(name)


def choices() -> list[str]:
    """Return the sorted zone names for selection lists: those of all countries, and UTC."""
    return sorted(_COUNTRIES.keys() | {"UTC"})


def countries_of(zone: str) -> tuple[str, ...]:
    """Return the ISO codes of the countries of a zone; none of a name that is not listed for any."""
    return _COUNTRIES.get(zone, ())


def of_country(country: str) -> tuple[str, ...]:
    """Return the zones of a country by its ISO code."""
    return tuple(map(canonical, pytz.country_timezones.get(country, ())))


def is_only_zone(country: str) -> bool:
    """Return whether a country, by its ISO code, has a single zone."""
    return len(pytz.country_timezones.get(country, ())) == 1


def is_year_known(year: int) -> bool:
    """Return whether the rules of a year are known."""
    return FIRST_YEAR <= year <= LAST_YEAR


def first_year(zone: str) -> int:
    """Return the first year whose local times are exact: after the last with seconds in the offset.

    Raises:
        InvalidInputError: "unknown-timezone".
    """
    # pytz has rounded its offsets already.
    rules_of_zone = zoneinfo.ZoneInfo(canonical(zone))
    years = range(FIRST_YEAR, WHOLE_MINUTES_SINCE)
    offsets = [datetime(year, 1, 1, tzinfo=rules_of_zone).utcoffset() for year in years]
    return max(
        (
            year + 1
            for year, offset in zip(years, offsets, strict=True)
            if offset and offset % timedelta(minutes=1)
        ),
        default=FIRST_YEAR,
    )


def year_out_of_range(first: int = FIRST_YEAR) -> InvalidInputError:
    """Return the error for a date in a year whose rules are not known, or not exactly."""
    return InvalidInputError("date-out-of-range", first=first, last=LAST_YEAR)


def instant_of(local: datetime, zone: str) -> datetime | None:
    """Return the instant of a naive local time; None if clocks skip or repeat it.

    Raises:
        InvalidInputError: "unknown-timezone".
    """
    try:
        return _tz(zone).localize(local, is_dst=None).astimezone(UTC)
    except (pytz.NonExistentTimeError, pytz.AmbiguousTimeError):
        return None


def to_local_time(instant: datetime, zone: str) -> datetime:
    """Return an aware instant in the local time of a zone, with its UTC offset.

    Raises:
        InvalidInputError: "date-out-of-range", "unknown-timezone".
    """
    if instant.tzinfo is None:
        raise ValueError(instant)  # naive
    if not FIRST_YEAR - 1 <= instant.year <= LAST_YEAR + 1:
        raise year_out_of_range()
    return instant.astimezone(_tz(zone))


def utc_offset(instant: datetime, zone: str) -> timedelta:
    """Return the UTC offset of a zone at an aware instant."""
    return to_local_time(instant, zone).utcoffset() or timedelta()


def tzif_rules(zone: str) -> bytes:
    """Return the zone's TZif file in this release."""
    with open_resource(canonical(zone)) as file:
        return bytes(file.read())


def offset_changes(zone: str) -> tuple[OffsetChange, ...]:
    """Return the clock changes of a zone since 1969, oldest first, without changes of abbreviation."""
    return _changes(canonical(zone))


def next_change(instant: datetime, zone: str) -> OffsetChange | None:
    """Return the zone's first clock change after an instant, if there is one."""
    known = offset_changes(zone)
    index = bisect_right(known, instant, key=lambda change: change.at)
    return known[index] if index < len(known) else None


def previous_change(instant: datetime, zone: str) -> OffsetChange | None:
    """Return the zone's last clock change at or before an instant, if there was one since 1969."""
    known = offset_changes(zone)
    index = bisect_right(known, instant, key=lambda change: change.at)
    return known[index - 1] if index else None


@memoize(PER_ZONE)
def _changes(zone: str) -> tuple[OffsetChange, ...]:
    # pytz has no public list of them; fixed-offset zones lack the attribute.
    transitions: list[datetime] = getattr(_known_tz(zone), "_utc_transition_times", [])
    recent = (naive.replace(tzinfo=UTC) for naive in transitions if naive.year >= FIRST_YEAR - 1)
    changes_of_offset = []
    for at in recent:
        before, after = (_offset(instant, zone) for instant in (at - timedelta(seconds=1), at))
        if before != after:
            changes_of_offset.append(OffsetChange(at, before, after))
    return tuple(changes_of_offset)


def _canonical(name: str) -> str:
    links = _links()
    while name not in _COUNTRIES and name in links:
        name = links[name]
    return "UTC" if name in _UTC_NAMES else name


@memoize(PER_ZONE)
def _known_tz(zone: str) -> BaseTzInfo:
    return pytz.timezone(_canonical(zone))


def _tz(zone: str) -> BaseTzInfo:
    canonical(zone)
    return _known_tz(zone)


def _offset(instant: datetime, zone: str) -> timedelta:
    return instant.astimezone(_tz(zone)).utcoffset() or timedelta()
