"""A calendar client that processes iTIP messages as RFC 5546 requires."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from icalendar import Calendar, Event


@dataclass(frozen=True)
class Told:
    """The calendar part of an e-mail: method, event, bytes, and order.

    References:
        RFC 5546 section 2.1.5: the higher SEQUENCE counts, and then the later DTSTAMP.
    """

    method: str
    uid: str
    order: tuple[int, datetime]
    event: Event
    body: bytes


def told(mail):
    """Parse the calendar part of an e-mail, whose declared method must equal that of its object."""
    (part,) = (item for item in mail.walk() if item.get_content_type() == "text/calendar")
    body = part.get_payload(decode=True)
    calendar = Calendar.from_ical(body)
    (event,) = calendar.events
    assert part.get_param("method") == calendar["METHOD"]
    assert calendar["METHOD"] in {"REQUEST", "CANCEL"}
    order = int(event["SEQUENCE"]), event.stamp
    return Told(str(calendar["METHOD"]), str(event["UID"]), order, event, body)


def summary(event):
    """Return title, status, SEQUENCE, start and end of an event, in UTC unless they are days."""
    return (
        str(event["SUMMARY"]),
        str(event.get("STATUS", "CONFIRMED")),
        int(event["SEQUENCE"]),
        *(
            value.astimezone(UTC) if isinstance(value, datetime) else value
            for value in (event.start, event.end)
        ),
    )


@dataclass
class Entries:
    """A calendar that deletes cancelled entries, as Google's does, and ignores outdated messages."""

    stored: dict[str, Event] = field(default_factory=dict)
    newest: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def take(self, mail):
        """Process an e-mail; return whether it changed anything."""
        result = told(mail)
        if result.uid in self.newest and result.order <= self.newest[result.uid]:
            return False
        self.newest[result.uid] = result.order
        if result.method == "CANCEL":
            self.stored.pop(result.uid, None)
        else:
            self.stored[result.uid] = result.event
        return True

    @property
    def all(self):
        """Return title, start and end of each entry."""
        return [
            (str(event["SUMMARY"]), event.start.astimezone(UTC), event.end.astimezone(UTC))
            for event in self.stored.values()
        ]
