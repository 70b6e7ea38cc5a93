"""Decide whether an event's times are written with TZID or in UTC (RFC 5545 section 3.3.5)."""

# UTC is written if
#
# 1. the zone's name is not Area/City (is_tzid);
# 2. a clock change is near, because clients resolve skipped and repeated local times differently, and
#    releases correct the hour of a change (Moldova's, years later, in 2026a);
# 3. the local time no longer gives the published instant, because the zone's rules have changed;
# 4. no yearly pair of changes that Outlook can express describes the zone (vtimezone.py);
# 5. the zone's rules changed less than 24 months before the event, or change after it: clients
#    resolve a TZID with a time zone database of their own, which may be that much older than ours.
#
# The event and the zone release decide, never the current date. So file, e-mail and feed agree, and
# all events of a zone that have a TZID share one VTIMEZONE.

from datetime import timedelta

from webinars.caching.memoize import memoize
from webinars.ical.vtimezone import Vtimezone, instants_of_local_time, vtimezone
from webinars.timezones import zones
from webinars.timezones.schedule import Span, Timed, When

# Two years, one of which may be a leap year.
FRESH_FOR = timedelta(days=2 * 365 + 1)
NEAR = timedelta(hours=3)
MAX_TIMES = 256  # different times of events in a cache


def event_tzid(when: When, span: Span) -> str | None:
    """Return the TZID of an event's times, or None: they are in UTC, or whole days."""
    return _event_tzid(when, span, zones.RELEASE) if isinstance(when, Timed) else None


# The release is part of the cache key, as in vtimezone.py.
@memoize(MAX_TIMES)
def _event_tzid(when: Timed, span: Span, release: str) -> str | None:
    definition = vtimezone_of(when.timezone)
    # Before the rules began, a VTIMEZONE would need the former ones too, a second definition.
    if definition is None or span.starts_at - FRESH_FOR < definition.rules_since:
        return None
    ends = ((when.start, span.starts_at), (when.end, span.ends_at))
    is_exact = all(
        instants_of_local_time(local + apart, when.timezone) == (instant + apart,)
        for local, instant in ends
        for apart in (-NEAR, timedelta(), NEAR)
    )
    return when.timezone if is_exact else None


def vtimezone_of(zone: str) -> Vtimezone | None:
    """Return the VTIMEZONE of all events that have a zone as their TZID, or None: they are in UTC."""
    return vtimezone(zone) if is_tzid(zone) else None


def is_tzid(zone: str) -> bool:
    """Return whether a zone name can be a TZID: Area/City, no offset and no abbreviation.

    Apple goes by the name, Windows by the rules: "GMT" with London's rules is an hour off on one.
    """
    return "/" in zone and not zone.startswith("Etc/")
