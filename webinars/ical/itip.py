"""Write iTIP messages to one attendee: REQUEST and CANCEL (RFC 5546 section 3.2)."""

from dataclasses import dataclass, replace
from datetime import datetime

from webinars.ical.content_lines import clean_parameter, fold_line, mailto_uri, quoted_parameter
from webinars.ical.vcalendar import vcalendar
from webinars.ical.vevent import CalendarEvent, render_vevent, render_vtimezones

_INDIVIDUAL = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT"
_REPLY_WANTED = "PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
_CONFIRMED = "PARTSTAT=ACCEPTED;RSVP=FALSE"


@dataclass(frozen=True)
class Attendee:
    """The recipient; email is spelled as in the To header, by which clients identify themselves."""

    name: str
    email: str


@dataclass(frozen=True)
class Organizer:
    """The addressee of replies; email is a mailbox that we fetch if replies are processed."""

    name: str
    email: str


def render_request(
    event: CalendarEvent,
    attendee: Attendee,
    organizer: Organizer,
    *,
    sequence: int,
    stamp: datetime,
    replies: bool,
) -> bytes:
    """Return a REQUEST to one attendee, which asks for a reply only if replies are processed.

    sequence and stamp are those of the message, not of the event's revision.
    """
    participation = _REPLY_WANTED if replies else _CONFIRMED
    people = _organizer(organizer) + _attendee(attendee, f"{_INDIVIDUAL};{participation}")
    return _message("REQUEST", event, people, sequence, stamp)


def render_cancel(
    event: CalendarEvent,
    attendee: Attendee,
    organizer: Organizer,
    *,
    sequence: int,
    stamp: datetime,
) -> bytes:
    """Return a CANCEL to one attendee; sequence must exceed that of every earlier message.

    Also sent if the event takes place without the attendee: RFC 5546 section 3.2.5 then omits
    STATUS, but clients remove the entry more reliably with STATUS:CANCELLED.
    """
    people = _organizer(organizer) + _attendee(attendee, _INDIVIDUAL)
    return _message("CANCEL", cancelled_event(event), people, sequence, stamp)


def cancelled_event(event: CalendarEvent) -> CalendarEvent:
    """Return the event of a CANCEL, without description and location, which hold the join link."""
    return replace(event, status="CANCELLED", description="", location="", geo=None)


def _message(
    method: str, event: CalendarEvent, people: bytes, sequence: int, stamp: datetime
) -> bytes:
    # LAST-MODIFIED is that of the message: what is new for one attendee need not be a revision of the event.
    component = render_vevent(event, sequence=sequence, stamp=stamp, modified=stamp, people=people)
    return vcalendar((render_vtimezones((component,)), component), method=method)


def _organizer(organizer: Organizer) -> bytes:
    return fold_line(
        f"ORGANIZER{_common_name(organizer.name)}:{mailto_uri(organizer.email)}".encode()
    )


def _attendee(attendee: Attendee, parameters: str) -> bytes:
    name = f"ATTENDEE;{parameters}{_common_name(attendee.name)}"
    return fold_line(f"{name}:{mailto_uri(attendee.email)}".encode())


def _common_name(name: str) -> str:
    return f";CN={quoted_parameter(name)}" if clean_parameter(name) else ""
