"""The time zones to choose from on public pages: every one, under the part of the world it belongs to."""

from collections.abc import Sequence

from webinars.caching.memoize import memoize
from webinars.i18n import N_, Translator
from webinars.timezones import formatting, zones

Group = tuple[str, Sequence[tuple[str, str]]]

_ELSEWHERE = N_("Elsewhere")
_REGIONS = {
    "Africa": N_("Africa"),
    "America": N_("Americas"),
    "Asia": N_("Asia"),
    "Australia": N_("Australia"),
    "Europe": N_("Europe"),
    "Arctic": N_("Europe"),
    "Atlantic": N_("Atlantic Ocean"),
    "Indian": N_("Indian Ocean"),
    "Pacific": N_("Pacific Ocean"),
    "Antarctica": N_("Antarctica"),
}


@memoize(64)
def zone_groups(chosen: str, t: Translator) -> Sequence[Group]:
    """Return regions with their zones as name of the zone and its city; the chosen zone is among them.

    No offset stands beside a city, because these lists are in every page and no two cities have one name.
    """
    found: dict[str, list[tuple[str, str]]] = {t(region): [] for region in _REGIONS.values()}
    for zone in sorted({*zones.choices(), chosen}):
        region = t(_REGIONS.get(zone.partition("/")[0], _ELSEWHERE))
        found.setdefault(region, []).append((zone, formatting.zone_name(zone, t)))
    return tuple(
        (region, tuple(sorted(of, key=lambda pair: pair[1].casefold())))
        for region, of in found.items()
        if of
    )
