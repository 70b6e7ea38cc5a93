"""What happens to messages: posted with a change, settled, sent again, forgotten.

Whoever claimed a message (outbox/leases.py) may defer or fail it only while that very lease holds; that it
was sent may be said by anybody who sent it.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.database import SingleStatements
from webinars.errors import ConflictError, NotFoundError
from webinars.outbox import queries, rules
from webinars.outbox.locking import delete_messages, lock_message, lock_messages
from webinars.outbox.models import Message, MessageState, OutboxPause
from webinars.outbox.queries import IS_UNWRITTEN
from webinars.timezones import clock

REASON_LENGTH = 500
# Under this name a session carries the digest of the client it serves, where nobody is signed in.
CLIENT = "webinars-client"


def ordering_key_of(event_id: int, address: str) -> str:
    """Return the ordering key of what one person is told about one event; it does not show the address."""
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
    cause, so_far = session.info["cause"]
    which = (topic, registration_id, ordering_key)
    so_far[which] += 1
    return rules.derived_mail_token(cause, *which, so_far[which])


def post(  # noqa: PLR0913 - a row has that many columns, most of them left alone
    session: Session,
    topic: str,
    *,
    facts: dict[str, Any],
    due_at: datetime | None = None,
    ordering_key: str | None = None,
    key: str | None = None,
    event_id: int | None = None,
    registration_id: int | None = None,
    priority: int = 0,
    budget_group: str = "",
) -> Message | None:
    """Queue something to tell, in the transaction that makes it true; None if the key is queued already.

    A higher priority leaves sooner. The message has its number once the transaction writes. Messages of one
    budget_group to one mailbox count as one. A session that carries a client (session.info) serves a request
    without sign-in, and the message remembers whose.
    """
    now = clock.now()
    message = Message(
        topic=topic,
        facts=facts,
        ordering_key=ordering_key,
        key=key,
        event_id=event_id,
        registration_id=registration_id,
        priority=priority,
        mail_token=mail_token(session, topic, registration_id, ordering_key),
        state=MessageState.QUEUED,
        due_at=due_at or now,
        created_at=now,
        client=session.info.get(CLIENT, ""),
        budget_group=budget_group,
    )
    if key is None:
        session.add(message)  # written with whatever else the transaction writes
        return message
    if session.scalar(queries.queued(Message.key == key)) is not None:
        return None
    try:
        # On PostgreSQL another transaction may have queued the key since we looked.
        with session.begin_nested():
            session.add(message)
    except IntegrityError:
        return None
    return message


def settle_sent(record: SingleStatements, message_id: int) -> bool:
    """Record that the message left, and drop what it said; False if somebody else has settled it.

    Whoever holds the claim by now: what is sent is sent. One statement, for it follows each mail.
    """
    now = clock.now()
    values = {"number": message_id, "due_at": now, "sent_at": now}
    return record.change(_SETTLE_SENT, values) > 0


def settle_sent_here(message: Message) -> None:
    """Record the same of a message in hand, in a transaction that has more to do."""
    _close(message, MessageState.SENT, "")
    message.sent_at = message.due_at


def settle_superseded(message: Message, reason: str) -> None:
    """Record that there is nothing left to tell."""
    _close(message, MessageState.SUPERSEDED, reason)


def settle_failed(message: Message, reason: str) -> None:
    """Give the message up, with the reason; what it said is kept for whoever looks into it."""
    message.state = MessageState.FAILED
    message.key = None
    message.client = ""
    message.reason = reason[:REASON_LENGTH]
    message.due_at = clock.now()


def settle_deferred(message: Message, reason: str, *, chance: float) -> bool:
    """Let the message fall due again after a growing gap; False if it has failed instead."""
    wait = rules.gap(message.attempts, chance=chance)
    if wait is None:
        settle_failed(message, reason)
        return False
    message.due_at = clock.now() + wait
    message.reason = reason[:REASON_LENGTH]
    return True


def resend(session: Session, *, event_id: int, message_id: int) -> Message:
    """Queue a failed message of an event anew; one that was composed is sent to the byte as it was.

    Raises:
        NotFoundError: "no-such-message", also for a message of another event.
        ConflictError: "not-failed"; "message-erased" when its person asked to be forgotten;
            "message-superseded" when something newer was written to the same person about the event.
    """
    message = lock_message(session, Message.id == message_id, Message.event_id == event_id)
    if message is None:
        raise NotFoundError("no-such-message")
    if message.state is not MessageState.FAILED:
        raise ConflictError("not-failed")
    if message.body is None and not message.facts:
        raise ConflictError("message-erased")
    # What it says may be wrong by now: an invitation must not come after the cancellation.
    if session.scalar(select(queries.is_overtaken(Message)).where(Message.id == message_id)):
        raise ConflictError("message-superseded")
    message.state = MessageState.QUEUED
    message.reason = ""
    message.attempts = 0
    message.due_at = clock.now()
    return message


def supersede(session: Session, *, ordering_key: str, topics: tuple[str, ...], reason: str) -> int:
    """Take back queued messages of an ordering key that nobody has composed yet; return how many."""
    rows = lock_messages(
        session, IS_UNWRITTEN, Message.ordering_key == ordering_key, Message.topic.in_(topics)
    )
    for row in rows:
        settle_superseded(row, reason)
    return len(rows)


def forget(session: Session, registration_ids: Collection[int]) -> None:
    """Empty what messages settled so far hold about a person who asked to be erased."""
    settled = Message.state != MessageState.QUEUED
    for row in lock_messages(session, Message.registration_id.in_(registration_ids), settled):
        empty(row)
    session.flush()


def empty(message: Message) -> None:
    """Remove what a message says and to whom; the row stays until it is purged."""
    message.recipient, message.facts = "", {}
    message.body = message.ordering_key = None


def pause(session: Session) -> None:
    """Let no message leave until resume() is called, whichever worker asks."""
    session.add(OutboxPause(paused_at=clock.now()))


def resume(session: Session) -> None:
    """Let messages leave again."""
    session.execute(delete(OutboxPause))


def purge(session: Session) -> int:
    """Delete messages that were settled 30 days ago or earlier; return how many."""
    before = clock.now() - timedelta(days=rules.KEEP_DAYS)
    return delete_messages(session, queries.SETTLED, Message.due_at <= before, skip_locked=True)


def _close(message: Message, state: MessageState, reason: str) -> None:
    for name, value in _closed(state, reason).items():
        setattr(message, name, value)
    message.due_at = clock.now()  # the instant of settling; purge counts from it
    if message.event_id is None:
        message.recipient = ""  # no organiser looks it up, so nobody needs the address


def _closed(state: MessageState, reason: str) -> dict[str, Any]:
    return {
        "state": state,
        "reason": reason,
        "key": None,
        "facts": {},
        "body": None,
        "client": "",
    }


# Made once, because it follows each mail.
_SETTLE_SENT = (
    update(Message)
    .where(Message.id == bindparam("number"), Message.state == MessageState.QUEUED)
    .values(
        _closed(MessageState.SENT, "")
        | {
            "due_at": bindparam("due_at"),
            "sent_at": bindparam("sent_at"),
            "recipient": case((Message.event_id.is_(None), ""), else_=Message.recipient),
        }
    )
)
