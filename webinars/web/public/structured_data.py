"""Structured data of an event for search engines (schema.org), without join link and attendees."""

from datetime import datetime
from typing import Any

from webinars.events.enums import EventState, Format
from webinars.events.models import Event
from webinars.i18n import Translator
from webinars.security import markdown
from webinars.site import Site
from webinars.timezones import zones
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Precision

_STATUS = {
    EventState.CANCELLED: "EventCancelled",
    EventState.POSTPONED: "EventPostponed",
}
MAX_DESCRIPTION = 500  # characters
_MODE = {
    Format.ONLINE: "OnlineEventAttendanceMode",
    Format.IN_PERSON: "OfflineEventAttendanceMode",
    Format.HYBRID: "MixedEventAttendanceMode",
}


def event_data(event: Event, page: str, site: Site, t: Translator) -> dict[str, Any]:
    """Return an event as schema.org's Event; page is its URL."""
    start, end = times(event)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": t.text(event.title),
        "url": page,
        "startDate": start,
        "endDate": end,
        "eventStatus": f"https://schema.org/{_STATUS.get(event.state, 'EventScheduled')}",
        "eventAttendanceMode": _attendance_mode(event),
        "location": _location(event, page, t),
        "organizer": {"@type": "Organization", "name": event.hosted_by or site.name},
        "description": markdown.plain_text(t.text(event.description), MAX_DESCRIPTION),
        "inLanguage": list(event.languages),
    }
    if event.series:
        data["superEvent"] = {"@type": "EventSeries", "name": t.text(event.series.name)}
    return {name: value for name, value in data.items() if value}


def _attendance_mode(event: Event) -> str:
    """Return the attendance mode; empty for an in-person event without a venue."""
    if event.format is Format.IN_PERSON and not event.place:
        return ""
    return f"https://schema.org/{_MODE[event.format]}"


def times(event: Event) -> tuple[str, str]:
    """Return start and end in ISO 8601, with the precision of the event: time, day or month."""
    if event.precision is Precision.TIME:
        return _local(event.starts_at, event.timezone), _local(event.ends_at, event.timezone)
    if event.precision is Precision.DAYS:
        return event.first_on.isoformat(), event.last_on.isoformat()
    return f"{event.first_on:%Y-%m}", ""


def _local(instant: datetime, zone: str) -> str:
    minutes = int(zones.utc_offset(instant, zone).total_seconds()) // 60
    sign, (hours, remainder) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"{to_local(instant, zone):%Y-%m-%dT%H:%M:%S}{sign}{hours:02}:{remainder:02}"


def _location(event: Event, page: str, t: Translator) -> Any:
    """Return the venue, a virtual location, or both as a list.

    The URL of a virtual location is the public page: the join link is for registrants only.
    """
    online = {"@type": "VirtualLocation", "url": page}
    place = t.text(event.place).strip()
    venues = [{"@type": "Place", "name": place, "address": place}] if place else []
    if event.format is Format.ONLINE:
        return online
    if event.format is Format.HYBRID:
        return [*venues, online] if venues else online
    return venues[0] if venues else None
