"""How workers hold messages: claimed by lease, composed once, given back.

A claim postpones the message by the lease. Whoever claimed it may compose, defer or fail it only while that
very lease holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session, aliased

from webinars.database import Base
from webinars.outbox.models import Message, MessageState
from webinars.outbox.queries import queued
from webinars.timekeeping import clock


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
    return session.scalar(queued(*holds).with_for_update())


def held_of(session: Session, batch: Sequence[Claimed]) -> Sequence[Message]:
    """Return the messages of a batch, locked, that are still held and that nobody has composed."""
    until = {claimed.leased_until for claimed in batch}
    ids = [claimed.id for claimed in batch]
    holds = (Message.id.in_(ids), Message.due_at.in_(until), Message.body.is_(None))
    return session.scalars(queued(*holds).order_by(Message.id).with_for_update()).all()


def unsettled(session: Session, claimed: Claimed) -> Message | None:
    """Return the message, locked, whoever holds it now, unless it is settled."""
    return session.scalar(queued(Message.id == claimed.id).with_for_update())


def keep(message: Message, composed: Composed) -> None:
    """Store the bytes that every attempt sends.

    The key is let go: what happens from now on is not in these bytes and needs a message of its own.
    """
    message.sender = composed.sender
    message.recipient = composed.recipient
    message.mail_id = composed.mail_id
    message.body = composed.body
    message.key = None


def keep_all(session: Session, written: Sequence[tuple[int, Composed]]) -> None:
    """Store the bytes of several messages, by their numbers, as keep() does for one in hand."""
    if written:
        session.execute(
            _KEEP,
            [
                {
                    "number": number,
                    "sender": each.sender,
                    "recipient": each.recipient,
                    "mail_id": each.mail_id,
                    "body": each.body,
                }
                for number, each in written
            ],
            execution_options={"synchronize_session": None},
        )


def give_back(session: Session, claimed: list[Claimed]) -> None:
    """Return messages whose turn never came, as if they had not been claimed."""
    for each in claimed:
        message = held(session, each)
        if message is not None:
            message.due_at = each.due_at
            message.attempts = each.attempts - 1


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


_TABLE = Base.metadata.tables[Message.__tablename__]
_KEEP = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("number"))
    .values(
        sender=bindparam("sender"),
        recipient=bindparam("recipient"),
        mail_id=bindparam("mail_id"),
        body=bindparam("body"),
        key=None,
    )
)
