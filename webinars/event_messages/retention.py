"""Store the numbers of sent messages before their e-mails are purged from the outbox."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, or_, select
from sqlalchemy.orm import Session

from webinars.event_messages.models import EventMessage, EventMessageState
from webinars.event_messages.queries import is_sent, progress_of
from webinars.events.locks import lock_events
from webinars.outbox.retention import KEEP_DAYS
from webinars.timezones import clock


def events_with_recent_messages(connection: Connection) -> Sequence[int]:
    """Return the events of which the outbox may still have e-mails of messages."""
    return connection.scalars(select(EventMessage.event_id).where(_is_recent()).distinct()).all()


def store_progress(session: Session, event_id: int) -> None:
    """Store how many e-mails of an event's messages failed or were left out, and which are sent."""
    lock_events(session, [event_id])
    messages = session.scalars(
        select(EventMessage)
        .where(EventMessage.event_id == event_id, _is_recent())
        .execution_options(populate_existing=True)
    ).all()
    progress = progress_of(session, event_id, messages)
    for message in messages:
        numbers = progress[message.id]
        message.failed, message.left_out = numbers.failed, numbers.left_out
        if is_sent(message, numbers):
            message.state = EventMessageState.SENT


def _is_recent() -> ColumnElement[bool]:
    since = clock.now() - timedelta(days=KEEP_DAYS)
    return or_(EventMessage.started_at >= since, EventMessage.queued_at >= since)
