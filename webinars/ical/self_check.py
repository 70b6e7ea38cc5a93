"""The self-check: what was written is read back with icalendar and compared before it is kept."""

# Thousands of messages about one event differ in a few lines. Those are read back in each message. The others
# are read and compared once, with a mark in the place of each of the few, and known again by their bytes.

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from icalendar import Calendar, Event, Timezone
from icalendar.parser import unescape_backslash

from webinars.ical.content_lines import LINE_OCTETS, clean, mailto, one_line, parameter_text, uri
from webinars.ical.itip import Attendee, Organizer, as_cancelled
from webinars.ical.vevent import CalendarEvent
from webinars.timezones.schedule import Timed

_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f]")
_SOUND = re.compile(rb"(?:[^\x00-\x08\x0a-\x1f]{1,%d}\r\n)+" % LINE_OCTETS)
_ZONE_END = b"\r\nEND:VTIMEZONE\r\n"
_EVENT = b"\r\nBEGIN:VEVENT\r\n"
# What differs from message to message, as content lines with their folds.
_PERSONAL = re.compile(
    rb"^(DTSTAMP|DESCRIPTION|LOCATION|ORGANIZER|ATTENDEE)[;:][^\r]*\r\n(?: [^\r]*\r\n)*",
    re.MULTILINE,
)
# A name of which icalendar undoes nothing, and an address.
_PERSON = re.compile(
    rb'([A-Z]+(?:;[A-Z-]+=[A-Z-]+)*)(?:;CN="([^"%^\\]*)")?:mailto:([^\s"%\\]+)\r\n'
)
_MARKS = {
    b"DTSTAMP": b"DTSTAMP:19990101T000000Z\r\n",
    b"DESCRIPTION": b"DESCRIPTION:mark\r\n",
    b"LOCATION": b"LOCATION:mark\r\n",
    b"ORGANIZER": b"ORGANIZER:mark\r\n",
    b"ATTENDEE": b"ATTENDEE:mark\r\n",
}


class CalendarTextError(ValueError):
    """A calendar object differs from the data it was generated from: a bug."""


@dataclass(frozen=True)
class Expected:
    """Expected content of a calendar object of one event.

    Files and feeds have no method and no people; a message has them, its own sequence and stamp.
    """

    event: CalendarEvent
    method: str = ""
    attendee: Attendee | None = None
    organizer: Organizer | None = None
    sequence: int | None = None
    stamp: datetime | None = None
    replies: bool = False


def check(body: bytes, expected: Expected) -> None:
    """Parse a file, a feed of one event or a message and compare every field.

    Raises:
        CalendarTextError: naming the first field that differs, with both values.
    """
    _check_lines(body)
    rest, zone_block = _without_zone(body)
    event = as_cancelled(expected.event) if expected.method == "CANCEL" else expected.event
    personal, shared = _parted(rest)
    sequence = event.sequence if expected.sequence is None else expected.sequence
    alike = replace(event, description="", location="", sequence=sequence)
    _check_shared(shared, zone_block, tuple(sorted(personal)), alike, expected.method)
    _check_personal(personal, event, expected)


def _parted(body: bytes) -> tuple[dict[bytes, bytes], bytes]:
    """Return the event's personal lines by name, and the object with marks in their places."""
    head, begin, event = body.partition(_EVENT)
    personal: dict[bytes, bytes] = {}
    for found in _PERSONAL.finditer(event):
        if found[1] in personal:
            raise CalendarTextError(f"{found[1].decode()}: more than one")
        personal[found[1]] = found[0]
    return personal, head + begin + _PERSONAL.sub(lambda found: _MARKS[found[1]], event)


