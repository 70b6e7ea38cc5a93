"""Decide whether an event's times are written with TZID or in UTC (RFC 5545 section 3.3.5)."""

# UTC is written if
#
# 1. the zone's name is not Area/City (is_tzid);
# 2. a clock change skips or repeats the local time, because clients resolve such times differently;
# 3. the local time no longer gives the published instant, because the zone's rules have changed;
# 4. no VTIMEZONE expresses the zone for all clients (vtimezone.py): in a feed, one that is correct
#    for all events from this one on; in a file or message, one for the year around the event.

from webinars.ical.vtimezone import SharedVtimezone, resolve, shared_vtimezone, vtimezone_for
from webinars.timezones.schedule import Span, Timed, When


def feed_tzid(when: When, span: Span) -> str | None:
    """Return the TZID of an event's times in a feed, or None: they are in UTC, or whole days.

    The answer depends on the event and the zone release only, so any feed can carry its fragment.
    """
    zone = _unambiguous_zone(when, span)
    shared = feed_vtimezone(zone) if zone else None
    return zone if shared and span.starts_at >= shared.valid_from else None


def feed_vtimezone(zone: str) -> SharedVtimezone | None:
    """Return the VTIMEZONE that all events of a feed share, or None: they are in UTC."""
    return shared_vtimezone(zone) if is_tzid(zone) else None


def file_tzid(when: When, span: Span) -> tuple[str | None, bytes]:
    """Return the TZID and VTIMEZONE for a file or message with one event, or None and no bytes."""
    zone = _unambiguous_zone(when, span)
    vtimezone = vtimezone_for(zone, span.starts_at, span.ends_at) if zone else None
    return (zone, vtimezone) if vtimezone else (None, b"")


def is_tzid(zone: str) -> bool:
    """Return whether a zone name can be a TZID: Area/City, no offset and no abbreviation.

    Apple goes by the name, Windows by the rules: "GMT" with London's rules is an hour off on one.
    """
    return "/" in zone and not zone.startswith("Etc/")


def _unambiguous_zone(when: When, span: Span) -> str | None:
    """Return the zone in which the local times give exactly the published instants."""
    if not isinstance(when, Timed) or not is_tzid(when.zone):
        return None
    ends = ((when.start, span.starts_at), (when.end, span.ends_at))
    is_exact = all(resolve(local, when.zone) == (instant,) for local, instant in ends)
    return when.zone if is_exact else None
