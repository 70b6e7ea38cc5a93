"""When people are reminded of an event: one fact for each reminder, queued until its time.

The facts are planned in the transaction that publishes, moves or ends the event, while it holds the event's
row: what is queued is always what is so. At its time the worker makes of each fact one message for everybody
who comes.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.errors import InvalidInputError
from webinars.events.models import Event
from webinars.events.rules import EventState
from webinars.outbox.actions import post, settle_superseded
from webinars.outbox.locking import lock_messages
from webinars.outbox.models import Message, MessageState
from webinars.timezones import clock, zones
from webinars.timezones.schedule import Precision

TOPIC = "event.reminder"
PRIORITY = 10  # making the letters is one short transaction: they are not late because letters wait
MINUTES_PER_DAY = 24 * 60
MORNING = time(9)


@dataclass(frozen=True)
class Reminder:
    """One reminder of an event that starts then: how long before, and the instant it is due."""

    minutes: int
    starts_at: datetime
    due_at: datetime


def plan_reminders(session: Session, event: Event) -> None:
    """Queue the reminders that an event is to have as it stands, and take back those it is not.

    The event's row is locked. A reminder whose time has passed is not made up for: the letter that told of
    the event, or of its new time, has just come. One that went out is not planned again for the same start.
    """
    wanted = {_ordering_key(event, each): each for each in reminders_of(event)}
    queued = lock_messages(
        session,
        Message.event_id == event.id,
        Message.topic == TOPIC,
        Message.state == MessageState.QUEUED,
    )
    for message in queued:
        if message.ordering_key not in wanted:
            settle_superseded(message, "the event has moved, or is not to be told of")
            message.ordering_key = None  # it went to nobody, so it may be planned anew
    now = clock.now()
    coming = {ordering_key: each for ordering_key, each in wanted.items() if each.due_at > now}
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
    """Return the reminders of an event as it stands: none unless it is public and its day is fixed."""
    if event.state is not EventState.PUBLISHED:
        return []
    due = {_due_at(event, int(minutes)): int(minutes) for minutes in sorted(event.reminders)}
    return [Reminder(minutes, event.starts_at, at) for at, minutes in due.items() if at is not None]


def _due_at(event: Event, minutes: int) -> datetime | None:
    """Return when a reminder is due. Whole days have no hour: their people hear of them in the morning."""
    if event.precision is Precision.TIME:
        return event.starts_at - timedelta(minutes=minutes)
    days = minutes // MINUTES_PER_DAY
    if event.precision is Precision.MONTH or not days:
        return None
    day = event.first_on - timedelta(days=days)
    try:
        return zones.to_instant(datetime.combine(day, MORNING), event.zone)
    except InvalidInputError:
        # No clock is known to change at nine in the morning; should one, the day's start serves.
        return zones.first_moment(day, event.zone)


def _ordering_key(event: Event, reminder: Reminder) -> str:
    """Return the name that a reminder keeps when it is settled, by which it is known to have gone out."""
    return f"reminder:{event.id}:{reminder.minutes}:{reminder.starts_at:%Y%m%dT%H%M}"


def _enqueue(session: Session, event: Event, reminder: Reminder, ordering_key: str) -> None:
    post(
        session,
        TOPIC,
        facts={
            "event_id": event.id,
            "minutes": reminder.minutes,
            "starts_at": reminder.starts_at.isoformat(),
            "due_at": reminder.due_at.isoformat(),
        },
        due_at=reminder.due_at,
        ordering_key=ordering_key,
        key=f"reminder:{event.id}:{reminder.minutes}",
        event_id=event.id,
        priority=PRIORITY,
    )
