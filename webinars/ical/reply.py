"""Parse the replies of attendees' calendars, REPLY and COUNTER, from untrusted bytes."""

# Only the few properties of a reply are parsed. Recurrence rules, alarms and VTIMEZONEs are skipped, so that
# nothing in a hostile object can expand.
#
# References:
#     RFC 5546 sections 3.2.3 (REPLY), 3.2.7 (COUNTER) and 4.2.5 (delegation).

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from webinars.errors import InvalidInputError
from webinars.timezones import zones
from webinars.timezones.local_times import to_instant

LONGEST = 256 * 1024
MOST_LINES = 2000
DEEPEST = 3
LONGEST_COMMENT = 500
MOST_ATTENDEES = 20
_MOST_SEQUENCE = 2**31 - 1

_METHODS = ("REPLY", "COUNTER")
_SINGLE = ("UID", "SEQUENCE", "DTSTAMP", "RECURRENCE-ID", "COMMENT", "DTSTART", "DTEND")
# Possessive quantifiers, so that no input causes backtracking.
_LINE = re.compile(r"([A-Za-z0-9-]{1,80})((?:[^:\"]|\"[^\"]*+\")*+):(.*)", re.DOTALL)
_PARAMETER = re.compile(r";([A-Za-z0-9-]+)=((?:\"[^\"]*+\"|[^;:\"])*+)")
_TIME = re.compile(r"(\d{8}T\d{6})(Z?)")
_ESCAPED = re.compile(r"\\([\\;,nN])")
# What Exchange writes for an attendee whose e-mail address it did not keep: no address, or an X.500 name.
_NO_ADDRESS = re.compile(r"(?i)(mailto:)?(invalid:nomail|(x500:|ex:)?/o=.*)")
# Principals of CalDAV servers: a path, URL or UUID, or an address of iCloud that stands for the account.
_PRINCIPAL = re.compile(r"(?i)(urn|https|http):.*|/.*|mailto:.*@imip\.me\.com")


@dataclass(frozen=True)
class CalendarReply:
    """A REPLY or COUNTER of one attendee's calendar.

    attendees are addresses without mailto:, one in a REPLY; none if the calendar did not keep it. partstat is
    in capitals, TENTATIVE in a COUNTER. sequence is None if it is missing, stamp if DTSTAMP is missing or
    invalid. proposed holds start and end of a COUNTER if they are valid. is_for_instance: it concerns one
    instance of a recurring event, which ours are not. product is PRODID. attendee_name is the CN of the first
    attendee, unchecked.
    """

    method: str
    uid: str
    attendees: tuple[str, ...]
    organizer: str
    partstat: str
    sequence: int | None
    stamp: datetime | None
    comment: str
    proposed: tuple[datetime, datetime] | None
    is_for_instance: bool
    # Not compared: the parts of one e-mail may differ in them.
    product: str = field(default="", compare=False)
    attendee_name: str = field(default="", compare=False)


@dataclass(frozen=True)
class _Property:
    parameters: dict[str, str]
    value: str


def parse_reply(body: bytes) -> CalendarReply | None:
    """Parse a calendar object; return None if it is too large, invalid, or not a clear reply.

    Never raises, whatever the bytes are.
    """
    if len(body) > LONGEST:
        return None
    lines = _unfolded(body)
    if len(lines) > MOST_LINES:
        return None
    parsed = _event_properties(lines)
    return None if parsed is None else _reply(*parsed)


def _unfolded(body: bytes) -> list[str]:
    text = body.decode("utf-8-sig", "replace")
    text = re.sub(r"\r\n?", "\n", text)
    return re.sub(r"\n[ \t]", "", text).split("\n")


def _event_properties(lines: list[str]) -> tuple[str, dict[str, list[_Property]]] | None:
    """Return METHOD, and the properties of the VEVENT with PRODID.

    None if there is not one VEVENT, or nesting is too deep.
    """
    method, events, components = "", 0, list[str]()
    properties: dict[str, list[_Property]] = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            continue
        name, value = match[1].upper(), match[3].strip()
        if name == "BEGIN":
            components.append(value.upper())
            events += components[-1] == "VEVENT"
            if len(components) > DEEPEST:
                return None
        elif name == "END":
            if components[-1:] != [value.upper()]:
                return None
            components.pop()
        elif components == ["VCALENDAR"] and name == "METHOD":
            method = value.upper()
        elif components == ["VCALENDAR"] and name == "PRODID":
            properties["PRODID"] = [_Property({}, value)]
        elif components == ["VCALENDAR", "VEVENT"]:
            properties.setdefault(name, []).append(_Property(_parameters(match[2]), value))
    return (method, properties) if events == 1 and method in _METHODS else None


def _parameters(text: str) -> dict[str, str]:
    return {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(text)}