@lru_cache(maxsize=256)
def _check_shared(
    body: bytes, zone_block: bytes, marked: tuple[bytes, ...], event: CalendarEvent, method: str
) -> None:
    """Compare what many messages say alike; each mark must stand in the event."""
    calendar = _parsed(Calendar, body)
    found = calendar.events
    _same("number of events", len(found), 1)
    said = found[0]
    _same("errors", [*calendar.errors, *said.errors], [])
    for name in map(bytes.decode, marked):
        _same(f"{name} is in the event", name in said, True)  # noqa: FBT003 - a value to compare
    _same("method", str(calendar.get("METHOD", "")), method)
    for name, (is_said, should_be) in _shared_fields(said, event).items():
        _same(name, is_said, should_be)
    _same("zones beside the first", len(calendar.timezones), 0)
    _same("other parts", [*calendar.subcomponents, *said.subcomponents], found)
    _check_times(zone_block, said, event)


def _shared_fields(said: Any, event: CalendarEvent) -> dict[str, tuple[object, object]]:
    return {
        "uid": (_text(said, "UID"), one_line(event.uid)),
        "sequence": (said.get("SEQUENCE"), event.sequence),
        "created": (_moment(said, "CREATED"), _has_no_microseconds(event.created)),
        "last-modified": (_moment(said, "LAST-MODIFIED"), _has_no_microseconds(event.stamp)),
        "summary": (_text(said, "SUMMARY"), one_line(event.summary)),
        "url": (_text(said, "URL"), uri(event.url) if event.url else ""),
        "status": (_text(said, "STATUS"), event.told_status),
        "transparency": (_text(said, "TRANSP"), "OPAQUE" if event.takes_time else "TRANSPARENT"),
        "categories": (_categories(said), [t for t in map(one_line, event.categories) if t]),
    }


def _check_personal(personal: dict[bytes, bytes], event: CalendarEvent, expected: Expected) -> None:
    _same("description", _text_of(personal, b"DESCRIPTION"), clean(event.description))
    _same("location", _text_of(personal, b"LOCATION"), one_line(event.location))
    stamp = _parsed_line(personal[b"DTSTAMP"])
    _same("dtstamp", _moment(stamp, "DTSTAMP"), _has_no_microseconds(expected.stamp or event.stamp))
    _check_people(personal, expected)


def _text_of(personal: dict[bytes, bytes], name: bytes) -> str:
    """Return a text without parameters, which is read letter by letter only to find that there are none."""
    if name not in personal:
        return ""
    written = personal[name].replace(b"\r\n ", b"")
    if not written.startswith(name + b":"):
        raise CalendarTextError(f"{name.decode()}: not a plain text")
    return str(unescape_backslash(written[len(name) + 1 : -2].decode()))


@lru_cache(maxsize=256)
def _parsed_line(line: bytes) -> Any:
    """Return an event of one property."""
    said = _parsed(Event, b"BEGIN:VEVENT\r\n%sEND:VEVENT\r\n" % line)
    _same("errors", said.errors, [])
    return said


def _check_lines(body: bytes) -> None:
    with suppress(UnicodeDecodeError):
        body.decode()  # a character that a fold splits would not be one
        if _SOUND.fullmatch(body):
            return
    _same("last line end", body[-2:], b"\r\n")
    for line in body.removesuffix(b"\r\n").split(b"\r\n"):
        if not 0 < len(line) <= LINE_OCTETS:
            raise CalendarTextError(f"a line of {len(line)} octets: {line[:LINE_OCTETS]!r}")
        if _CONTROL.search(line):
            raise CalendarTextError(f"a control character in {line!r}")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise CalendarTextError(f"a fold inside a character: {line!r}") from error


def _without_zone(body: bytes) -> tuple[bytes, bytes]:
    """Return the object without its first VTIMEZONE, and that: read once, for thousands of messages share it.

    Any other that somebody smuggles in stays in the object, where it is found.
    """
    start = body.find(b"\r\nBEGIN:VTIMEZONE\r\n") + 2
    end = body.find(_ZONE_END, start) + len(_ZONE_END)
    if start < len("\r\n") or end < start:
        return body, b""
    return body[:start] + body[end:], body[start:end]


def _parsed(kind: type[Calendar | Event], body: bytes) -> Any:
    try:
        return kind.from_ical(body)
    except ValueError as error:
        raise CalendarTextError(f"icalendar cannot read it: {error}") from error


