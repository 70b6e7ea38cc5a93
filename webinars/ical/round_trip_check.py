"""Parse generated calendar text with icalendar and compare it with its data before it is used."""

# Thousands of messages about one event differ in a few lines, which are parsed in every message. The rest is
# parsed and compared once, with a placeholder for each of these lines, and then recognised by its bytes.

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from icalendar import Calendar, Event, Timezone
from icalendar.parser import unescape_backslash

from webinars.caching.memoize import PER_ZONE, memoize
from webinars.ical.content_lines import (
    LINE_OCTETS,
    ascii_uri,
    clean_parameter,
    clean_text,
    mailto_uri,
    one_line,
)
from webinars.ical.itip import Attendee, Organizer, cancelled_event
from webinars.ical.vevent import CalendarEvent
from webinars.timezones.schedule import Timed

_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f]")
_VALID_LINES = re.compile(rb"(?:[^\x00-\x08\x0a-\x1f]{1,%d}\r\n)+" % LINE_OCTETS)
_VTIMEZONE_END = b"\r\nEND:VTIMEZONE\r\n"
_EVENT = b"\r\nBEGIN:VEVENT\r\n"
# Properties that differ between messages, as content lines with their folds.
_PERSONAL = re.compile(
    rb"^(DTSTAMP|LAST-MODIFIED|DESCRIPTION|LOCATION|ORGANIZER|ATTENDEE)[;:][^\r]*\r\n(?: [^\r]*\r\n)*",
    re.MULTILINE,
)
# An instant without parameters. Parsed by the standard library: nearly every message has another.
_STAMP = re.compile(rb"(?:DTSTAMP|LAST-MODIFIED):(\d{8}T\d{6}Z)\r\n")
# A name in which icalendar unescapes nothing, and an address.
_PERSON = re.compile(
    rb'([A-Z]+(?:;[A-Z-]+=[A-Z-]+)*)(?:;CN="([^"%^\\]*)")?:mailto:([^\s"%\\]+)\r\n'
)
_PLACEHOLDERS = {
    b"DTSTAMP": b"DTSTAMP:19990101T000000Z\r\n",
    b"LAST-MODIFIED": b"LAST-MODIFIED:19990101T000000Z\r\n",
    b"DESCRIPTION": b"DESCRIPTION:placeholder\r\n",
    b"LOCATION": b"LOCATION:placeholder\r\n",
    b"ORGANIZER": b"ORGANIZER:placeholder\r\n",
    b"ATTENDEE": b"ATTENDEE:placeholder\r\n",
}


class CalendarTextError(ValueError):
    """A calendar object differs from the data it was generated from: a bug."""


@dataclass(frozen=True)
class ExpectedContent:
    """Expected content of a calendar object of one event.

    A message has a method, attendee and organizer, a sequence and a stamp; files and feeds do not.
    """

    event: CalendarEvent
    method: str = ""
    attendee: Attendee | None = None
    organizer: Organizer | None = None
    sequence: int | None = None
    stamp: datetime | None = None
    replies: bool = False


def check_round_trip(body: bytes, expected: ExpectedContent) -> None:
    """Parse a file, a feed of one event or a message and compare every field.

    Raises:
        CalendarTextError: naming the first field that differs, with both values.
    """
    _check_lines(body)
    rest, vtimezone = _without_vtimezone(body)
    event = cancelled_event(expected.event) if expected.method == "CANCEL" else expected.event
    personal, shared = _split(rest)
    sequence = event.sequence if expected.sequence is None else expected.sequence
    shared_event = replace(event, description="", location="", sequence=sequence)
    _check_shared(shared, vtimezone, tuple(sorted(personal)), shared_event, expected.method)
    _check_personal(personal, event, expected)


def _split(body: bytes) -> tuple[dict[bytes, bytes], bytes]:
    """Return the personal lines of the event by name, and the object with placeholders for them."""
    head, begin, event = body.partition(_EVENT)
    personal: dict[bytes, bytes] = {}

    def set_aside(match: re.Match[bytes]) -> bytes:
        if match[1] in personal:
            raise CalendarTextError(f"{match[1].decode()}: more than one")
        personal[match[1]] = match[0]
        return _PLACEHOLDERS[match[1]]

    return personal, head + begin + _PERSONAL.sub(set_aside, event)


