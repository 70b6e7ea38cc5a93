"""Models of calendars: they remove cancelled entries or keep them, and differ in which message is newer."""

from dataclasses import dataclass, field

from icalendar import Event

from tests.emails.calendars import summary
from tests.scheduling.chains import calendar_message


@dataclass
class Model:
    """A calendar of one attendee.

    is_strict: only a higher SEQUENCE is newer, not a later DTSTAMP (RFC 5546 section 2.1.5). An entry that is
    kept takes only status and SEQUENCE from a CANCEL.
    """

    keeps_cancelled: bool
    is_strict: bool
    stored: dict[str, Event] = field(default_factory=dict)
    newest: dict[str, tuple] = field(default_factory=dict)

    @property
    def label(self):
        return f"model: keeps_cancelled={self.keeps_cancelled}, is_strict={self.is_strict}"

    def take(self, raw):
        """Apply the calendar part of an e-mail, if any."""
        message = calendar_message(raw)
        if message is None:
            return
        order = message.order[:1] if self.is_strict else message.order
        if order <= self.newest.get(message.uid, ()):
            return
        self.newest[message.uid] = order
        if message.method == "REQUEST":
            self.stored[message.uid] = message.event
        elif self.keeps_cancelled and message.uid in self.stored:
            for name in ("STATUS", "SEQUENCE"):
                self.stored[message.uid][name] = message.event[name]
        else:
            self.stored.pop(message.uid, None)

    @property
    def all(self):
        """Return title, status, SEQUENCE, start and end of each entry."""
        return [summary(event) for event in self.stored.values()]


def four_models():
    return [Model(keeps, is_strict) for keeps in (False, True) for is_strict in (False, True)]
