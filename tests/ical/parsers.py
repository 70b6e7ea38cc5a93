"""Calendar libraries that others use, with their results as plain entries."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

import pytest
import vobject
from icalendar import Calendar

LIBICAL_PACKAGE = "libical3t64"
_TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION", "STATUS")


@dataclass(frozen=True)
class Entry:
    """An event as a library parsed it; start and end are UTC instants or dates."""

    uid: str
    start: date
    end: date
    summary: str
    description: str
    location: str
    status: str


def with_icalendar(body: bytes) -> list[Entry]:
    """Parse with icalendar, which resolves zones by their IANA names."""
    return [
        Entry(
            str(event["UID"]),
            _utc(event["DTSTART"].dt),
            _utc(event["DTEND"].dt),
            *(
                str(event.get(name, ""))
                for name in ("SUMMARY", "DESCRIPTION", "LOCATION", "STATUS")
            ),
        )
        for event in Calendar.from_ical(body).events
    ]


def with_vobject(body: bytes) -> list[Entry]:
    """Parse with vobject, which evaluates VTIMEZONE through dateutil."""
    # vobject caches the first zone of each name for the life of the process.
    for zone in re.findall(rb"TZID[:=]([^:;\r]+)", body):
        vobject.icalendar.registerTzid(zone.decode(), None)
    calendar = vobject.readOne(body.decode("utf-8"))
    return [
        Entry(
            event.uid.value,
            _utc(event.dtstart.value),
            _utc(event.dtend.value),
            *(event.getChildValue(name.lower(), "") for name in _TEXTS),
        )
        for event in calendar.contents.get("vevent", [])
    ]


def with_libical(body: bytes) -> list[Entry]:
    """Parse with Debian's libical (GNOME, KDE), which evaluates VTIMEZONE itself."""
    library = libical()
    assert library is not None, f"libical is missing: install {LIBICAL_PACKAGE}"
    calendar = library.icalparser_parse_string(body)
    try:
        assert library.icalcomponent_count_errors(calendar) == 0
        return [_libical_entry(library, event) for event in _components(library, calendar)]
    finally:
        library.icalcomponent_free(calendar)


@cache
def libical() -> ctypes.CDLL | None:
    """Return libical 3 with the types of the functions we call, or None if not installed."""
    try:
        library = ctypes.CDLL("libical.so.3")
    except OSError:
        return None
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    signatures = {
        "icalparser_parse_string": (pointer, [text]),
        "icalcomponent_count_errors": (number, [pointer]),
        "icalcomponent_free": (None, [pointer]),
        "icalcomponent_get_first_component": (pointer, [pointer, number]),
        "icalcomponent_get_next_component": (pointer, [pointer, number]),
        "icalcomponent_get_uid": (text, [pointer]),
        "icalcomponent_get_summary": (text, [pointer]),
        "icalcomponent_get_description": (text, [pointer]),
        "icalcomponent_get_location": (text, [pointer]),
        "icalcomponent_get_status": (number, [pointer]),
        "icalproperty_status_to_string": (text, [number]),
        "icalcomponent_get_dtstart": (_Time, [pointer]),
        "icalcomponent_get_dtend": (_Time, [pointer]),
        "icaltime_as_timet_with_zone": (ctypes.c_int64, [_Time, pointer]),
    }
    for name, (gives, takes) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = gives, takes
    return library


class _Time(ctypes.Structure):
    """struct icaltimetype of libical 3."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    ]


# ICAL_VEVENT_COMPONENT of enum icalcomponent_kind.
_VEVENT = 4


def _components(library: ctypes.CDLL, calendar: int) -> Iterator[int]:
    event = library.icalcomponent_get_first_component(calendar, _VEVENT)
    while event:
        yield event
        event = library.icalcomponent_get_next_component(calendar, _VEVENT)


def _libical_entry(library: ctypes.CDLL, event: int) -> Entry:
    texts = (
        getattr(library, f"icalcomponent_get_{name}")(event)
        for name in ("summary", "description", "location")
    )
    status = library.icalproperty_status_to_string(library.icalcomponent_get_status(event))
    return Entry(
        library.icalcomponent_get_uid(event).decode(),
        _libical_time(library, library.icalcomponent_get_dtstart(event)),
        _libical_time(library, library.icalcomponent_get_dtend(event)),
        *((text or b"").decode() for text in texts),
        status.decode(),
    )


def _libical_time(library: ctypes.CDLL, time: _Time) -> date:
    if time.is_date:
        return date(time.year, time.month, time.day)
    assert time.zone, "a floating time"
    return datetime.fromtimestamp(library.icaltime_as_timet_with_zone(time, time.zone), UTC)


def _utc(value: date) -> date:
    if not isinstance(value, datetime):
        return value
    assert value.tzinfo is not None, "a floating time"
    return value.astimezone(UTC)


EVERY_PARSER = [
    with_icalendar,
    with_vobject,
    pytest.param(
        with_libical,
        marks=pytest.mark.skipif(
            libical() is None, reason=f"needs libical (Debian: {LIBICAL_PACKAGE})"
        ),
    ),
]
