"""What happens to messages: posted with a change, claimed by lease, composed once, settled.

A claim postpones the message by the lease. Whoever claimed it may compose, defer or fail it only while
that very lease holds; that it was sent may be said by anybody who sent it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from webinars.database import Standalone
from webinars.errors import ConflictError, NotFoundError
from webinars.outbox import queries, rules
from webinars.outbox.models import Message, MessageState
from webinars.timekeeping import clock

REASON_LENGTH = 500


@dataclass(frozen=True)
class Claimed:
    """A message as its claimer holds it.

    due_at is when it was due, leased_until when others may take it. is_last_trace: once it is settled, what
    is left of somebody erased must go too. is_too_late: it was worth telling until an instant that is past.
    """

    id: int
    topic: str
    attempts: int
    due_at: datetime
    leased_until: datetime
    posted_at: datetime
    sender: str
    recipient: str
    body: bytes | None
    is_last_trace: bool
    is_too_late: bool = False


@dataclass(frozen=True)
class Composed:
    """What a message says, to the byte."""

    sender: str
    recipient: str
    mail_id: str
    body: bytes


def lane_of(event_id: int, address: str) -> str:
    """Return the lane of what one person is told about one event; it does not show the address."""
    return f"{event_id}-{hashlib.sha256(address.encode()).hexdigest()[:16]}"


def post(  # noqa: PLR0913 - a row has that many columns, most of them left alone
    session: Session,
    topic: str,
    *,
    facts: dict[str, Any],
    due_at: datetime | None = None,
    lane: str | None = None,
    key: str | None = None,
    event_id: int | None = None,
    registration_id: int | None = None,
    priority: int = 0,
) -> Message | None:
    """Queue something to tell, in the transaction that makes it true; None if the key is queued already.

    A higher priority leaves sooner. The message has its number once the transaction writes.
    """
    now = clock.now()
    message = Message(
        topic=topic,
        facts=facts,
        lane=lane,
        key=key,
        event_id=event_id,
        registration_id=registration_id,
        priority=priority,
        state=MessageState.QUEUED,
        due_at=due_at or now,
        created_at=now,
    )
    if key is None:
        session.add(message)  # written with whatever else the transaction writes
        return message
    if session.scalar(_queued(Message.key == key)) is not None:
        return None
    try:
        # On PostgreSQL another transaction may have queued the key since we looked.
        with session.begin_nested():
            session.add(message)
    except IntegrityError:
        return None
    return message


def claim(session: Session, *, lease: timedelta, limit: int) -> list[Claimed]:
    """Take some due messages by postponing them, at most one of a lane, and only the lane's first."""
    now = clock.now()
    earlier = aliased(Message)
    blocked = exists().where(
        earlier.lane == Message.lane,
        earlier.state == MessageState.QUEUED,
        earlier.id < Message.id,
    )
    rows = session.scalars(
        select(Message)
        .where(Message.state == MessageState.QUEUED, Message.due_at <= now, ~blocked)
        .order_by(Message.priority.desc(), Message.due_at, Message.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    return [_lease(row, now + lease) for row in rows]


def held(session: Session, claimed: Claimed) -> Message | None:
    """Return the message, locked, if the claim on it still holds."""
    holds = (Message.id == claimed.id, Message.due_at == claimed.leased_until)
    return session.scalar(_queued(*holds).with_for_update())


def held_of(session: Session, batch: Sequence[Claimed]) -> Sequence[Message]:
    """Return the messages of a batch, locked, that are still held and that nobody has composed."""
    until = {claimed.leased_until for claimed in batch}
    ids = [claimed.id for claimed in batch]
    holds = (Message.id.in_(ids), Message.due_at.in_(until), Message.body.is_(None))
    return session.scalars(_queued(*holds).order_by(Message.id).with_for_update()).all()


def unsettled(session: Session, claimed: Claimed) -> Message | None:
    """Return the message, locked, whoever holds it now, unless it is settled."""
    return session.scalar(_queued(Message.id == claimed.id).with_for_update())


def keep(message: Message, composed: Composed) -> None:
    """Store the bytes that every attempt sends.

    The key is let go: what happens from now on is not in these bytes and needs a message of its own.
    """
    message.sender = composed.sender
    message.recipient = composed.recipient
    message.mail_id = composed.mail_id
    message.body = composed.body
    message.key = None


def settle_sent(record: Standalone, message_id: int) -> bool:
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


def give_back(session: Session, claimed: list[Claimed]) -> None:
    """Return messages whose turn never came, as if they had not been claimed."""
    for each in claimed:
        message = held(session, each)
        if message is not None:
            message.due_at = each.due_at
            message.attempts = each.attempts - 1


def resend(session: Session, *, event_id: int, message_id: int) -> Message:
    """Queue a failed message of an event anew; one that was composed is sent to the byte as it was.

    Raises:
        NotFoundError: "no-such-message", also for a message of another event.
        ConflictError: "not-failed"; "message-emptied" when its person asked to be forgotten;
            "message-overtaken" when something newer was written to the same person about the event.
    """
    message = session.scalar(
        select(Message)
        .where(Message.id == message_id, Message.event_id == event_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if message is None:
        raise NotFoundError("no-such-message")
    if message.state is not MessageState.FAILED:
        raise ConflictError("not-failed")
    if message.body is None and not message.facts:
        raise ConflictError("message-emptied")
    # What it says may be wrong by now: an invitation must not come after the cancellation.
    if session.scalar(select(queries.is_overtaken(Message)).where(Message.id == message_id)):
        raise ConflictError("message-overtaken")
    message.state = MessageState.QUEUED
    message.reason = ""
    message.attempts = 0
    message.due_at = clock.now()
    return message


def supersede(session: Session, *, lane: str, topics: tuple[str, ...], reason: str) -> int:
    """Take back queued messages of a lane that nobody has composed yet; return how many."""
    rows = session.scalars(
        _queued(
            Message.lane == lane, Message.topic.in_(topics), Message.body.is_(None)
        ).with_for_update()
    ).all()
    for row in rows:
        settle_superseded(row, reason)
    return len(rows)


def forget(session: Session, registration_id: int) -> None:
    """Empty what messages settled so far hold about a person who asked to be erased."""
    session.execute(
        update(Message)
        .where(Message.registration_id == registration_id, Message.state != MessageState.QUEUED)
        .values(recipient="", facts={}, body=None, lane=None)
    )


def purge(session: Session) -> int:
    """Delete messages that were settled 30 days ago or earlier; return how many."""
    before = clock.now() - timedelta(days=rules.KEEP_DAYS)
    gone = session.execute(
        delete(Message)
        .where(Message.state != MessageState.QUEUED, Message.due_at <= before)
        .returning(Message.id)
    ).all()
    return len(gone)


def _queued(*conditions: ColumnElement[bool]) -> Select[Message]:
    return select(Message).where(Message.state == MessageState.QUEUED, *conditions)


def _lease(row: Message, until: datetime) -> Claimed:
    due_at, row.due_at = row.due_at, until
    row.attempts += 1
    worth_until = datetime.fromisoformat(row.facts["until"]) if "until" in row.facts else None
    return Claimed(
        id=row.id,
        topic=row.topic,
        attempts=row.attempts,
        due_at=due_at,
        leased_until=until,
        posted_at=row.created_at,
        sender=row.sender,
        recipient=row.recipient,
        body=row.body,
        is_last_trace=bool(row.facts.get("erased")),
        is_too_late=worth_until is not None and worth_until <= clock.now(),
    )


def _close(message: Message, state: MessageState, reason: str) -> None:
    for name, value in _closed(state, reason).items():
        setattr(message, name, value)
    message.due_at = clock.now()  # the instant of settling; purge counts from it
    if message.event_id is None:
        message.recipient = ""  # no organiser looks it up, so nobody needs the address


def _closed(state: MessageState, reason: str) -> dict[str, Any]:
    return {"state": state, "reason": reason, "key": None, "facts": {}, "body": None}


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
