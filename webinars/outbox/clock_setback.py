"""Find messages that would wait too long after the clock was set back, and make them due again."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, or_, select, update
from sqlalchemy.orm import Session

from webinars.database import Base
from webinars.outbox.locks import lock_messages
from webinars.outbox.models import BudgetState, Message, MessageState
from webinars.outbox.queries import IN_QUEUE
from webinars.timezones import clock

_TABLE = Base.metadata.tables[Message.__tablename__]
_MOVE = (
    update(_TABLE)
    .where(
        _TABLE.c.id == bindparam("message_id"),
        _TABLE.c.state == MessageState.QUEUED,
        _TABLE.c.due_at == bindparam("previous"),
    )
    .values(due_at=bindparam("at"))
)


def is_any_delayed_by_clock(session: Session, *, now: datetime) -> bool:
    """Return whether a message due at its creation is no longer due: the clock was set back."""
    is_delayed = and_(IN_QUEUE, Message.due_at > now, Message.created_at > now)
    return bool(
        session.scalar(select(exists().where(is_delayed, Message.due_at <= Message.created_at)))
    )


def make_due_again(session: Session) -> int:
    """Correct due times after the wall clock was set back; return the number of messages corrected.

    A queued message created in the future shows that it was. Retries and messages that were due at once wait
    as long from now as they had to wait from their creation; those due at a time of their own, such as
    reminders, are not changed.
    """
    now = clock.now()
    relative = or_(
        Message.attempts > 0,
        Message.due_at <= Message.created_at,
        Message.budget_state == BudgetState.WAITING,
    )
    delayed = session.execute(
        select(Message.id, Message.due_at, Message.created_at).where(
            IN_QUEUE, Message.created_at > now, Message.due_at > now, relative
        )
    ).all()
    if delayed:
        lock_messages(session, Message.id.in_([row.id for row in delayed]))
        session.execute(
            _MOVE,
            [
                {"message_id": row.id, "previous": row.due_at, "at": now + _wait_of(row)}
                for row in delayed
            ],
        )
    return len(delayed)


def _wait_of(row: Row[*tuple[Any, ...]]) -> timedelta:
    wait: timedelta = row.due_at - row.created_at
    return max(wait, timedelta(0))
