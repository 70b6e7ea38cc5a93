"""What an attendee's calendar answers, read from whatever arrives: REPLY and COUNTER."""

# Only the few lines that an answer is made of are looked at. Rules of repetition, alarms and zones
# are skipped
# unread, so nothing in a stranger's object can be made to grow.
#
# References:
#     RFC 5546 sections 3.2.3 (REPLY) and 3.2.7 (COUNTER).

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from webinars.errors import InvalidInputError
from webinars.timezones import zones

LONGEST = 256 * 1024
MOST_LINES = 2000
DEEPEST = 3
LONGEST_COMMENT = 500
MOST_ATTENDEES = 20
_MOST_SEQUENCE = 2**31 - 1

_METHODS = ("REPLY", "COUNTER")
_ONCE = ("UID", "SEQUENCE", "DTSTAMP", "RECURRENCE-ID", "COMMENT", "DTSTART", "DTEND")
# Possessive, so that no text makes it try twice.
_LINE = re.compile(r"([A-Za-z0-9-]{1,80})((?:[^:\"]|\"[^\"]*+\")*+):(.*)", re.DOTALL)
_PARAMETER = re.compile(r";([A-Za-z0-9-]+)=((?:\"[^\"]*+\"|[^;:\"])*+)")
_TIME = re.compile(r"(\d{8}T\d{6})(Z?)")
_ESCAPED = re.compile(r"\\([\\;,nN])")


@dataclass(frozen=True)
class Answer:
    """What one attendee's calendar says.

    attendees are addresses without mailto:, one in a REPLY. partstat is that attendee's, in capitals; a
    COUNTER says TENTATIVE. stamp is None where DTSTAMP is missing. proposed holds a COUNTER's start and end
    where they can be told. is_part: it is about one instance of a series, and ours have none.
    """

    method: str
    uid: str
    attendees: tuple[str, ...]
    organizer: str
    partstat: str
    sequence: int
    stamp: datetime | None
    comment: str
    proposed: tuple[datetime, datetime] | None
    is_part: bool


@dataclass(frozen=True)
class _Property:
    parameters: dict[str, str]
    value: str


def read_answer(body: bytes) -> Answer | None:
    """Return what a calendar object answers; None if it is none, too large, or answers nothing clearly.

    Never raises, whatever the bytes are.
    """
    if len(body) > LONGEST:
        return None
    lines = _unfolded(body)
    if len(lines) > MOST_LINES:
        return None
    found = _gathered(lines)
    return None if found is None else _answer(*found)


def _unfolded(body: bytes) -> list[str]:
    text = body.decode("utf-8-sig", "replace")
    text = re.sub(r"\r\n?", "\n", text)
    return re.sub(r"\n[ \t]", "", text).split("\n")


def _gathered(lines: list[str]) -> tuple[str, dict[str, list[_Property]]] | None:
    """Return METHOD and the properties of the one VEVENT; None if it is nested too deep or not one."""
    method, events, inside = "", 0, list[str]()
    said: dict[str, list[_Property]] = {}
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        name, value = found[1].upper(), found[3].strip()
        if name == "BEGIN":
            inside.append(value.upper())
            events += inside[-1] == "VEVENT"
            if len(inside) > DEEPEST:
                return None
        elif name == "END":
            if inside[-1:] != [value.upper()]:
                return None
            inside.pop()
        elif inside == ["VCALENDAR"] and name == "METHOD":
            method = value.upper()
        elif inside == ["VCALENDAR", "VEVENT"]:
            said.setdefault(name, []).append(_Property(_parameters(found[2]), value))
    return (method, said) if events == 1 and method in _METHODS else None


def _parameters(text: str) -> dict[str, str]:
    return {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(text)}


def _answer(method: str, said: dict[str, list[_Property]]) -> Answer | None:
    if any(len(said.get(name, ())) > 1 for name in _ONCE if name != "COMMENT"):
        return None
    attendees = said.get("ATTENDEE", [])
    most = 1 if method == "REPLY" else MOST_ATTENDEES
    uid, sequence = _value(said, "UID"), _sequence(_value(said, "SEQUENCE"))
    if not uid or sequence is None or not 1 <= len(attendees) <= most:
        return None
    partstat = attendees[0].parameters.get("PARTSTAT", "").upper()
    return Answer(
        method=method,
        uid=uid,
        attendees=tuple(_address(each.value) for each in attendees),
        organizer=_address(_value(said, "ORGANIZER")),
        partstat=partstat if method == "REPLY" else "TENTATIVE",
        sequence=sequence,
        stamp=_stamp(_value(said, "DTSTAMP")),
        comment=_comment(_value(said, "COMMENT")),
        proposed=_proposed(said) if method == "COUNTER" else None,
        is_part="RECURRENCE-ID" in said,
    )


def _value(said: dict[str, list[_Property]], name: str) -> str:
    return said[name][0].value if name in said else ""


def _sequence(text: str) -> int | None:
    """Return SEQUENCE, 0 where it is missing (RFC 5545 section 3.8.7.4); None if it is no such number."""
    if not text:
        return 0
    # Not isdigit(): it takes digits that int() does not.
    return min(int(text), _MOST_SEQUENCE) if re.fullmatch(r"[0-9]{1,12}", text) else None


def _address(value: str) -> str:
    """Return a mail address without mailto:, in whatever case that stands."""
    said = re.sub(r"(?i)^mailto:", "", value.strip())
    return unquote(said).strip("<> ")


def _stamp(text: str) -> datetime | None:
    """Return DTSTAMP, which is in UTC even where its Z is forgotten (RFC 5545 section 3.8.7.2)."""
    local = _wall_clock(text)
    return local.replace(tzinfo=UTC) if local and zones.may_fall_in(local.year) else None


def _wall_clock(text: str) -> datetime | None:
    found = _TIME.fullmatch(text)
    try:
        return datetime.strptime(found[1], "%Y%m%dT%H%M%S") if found else None  # noqa: DTZ007 - a wall clock
    except ValueError:
        return None


def _comment(text: str) -> str:
    """Return what somebody wrote, as plain text: no control signs, at most LONGEST_COMMENT signs."""
    said = _ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], text)
    kept = "".join(sign for sign in said if sign.isprintable() or sign == "\n")
    return kept.replace("\ufffd", "").strip()[:LONGEST_COMMENT].strip()


def _proposed(said: dict[str, list[_Property]]) -> tuple[datetime, datetime] | None:
    """Return the time that is proposed; None where it is no time of day, or its zone is not known."""
    ends = [_instant(said[name][0]) for name in ("DTSTART", "DTEND") if name in said]
    match ends:
        case [datetime() as start, datetime() as end] if timedelta() < end - start:
            return start, end
        case _:
            return None


def _instant(said: _Property) -> datetime | None:
    local = _wall_clock(said.value)
    if local is None:
        return None
    try:
        zone = "Etc/UTC" if said.value.endswith("Z") else _zone(said.parameters.get("TZID", ""))
        return zones.to_instant(local, zone)
    except InvalidInputError:
        return None  # no zone of ours, or no such moment


def _zone(tzid: str) -> str:
    """Return the zone's name: as it is, as Windows calls it, or behind the prefix of a maker."""
    said = WINDOWS_TO_OLSON.get(tzid, tzid)
    while said not in zones.NAMES and "/" in said:
        said = said.partition("/")[2]
    return said
