"""The time zones to choose from on public pages: every one, under the part of the world it belongs to."""

from collections.abc import Sequence
from functools import lru_cache

from webinars.i18n import Wording, mark
from webinars.timezones import formatting, zones

Group = tuple[str, Sequence[tuple[str, str]]]

_ELSEWHERE = mark("Elsewhere")
_REGIONS = {
    "Africa": mark("Africa"),
    "America": mark("Americas"),
    "Asia": mark("Asia"),
    "Australia": mark("Australia"),
    "Europe": mark("Europe"),
    "Arctic": mark("Europe"),
    "Atlantic": mark("Atlantic Ocean"),
    "Indian": mark("Indian Ocean"),
    "Pacific": mark("Pacific Ocean"),
    "Antarctica": mark("Antarctica"),
}


@lru_cache(maxsize=64)
def zone_groups(chosen: str, w: Wording) -> Sequence[Group]:
    """Return regions with their zones as name of the zone and its city; the chosen zone is among them.

    No offset stands beside a city, because these lists are in every page and no two cities have one name.
    """
    found: dict[str, list[tuple[str, str]]] = {w(region): [] for region in _REGIONS.values()}
    for zone in sorted({*zones.choices(), chosen}):
        region = w(_REGIONS.get(zone.partition("/")[0], _ELSEWHERE))
        found.setdefault(region, []).append((zone, formatting.zone_name(zone, w)))
    return tuple(
        (region, tuple(sorted(of, key=lambda pair: pair[1].casefold())))
        for region, of in found.items()
        if of
    )
