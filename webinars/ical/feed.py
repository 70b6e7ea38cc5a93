"""Write feeds of many events and the file of one, without METHOD, organizer and attendee."""

from collections.abc import Iterable
from datetime import timedelta

from webinars.ical.content_lines import clean, duration, line, one_line, text_line, uri
from webinars.ical.tzid_or_utc import feed_vtimezone, file_tzid
from webinars.ical.vcalendar import vcalendar
from webinars.ical.vevent import CalendarEvent, tzid_of, vevent

REFRESH = timedelta(hours=4)


def calendar(
    fragments: Iterable[bytes],
    zone: str,
    name: str,
    description: str = "",
    *,
    source_url: str | None = None,
    refresh: timedelta = REFRESH,
) -> bytes:
    """Return a feed: its properties, a VTIMEZONE for each TZID of its fragments, the fragments.

    A fragment has a TZID only if the zone's shared VTIMEZONE is correct for it, and the feed writes
    that one, whatever the range of its events. Fragments must therefore be stored by zone release.

    zone: the installation's; Google displays it, and its VTIMEZONE is the only component of a feed
    without events, which must have one.

    Raises:
        ValueError: a fragment's TZID has no shared VTIMEZONE in this zone release.
    """
    fragments = tuple(fragments)
    tzids = {tzid for tzid in map(tzid_of, fragments) if tzid}
    vtimezones = map(_vtimezone_of, sorted(tzids)) if fragments else (_only_component(zone),)
    return vcalendar(
        (
            _properties(zone, name, description, source_url, refresh),
            *vtimezones,
            *fragments,
        )
    )


def file(event: CalendarEvent) -> bytes:
    """Return the calendar file of one event; its VTIMEZONE may be for the event's year only."""
    tzid, vtimezone = file_tzid(event.when, event.span)
    return vcalendar((vtimezone, vevent(event, tzid, sequence=event.sequence, stamp=event.stamp)))


def _vtimezone_of(tzid: str) -> bytes:
    shared = feed_vtimezone(tzid)
    if shared is None:
        raise ValueError(f"fragment of another zone release: its TZID is {tzid}")
    return shared.content


def _only_component(zone: str) -> bytes:
    shared = feed_vtimezone(zone)
    return shared.content if shared else _UTC


_UTC = (
    b"BEGIN:VTIMEZONE\r\nTZID:UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    b"TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nTZNAME:UTC\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def _properties(
    zone: str, name: str, description: str, source_url: str | None, refresh: timedelta
) -> bytes:
    name, description = one_line(name), clean(description)
    interval = duration(refresh)
    return b"".join((
        text_line("NAME", name),
        text_line("X-WR-CALNAME", name),
        text_line("DESCRIPTION", description),
        text_line("X-WR-CALDESC", description),
        line("X-WR-TIMEZONE", zone),
        # VALUE differs from the default type of both.
        line("REFRESH-INTERVAL;VALUE=DURATION", interval),
        line("X-PUBLISHED-TTL", interval),
        line("SOURCE;VALUE=URI", uri(source_url)) if source_url else b"",
    ))  # fmt: skip
