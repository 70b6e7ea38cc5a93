"""Row locks on messages, taken in one order: messages that fan out, then e-mails, each in order of id."""

# Transactions that lock the same messages in different orders can deadlock. So a transaction that changes
# several messages locks all of them first, with one call, and after the event (events/revisions.py). A worker
# holds the message that it fans out before it locks the e-mails that this supersedes, whatever their ids.
#
# References:
#     docs/decisions/0041: the order in which rows are locked.

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, literal_column, select, update
from sqlalchemy.orm import Session

from webinars.database import for_update
from webinars.outbox.models import Message
from webinars.outbox.topics import TOPICS
from webinars.prepared_statements import flushed

SLICE = 500
# Literally, so that a statement has no parameter for each topic.
_FANNED_OUT: list[ColumnElement[str]] = [
    literal_column(f"'{name}'") for name, topic in TOPICS.items() if not topic.is_email
]
_IN_LOCK_ORDER = (case((Message.topic.in_(_FANNED_OUT), 0), else_=1), Message.id)
# Messages by ordering key, in order of id.
MessagesByKey = dict[str, list[Message]]


def lock_messages(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Message]:
    """Lock messages and refresh them; return them in the order of the locks."""
    return session.scalars(locking_messages(*conditions)).all()


def change_messages(
    session: Session, values: Mapping[str, Any], *conditions: ColumnElement[bool]
) -> int:
    """Change messages, locked in order, by one statement without reading them; return how many."""
    locked = for_update(select(Message.id).where(*conditions).order_by(*_IN_LOCK_ORDER))
    statement = update(Message).where(Message.id.in_(locked)).values(dict(values))
    return flushed(session).execute(statement).rowcount


def locking_messages(*conditions: ColumnElement[bool]) -> Select[Message]:
    """Build the statement that locks messages in order."""
    return for_update(select(Message).where(*conditions).order_by(*_IN_LOCK_ORDER))


def group_by_ordering_key(messages: Iterable[Message]) -> MessagesByKey:
    """Group messages, given in order of id, by ordering key; omit those without one."""
    by_key: MessagesByKey = defaultdict(list)
    for message in messages:
        if message.ordering_key:
            by_key[message.ordering_key].append(message)
    return by_key


def lock_message(session: Session, *conditions: ColumnElement[bool]) -> Message | None:
    """Lock the one message that meets the conditions; None if there is none."""
    return session.scalar(for_update(select(Message).where(*conditions)))


def delete_messages(
    session: Session, *conditions: ColumnElement[bool], skip_locked: bool = False
) -> int:
    """Delete messages, locked in order; return how many.

    skip_locked: keep those that another transaction holds.
    """
    statement = select(Message.id).where(*conditions).order_by(*_IN_LOCK_ORDER)
    ids = session.scalars(for_update(statement, skip_locked=skip_locked)).all()
    for start in range(0, len(ids), SLICE):
        session.execute(delete(Message).where(Message.id.in_(ids[start : start + SLICE])))
    return len(ids)
