"""Time zone in which a reader sees times: that of the query, of a cookie, or the installation's."""

from datetime import datetime

from flask import g, request

from webinars.errors import InvalidInputError
from webinars.i18n import Translator
from webinars.timezones import formatting, zones
from webinars.timezones.local_times import to_local
from webinars.web.core.current_site import site

ZONE_COOKIE = "zone"
MAX_NAME_LENGTH = 64


def set_zone_of_query() -> None:
    """Set the zone that the query names.

    Raises:
        InvalidInputError: "unknown-timezone".
    """
    zone = request.args.get("zone")
    if zone:
        g.zone = _canonical_zone(zone)
        if not g.zone:
            raise InvalidInputError("unknown-timezone", zone=zone[:MAX_NAME_LENGTH])


def reader_zone() -> tuple[str, bool]:
    """Return the zone of the request, and whether it was chosen or is the default of the installation."""
    zone = g.get("zone") or _canonical_zone(request.cookies.get(ZONE_COOKIE, ""))
    return (zone, True) if zone else (site().timezone, False)


def preselected_zone() -> str:
    """Return the zone that forms preselect; empty if none was chosen."""
    zone, known = reader_zone()
    return zone if known else ""


def zone_or_event_zone(zone: str, event_zone: str) -> tuple[str, bool]:
    """Return the zone for a registrant's times, and whether it was chosen.

    It is that of the registration, else that of the request, else the event's.
    """
    if zone:
        return zone, True
    chosen, known = reader_zone()
    return (chosen, True) if known else (event_zone, False)


def local_time_text(instant: datetime, reader_zone: str, known: bool, t: Translator) -> str:  # noqa: FBT001 - reader_zone() returns the pair
    """Format an instant in the reader's time zone: "Thursday 16 July 2026, 15:00 your time"."""
    local = to_local(instant, reader_zone)
    values = {"date": formatting.date_text(local.date(), t), "time": formatting.time_text(local, t)}
    if known:
        return t("%(date)s, %(time)s your time", **values)
    return t("%(date)s, %(time)s %(city)s", city=formatting.zone_name(reader_zone, t), **values)


def _canonical_zone(name: str) -> str:
    if not name or len(name) > MAX_NAME_LENGTH:
        return ""
    try:
        return zones.canonical(name)
    except InvalidInputError:
        return ""
