"""When a message of an organiser leaves, by its event; what is too late, and what follows up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from webinars.event_messages.models import Anchor, EventMessage
from webinars.event_messages.placeholders import has_recording
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.events.notifications.message_times import relative_time
from webinars.timezones import clock
from webinars.timezones.local_times import to_instant
from webinars.timezones.schedule import Precision

# By how much a message for a time that was chosen may be late.
LATEST = timedelta(days=1)


@dataclass(frozen=True)
class SendTime:
    """When a message leaves: at once, at a local time, or relative to the start or end of the event."""

    anchor: Anchor = Anchor.NOW
    offset_minutes: int = 0
    local_send_at: datetime | None = None
    timezone: str = ""


def send_time(message: EventMessage, event: Event) -> datetime | None:
    """Return when a message leaves; None if it waits for the event to be published with a fixed day.

    Raises:
        InvalidInputError: those of zones.to_instant().
    """
    if message.anchor is Anchor.TIME and message.local_send_at is not None:
        return to_instant(message.local_send_at, message.timezone)
    if message.anchor in {Anchor.START, Anchor.END}:
        return relative_time(event, message.anchor, message.offset_minutes)
    return message.started_at or message.changed_at


def is_follow_up(event: Event, at: datetime) -> bool:
    """Return whether a published event is over then: what leaves later is not needed to take part."""
    return event.state is EventState.PUBLISHED and event.ends_at <= at


def precedes_recording(message: EventMessage, event: Event, at: datetime) -> bool:
    """Return whether a message refers to a recording or slides that pages do not show then."""
    return at < event.ends_at and has_recording(message.text)


def is_too_late(message: EventMessage, event: Event, due_at: datetime) -> bool:
    """Return whether what was to be said before the start, or before the end, would be said after it.

    At a time that was chosen: or a day late.
    """
    now, is_fixed = clock.now(), message.anchor is Anchor.TIME
    limits = {Anchor.START: [event.starts_at], Anchor.END: [event.ends_at]}
    if is_fixed and event.precision is not Precision.MONTH:
        limits[Anchor.TIME] = [event.starts_at, event.ends_at]
    is_after = any(due_at < limit <= now for limit in limits.get(message.anchor, ()))
    return is_after or (is_fixed and now > due_at + LATEST)
