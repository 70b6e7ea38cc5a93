"""A calendar that does what mailed calendar text asks of it, as RFC 5546 says."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from icalendar import Calendar, Event


@dataclass(frozen=True)
class Told:
    """What the calendar part of a mail says: its method, its one event, its bytes, and its place in the order.

    References:
        RFC 5546 section 2.1.5: the higher SEQUENCE counts, and then the later DTSTAMP.
    """

    method: str
    uid: str
    order: tuple[int, datetime]
    event: Event
    body: bytes


def told(mail):
    """Return what a mail tells a calendar; its one calendar part must name the method that it holds."""
    (part,) = (each for each in mail.walk() if each.get_content_type() == "text/calendar")
    body = part.get_payload(decode=True)
    calendar = Calendar.from_ical(body)
    (event,) = calendar.events
    assert part.get_param("method") == calendar["METHOD"]
    assert calendar["METHOD"] in {"REQUEST", "CANCEL"}
    order = int(event["SEQUENCE"]), event.stamp
    return Told(str(calendar["METHOD"]), str(event["UID"]), order, event, body)


@dataclass
class Entries:
    """A calendar that takes out what is cancelled, as Google's does; nothing older than it knows counts."""

    kept: dict[str, Event] = field(default_factory=dict)
    newest: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def take(self, mail):
        """Read a mail; tell whether it was news."""
        said = told(mail)
        if said.uid in self.newest and said.order <= self.newest[said.uid]:
            return False
        self.newest[said.uid] = said.order
        if said.method == "CANCEL":
            self.kept.pop(said.uid, None)
        else:
            self.kept[said.uid] = said.event
        return True

    @property
    def all(self):
        """Return each entry's title, start and end."""
        return [
            (str(event["SUMMARY"]), event.start.astimezone(UTC), event.end.astimezone(UTC))
            for event in self.kept.values()
        ]
