"""Write feeds of many events and the file of one, without METHOD, organizer and attendee."""

from collections.abc import Iterable
from datetime import timedelta

from webinars.ical.content_lines import (
    ascii_uri,
    clean_text,
    content_line,
    format_duration,
    one_line,
    text_line,
)
from webinars.ical.tzid_or_utc import vtimezone_of
from webinars.ical.vcalendar import vcalendar
from webinars.ical.vevent import CalendarEvent, render_fragment, render_vtimezones

REFRESH = timedelta(hours=4)


def render_feed(
    fragments: Iterable[bytes],
    zone: str,
    name: str,
    description: str = "",
    *,
    source_url: str | None = None,
    refresh: timedelta = REFRESH,
) -> bytes:
    """Return a feed: its properties, a VTIMEZONE for each TZID of its fragments, the fragments.

    A zone has one VTIMEZONE per release, so fragments must be stored by zone release.

    zone: the installation's; Google displays it, and its VTIMEZONE is the only component of a feed
    without events, which must have one.

    Raises:
        ValueError: a fragment's TZID has no VTIMEZONE in this zone release.
    """
    fragments = tuple(fragments)
    return vcalendar(
        (
            _properties(zone, name, description, source_url, refresh),
            render_vtimezones(fragments) if fragments else _only_component(zone),
            *fragments,
        )
    )


def render_event_file(event: CalendarEvent) -> bytes:
    """Return the calendar file of one event, with the bytes of its fragment."""
    component = render_fragment(event)
    return vcalendar((render_vtimezones((component,)), component))


def _only_component(zone: str) -> bytes:
    definition = vtimezone_of(zone)
    return definition.content if definition else _UTC


_UTC = (
    b"BEGIN:VTIMEZONE\r\nTZID:UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    b"TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nTZNAME:UTC\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def _properties(
    zone: str, name: str, description: str, source_url: str | None, refresh: timedelta
) -> bytes:
    name, description = one_line(name), clean_text(description)
    interval = format_duration(refresh)
    return b"".join((
        text_line("NAME", name),
        text_line("X-WR-CALNAME", name),
        text_line("DESCRIPTION", description),
        text_line("X-WR-CALDESC", description),
        content_line("X-WR-TIMEZONE", zone),
        # VALUE differs from the default type of both.
        content_line("REFRESH-INTERVAL;VALUE=DURATION", interval),
        content_line("X-PUBLISHED-TTL", interval),
        content_line("SOURCE;VALUE=URI", ascii_uri(source_url)) if source_url else b"",
    ))  # fmt: skip
