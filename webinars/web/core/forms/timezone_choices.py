"""Time zones to choose from: grouped by region on public pages, in one list in forms."""

from collections.abc import Sequence
from datetime import UTC, datetime

from markupsafe import Markup
from wtforms import Field, SelectField, SelectFieldBase
from wtforms.widgets import Select, TextInput

from webinars.caching.lru import SharedLRUCache
from webinars.caching.memoize import memoize
from webinars.i18n import N_, Translator
from webinars.timezones import formatting, zones
from webinars.timezones.city_search import zone_label
from webinars.web.core.locale import translator

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
    """Return the regions with pairs of zone and city name, the chosen zone among them.

    Without UTC offsets, so that the list can be cached; no two cities have the same name.
    """
    regions: dict[str, list[tuple[str, str]]] = {t(region): [] for region in _REGIONS.values()}
    for zone in sorted({*zones.choices(), chosen}):
        region = t(_REGIONS.get(zone.partition("/")[0], _ELSEWHERE))
        regions.setdefault(region, []).append((zone, formatting.zone_name(zone, t)))
    return tuple(
        (region, tuple(sorted(choices, key=lambda choice: choice[1].casefold())))
        for region, choices in regions.items()
        if choices
    )


def zone_choices(chosen: str, at: datetime | None) -> list[tuple[str, str]]:
    """Return the choices of a time zone list by city name, the chosen zone among them.

    Names contain the UTC offset at an instant, if one is given.
    """
    known_zone = chosen if chosen in zones.NAMES else ""
    # Offsets change only on quarters of an hour, so one list serves for each.
    quarter = int(at.timestamp()) // 900 if at else None
    return list(_zone_choices(known_zone, translator(), quarter))


@memoize(64)
def _zone_choices(chosen: str, t: Translator, quarter: int | None) -> tuple[tuple[str, str], ...]:
    names = zones.choices()
    if chosen and chosen not in names:
        names = [chosen, *names]
    choices = [(zone, formatting.zone_name(zone, t)) for zone in names]
    if quarter is not None:
        at = datetime.fromtimestamp(quarter * 900, UTC)
        choices = [(zone, formatting.name_and_offset(name, at, zone)) for zone, name in choices]
    return tuple(sorted(choices, key=lambda choice: choice[1].casefold()))


class ZoneText(TextInput):
    """Text widget for a time zone: shows the name of its city, or the text that is no zone."""

    def __call__(self, field: Field, **attributes: object) -> Markup:
        """Render the input element."""
        text = str(field.data or "")
        name = zone_label(text, translator()) if text in zones.NAMES else text
        return super().__call__(field, value=name, **attributes)


class ZoneSelect(Select):
    """Select widget for time zones; its HTML is cached per selected zone."""

    MAX_CACHED = 64

    def __init__(self) -> None:
        super().__init__()
        self._cache = SharedLRUCache[Markup](self.MAX_CACHED)

    def __call__(self, field: SelectFieldBase, **attributes: object) -> Markup:
        """Render the select element."""
        assert isinstance(field, SelectField)  # noqa: S101 - for the type checker
        choices = tuple(tuple(choice) for choice in field.choices or ())
        key = (field.name, field.data, choices, tuple(sorted(attributes.items())))
        html = self._cache.get(key)
        if html is None:
            html = super().__call__(field, **attributes)
            if not field.data or field.data in zones.NAMES:
                self._cache.put(key, html)
        return html
