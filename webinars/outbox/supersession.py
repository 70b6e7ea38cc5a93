"""Supersede messages that newer ones make obsolete."""

from sqlalchemy import ColumnElement, exists, literal_column
from sqlalchemy.orm import Session, aliased

from webinars.outbox.locks import lock_messages
from webinars.outbox.message_state import mark_superseded
from webinars.outbox.models import Message, MessageState
from webinars.outbox.queries import IS_UNWRITTEN
from webinars.outbox.topics import OUTDATING_NOTHING


def supersede(session: Session, *, ordering_key: str, topics: tuple[str, ...], reason: str) -> int:
    """Supersede uncomposed messages of an ordering key; return how many."""
    rows = lock_messages(
        session, IS_UNWRITTEN, Message.ordering_key == ordering_key, Message.topic.in_(topics)
    )
    for row in rows:
        mark_superseded(row, reason)
    return len(rows)


def is_overtaken(message: type[Message]) -> ColumnElement[bool]:
    """Return whether a message's ordering key has a newer message.

    Superseded messages do not count, nor do those of topics that make nothing before them outdated.
    """
    newer = aliased(Message)
    # Literally: for parameters, PostgreSQL expects nearly no message to be another, and reads all of them.
    return exists().where(
        newer.ordering_key == message.ordering_key,
        newer.id > message.id,
        newer.state != literal_column(f"'{MessageState.SUPERSEDED}'", newer.state.type),
        *(newer.topic != literal_column(f"'{topic}'") for topic in sorted(OUTDATING_NOTHING)),
    )
