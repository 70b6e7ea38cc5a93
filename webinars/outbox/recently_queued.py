"""Detect that a message was just queued, by a form that was sent twice."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from webinars.outbox.models import Message, MessageState
from webinars.timezones import clock

# Longer than a double click takes, shorter than anyone waits for an e-mail.
DUPLICATE_WINDOW = timedelta(minutes=1)


def was_just_queued(session: Session, ordering_key: str, topics: Collection[str]) -> bool:
    """Return whether one of the topics was just queued for an ordering key, or is not composed yet.

    A form that is submitted twice by a double click is answered by one e-mail.
    """
    recent = Message.created_at > clock.now() - DUPLICATE_WINDOW
    uncomposed = and_(Message.state == MessageState.QUEUED, Message.body.is_(None))
    statement = select(Message.id).where(
        Message.ordering_key == ordering_key,
        Message.topic.in_(topics),
        Message.state.in_((MessageState.QUEUED, MessageState.SENT)),
        or_(recent, uncomposed),
    )
    return session.scalar(statement.limit(1)) is not None
