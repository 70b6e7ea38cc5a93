"""Messages to one attendee's calendar: REQUEST and CANCEL (RFC 5546 section 3.2)."""

from dataclasses import dataclass, replace
from datetime import datetime

from webinars.ical.content_lines import fold, mailto, parameter, parameter_text
from webinars.ical.vcalendar import vcalendar
from webinars.ical.vevent import CalendarEvent, plain_zone, vevent
from webinars.ical.vtimezone import block

_ONE_PERSON = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT"
_ASKED = "PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
_TAKEN = "PARTSTAT=ACCEPTED;RSVP=FALSE"


@dataclass(frozen=True)
class Attendee:
    """Who is told; email as in the mail's To line, for calendars look themselves up by it."""

    name: str
    email: str


@dataclass(frozen=True)
class Organizer:
    """Who calendars reply to; email is a mailbox of ours that reads replies, if any are read."""

    name: str
    email: str


def request(
    event: CalendarEvent,
    attendee: Attendee,
    organizer: Organizer,
    *,
    sequence: int,
    stamp: datetime,
    replies: bool,
) -> bytes:
    """Return METHOD:REQUEST for one person: a question if replies are read, else a confirmation.

    sequence and stamp are those of the message, not of the event's revision.
    """
    state = _ASKED if replies else _TAKEN
    people = _organizer(organizer) + _attendee(attendee, f"{_ONE_PERSON};{state}")
    return _message("REQUEST", event, people, sequence, stamp)


def cancel(
    event: CalendarEvent,
    attendee: Attendee,
    organizer: Organizer,
    *,
    sequence: int,
    stamp: datetime,
) -> bytes:
    """Return METHOD:CANCEL for one person, with a higher sequence than any message before it.

    Also where the event goes on without the person: RFC 5546 section 3.2.5 then wants no STATUS,
    yet clients remove the entry more reliably with STATUS:CANCELLED.
    """
    people = _organizer(organizer) + _attendee(attendee, _ONE_PERSON)
    return _message("CANCEL", as_cancelled(event), people, sequence, stamp)


def as_cancelled(event: CalendarEvent) -> CalendarEvent:
    """Return what a CANCEL says of an event: description and location hold the way to join."""
    return replace(event, status="CANCELLED", description="", location="", geo=None)


def own_zone(event: CalendarEvent) -> tuple[str | None, bytes]:
    """Return the zone to name in a calendar object of this event alone, and its VTIMEZONE."""
    zone = plain_zone(event)
    zone_block = block(zone, event.span.starts_at, event.span.ends_at) if zone else None
    return (zone, zone_block) if zone_block else (None, b"")


def _message(
    method: str, event: CalendarEvent, people: bytes, sequence: int, stamp: datetime
) -> bytes:
    zone, zone_block = own_zone(event)
    told = vevent(event, zone, sequence=sequence, stamp=stamp, people=people)
    return vcalendar((zone_block, told), method=method)


def _organizer(organizer: Organizer) -> bytes:
    return fold(f"ORGANIZER{_common_name(organizer.name)}:{mailto(organizer.email)}".encode())


def _attendee(attendee: Attendee, parameters: str) -> bytes:
    named = f"ATTENDEE;{parameters}{_common_name(attendee.name)}"
    return fold(f"{named}:{mailto(attendee.email)}".encode())


def _common_name(name: str) -> str:
    return f";CN={parameter(name)}" if parameter_text(name) else ""
