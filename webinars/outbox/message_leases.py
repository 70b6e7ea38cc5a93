"""Leases of messages: acquire, check, store composed bytes, release."""

# Leasing postpones a message by the duration of the lease. A worker may compose, defer or fail it only while
# that lease is valid.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import Session

from webinars.database import Base, for_update, unattached
from webinars.outbox.locks import (
    MessagesByKey,
    group_by_ordering_key,
    lock_message,
    locking_messages,
)
from webinars.outbox.models import BudgetState, Message, MessageState, OutboxPause
from webinars.outbox.queries import IN_QUEUE, IS_UNWRITTEN
from webinars.outbox.topics import PASSING
from webinars.prepared_statements import PreparedChange, PreparedQuery, flushed, open_connection
from webinars.single_statements import SingleStatements
from webinars.timezones import clock

# Defaults of the setting OUTBOX_LEASE_SECONDS: the time that a worker has for a message.
LEASE_SECONDS, MIN_LEASE_SECONDS = 120, 10


@dataclass(frozen=True)
class LeasedMessage:
    """A message that a worker has leased.

    due_at is when it was due, leased_until when others may lease it. is_last_trace: once it is settled, the
    remaining data of an erased registration is deleted too. is_too_late: it has expired. is_alone: no other
    of its ordering key was uncomposed.
    """

    id: int
    topic: str
    event_id: int | None
    ordering_key: str | None
    attempts: int
    due_at: datetime
    leased_until: datetime
    enqueued_at: datetime
    sender: str
    recipient: str
    body: bytes | None
    is_last_trace: bool
    is_too_late: bool = False
    is_alone: bool = True


@dataclass(frozen=True)
class Composed:
    """A composed e-mail: envelope, Message-ID and bytes."""

    sender: str
    recipient: str
    mail_id: str
    body: bytes


@dataclass(frozen=True)
class DueMessage:
    """A due message, locked for one transaction.

    is_alone: no other of its ordering key is uncomposed. is_first: none of its ordering key was sent.
    """

    message: Message
    is_alone: bool
    is_first: bool

    @property
    def is_new(self) -> bool:
        """Return whether nothing has happened to it: never leased, and neither budget nor other waits."""
        message = self.message
        is_untried = message.attempts == 0 and message.body is None
        return self.is_alone and is_untried and message.budget_state is BudgetState.OPEN


def due_topics(statements: SingleStatements, *, limit: int) -> set[str]:
    """Return the topics of the messages that may be leased next, without locking them."""
    return {topic for (topic,) in statements.rows(_TOPICS, {"now": clock.now(), "limit": limit})}


def lock_due(session: Session, *, limit: int) -> list[DueMessage]:
    """Lock due messages: at most the first of each ordering key; none while the outbox is paused.

    Urgent messages pass earlier ones that wait for a budget. The objects do not belong to the session.
    """
    rows = _NEXT.rows(flushed(session), {"now": clock.now(), "limit": limit})
    return [
        DueMessage(
            unattached(
                Message, dict(zip(_NEXT_NAMES, row, strict=False)) | {"state": MessageState.QUEUED}
            ),
            is_alone=bool(row[-2]),
            is_first=bool(row[-1]),
        )
        for row in rows
    ]


def lease_messages(session: Session, *, lease: timedelta, limit: int) -> list[LeasedMessage]:
    """Lease due messages, as lock_due() returns them."""
    return lease_locked(session, lock_due(session, limit=limit), {}, lease=lease)


def lease_locked(
    session: Session,
    due: Sequence[DueMessage],
    composed: Mapping[int, Composed],
    *,
    lease: timedelta,
) -> list[LeasedMessage]:
    """Lease locked messages, and store the bytes of those that were composed in the same transaction."""
    now, messages = clock.now(), [locked.message for locked in due]
    connection, until = open_connection(session), now + lease
    others = [message.id for message in messages if message.id not in composed]
    if others:
        connection.execute(_SET_LEASE, {"ids": others, "until": until})
    _STORE_LEASED.execute_all(
        connection,
        [
            _stored(message.id, composed[message.id])
            | {"until": until, "attempts": message.attempts + 1}
            for message in messages
            if message.id in composed
        ],
    )
    return [_leased(locked, now, until) for locked in due]


def still_leased(session: Session, leased: LeasedMessage) -> Message | None:
    """Lock and return the message if its lease is still valid."""
    return lock_message(
        session,
        Message.id == leased.id,
        Message.state == MessageState.QUEUED,
        Message.due_at == leased.leased_until,
    )


def lock_batch(
    session: Session, batch: Sequence[LeasedMessage]
) -> tuple[dict[int, Message], MessagesByKey]:
    """Lock the uncomposed messages of a batch with a valid lease, and all others of their ordering keys.

    Return the former by id, and all by ordering key. One statement locks them in order of id, because a
    composed message may supersede others of its ordering key: locked later, those could deadlock with another
    worker.
    """
    until = {leased.leased_until for leased in batch}
    ids = {leased.id for leased in batch}
    keys = {leased.ordering_key for leased in batch if leased.ordering_key}
    rows = session.scalars(
        _BATCH, {"ids": sorted(ids), "until": sorted(until), "ordering_keys": sorted(keys)}
    ).all()
    leased = {row.id: row for row in rows if row.id in ids and row.due_at in until}
    return leased, group_by_ordering_key(rows)