@memoize(256)
def _check_shared(
    body: bytes, vtimezone: bytes, personal: tuple[bytes, ...], event: CalendarEvent, method: str
) -> None:
    """Compare the part that messages share; each placeholder must be a property of the event."""
    calendar = _parsed(Calendar, body)
    components = calendar.events
    _same("number of events", len(components), 1)
    component = components[0]
    _same("errors", [*calendar.errors, *component.errors], [])
    for name in map(bytes.decode, personal):
        _same(f"{name} is in the event", name in component, True)  # noqa: FBT003 - a value to compare
    _same("method", str(calendar.get("METHOD", "")), method)
    for name, (actual, expected) in _shared_fields(component, event).items():
        _same(name, actual, expected)
    _same("further time zones", len(calendar.timezones), 0)
    _same("other components", [*calendar.subcomponents, *component.subcomponents], components)
    _check_times(vtimezone, component, event)


def _shared_fields(component: Any, event: CalendarEvent) -> dict[str, tuple[object, object]]:
    return {
        "uid": (_text(component, "UID"), one_line(event.uid)),
        "sequence": (component.get("SEQUENCE"), event.sequence),
        "created": (_instant_of(component, "CREATED"), _without_microseconds(event.created)),
        "summary": (_text(component, "SUMMARY"), one_line(event.summary)),
        "language of the summary": (_language_of(component, "SUMMARY"), event.summary_language),
        "url": (_text(component, "URL"), ascii_uri(event.url) if event.url else ""),
        "status": (_text(component, "STATUS"), event.effective_status),
        "transparency": (
            _text(component, "TRANSP"),
            "OPAQUE" if event.is_opaque else "TRANSPARENT",
        ),
        "categories": (
            _categories(component),
            [name for name in map(one_line, event.categories) if name],
        ),
    }


def _check_personal(
    personal: dict[bytes, bytes], event: CalendarEvent, expected: ExpectedContent
) -> None:
    _same("description", _text_of(personal, b"DESCRIPTION"), clean_text(event.description))
    _same("location", _text_of(personal, b"LOCATION"), one_line(event.location))
    stamp = _without_microseconds(expected.stamp or event.stamp)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        _same(name.lower(), _stamp_of(personal[name.encode()], name), stamp)
    _check_people(personal, expected)


def _stamp_of(line: bytes, name: str) -> datetime:
    match = _STAMP.fullmatch(line)
    if match is None:
        return _instant_of(_parsed_line(line), name)
    try:
        return datetime.fromisoformat(match[1].decode())
    except ValueError as error:
        raise CalendarTextError(f"{name}: {error}") from error


def _text_of(personal: dict[bytes, bytes], name: bytes) -> str:
    """Return a TEXT value without parameters; icalendar's search for parameters would be slow."""
    if name not in personal:
        return ""
    line = personal[name].replace(b"\r\n ", b"")
    if not line.startswith(name + b":"):
        raise CalendarTextError(f"{name.decode()}: has parameters")
    return str(unescape_backslash(line[len(name) + 1 : -2].decode()))


@memoize(256)
def _parsed_line(line: bytes) -> Any:
    """Return an event with one property."""
    component = _parsed(Event, b"BEGIN:VEVENT\r\n%sEND:VEVENT\r\n" % line)
    _same("errors", component.errors, [])
    return component


def _check_lines(body: bytes) -> None:
    with suppress(UnicodeDecodeError):
        body.decode()  # fails if a fold splits a character
        if _VALID_LINES.fullmatch(body):
            return
    _same("last line break", body[-2:], b"\r\n")
    for line in body.removesuffix(b"\r\n").split(b"\r\n"):
        if not 0 < len(line) <= LINE_OCTETS:
            raise CalendarTextError(f"line of {len(line)} octets: {line[:LINE_OCTETS]!r}")
        if _CONTROL.search(line):
            raise CalendarTextError(f"control character in {line!r}")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise CalendarTextError(f"fold inside a character: {line!r}") from error


def _without_vtimezone(body: bytes) -> tuple[bytes, bytes]:
    """Return the object without its first VTIMEZONE, and that VTIMEZONE, which many messages share.

    Any further one stays in the object, where the check of components reports it.
    """
    start = body.find(b"\r\nBEGIN:VTIMEZONE\r\n") + 2
    end = body.find(_VTIMEZONE_END, start) + len(_VTIMEZONE_END)
    if start < len("\r\n") or end < start:
        return body, b""
    return body[:start] + body[end:], body[start:end]


def _parsed(component_class: type[Calendar | Event], body: bytes) -> Any:
    try:
        return component_class.from_ical(body)
    except ValueError as error:
        raise CalendarTextError(f"icalendar cannot parse it: {error}") from error


