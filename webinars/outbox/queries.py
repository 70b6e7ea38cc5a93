"""Reads of the outbox: how much stands where, and since when."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from webinars.outbox.models import Message, MessageState, OutboxPause
from webinars.outbox.rules import A_MOMENT, STOPPED_BY_CHECK
from webinars.timezones import clock

_DIGITS = 9  # of the largest number that every database takes
# Written out, so that a database sees that an index holds all that is asked for.
IN_QUEUE = Message.state == literal_column("'queued'")
SETTLED = Message.state != literal_column("'queued'")
# Nobody has composed it: it can still be changed, merged or superseded.
IS_UNWRITTEN = and_(Message.state == MessageState.QUEUED, Message.body.is_(None))


def queued(*conditions: ColumnElement[bool]) -> Select[Message]:
    """Return the statement of the messages that are still to leave."""
    return select(Message).where(Message.state == MessageState.QUEUED, *conditions)


def counts(session: Session) -> dict[MessageState, int]:
    """Return how many messages stand in each state."""
    found = dict(session.execute(select(Message.state, func.count()).group_by(Message.state)).all())
    return {state: found.get(state, 0) for state in MessageState}


def oldest_due_age(session: Session, *, now: datetime) -> timedelta | None:
    """Return for how long the most overdue message has been waiting, or None if none is due."""
    oldest = session.scalar(select(func.min(Message.due_at)).where(IN_QUEUE, Message.due_at <= now))
    return None if oldest is None else now - oldest


def is_any_held_by_the_clock(session: Session, *, now: datetime) -> bool:
    """Tell whether a message that was due when it was created is not due any more: the clock was set back."""
    held = and_(IN_QUEUE, Message.due_at > now, Message.created_at > now)
    return bool(session.scalar(select(exists().where(held, Message.due_at <= Message.created_at))))


def paused_since(session: Session) -> datetime | None:
    """Return since when the outbox has been paused; None while messages leave."""
    return session.scalar(select(func.min(OutboxPause.paused_at)))


def count_queued(session: Session) -> int:
    """Count the messages that are still to leave."""
    return session.scalar(select(func.count()).select_from(Message).where(IN_QUEUE)) or 0


def failed(session: Session, limit: int = 20) -> list[Message]:
    """Return the messages that failed last, each with its reason."""
    return list(
        session.scalars(
            select(Message)
            .where(SETTLED, Message.state == MessageState.FAILED)
            .order_by(Message.due_at.desc(), Message.id.desc())
            .limit(limit)
        )
    )


def stopped_by_check(session: Session) -> int:
    """Return how many messages the self-check has stopped and nobody has sent since."""
    stopped = or_(*(Message.reason.startswith(each) for each in STOPPED_BY_CHECK))
    waits = Message.state.in_((MessageState.QUEUED, MessageState.FAILED))
    return session.scalar(select(func.count()).where(waits, stopped)) or 0


def message_of_mail(session: Session, mail_id: str) -> Message | None:
    """Return the message that left with a Message-ID.

    Its first part is the message's token; releases before wrote the message's number and a random word.
    """
    first, dot, _ = mail_id.strip("<>").partition("@")[0].partition(".")
    if not dot:
        return session.scalar(
            select(Message).where(Message.mail_token == first, Message.mail_id == mail_id).limit(1)
        )
    number = first
    if not (number.isascii() and number.isdigit() and len(number) <= _DIGITS):
        return None
    return session.scalar(
        select(Message).where(Message.id == int(number), Message.mail_id == mail_id)
    )


def was_just_queued(session: Session, ordering_key: str, topics: Collection[str]) -> bool:
    """Tell whether one of some topics was queued for an ordering key a moment ago, or is not composed yet.

    A form that a double click sends twice is answered by one e-mail.
    """
    recent = Message.created_at > clock.now() - A_MOMENT
    uncomposed = and_(Message.state == MessageState.QUEUED, Message.body.is_(None))
    found = select(Message.id).where(
        Message.ordering_key == ordering_key,
        Message.topic.in_(topics),
        Message.state.in_((MessageState.QUEUED, MessageState.SENT)),
        or_(recent, uncomposed),
    )
    return session.scalar(found.limit(1)) is not None


def is_overtaken(message: type[Message]) -> ColumnElement[bool]:
    """Tell whether something newer was written in a message's ordering key.

    Superseded ones say nothing, and a reminder makes nothing wrong that was said before it.
    """
    newer = aliased(Message)
    return exists().where(
        newer.ordering_key == message.ordering_key,
        newer.id > message.id,
        newer.state != MessageState.SUPERSEDED,
        newer.topic != "registration.reminder",
    )


def may_be_resent(message: type[Message]) -> ColumnElement[bool]:
    """Tell whether a message has failed and can still be tried again."""
    return and_(
        message.state == MessageState.FAILED,
        # Those of people who were forgotten lost their ordering key; what is to nobody alone never had one.
        or_(
            message.body.is_not(None),
            message.ordering_key.is_not(None),
            ~message.topic.like("registration.%"),
        ),
        ~is_overtaken(message),
    )
