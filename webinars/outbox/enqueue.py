"""Enqueue messages in the transaction of their cause."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.database import Base
from webinars.outbox import queries
from webinars.outbox.message_ids import derived_mail_token, new_mail_token
from webinars.outbox.models import Message, MessageState
from webinars.prepared_statements import PreparedInsert, open_connection
from webinars.timezones import clock

# Key of session.info: the digest of the client, for requests without sign-in.
CLIENT = "webinars-client"


@dataclass(frozen=True)
class NewMessage:
    """A message to enqueue, without a key."""

    topic: str
    payload: dict[str, Any]
    due_at: datetime | None = None
    ordering_key: str | None = None
    event_id: int | None = None
    registration_id: int | None = None
    priority: int = 0
    budget_group: str = ""


_TABLE = Base.metadata.tables[Message.__tablename__]
_INSERT = PreparedInsert(
    lambda insert: insert(_TABLE),
    (
        "topic", "payload", "ordering_key", "event_id", "registration_id", "priority",
        "mail_token", "state", "due_at", "created_at", "client", "budget_group",
    ),
)  # fmt: skip


def ordering_key_of(event_id: int, address: str) -> str:
    """Return the ordering key of messages to one person about one event; it does not reveal the address."""
    return f"{event_id}-{hashlib.sha256(address.encode()).hexdigest()[:16]}"


def enqueue(  # noqa: PLR0913 - a row has that many columns, most of them left alone
    session: Session,
    topic: str,
    *,
    payload: dict[str, Any],
    due_at: datetime | None = None,
    ordering_key: str | None = None,
    key: str | None = None,
    event_id: int | None = None,
    registration_id: int | None = None,
    priority: int = 0,
    budget_group: str = "",
) -> Message | None:
    """Enqueue a message in the transaction of its cause; None if its key is queued already.

    A higher priority is sent sooner. The id is assigned on flush. Messages of one budget_group to one mailbox
    count as one. The client in session.info, of a request without sign-in, is stored with the message.
    """
    new = NewMessage(
        topic, payload, due_at, ordering_key, event_id, registration_id, priority, budget_group
    )
    message = Message(key=key, **_columns(session, new))
    if key is None:
        session.add(message)  # flushed with the rest of the transaction
        return message
    if session.scalar(queries.queued(Message.key == key)) is not None:
        return None
    try:
        # On PostgreSQL another transaction may have queued the key since that query.
        with session.begin_nested():
            session.add(message)
    except IntegrityError:
        return None
    return message


def enqueue_all(session: Session, messages: Iterable[NewMessage]) -> None:
    """Enqueue messages in order, as enqueue() does without a key, by one statement and without ORM objects.

    What they refer to must have been flushed.
    """
    _INSERT.execute(open_connection(session), [_columns(session, message) for message in messages])


def _columns(session: Session, message: NewMessage) -> dict[str, Any]:
    now = clock.now()
    return {
        "topic": message.topic,
        "payload": message.payload,
        "ordering_key": message.ordering_key,
        "event_id": message.event_id,
        "registration_id": message.registration_id,
        "priority": message.priority,
        "mail_token": mail_token(
            session, message.topic, message.registration_id, message.ordering_key
        ),
        "state": MessageState.QUEUED,
        "due_at": message.due_at or now,
        "created_at": now,
        "client": session.info.get(CLIENT, ""),
        "budget_group": message.budget_group,
    }


@contextmanager
def caused_by(session: Session, message: Message) -> Iterator[None]:
    """Derive the Message-IDs of what a handler enqueues from the message that it handles.

    Handled a second time, after a backup was restored, it enqueues messages with the same Message-IDs.
    """
    session.info["cause"] = message.mail_token, Counter[tuple[str, int | None, str | None]]()
    try:
        yield
    finally:
        del session.info["cause"]


def mail_token(
    session: Session,
    topic: str,
    registration_id: int | None = None,
    ordering_key: str | None = None,
) -> str:
    """Return the token of a message's Message-ID, derived from its cause if a handler enqueues it."""
    if "cause" not in session.info:
        return new_mail_token()
    cause, counts = session.info["cause"]
    parts = (topic, registration_id, ordering_key)
    counts[parts] += 1
    return derived_mail_token(cause, *parts, counts[parts])
