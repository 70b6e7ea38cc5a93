"""Calendar files (RFC 5545): each VEVENT as labelled lines, which the parser reads exactly."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar
from icalendar.cal.component import Component

from webinars.announcement_parser.files.document import Document, Note, require_text
from webinars.announcement_parser.layout.lines import TEXT_MARK
from webinars.announcement_parser.preprocess import html_to_text, is_html, to_markdown
from webinars.errors import InvalidInputError
from webinars.timezones import zones

MAX_EVENTS = 1000
# Properties with the address of the online meeting.
_MEETING_PROPERTIES = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")


def read_calendar(content: bytes) -> Document:
    """Return the events of a calendar file as text.

    Cancelled events are noted and left out. A recurring event is noted and is that of its DTSTART.

    Raises:
        InvalidInputError: "file-damaged", "file-without-text", "too-many-events" (facts: most).
    """
    try:
        calendars = Calendar.from_ical(content.removeprefix(b"\xef\xbb\xbf"), multiple=True)
    except ValueError as error:
        raise InvalidInputError("file-damaged") from error
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    if len(events) > MAX_EVENTS:
        raise InvalidInputError("too-many-events", most=MAX_EVENTS)
    notes: list[Note] = []
    texts: list[str] = []
    for event in events:
        if _text(event, "STATUS").upper() == "CANCELLED":
            notes.append(Note("cancelled", _text(event, "SUMMARY")))
            continue
        if "RRULE" in event or "RDATE" in event:
            notes.append(Note("recurring", _text(event, "SUMMARY")))
        texts.append("\n".join(_lines(event)))
    return Document(require_text(texts), notes=tuple(notes))


def _lines(event: Component) -> Iterator[str]:
    if title := _text(event, "SUMMARY"):
        yield f"Title: {title}"
    if when := _when(event):
        yield f"When: {when}"
    if place := _text(event, "LOCATION"):
        yield f"Location: {place}"
    for text in _texts(event):
        yield from (f"{TEXT_MARK} {line}" for line in text.splitlines() if line.strip())


def _texts(event: Component) -> Iterator[str]:
    """Yield description, page and meeting links; addresses that the description has are not repeated."""
    description = str(_first(event, "DESCRIPTION") or "")
    description = to_markdown(html_to_text(description)) if is_html(description) else description
    yield description
    for name in ("URL", *_MEETING_PROPERTIES):
        address = _text(event, name)
        if address and address not in description:
            yield address


def _when(event: Component) -> str:
    """Return the time as days, or as wall-clock times with an IANA zone; without one if it is floating."""
    start = getattr(_first(event, "DTSTART"), "dt", None)
    if not isinstance(start, date):
        return ""
    end = _end(event, start)
    if isinstance(start, datetime):
        return _timed(start, end)
    last = end - timedelta(days=1) if end is not None else start
    return f"{start}" if last <= start else f"{start} - {last}"


def _timed(start: datetime, end: date | None) -> str:
    zone = _zone_name(start)
    if start.tzinfo is not None and not zone:
        start, zone = start.astimezone(UTC), "UTC"
    words = f"{start:%Y-%m-%d, %H:%M}"
    if isinstance(end, datetime):
        if start.tzinfo is not None and end.tzinfo is not None:
            end = end.astimezone(start.tzinfo)
        is_same_day = end.date() == start.date()
        words += f"-{end:%H:%M}" if is_same_day else f" - {end:%Y-%m-%d, %H:%M}"
    return f"{words} {zone}".strip()


def _end(event: Component, start: date) -> date | None:
    """Return DTEND, or DTSTART and DURATION; None without both, or if it is not after the start."""
    end = getattr(_first(event, "DTEND"), "dt", None)
    duration = getattr(_first(event, "DURATION"), "dt", None)
    if end is None and isinstance(duration, timedelta):
        end = start + duration
    is_valid = type(end) is type(start) and _is_comparable(start, end) and end > start
    return end if is_valid else None


def _is_comparable(start: date, end: date) -> bool:
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return True
    return (start.tzinfo is None) == (end.tzinfo is None)


def _zone_name(instant: datetime) -> str:
    """Return the IANA name of a datetime's zone, "" if it has none or is defined by the file."""
    name = getattr(instant.tzinfo, "key", None) or getattr(instant.tzinfo, "zone", None) or ""
    return name if name in zones.NAMES else ""


def _text(event: Component, name: str) -> str:
    return " ".join(str(_first(event, name) or "").split())


def _first(event: Component, name: str) -> Any:
    """Return a property, the first if it occurs several times."""
    value = event.get(name)
    return value[0] if isinstance(value, list) and value else value
