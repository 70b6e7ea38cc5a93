"""Changes of messages: enqueue, mark sent or failed, resend, supersede, purge."""

# A message may be deferred or marked failed only under a valid lease (outbox/message_leases.py), but marked
# sent by any worker that has sent it.

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.database import Base, PreparedChange, SingleStatements
from webinars.errors import ConflictError, NotFoundError
from webinars.outbox import queries, rules
from webinars.outbox.locks import delete_messages, lock_message, lock_messages
from webinars.outbox.models import Message, MessageState, OutboxPause
from webinars.outbox.queries import IS_UNWRITTEN
from webinars.timezones import clock

REASON_LENGTH = 500
# Key of session.info: the digest of the client, for requests without sign-in.
CLIENT = "webinars-client"


def ordering_key_of(event_id: int, address: str) -> str:
    """Return the ordering key of messages to one person about one event; it does not reveal the address."""
    return f"{event_id}-{hashlib.sha256(address.encode()).hexdigest()[:16]}"


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
        return rules.new_mail_token()
    cause, counts = session.info["cause"]
    parts = (topic, registration_id, ordering_key)
    counts[parts] += 1
    return rules.derived_mail_token(cause, *parts, counts[parts])


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
    rows = [_columns(session, message) for message in messages]
    if rows:
        session.connection().execute(_INSERT, rows)


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


def mark_sent(record: SingleStatements, message_id: int) -> bool:
    """Mark a message as sent and empty its content; False if it is no longer queued.

    Regardless of the lease: what is sent is sent. One statement, because it follows each e-mail.
    """
    now = clock.now()
    values = {"message_id": message_id, "due_at": now, "sent_at": now}
    return record.change(_MARK_SENT, values) > 0


def mark_row_sent(message: Message) -> None:
    """Mark a loaded message as sent, in a transaction with further changes."""
    _close(message, MessageState.SENT, "")
    message.sent_at = message.due_at


def mark_superseded(message: Message, reason: str) -> None:
    """Mark a message as superseded: it is not sent."""
    _close(message, MessageState.SUPERSEDED, reason)


def mark_failed(message: Message, reason: str) -> None:
    """Mark a message as failed, with the reason; its content stays for inspection and resending."""
    message.state = MessageState.FAILED
    message.key = None
    message.client = ""
    message.reason = reason[:REASON_LENGTH]
    message.due_at = clock.now()


def mark_deferred(message: Message, reason: str, *, chance: float) -> bool:
    """Retry a message after a growing delay; False if it was the last attempt and it failed."""
    delay = rules.retry_delay(message.attempts, chance=chance)
    if delay is None:
        mark_failed(message, reason)
        return False
    message.due_at = clock.now() + delay
    message.reason = reason[:REASON_LENGTH]
    return True


def resend(session: Session, *, event_id: int, message_id: int) -> Message:
    """Queue a failed message again; if it was composed, the same bytes are sent.

    Raises:
        NotFoundError: "no-such-message", also for a message of another event.
        ConflictError: "not-failed"; "message-erased" if its registrant deleted their data;
            "message-superseded" if there is a newer message to the same person about the event.
    """
    message = lock_message(session, Message.id == message_id, Message.event_id == event_id)
    if message is None:
        raise NotFoundError("no-such-message")
    if message.state is not MessageState.FAILED:
        raise ConflictError("not-failed")
    if message.body is None and not message.payload:
        raise ConflictError("message-erased")
    # It may be outdated: an invitation must not follow a cancellation.
    if session.scalar(select(queries.is_overtaken(Message)).where(Message.id == message_id)):
        raise ConflictError("message-superseded")
    message.state = MessageState.QUEUED
    message.reason = ""
    message.attempts = 0
    message.due_at = clock.now()
    return message


def supersede(session: Session, *, ordering_key: str, topics: tuple[str, ...], reason: str) -> int:
    """Supersede uncomposed messages of an ordering key; return how many."""
    rows = lock_messages(
        session, IS_UNWRITTEN, Message.ordering_key == ordering_key, Message.topic.in_(topics)
    )
    for row in rows:
        mark_superseded(row, reason)
    return len(rows)


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


def pause(session: Session) -> None:
    """Stop all workers from sending until resume() is called."""
    session.add(OutboxPause(paused_at=clock.now()))


def resume(session: Session) -> None:
    """Let workers send again."""
    session.execute(delete(OutboxPause))


def purge(session: Session) -> int:
    """Delete messages that were settled 30 days ago or earlier; return how many."""
    before = clock.now() - timedelta(days=rules.KEEP_DAYS)
    return delete_messages(session, queries.SETTLED, Message.due_at <= before, skip_locked=True)


def _close(message: Message, state: MessageState, reason: str) -> None:
    for name, value in _closed(state, reason).items():
        setattr(message, name, value)
    message.due_at = clock.now()  # when it was settled; purge counts from it
    if message.event_id is None:
        message.recipient = ""  # no organiser can look it up


def _closed(state: MessageState, reason: str) -> dict[str, Any]:
    return {
        "state": state,
        "reason": reason,
        "key": None,
        "payload": {},
        "body": None,
        "client": "",
    }


# RETURNING makes SQLAlchemy send all rows in one statement.
_INSERT = insert(Base.metadata.tables[Message.__tablename__]).returning(Message.id)
# Compiled once, because it follows each e-mail.
_MARK_SENT = PreparedChange(
    update(Message)
    .where(Message.id == bindparam("message_id"), Message.state == MessageState.QUEUED)
    .values(
        _closed(MessageState.SENT, "")
        | {
            "due_at": bindparam("due_at"),
            "sent_at": bindparam("sent_at"),
            "recipient": case((Message.event_id.is_(None), ""), else_=Message.recipient),
        }
    )
)
