"""When a message relative to an event is due, and how its queued row moves with the event."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.outbox.models import Message
from webinars.timezones import clock
from webinars.timezones.schedule import Precision

TOPIC = "event.message"
START, END = "start", "end"
# How long a row is put off that waits until its event is published with a date, which moves it.
HELD_FOR = timedelta(days=3650)


def relative_time(event: Event, anchor: str, offset_minutes: int) -> datetime | None:
    """Return the instant so many minutes after the start or end; None unless published with a fixed day."""
    if event.state is not EventState.PUBLISHED or event.precision is Precision.MONTH:
        return None
    base = event.starts_at if anchor == START else event.ends_at
    return base + timedelta(minutes=offset_minutes)


def move_messages(event: Event, queued: Iterable[Message]) -> None:
    """Move the queued, locked messages that are relative to an event to its present start or end.

    One whose time has passed becomes due at once, and its handler decides. Those of an event that is not
    published, or has no day, wait until it is and has.
    """
    now = clock.now()
    for message in queued:
        if message.payload.get("anchor") in {START, END}:
            due_at = relative_time(event, message.payload["anchor"], message.payload["offset"])
            message.due_at = max(due_at or now + HELD_FOR, now)