def _check_times(zone_block: bytes, said: Any, event: CalendarEvent) -> None:
    start, end = said["DTSTART"], said["DTEND"]
    if isinstance(event.when, Timed):
        _same("zone of the end", end.params.get("TZID"), start.params.get("TZID"))
        zone = _zone_written(zone_block, start.params.get("TZID"))
        _check_instant("start", start.dt, event.span.starts_at, zone)
        _check_instant("end", end.dt, event.span.ends_at, zone)
    else:
        _same("start", start.dt, event.when.first)
        _same("end", end.dt, event.when.last + timedelta(days=1))
    if not start.dt < end.dt:
        raise CalendarTextError(f"it ends before it starts: {start.dt} to {end.dt}")


def _check_instant(name: str, said: datetime, at: datetime, zone: tzinfo | None) -> None:
    # Once as readers who know the zone by its name see it, once as the VTIMEZONE tells it.
    _same(name, _instant(said), _has_no_microseconds(at))
    if zone is not None:
        _same(f"{name} by VTIMEZONE", _instant(said.replace(tzinfo=zone)), _has_no_microseconds(at))


def _zone_written(block: bytes, name: str | None) -> tzinfo | None:
    tzid, zone = _zone_of(block) if block else (None, None)
    _same("zones", tzid, name)
    return zone


@lru_cache(maxsize=256)
def _zone_of(block: bytes) -> tuple[str, tzinfo]:
    component: Any = Timezone.from_ical(block)
    _same("errors of the zone", component.errors, [])
    zone: tzinfo = component.to_tz(lookup_tzid=False)
    return str(component["TZID"]), zone


def _check_people(personal: dict[bytes, bytes], expected: Expected) -> None:
    organizer, attendee = expected.organizer, expected.attendee
    holds = _person(personal.get(b"ORGANIZER"))
    told = _person(personal.get(b"ATTENDEE"))
    _same("organizer", holds and holds[:2], organizer and _named(organizer))
    _same("attendee", told and told[:2], attendee and _named(attendee))
    if told and expected.method == "REQUEST":
        state = ("NEEDS-ACTION", "TRUE") if expected.replies else ("ACCEPTED", "FALSE")
        _same("attendee's state", told[2:], state)


def _person(line: bytes | None) -> tuple[str, str, str, str] | None:
    """Return name, address, PARTSTAT and RSVP; who is plainly named is read by a mark in their place."""
    if line is None:
        return None
    found = _PERSON.fullmatch(line.replace(b"\r\n ", b""))
    if found is None:
        return _person_read(line)
    head, name, address = found.groups()
    named = b"" if name is None else b';CN="mark"'
    mark = _person_read(b"%s%s:mailto:mark@mark.invalid\r\n" % (head, named))
    _same("person", mark[:2], ("mark" if named else "", "mailto:mark@mark.invalid"))
    return (name or b"").decode(), f"mailto:{address.decode()}", *mark[2:]


@lru_cache(maxsize=256)
def _person_read(line: bytes) -> tuple[str, str, str, str]:
    said = _parsed_line(line)
    [person] = said.values()
    given = [str(person.params.get(name, "")) for name in ("CN", "PARTSTAT", "RSVP")]
    return given[0], str(person), given[1], given[2]


def _named(person: Attendee | Organizer) -> tuple[str, str]:
    return parameter_text(person.name), mailto(person.email)


def _text(said: Any, name: str) -> str:
    return str(said.get(name, ""))


def _categories(said: Any) -> list[str]:
    return [str(word) for word in said["CATEGORIES"].cats] if "CATEGORIES" in said else []


def _moment(said: Any, name: str) -> datetime:
    return _instant(said[name].dt)


def _instant(value: date) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise CalendarTextError(f"not an instant: {value!r}")
    return value.astimezone(UTC)


def _has_no_microseconds(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _same(name: str, said: object, should_be: object) -> None:
    if said != should_be:
        raise CalendarTextError(f"{name}: {said!r} instead of {should_be!r}")
