"""Write the VEVENT of one event (RFC 5545 section 3.6.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from webinars.ical.content_lines import (
    ascii_uri,
    clean_text,
    content_line,
    escape_text_value,
    fold_line,
    format_date,
    format_local,
    format_utc,
    one_line,
    text_line,
)
from webinars.ical.tzid_or_utc import event_tzid, vtimezone_of
from webinars.timezones.schedule import Days, Month, Span, Timed, When

_BEGIN = b"BEGIN:VEVENT\r\n"
_DESCRIPTION = b"\r\nDESCRIPTION:"
_STARTS_WITH_TZID = _BEGIN + b"DTSTART;TZID="


@dataclass(frozen=True)
class CalendarEvent:
    """The calendar data of one revision of an event, in one language.

    The caller translates summary and description, including "Cancelled: …" and the links to join
    and to cancel. stamp is the time of this revision and created that of the first, so that one
    revision always gives the same bytes. span holds the published instants of when; if the current
    zone rules give others, span wins, as on pages. status is CONFIRMED, TENTATIVE or CANCELLED; a
    Month is never CONFIRMED. blocks_time is false for entries that are reminders, not events.
    summary_language is stated unless it is empty.
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
    is_public: bool = True
    blocks_time: bool = True
    summary_language: str = ""

    @property
    def effective_status(self) -> str:
        """Return STATUS, which is TENTATIVE if only the month is known."""
        if self.status == "CONFIRMED" and isinstance(self.when, Month):
            return "TENTATIVE"
        return self.status

    @property
    def is_opaque(self) -> bool:
        """Return whether the attendee is busy; entries of whole days and cancelled ones are free."""
        return self.blocks_time and isinstance(self.when, Timed) and self.status != "CANCELLED"


def render_fragment(event: CalendarEvent) -> bytes:
    """Return the VEVENT of an event as feeds contain it, without attendee and organizer."""
    return render_vevent(event, sequence=event.sequence, stamp=event.stamp)


def render_vtimezones(vevents: Iterable[bytes]) -> bytes:
    """Return the VTIMEZONE of each TZID of VEVENTs.

    Raises:
        ValueError: a TZID has no VTIMEZONE in this zone release.
    """
    tzids = {tzid for tzid in map(tzid_of, vevents) if tzid}
    return b"".join(map(_vtimezone, sorted(tzids)))


def _vtimezone(tzid: str) -> bytes:
    definition = vtimezone_of(tzid)
    if definition is None:
        raise ValueError(f"VEVENT of another zone release: its TZID is {tzid}")
    return definition.content


def insert_description_line(fragment: bytes, text: str) -> bytes:
    """Insert a line of text below the first paragraph of a fragment's description, if it has one.

    One stored fragment thus serves readers in all zones. The first paragraph must not contain a
    backslash, which could be mistaken for half of an escaped line feed.
    """
    start = fragment.find(_DESCRIPTION) + len(b"\r\n")
    if start < len(_BEGIN):
        return fragment
    end = fragment.index(b"\r\n", start)
    while fragment.startswith(b"\r\n ", end):
        end = fragment.index(b"\r\n", end + 1)
    first, gap, rest = fragment[start:end].replace(b"\r\n ", b"").partition(rb"\n\n")
    extra = rb"\n" + escape_text_value(clean_text(text)).encode()
    return fragment[:start] + fold_line(first + extra + gap + rest) + fragment[end + len(b"\r\n") :]


def tzid_of(fragment: bytes) -> str | None:
    """Return the TZID of a fragment, from its first property, so that feeds need not parse it."""
    if not fragment.startswith(_STARTS_WITH_TZID):
        return None
    start = len(_STARTS_WITH_TZID)
    return fragment[start : fragment.index(b":", start)].decode("ascii")


def render_vevent(
    event: CalendarEvent,
    *,
    sequence: int,
    stamp: datetime,
    modified: datetime | None = None,
    people: bytes = b"",
) -> bytes:
    """Return the VEVENT of an event for a file, a message or a feed.

    modified: LAST-MODIFIED, if not that of the revision. people: the lines ORGANIZER and ATTENDEE.
    """
    return b"".join((
        _BEGIN,
        _times(event),
        content_line("UID", one_line(event.uid)),
        f"DTSTAMP:{format_utc(stamp)}\r\n"
        f"SEQUENCE:{sequence}\r\n"
        f"CREATED:{format_utc(event.created)}\r\n"
        f"LAST-MODIFIED:{format_utc(modified or event.stamp)}\r\n".encode("ascii"),
        text_line(_summary_name(event), one_line(event.summary)),
        text_line("DESCRIPTION", clean_text(event.description)),
        text_line("LOCATION", one_line(event.location)),
        content_line("URL", ascii_uri(event.url)) if event.url else b"",
        _categories(event),
        content_line("GEO", f"{event.geo[0]:.6f};{event.geo[1]:.6f}") if event.geo else b"",
        _status(event),
        people,
        b"END:VEVENT\r\n",
    ))  # fmt: skip


def _summary_name(event: CalendarEvent) -> str:
    """Return the name of SUMMARY with its language (RFC 5545 section 3.2.10): a tag needs no quotes."""
    return f"SUMMARY;LANGUAGE={event.summary_language}" if event.summary_language else "SUMMARY"


def _times(event: CalendarEvent) -> bytes:
    when, span = event.when, event.span
    tzid = event_tzid(when, span)
    if isinstance(when, Days | Month):
        after = when.last + timedelta(days=1)
        lines = f"DTSTART;VALUE=DATE:{format_date(when.first)}\r\nDTEND;VALUE=DATE:{format_date(after)}\r\n"
    elif tzid:
        begins, ends = format_local(when.start), format_local(when.end)
        lines = f"DTSTART;TZID={tzid}:{begins}\r\nDTEND;TZID={tzid}:{ends}\r\n"
    else:
        lines = f"DTSTART:{format_utc(span.starts_at)}\r\nDTEND:{format_utc(span.ends_at)}\r\n"
    return lines.encode("ascii")


def _status(event: CalendarEvent) -> bytes:
    status = event.effective_status
    transparency = "OPAQUE" if event.is_opaque else "TRANSPARENT"
    busy = ("TENTATIVE" if status == "TENTATIVE" else "BUSY") if event.is_opaque else "FREE"
    return (
        f"STATUS:{status}\r\n"
        f"TRANSP:{transparency}\r\n"
        f"CLASS:{'PUBLIC' if event.is_public else 'PRIVATE'}\r\n"
        f"X-MICROSOFT-CDO-BUSYSTATUS:{busy}\r\n"
    ).encode("ascii")


def _categories(event: CalendarEvent) -> bytes:
    names = [escape_text_value(name) for name in map(one_line, event.categories) if name]
    return content_line("CATEGORIES", ",".join(names)) if names else b""
