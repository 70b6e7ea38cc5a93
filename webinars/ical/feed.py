"""Feeds of many events and the file of one. They carry no METHOD and no people."""

from collections.abc import Iterable
from datetime import timedelta

from webinars.ical.content_lines import clean, duration, line, one_line, text_line, uri
from webinars.ical.itip import own_zone
from webinars.ical.vcalendar import vcalendar
from webinars.ical.vevent import CalendarEvent, vevent, zone_named
from webinars.ical.vtimezone import rules_from

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
    """Return a feed: its head, the block of each zone that a fragment names, the fragments joined.

    Feed and fragments agree about zones because neither needs to know the other's events: a
    fragment names a zone only if the zone's lasting block holds for it, and the lasting block is
    what the feed writes, whatever the range of its events. So fragments must be kept by zone
    release: one that names a zone without such a block raises ValueError. zone is that of the
    installation: the one that Google shows, and whose block stands alone in a feed without events,
    which needs some component.
    """
    fragments = tuple(fragments)
    named = {found for found in map(zone_named, fragments) if found}
    blocks = map(_shared_block, sorted(named)) if fragments else (_idle_block(zone),)
    return vcalendar((_head(zone, name, description, source_url, refresh), *blocks, *fragments))


def file(event: CalendarEvent) -> bytes:
    """Return the calendar file of one event, whose zone may be told for its year only."""
    zone, zone_block = own_zone(event)
    return vcalendar((zone_block, vevent(event, zone, sequence=event.sequence, stamp=event.stamp)))


def _shared_block(zone: str) -> bytes:
    standing = rules_from(zone)
    if standing is None:
        raise ValueError(f"a fragment of another zone release: it names {zone}")
    return standing.block


def _idle_block(zone: str) -> bytes:
    standing = rules_from(zone)
    return standing.block if standing else _UNIVERSAL


_UNIVERSAL = (
    b"BEGIN:VTIMEZONE\r\nTZID:UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    b"TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nTZNAME:UTC\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def _head(
    zone: str, name: str, description: str, source_url: str | None, refresh: timedelta
) -> bytes:
    name, description = one_line(name), clean(description)
    every = duration(refresh)
    return b"".join((
        text_line("NAME", name),
        text_line("X-WR-CALNAME", name),
        text_line("DESCRIPTION", description),
        text_line("X-WR-CALDESC", description),
        line("X-WR-TIMEZONE", zone),
        # VALUE is not the default of either.
        line("REFRESH-INTERVAL;VALUE=DURATION", every),
        line("X-PUBLISHED-TTL", every),
        line("SOURCE;VALUE=URI", uri(source_url)) if source_url else b"",
    ))  # fmt: skip
