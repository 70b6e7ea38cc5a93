"""Store the numbers of sent messages before their e-mails are purged from the outbox."""

from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webinars.event_messages.models import EventMessage, EventMessageState
from webinars.event_messages.queries import is_sent, progress_of
from webinars.events.locks import lock_event
from webinars.outbox.retention import KEEP_DAYS
from webinars.timezones import clock


def store_progress(session: Session) -> None:
    """Store how many e-mails of recently sent messages failed or were left out, and which are sent."""
    since = clock.now() - timedelta(days=KEEP_DAYS)
    is_recent = or_(EventMessage.started_at >= since, EventMessage.queued_at >= since)
    event_ids = session.scalars(
        select(EventMessage.event_id).where(is_recent).distinct().order_by(EventMessage.event_id)
    ).all()
    for event_id in event_ids:
        lock_event(session, event_id)
        messages = session.scalars(
            select(EventMessage)
            .where(EventMessage.event_id == event_id, is_recent)
            .execution_options(populate_existing=True)
        ).all()
        progress = progress_of(session, event_id, messages)
        for message in messages:
            numbers = progress[message.id]
            message.failed, message.left_out = numbers.failed, numbers.left_out
            if is_sent(message, numbers):
                message.state = EventMessageState.SENT
