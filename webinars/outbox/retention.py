"""When messages and their content are deleted: after 30 days, or with a registrant's data."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from sqlalchemy.orm import Session

from webinars.outbox import queries
from webinars.outbox.locks import delete_messages, lock_messages
from webinars.outbox.models import Message, MessageState
from webinars.timezones import clock

KEEP_DAYS = 30


def forget(session: Session, registration_ids: Collection[int]) -> None:
    """Empty settled messages about a person whose data is deleted."""
    is_settled = Message.state != MessageState.QUEUED
    for row in lock_messages(session, Message.registration_id.in_(registration_ids), is_settled):
        empty(row)
    session.flush()


def empty_once_settled(messages: Iterable[Message]) -> None:
    """Have the worker delete the personal data of queued messages as soon as each is sent or has failed."""
    for message in messages:
        if message.state is MessageState.QUEUED:
            message.payload = {**message.payload, "erased": True}


def empty(message: Message) -> None:
    """Remove content and recipient of a message; the row stays until it is purged."""
    message.recipient, message.payload = "", {}
    message.body = message.ordering_key = None


def purge(session: Session) -> int:
    """Delete messages that were settled 30 days ago or earlier; return how many."""
    before = clock.now() - timedelta(days=KEEP_DAYS)
    return delete_messages(session, queries.SETTLED, Message.due_at <= before, skip_locked=True)
