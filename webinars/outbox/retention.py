"""When messages and their content are deleted: after 30 days, or with a registrant's data."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Text, cast, or_
from sqlalchemy.orm import Session

from webinars.outbox import queries
from webinars.outbox.locks import change_messages, delete_messages
from webinars.outbox.models import Message, MessageState
from webinars.timezones import clock

KEEP_DAYS = 30
# What a message has once it holds nothing personal, and the condition that it holds more.
_EMPTY: Mapping[str, Any] = {"recipient": "", "payload": {}, "body": None, "ordering_key": None}
_IS_FULL = or_(
    Message.recipient != "",
    cast(Message.payload, Text) != "{}",
    Message.body.is_not(None),
    Message.ordering_key.is_not(None),
)


def forget(session: Session, registration_ids: Collection[int]) -> None:
    """Empty settled messages about people whose data is deleted, in one statement."""
    change_messages(
        session,
        _EMPTY,
        Message.registration_id.in_(registration_ids),
        Message.state != MessageState.QUEUED,
        _IS_FULL,
    )


def empty_once_settled(messages: Iterable[Message]) -> None:
    """Have the worker delete the personal data of queued messages as soon as each is sent or has failed."""
    for message in messages:
        if message.state is MessageState.QUEUED:
            message.payload = {**message.payload, "erased": True}


def empty(message: Message) -> None:
    """Remove content and recipient of a message; the row stays until it is purged."""
    for name, value in _EMPTY.items():
        setattr(message, name, value)


def purge(session: Session) -> int:
    """Delete messages that were settled 30 days ago or earlier; return how many."""
    before = clock.now() - timedelta(days=KEEP_DAYS)
    return delete_messages(session, queries.SETTLED, Message.due_at <= before, skip_locked=True)
