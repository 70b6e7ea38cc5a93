"""Reminders of events: one queued message for each, due at its time."""

# Planned in the transaction that publishes, moves or cancels the event, under its lock, so the
# queue always matches the event's state. When one is due, the worker fans it out to the attendees.

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.errors import InvalidInputError
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.events.notifications import message_times
from webinars.outbox import priorities
from webinars.outbox.enqueue import enqueue
from webinars.outbox.locks import lock_messages
from webinars.outbox.message_state import mark_superseded
from webinars.outbox.models import Message, MessageState
from webinars.timezones import clock
from webinars.timezones.local_times import first_instant, to_instant
from webinars.timezones.schedule import Precision

TOPIC = "event.reminder"
MINUTES_PER_DAY = 24 * 60
MORNING = time(9)
# A registrant confirmed shortly before a reminder gets none: the confirmation says the same.
QUIET_TIME = timedelta(hours=2)


@dataclass(frozen=True)
class Reminder:
    """One reminder: minutes before the start, that start, and when it is due."""

    minutes: int
    starts_at: datetime
    due_at: datetime


def plan_reminders(session: Session, event: Event) -> None:
    """Queue the reminders that an event should have now, and supersede the others; messages move with it.

    The event is locked. A reminder whose time has passed is not caught up: the e-mail about the
    event, or its new time, has just been sent. One that was sent is not queued again for the same
    start.
    """
    wanted = {_ordering_key(event, reminder): reminder for reminder in reminders_of(event)}
    queued = lock_messages(
        session,
        Message.event_id == event.id,
        Message.topic.in_((TOPIC, message_times.TOPIC)),
        Message.state == MessageState.QUEUED,
    )
    message_times.move_messages(event, (row for row in queued if row.topic != TOPIC))
    for message in queued:
        if message.topic == TOPIC and message.ordering_key not in wanted:
            mark_superseded(message, "the event was moved, cancelled or withdrawn")
            message.ordering_key = None  # it was not sent, so it may be queued again
    now = clock.now()
    coming = {
        ordering_key: reminder for ordering_key, reminder in wanted.items() if reminder.due_at > now
    }
    if not coming:
        return
    session.flush()
    known = set(
        session.scalars(select(Message.ordering_key).where(Message.ordering_key.in_(coming)))
    )
    for ordering_key, reminder in coming.items():
        if ordering_key not in known:
            _enqueue(session, event, reminder, ordering_key)


def reminders_of(event: Event) -> list[Reminder]:
    """Return the reminders of an event in its current state: none unless published with a fixed day."""
    if event.state is not EventState.PUBLISHED:
        return []
    due = {_due_at(event, int(minutes)): int(minutes) for minutes in sorted(event.reminders)}
    return [Reminder(minutes, event.starts_at, at) for at, minutes in due.items() if at is not None]


def confirmed_by(due_at: datetime, starts_at: datetime) -> datetime:
    """Return by when a registrant must have been confirmed to get a reminder.

    That is QUIET_TIME before it is due, or half of its lead time if that is less.
    """
    return due_at - min(QUIET_TIME, (starts_at - due_at) / 2)


def _due_at(event: Event, minutes: int) -> datetime | None:
    """Return when a reminder is due; for whole-day events it is sent in the morning."""
    if event.precision is Precision.TIME:
        return event.starts_at - timedelta(minutes=minutes)
    days = minutes // MINUTES_PER_DAY
    if event.precision is Precision.MONTH or not days:
        return None
    day = event.first_on - timedelta(days=days)
    try:
        return to_instant(datetime.combine(day, MORNING), event.timezone)
    except InvalidInputError:
        # No known clock change happens at 09:00; should one, use the day's first instant.
        return first_instant(day, event.timezone)


def _ordering_key(event: Event, reminder: Reminder) -> str:
    """Return the key that a settled reminder keeps, which shows that it was sent."""
    return f"reminder:{event.id}:{reminder.minutes}:{reminder.starts_at:%Y%m%dT%H%M}"


def _enqueue(session: Session, event: Event, reminder: Reminder, ordering_key: str) -> None:
    enqueue(
        session,
        TOPIC,
        payload={
            "event_id": event.id,
            "minutes": reminder.minutes,
            "starts_at": reminder.starts_at.isoformat(),
            "due_at": reminder.due_at.isoformat(),
        },
        due_at=reminder.due_at,
        ordering_key=ordering_key,
        key=f"reminder:{event.id}:{reminder.minutes}",
        event_id=event.id,
        priority=priorities.FAN_OUT,
    )
