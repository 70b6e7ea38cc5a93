"""Mark messages as sent, superseded, failed or deferred."""

# A message may be deferred or marked failed only under a valid lease (outbox/message_leases.py), but marked
# sent by any worker that has sent it.

from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, update
from sqlalchemy.orm import Session

from webinars.outbox import message_retries
from webinars.outbox.locks import change_messages
from webinars.outbox.models import Message, MessageState
from webinars.outbox.reasons import REASON_LENGTH
from webinars.prepared_statements import PreparedChange
from webinars.single_statements import SingleStatements
from webinars.timezones import clock


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


def mark_all_superseded(session: Session, reason: str, *conditions: ColumnElement[bool]) -> int:
    """Mark the messages of an event that meet the conditions as superseded; return how many."""
    values = _closed(MessageState.SUPERSEDED, reason) | {"due_at": clock.now()}
    return change_messages(session, values, *conditions)


def mark_failed(message: Message, reason: str) -> None:
    """Mark a message as failed, with the reason; its content stays for inspection and resending."""
    message.state = MessageState.FAILED
    message.key = None
    message.client = ""
    message.reason = reason[:REASON_LENGTH]
    message.due_at = clock.now()


def mark_deferred(message: Message, reason: str, *, chance: float) -> bool:
    """Retry a message after a growing delay; False if it was the last attempt and it failed."""
    delay = message_retries.retry_delay(message.attempts, chance=chance)
    if delay is None:
        mark_failed(message, reason)
        return False
    message.due_at = clock.now() + delay
    message.reason = reason[:REASON_LENGTH]
    return True


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