def lock_queued(session: Session, leased: LeasedMessage) -> Message | None:
    """Lock and return the message while it is queued, whatever its lease."""
    return lock_message(session, Message.id == leased.id, Message.state == MessageState.QUEUED)


def store_composed(message: Message, composed: Composed) -> None:
    """Store the bytes that every attempt sends.

    The key is released: later changes are not in these bytes and need a message of their own.
    """
    message.sender = composed.sender
    message.recipient = composed.recipient
    message.mail_id = composed.mail_id
    message.body = composed.body
    message.key = None


def store_all_composed(session: Session, composed: Sequence[tuple[int, Composed]]) -> None:
    """Store the bytes of several messages by id, as store_composed() does for one."""
    if composed:
        rows = [_stored(message_id, email) for message_id, email in composed]
        _STORE.execute_all(flushed(session), rows)


def release(session: Session, leased: list[LeasedMessage]) -> None:
    """Release leases of messages that were not processed, and undo the count of attempts."""
    if leased:
        session.execute(
            _RELEASE,
            [
                {
                    "message_id": message.id,
                    "until": message.leased_until,
                    "previous": message.due_at,
                }
                for message in sorted(leased, key=lambda message: message.id)
            ],
        )


def _stored(message_id: int, email: Composed) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "sender": email.sender,
        "recipient": email.recipient,
        "mail_id": email.mail_id,
        "body": email.body,
    }


def _leased(locked: DueMessage, now: datetime, until: datetime) -> LeasedMessage:
    row = locked.message
    expires_at = datetime.fromisoformat(row.payload["until"]) if "until" in row.payload else None
    return LeasedMessage(
        id=row.id,
        topic=row.topic,
        event_id=row.event_id,
        ordering_key=row.ordering_key,
        attempts=row.attempts + 1,
        due_at=row.due_at,
        leased_until=until,
        enqueued_at=row.created_at,
        sender=row.sender,
        recipient=row.recipient,
        body=row.body,
        is_last_trace=bool(row.payload.get("erased")),
        is_too_late=expires_at is not None and expires_at <= now,
        is_alone=locked.is_alone,
    )


_TABLE = Base.metadata.tables[Message.__tablename__]
_PAUSES = Base.metadata.tables[OutboxPause.__tablename__]
_EARLIER = _TABLE.alias("earlier")
_FIRST_OF_KEY = (
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
# A subquery per row in the order of the queue: a join would read all waiting messages.
_NEXT_NAMES = [
    column.name for column in _TABLE.columns if column.name not in ("state", "reason", "sent_at")
]
_IS_ALONE = ~exists().where(
    _EARLIER.c.ordering_key == _TABLE.c.ordering_key,
    _EARLIER.c.state == MessageState.QUEUED,
    _EARLIER.c.body.is_(None),
    _EARLIER.c.id != _TABLE.c.id,
)
_IS_FIRST = ~exists().where(
    _EARLIER.c.ordering_key == _TABLE.c.ordering_key, _EARLIER.c.state == MessageState.SENT
)
_DUE = (
    select(_TABLE.c.id)
    .where(
        IN_QUEUE,
        ~exists().select_from(_PAUSES),
        _TABLE.c.due_at <= bindparam("now"),
        # Not "=", for which PostgreSQL expects so few rows that it would sort the whole queue.
        or_(_TABLE.c.ordering_key.is_(None), _TABLE.c.id <= _FIRST_OF_KEY, _MAY_PASS),
    )
    .order_by(_TABLE.c.priority.desc(), _TABLE.c.due_at, _TABLE.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_TOPICS = PreparedQuery(_DUE.with_only_columns(_TABLE.c.topic))
_NEXT = PreparedQuery(
    for_update(
        _DUE.with_only_columns(*(_TABLE.c[name] for name in _NEXT_NAMES), _IS_ALONE, _IS_FIRST),
        skip_locked=True,
    )
)
_IS_LEASED = and_(
    Message.id.in_(bindparam("ids", expanding=True)),
    Message.due_at.in_(bindparam("until", expanding=True)),
)
_BATCH = locking_messages(
    IS_UNWRITTEN,
    or_(_IS_LEASED, Message.ordering_key.in_(bindparam("ordering_keys", expanding=True))),
)
_SET_LEASE = (
    update(_TABLE)
    .where(_TABLE.c.id.in_(bindparam("ids", expanding=True)))
    .values(due_at=bindparam("until"), attempts=_TABLE.c.attempts + 1)
)
_STORED = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("message_id"))
    .values(
        sender=bindparam("sender"),
        recipient=bindparam("recipient"),
        mail_id=bindparam("mail_id"),
        body=bindparam("body"),
        key=None,
    )
)
_STORE = PreparedChange(_STORED)
# The client is forgotten because the ledger has counted the message.
_STORE_LEASED = PreparedChange(
    _STORED.values(due_at=bindparam("until"), attempts=bindparam("attempts"), client="")
)
_RELEASE = (
    update(_TABLE)
    .where(
        _TABLE.c.id == bindparam("message_id"),
        _TABLE.c.state == MessageState.QUEUED,
        _TABLE.c.due_at == bindparam("until"),
    )
    .values(due_at=bindparam("previous"), attempts=_TABLE.c.attempts - 1)
)
