"""VEVENT: one event as calendars are told of it (RFC 5545 section 3.6.1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from webinars.ical.content_lines import (
    clean,
    day,
    escape,
    fold,
    instant,
    line,
    one_line,
    text_line,
    uri,
    wall_clock,
)
from webinars.ical.vtimezone import readings, rules_from
from webinars.timezones.schedule import Days, Month, Span, Timed, When

_BEGIN = b"BEGIN:VEVENT\r\n"
_DESCRIPTION = b"\r\nDESCRIPTION:"
_ZONED = _BEGIN + b"DTSTART;TZID="


@dataclass(frozen=True)
class CalendarEvent:
    """What calendars are told of one revision of an event, in one language.

    Words are the caller's, in the reader's language: a summary that says "Cancelled: …" or that
    the date is to follow, a description with the ways to join and to cancel. stamp is when this
    revision was made and created when the first was, so that one revision always gives the same
    bytes. span holds the instants that when was promised to mean; where today's zone rules say
    others, calendars are told the span, as pages are. status is CONFIRMED, TENTATIVE or CANCELLED;
    a Month is at most TENTATIVE. fills_time is false for what is a reminder rather than an event.
    """

    uid: str
    sequence: int
    stamp: datetime
    created: datetime
    summary: str
    description: str
    location: str
    url: str
    when: When
    span: Span
    status: str = "CONFIRMED"
    categories: tuple[str, ...] = ()
    geo: tuple[float, float] | None = None
    listed: bool = True
    fills_time: bool = True

    @property
    def told_status(self) -> str:
        """Return STATUS."""
        if self.status == "CONFIRMED" and isinstance(self.when, Month):
            return "TENTATIVE"
        return self.status

    @property
    def takes_time(self) -> bool:
        """Say whether the event fills its time: whole days and cancelled ones leave it free."""
        return self.fills_time and isinstance(self.when, Timed) and self.status != "CANCELLED"


def fragment(event: CalendarEvent) -> bytes:
    """Return the event's lines for feeds, without calendar, zone or people.

    Fragments are kept and joined later with others, so each must know by itself whether it may
    name its zone. It may if the zone's lasting block holds from the event's start on: that block
    depends on zone and release alone, so whatever feed the fragment gets into can carry it (see
    feed.calendar). Other times are in UTC, even where a file would name the zone.
    """
    return vevent(event, shared_zone(event), sequence=event.sequence, stamp=event.stamp)


def with_extra_line(fragment: bytes, words: str) -> bytes:
    """Return a fragment whose description says words on a line of their own under its first paragraph.

    So one fragment serves readers everywhere. The first paragraph is the caller's own, without a backslash
    in it that could be taken for half of a line feed; a fragment without a description stays as it is.
    """
    start = fragment.find(_DESCRIPTION) + len(b"\r\n")
    if start < len(_BEGIN):
        return fragment
    end = fragment.index(b"\r\n", start)
    while fragment.startswith(b"\r\n ", end):
        end = fragment.index(b"\r\n", end + 1)
    first, gap, rest = fragment[start:end].replace(b"\r\n ", b"").partition(rb"\n\n")
    more = rb"\n" + escape(clean(words)).encode()
    return fragment[:start] + fold(first + more + gap + rest) + fragment[end + len(b"\r\n") :]


def shared_zone(event: CalendarEvent) -> str | None:
    """Return the zone that the event's fragment names, or None: it is in UTC or on whole days."""
    zone = plain_zone(event)
    standing = rules_from(zone) if zone else None
    return zone if standing and event.span.starts_at >= standing.since else None


def plain_zone(event: CalendarEvent) -> str | None:
    """Return the zone in which the event's wall clock says its instants without doubt, or None.

    Readers differ about times that a clock change repeats or skips, so those are told in UTC.
    """
    when = event.when
    if not isinstance(when, Timed):
        return None
    ends = ((when.start, event.span.starts_at), (when.end, event.span.ends_at))
    plain = all(readings(local, when.zone) == (at,) for local, at in ends)
    return when.zone if plain else None


def zone_named(fragment: bytes) -> str | None:
    """Return the zone that a fragment names: its first property tells, so feeds need not parse."""
    if not fragment.startswith(_ZONED):
        return None
    return fragment[len(_ZONED) : fragment.index(b":", len(_ZONED))].decode("ascii")


def vevent(
    event: CalendarEvent,
    zone: str | None,
    *,
    sequence: int,
    stamp: datetime,
    people: bytes = b"",
) -> bytes:
    """Return the event's component, its times in the zone or in UTC; people are ready lines."""
    return b"".join((
        _BEGIN,
        _times(event, zone),
        line("UID", one_line(event.uid)),
        f"DTSTAMP:{instant(stamp)}\r\n"
        f"SEQUENCE:{sequence}\r\n"
        f"CREATED:{instant(event.created)}\r\n"
        f"LAST-MODIFIED:{instant(event.stamp)}\r\n".encode("ascii"),
        text_line("SUMMARY", one_line(event.summary)),
        text_line("DESCRIPTION", clean(event.description)),
        text_line("LOCATION", one_line(event.location)),
        line("URL", uri(event.url)) if event.url else b"",
        _categories(event),
        line("GEO", f"{event.geo[0]:.6f};{event.geo[1]:.6f}") if event.geo else b"",
        _status(event),
        people,
        b"END:VEVENT\r\n",
    ))  # fmt: skip


def _times(event: CalendarEvent, zone: str | None) -> bytes:
    when, span = event.when, event.span
    if isinstance(when, Days | Month):
        after = when.last + timedelta(days=1)
        lines = f"DTSTART;VALUE=DATE:{day(when.first)}\r\nDTEND;VALUE=DATE:{day(after)}\r\n"
    elif zone:
        begins, ends = wall_clock(when.start), wall_clock(when.end)
        lines = f"DTSTART;TZID={zone}:{begins}\r\nDTEND;TZID={zone}:{ends}\r\n"
    else:
        lines = f"DTSTART:{instant(span.starts_at)}\r\nDTEND:{instant(span.ends_at)}\r\n"
    return lines.encode("ascii")


def _status(event: CalendarEvent) -> bytes:
    status = event.told_status
    transparency = "OPAQUE" if event.takes_time else "TRANSPARENT"
    busy = ("TENTATIVE" if status == "TENTATIVE" else "BUSY") if event.takes_time else "FREE"
    return (
        f"STATUS:{status}\r\n"
        f"TRANSP:{transparency}\r\n"
        f"CLASS:{'PUBLIC' if event.listed else 'PRIVATE'}\r\n"
        f"X-MICROSOFT-CDO-BUSYSTATUS:{busy}\r\n"
    ).encode("ascii")


def _categories(event: CalendarEvent) -> bytes:
    words = [escape(word) for word in map(one_line, event.categories) if word]
    return line("CATEGORIES", ",".join(words)) if words else b""
