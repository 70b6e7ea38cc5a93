"""How workers hold messages: claimed by lease, composed once, given back.

A claim postpones the message by the lease. Whoever claimed it may compose, defer or fail it only while that
very lease holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Row, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import Session

from webinars.database import Base, for_update
from webinars.outbox.locking import Lanes, by_lane, lock_message, lock_messages
from webinars.outbox.models import BudgetState, Message, MessageState, OutboxPause
from webinars.outbox.queries import IN_QUEUE, IS_UNWRITTEN
from webinars.outbox.topics import PASSING
from webinars.timezones import clock


@dataclass(frozen=True)
class Claimed:
    """A message as its claimer holds it.

    due_at is when it was due, leased_until when others may take it. is_last_trace: once it is settled, what
    is left of somebody erased must go too. is_too_late: it was worth telling until an instant that is past.
    """

    id: int
    topic: str
    event_id: int | None
    ordering_key: str | None
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
    """Lease due messages by postponing them: at most one per ordering key, the first of its key.

    None while the outbox is paused. What is urgent passes those before it that wait for their budget.
    """
    now = clock.now()
    rows = session.execute(_NEXT, {"now": now, "limit": limit}).all()
    if rows:
        session.execute(_LEASE, {"numbers": [row.id for row in rows], "until": now + lease})
    return [_leased(row, now, now + lease) for row in rows]


def make_due_again(session: Session) -> int:
    """Make due what was due when the wall clock was set back; return how many messages that concerns.

    A queued message that was created in the future shows that the clock was set back since. What was tried
    already, or was due at once, waits for as long after now as it was to wait after its creation; what is
    due at an instant of its own, such as a reminder, is left alone.
    """
    now = clock.now()
    relative = or_(
        Message.attempts > 0,
        Message.due_at <= Message.created_at,
        Message.budget_state == BudgetState.WAITING,
    )
    late = session.execute(
        select(Message.id, Message.due_at, Message.created_at).where(
            IN_QUEUE, Message.created_at > now, Message.due_at > now, relative
        )
    ).all()
    if late:
        lock_messages(session, Message.id.in_([row.id for row in late]))
        session.execute(
            _MOVE,
            [{"number": row.id, "was": row.due_at, "at": now + _wait_of(row)} for row in late],
        )
    return len(late)


def _wait_of(row: Row[*tuple[Any, ...]]) -> timedelta:
    wait: timedelta = row.due_at - row.created_at
    return max(wait, timedelta(0))


def held(session: Session, claimed: Claimed) -> Message | None:
    """Return the message, locked, if the claim on it still holds."""
    return lock_message(
        session,
        Message.id == claimed.id,
        Message.state == MessageState.QUEUED,
        Message.due_at == claimed.leased_until,
    )


def lock_batch(session: Session, batch: Sequence[Claimed]) -> tuple[dict[int, Message], Lanes]:
    """Lock the uncomposed messages of a batch that are still held, and all others of their lanes.

    Return the former by id, and all by ordering key. They are locked by one statement, in order of
    id, because what
    is composed may replace others of its ordering key: locked later, those could be held by
    another worker that
    waits for these.
    """
    until = {claimed.leased_until for claimed in batch}
    ids = {claimed.id for claimed in batch}
    lanes = {claimed.ordering_key for claimed in batch if claimed.ordering_key}
    holds = and_(Message.id.in_(ids), Message.due_at.in_(until))
    rows = lock_messages(session, IS_UNWRITTEN, or_(holds, Message.ordering_key.in_(lanes)))
    held = {row.id: row for row in rows if row.id in ids and row.due_at in until}
    return held, by_lane(rows)


def unsettled(session: Session, claimed: Claimed) -> Message | None:
    """Return the message, locked, whoever holds it now, unless it is settled."""
    return lock_message(session, Message.id == claimed.id, Message.state == MessageState.QUEUED)


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
    if claimed:
        session.execute(
            _GIVE_BACK,
            [
                {"number": each.id, "until": each.leased_until, "was": each.due_at}
                for each in sorted(claimed, key=lambda each: each.id)
            ],
        )


def _leased(row: Row[*tuple[Any, ...]], now: datetime, until: datetime) -> Claimed:
    worth_until = datetime.fromisoformat(row.facts["until"]) if "until" in row.facts else None
    return Claimed(
        id=row.id,
        topic=row.topic,
        event_id=row.event_id,
        ordering_key=row.ordering_key,
        attempts=row.attempts + 1,
        due_at=row.due_at,
        leased_until=until,
        posted_at=row.created_at,
        sender=row.sender,
        recipient=row.recipient,
        body=row.body,
        is_last_trace=bool(row.facts.get("erased")),
        is_too_late=worth_until is not None and worth_until <= now,
    )


_TABLE = Base.metadata.tables[Message.__tablename__]
_PAUSES = Base.metadata.tables[OutboxPause.__tablename__]
_EARLIER = _TABLE.alias("earlier")
_FIRST_OF_LANE = (
    select(func.min(_EARLIER.c.id))
    .where(
        _EARLIER.c.ordering_key == _TABLE.c.ordering_key, _EARLIER.c.state == MessageState.QUEUED
    )
    .scalar_subquery()
)
_FIRST_NOT_WAITING = (
    select(func.min(_EARLIER.c.id))
    .where(
        _EARLIER.c.ordering_key == _TABLE.c.ordering_key,
        _EARLIER.c.state == MessageState.QUEUED,
        _EARLIER.c.budget_state != BudgetState.WAITING,
    )
    .scalar_subquery()
)
_MAY_PASS = and_(
    or_(_TABLE.c.topic.in_(PASSING), _TABLE.c.budget_state == BudgetState.EXEMPT),
    _TABLE.c.id <= _FIRST_NOT_WAITING,
)
# Looked for row by row in the order of the queue, however many wait: as a join it reads them all.
_NEXT = for_update(
    select(
        _TABLE.c.id,
        _TABLE.c.topic,
        _TABLE.c.event_id,
        _TABLE.c.ordering_key,
        _TABLE.c.facts,
        _TABLE.c.attempts,
        _TABLE.c.due_at,
        _TABLE.c.created_at,
        _TABLE.c.sender,
        _TABLE.c.recipient,
        _TABLE.c.body,
    )
    .where(
        IN_QUEUE,
        ~exists().select_from(_PAUSES),
        _TABLE.c.due_at <= bindparam("now"),
        # Not "equals", of which PostgreSQL expects so few that it would sort all that waits.
        or_(_TABLE.c.ordering_key.is_(None), _TABLE.c.id <= _FIRST_OF_LANE, _MAY_PASS),
    )
    .order_by(_TABLE.c.priority.desc(), _TABLE.c.due_at, _TABLE.c.id)
    .limit(bindparam("limit", type_=Integer)),
    skip_locked=True,
)
_LEASE = (
    update(_TABLE)
    .where(_TABLE.c.id.in_(bindparam("numbers", expanding=True)))
    .values(due_at=bindparam("until"), attempts=_TABLE.c.attempts + 1)
)
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
_MOVE = (
    update(_TABLE)
    .where(
        _TABLE.c.id == bindparam("number"),
        _TABLE.c.state == MessageState.QUEUED,
        _TABLE.c.due_at == bindparam("was"),
    )
    .values(due_at=bindparam("at"))
)
_GIVE_BACK = (
    update(_TABLE)
    .where(
        _TABLE.c.id == bindparam("number"),
        _TABLE.c.state == MessageState.QUEUED,
        _TABLE.c.due_at == bindparam("until"),
    )
    .values(due_at=bindparam("was"), attempts=_TABLE.c.attempts - 1)
)