def _check_times(vtimezone: bytes, component: Any, event: CalendarEvent) -> None:
    start, end = component["DTSTART"], component["DTEND"]
    if isinstance(event.when, Timed):
        _same("TZID of the end", end.params.get("TZID"), start.params.get("TZID"))
        zone = _zone_of_vtimezone(vtimezone, start.params.get("TZID"))
        _check_instant("start", start.dt, event.span.starts_at, zone)
        _check_instant("end", end.dt, event.span.ends_at, zone)
    else:
        _same("start", start.dt, event.when.first)
        _same("end", end.dt, event.when.last + timedelta(days=1))
    if not start.dt < end.dt:
        raise CalendarTextError(f"the end is not after the start: {start.dt} to {end.dt}")


def _check_instant(name: str, actual: datetime, at: datetime, zone: tzinfo | None) -> None:
    # For clients that know the zone by its name, and for those that evaluate the VTIMEZONE.
    _same(name, _instant(actual), _without_microseconds(at))
    if zone is not None:
        _same(
            f"{name} by VTIMEZONE", _instant(actual.replace(tzinfo=zone)), _without_microseconds(at)
        )


def _zone_of_vtimezone(vtimezone: bytes, expected_tzid: str | None) -> tzinfo | None:
    tzid, zone = parsed_vtimezone(vtimezone) if vtimezone else (None, None)
    _same("TZID of the VTIMEZONE", tzid, expected_tzid)
    return zone


@memoize(PER_ZONE)
def parsed_vtimezone(vtimezone: bytes) -> tuple[str, tzinfo]:
    """Return the TZID of a VTIMEZONE and the zone that its rules describe."""
    component: Any = Timezone.from_ical(vtimezone)
    _same("errors of the VTIMEZONE", component.errors, [])
    zone: tzinfo = component.to_tz(lookup_tzid=False)
    return str(component["TZID"]), zone


def _check_people(personal: dict[bytes, bytes], expected: ExpectedContent) -> None:
    organizer, attendee = expected.organizer, expected.attendee
    actual_organizer = _person(personal.get(b"ORGANIZER"))
    actual_attendee = _person(personal.get(b"ATTENDEE"))
    _same("organizer", actual_organizer and actual_organizer[:2], organizer and _name_of(organizer))
    _same("attendee", actual_attendee and actual_attendee[:2], attendee and _name_of(attendee))
    if actual_attendee and expected.method == "REQUEST":
        participation = ("NEEDS-ACTION", "TRUE") if expected.replies else ("ACCEPTED", "FALSE")
        _same("attendee's participation", actual_attendee[2:], participation)


def _person(line: bytes | None) -> tuple[str, str, str, str] | None:
    """Return name, address, PARTSTAT and RSVP; only unusual names and addresses are parsed each time."""
    if line is None:
        return None
    match = _PERSON.fullmatch(line.replace(b"\r\n ", b""))
    if match is None:
        return _parsed_person(line)
    head, name, address = match.groups()
    common_name = b"" if name is None else b';CN="placeholder"'
    parsed = _parsed_person(b"%s%s:mailto:placeholder@example.invalid\r\n" % (head, common_name))
    expected = ("placeholder" if common_name else "", "mailto:placeholder@example.invalid")
    _same("person", parsed[:2], expected)
    return (name or b"").decode(), f"mailto:{address.decode()}", *parsed[2:]


def _parsed_person(line: bytes) -> tuple[str, str, str, str]:
    [person] = _parsed_line(line).values()
    name, partstat, rsvp = (
        str(person.params.get(parameter, "")) for parameter in ("CN", "PARTSTAT", "RSVP")
    )
    return name, str(person), partstat, rsvp


def _name_of(person: Attendee | Organizer) -> tuple[str, str]:
    return clean_parameter(person.name), mailto_uri(person.email)


def _text(component: Any, name: str) -> str:
    return str(component.get(name, ""))


def _language_of(component: Any, name: str) -> str:
    return str(component[name].params.get("LANGUAGE", "")) if name in component else ""


def _categories(component: Any) -> list[str]:
    return [str(name) for name in component["CATEGORIES"].cats] if "CATEGORIES" in component else []


def _instant_of(component: Any, name: str) -> datetime:
    return _instant(component[name].dt)


def _instant(value: date) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise CalendarTextError(f"not an instant: {value!r}")
    return value.astimezone(UTC)


def _without_microseconds(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _same(name: str, actual: object, expected: object) -> None:
    if actual != expected:
        raise CalendarTextError(f"{name}: {actual!r} instead of {expected!r}")
