"""Calendar files as programs export them, and how tests read them."""

from datetime import date

from webinars.event_import.reader import read_source
from webinars.event_import.source_events import ReadingChoices

TODAY = date(2026, 11, 25)
CHOICES = ReadingChoices("Europe/Zurich", TODAY)
WITH_ZONE = ReadingChoices("Europe/Zurich", TODAY, "America/New_York")


def vevent(*lines):
    """Return a VEVENT with a UID, title and time of an hour, unless the lines give them."""
    given = {line.partition(":")[0].partition(";")[0] for line in lines}
    usual = {
        "UID": "UID:talk@example.org",
        "SUMMARY": "SUMMARY:Water talk",
        "DTSTART": "DTSTART;TZID=Europe/Zurich:20270301T140000",
        "DTEND": "DTEND;TZID=Europe/Zurich:20270301T150000",
    }
    if "DURATION" in given or "DTSTART" in given:
        del usual["DTEND"]
    rest = [line for name, line in usual.items() if name not in given]
    return "\r\n".join(("BEGIN:VEVENT", *rest, *lines, "END:VEVENT"))


def calendar(*events, head=()):
    """Return a calendar file of VEVENTs."""
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", *head, *events, "END:VCALENDAR", "")
    return "\r\n".join(lines).encode()


def read(content, choices=CHOICES):
    """Return the events that a file describes."""
    return read_source(content, choices)


def starts(source):
    """Return the local start and zone of each event, or its first and last day."""
    return [
        (f"{event.when.start:%Y-%m-%d %H:%M}", event.when.timezone)
        if hasattr(event.when, "start")
        else (event.when.first, event.when.last)
        for event in source.events
    ]


def refusals(source):
    """Return number and code of each refused entry."""
    return [(entry.number, entry.error.code) for entry in source.refused]


OUTLOOK_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Customized Time Zone",
    "BEGIN:STANDARD",
    "DTSTART:16010101T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:16010101T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
)
