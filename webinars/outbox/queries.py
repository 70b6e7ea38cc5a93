"""Outbox queries: queue depth by state, age of the oldest message, failures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal_column, or_, select
from sqlalchemy.orm import Session

from webinars.outbox.models import Message, MessageState
from webinars.outbox.reasons import STOPPED_BY_CHECK

# Literals, so that the database can use the partial indexes.
IN_QUEUE = Message.state == literal_column("'queued'")
SETTLED = Message.state != literal_column("'queued'")
# Not composed yet: it can still be changed, merged or superseded.
IS_UNWRITTEN = and_(Message.state == MessageState.QUEUED, Message.body.is_(None))


@dataclass(frozen=True)
class SentEmails:
    """E-mails of one topic about an event: to how many registrants, and when the first and last were sent."""

    registrants: int
    first_at: datetime
    last_at: datetime


def queued(*conditions: ColumnElement[bool]) -> Select[Message]:
    """Select queued messages that meet the conditions."""
    return select(Message).where(Message.state == MessageState.QUEUED, *conditions)


def queued_addresses(session: Session, registration_ids: Collection[int]) -> set[str]:
    """Return the addresses in the payloads of queued messages about registrations."""
    messages = session.scalars(queued(Message.registration_id.in_(registration_ids)))
    return {str(message.payload["address"]) for message in messages if "address" in message.payload}


def is_event_message_queued(session: Session, topic: str, event_id: int) -> bool:
    """Return whether a message of a topic about an event is still to be processed."""
    condition = queued(Message.topic == topic, Message.event_id == event_id).exists()
    return bool(session.scalar(select(condition)))


def sent_emails_by_event(
    session: Session, topic: str, event_ids: Collection[int]
) -> dict[int, SentEmails]:
    """Return the e-mails of a topic that were sent to registrants, until they are purged, in one query."""
    if not event_ids:
        return {}
    rows = session.execute(
        select(
            Message.event_id,
            func.count(Message.registration_id.distinct()),
            func.min(Message.sent_at),
            func.max(Message.sent_at),
        )
        .where(
            Message.event_id.in_(event_ids),
            # Literally, or SQLite would not use the index of this topic.
            Message.topic == bindparam(None, topic, literal_execute=True),
            Message.state == MessageState.SENT,
            Message.registration_id.is_not(None),
        )
        .group_by(Message.event_id)
    )
    return {
        event_id: SentEmails(count, first_at, last_at)
        for event_id, count, first_at, last_at in rows
        if event_id is not None and first_at is not None and last_at is not None
    }


def counts(session: Session) -> dict[MessageState, int]:
    """Count messages by state."""
    rows = dict(session.execute(select(Message.state, func.count()).group_by(Message.state)).all())
    return {state: rows.get(state, 0) for state in MessageState}


def oldest_due_age(session: Session, *, now: datetime) -> timedelta | None:
    """Return the age of the most overdue message, or None if none is due."""
    oldest = session.scalar(select(func.min(Message.due_at)).where(IN_QUEUE, Message.due_at <= now))
    return None if oldest is None else now - oldest


def count_queued(session: Session) -> int:
    """Count queued messages."""
    return session.scalar(select(func.count()).select_from(Message).where(IN_QUEUE)) or 0


def failed(session: Session, limit: int = 20) -> list[Message]:
    """Return the messages that failed last."""
    return list(
        session.scalars(
            select(Message)
            .where(SETTLED, Message.state == MessageState.FAILED)
            .order_by(Message.due_at.desc(), Message.id.desc())
            .limit(limit)
        )
    )


def stopped_by_check(session: Session) -> int:
    """Count messages that failed the self-check and were not sent since."""
    is_stopped = or_(*(Message.reason.startswith(prefix) for prefix in STOPPED_BY_CHECK))
    is_unsent = Message.state.in_((MessageState.QUEUED, MessageState.FAILED))
    return session.scalar(select(func.count()).where(is_unsent, is_stopped)) or 0


_MAX_ID_DIGITS = 9  # fits the integers of every database


def message_of_mail(session: Session, mail_id: str) -> Message | None:
    """Return the message with a Message-ID.

    Its first part is the message's token; earlier releases wrote its id and a random word.
    """
    first, dot, _ = mail_id.strip("<>").partition("@")[0].partition(".")
    if not dot:
        return session.scalar(
            select(Message).where(Message.mail_token == first, Message.mail_id == mail_id).limit(1)
        )
    if not (first.isascii() and first.isdigit() and len(first) <= _MAX_ID_DIGITS):
        return None
    return session.scalar(
        select(Message).where(Message.id == int(first), Message.mail_id == mail_id)
    )
