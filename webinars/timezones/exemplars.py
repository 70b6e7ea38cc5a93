"""CLDR exemplar cities of time zones, in every language: "Kampala" for Africa/Kampala."""

import re
from itertools import groupby

from babel import Locale
from babel.core import get_global

from webinars.caching.memoize import ONCE, memoize
from webinars.timezones import zones

_MINUS = "−"  # a minus sign does not wrap, unlike a hyphen


def exemplar(zone: str, locale: Locale) -> str:
    """Return CLDR's exemplar city of a canonical zone, which CLDR may list under an older name."""
    for name in (zone, *_older_names().get(zone, ())):
        city = locale.time_zones.get(name, {}).get("city")
        if city:
            return str(city)
    fixed = re.fullmatch(r"Etc/GMT([+-])(\d+)", zone)
    if fixed:  # Etc/GMT+5 is five hours behind UTC, as in POSIX
        return f"UTC{_MINUS if fixed[1] == '+' else '+'}{int(fixed[2]):02}:00"
    return zone.rsplit("/", 1)[-1].replace("_", " ")


@memoize(ONCE)
def _older_names() -> dict[str, list[str]]:
    """Return the names that CLDR may use for each canonical zone."""
    pairs = sorted(
        (zones.canonical(old), old) for old in get_global("zone_aliases") if old in zones.NAMES
    )
    more = sorted((zones.canonical(name), name) for name in zones.NAMES)
    joined = sorted({*pairs, *more})
    return {
        zone: [old for _, old in group] for zone, group in groupby(joined, key=lambda pair: pair[0])
    }