def _reply(method: str, properties: dict[str, list[_Property]]) -> CalendarReply | None:
    if any(len(properties.get(name, ())) > 1 for name in _SINGLE if name != "COMMENT"):
        return None
    attendees = properties.get("ATTENDEE", [])
    if method == "REPLY":
        attendees = _without_delegate(attendees)
    max_attendees = 1 if method == "REPLY" else MOST_ATTENDEES
    uid, sequence = _value(properties, "UID"), _value(properties, "SEQUENCE")
    if not uid or not 1 <= len(attendees) <= max_attendees:
        return None
    # Not isdigit(), which accepts digits that int() does not.
    if sequence and not re.fullmatch(r"[0-9]{1,12}", sequence):
        return None
    partstat = attendees[0].parameters.get("PARTSTAT", "").upper()
    return CalendarReply(
        method=method,
        uid=uid,
        attendees=tuple(
            _attendee_address(attendee)
            for attendee in attendees
            if not _NO_ADDRESS.fullmatch(attendee.value) or "EMAIL" in attendee.parameters
        ),
        organizer=_address(_value(properties, "ORGANIZER")),
        partstat=partstat if method == "REPLY" else "TENTATIVE",
        sequence=min(int(sequence), _MOST_SEQUENCE) if sequence else None,
        stamp=_parse_dtstamp(_value(properties, "DTSTAMP")),
        comment=_comment(_value(properties, "COMMENT")),
        proposed=_proposed(properties) if method == "COUNTER" else None,
        is_for_instance="RECURRENCE-ID" in properties,
        product=_value(properties, "PRODID"),
        attendee_name=attendees[0].parameters.get("CN", ""),
    )


def _without_delegate(attendees: list[_Property]) -> list[_Property]:
    """Return the delegator alone if there are two attendees, the other one being the delegate."""
    delegators = [row for row in attendees if row.parameters.get("PARTSTAT", "") == "DELEGATED"]
    delegates = [row for row in attendees if "DELEGATED-FROM" in row.parameters]
    is_delegation = len(attendees) == len((*delegators, *delegates)) == 2  # noqa: PLR2004 - two attendees
    return delegators if is_delegation and len(delegators) == 1 else attendees


def _value(properties: dict[str, list[_Property]], name: str) -> str:
    return properties[name][0].value if name in properties else ""


def _attendee_address(attendee: _Property) -> str:
    """Return an attendee's address: of EMAIL where the value names no mailbox (RFC 7986 section 6.2)."""
    stands_in = _NO_ADDRESS.fullmatch(attendee.value) or _PRINCIPAL.fullmatch(attendee.value)
    value = attendee.parameters.get("EMAIL", "") if stands_in else ""
    return _address(value or attendee.value)


def _address(value: str) -> str:
    """Return an e-mail address without mailto:, in any case."""
    address = re.sub(r"(?i)^mailto:", "", value.strip())
    return unquote(address).strip("<> ")


def _parse_dtstamp(text: str) -> datetime | None:
    """Parse DTSTAMP, which is in UTC even if its Z is missing (RFC 5545 section 3.8.7.2)."""
    local = _wall_clock(text)
    return local.replace(tzinfo=UTC) if local and zones.is_year_known(local.year) else None


def _wall_clock(text: str) -> datetime | None:
    match = _TIME.fullmatch(text)
    try:
        return datetime.strptime(match[1], "%Y%m%dT%H%M%S") if match else None  # noqa: DTZ007 - a wall clock
    except ValueError:
        return None


def _comment(text: str) -> str:
    """Return COMMENT as plain text without control characters, at most LONGEST_COMMENT characters."""
    unescaped = _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)
    printable = "".join(char for char in unescaped if char.isprintable() or char == "\n")
    return printable.replace("\ufffd", "").strip()[:LONGEST_COMMENT].strip()


def _proposed(properties: dict[str, list[_Property]]) -> tuple[datetime, datetime] | None:
    """Return the proposed start and end; None if they have no time of day or an unknown zone."""
    ends = [_instant(properties[name][0]) for name in ("DTSTART", "DTEND") if name in properties]
    match ends:
        case [datetime() as start, datetime() as end] if timedelta() < end - start:
            return start, end
        case _:
            return None


def _instant(time_property: _Property) -> datetime | None:
    local = _wall_clock(time_property.value)
    if local is None:
        return None
    try:
        is_utc = time_property.value.endswith("Z")
        tzid = time_property.parameters.get("TZID", "")
        return to_instant(local, "Etc/UTC" if is_utc else _zone(tzid))
    except InvalidInputError:
        return None  # unknown zone, or no such local time


def _zone(tzid: str) -> str:
    """Return the IANA name of a TZID, which may be a Windows name or have a vendor's prefix."""
    zone = WINDOWS_TO_OLSON.get(tzid, tzid)
    while zone not in zones.NAMES and "/" in zone:
        zone = zone.partition("/")[2]
    return zone
