"""Names of towns on islands and overseas, whose time is not that of most of their country."""

import re

from webinars.timezones import towns, zones

FAR_ZONES = frozenset(
    {
        "America/Cayenne",
        "America/Guadeloupe",
        "America/Martinique",
        "Atlantic/Azores",
        "Atlantic/Canary",
        "Atlantic/Madeira",
        "Indian/Mayotte",
        "Indian/Reunion",
        "Pacific/Noumea",
        "Pacific/Tahiti",
    }
)
_NAME = re.compile(
    r"\b[A-ZÀ-Þ][\w’'-]*(?:[ -](?:de |la |las |los |del |du |des )*[A-ZÀ-Þ][\w’'-]*){0,2}"
)


def names_far_town(text: str) -> bool:
    """Return whether a text names a town whose time is not that of most of its country."""
    names = {name for match in _NAME.findall(text) for name in _parts(match)}
    far = (town.timezone for name in names for town in towns.towns(name))
    return any(zones.canonical(zone) in FAR_ZONES or zone in FAR_ZONES for zone in far)


def _parts(name: str) -> set[str]:
    """Return a run of capitalised words, and its words without the first: "Visita Santa Cruz"."""
    words = name.split()
    return {name, " ".join(words[1:]), words[-1], words[0]}
