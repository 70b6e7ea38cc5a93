"""Queries for the messages of an event, with what became of their e-mails."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session, joinedload

from webinars.errors import NotFoundError
from webinars.event_messages.models import EventMessage, EventMessageState
from webinars.outbox.models import Message, MessageState
from webinars.outbox.topics import OWN_MESSAGE

TOPIC = OWN_MESSAGE
IS_OF_TOPIC = Message.topic == literal_column(f"'{TOPIC}'")


@dataclass(frozen=True)
class Progress:
    """How many e-mails of a message were sent, have failed, are queued, or were not needed any more."""

    sent: int = 0
    failed: int = 0
    queued: int = 0
    left_out: int = 0


def messages_of(session: Session, event_id: int) -> Sequence[EventMessage]:
    """Return the messages of an event, newest first, with their authors."""
    return session.scalars(
        select(EventMessage)
        .options(joinedload(EventMessage.organiser))
        .where(EventMessage.event_id == event_id)
        .order_by(EventMessage.id.desc())
    ).all()


def message_of_event(session: Session, event_id: int, event_message_id: int) -> EventMessage:
    """Return a message of an event, with its author.

    Raises:
        NotFoundError: "no-such-event-message", also for one of another event.
    """
    message = session.scalar(
        select(EventMessage)
        .options(joinedload(EventMessage.organiser))
        .where(EventMessage.id == event_message_id, EventMessage.event_id == event_id)
    )
    if message is None:
        raise NotFoundError("no-such-event-message")
    return message


def progress_of(
    session: Session, event_id: int, messages: Collection[EventMessage]
) -> dict[int, Progress]:
    """Return the progress of messages of an event, in one query.

    E-mails are purged from the outbox; the numbers that a message stores stay.
    """
    if not any(message.run for message in messages):
        return {message.id: Progress() for message in messages}
    groups = [group for message in messages for group in message.budget_groups]
    rows = session.execute(
        select(Message.budget_group, Message.state, func.count())
        .where(Message.event_id == event_id, IS_OF_TOPIC, Message.budget_group.in_(groups))
        .group_by(Message.budget_group, Message.state)
    )
    by_group: dict[str, dict[MessageState, int]] = {}
    for group, state, count in rows:
        by_group.setdefault(group, {})[state] = count
    return {message.id: _progress(message, by_group) for message in messages}


def is_sent(message: EventMessage, progress: Progress) -> bool:
    """Return whether every recipient is queued and no e-mail is left to send."""
    is_sending = message.state is EventMessageState.SENDING
    is_done = is_sending and message.queued_at is not None and not progress.queued
    return message.state is EventMessageState.SENT or is_done


def _progress(
    message: EventMessage, by_group: Mapping[str, Mapping[MessageState, int]]
) -> Progress:
    groups = [by_group[group] for group in message.budget_groups if group in by_group]
    newest = by_group.get(message.budget_group, {})
    failed = sum(states.get(MessageState.FAILED, 0) for states in groups)
    failed = failed if groups else message.failed
    queued = newest.get(MessageState.QUEUED, 0)
    left_out = max(newest.get(MessageState.SUPERSEDED, 0), message.left_out)
    sent = max(0, message.recipients - failed - queued - left_out)
    return Progress(sent, failed, queued, left_out)
