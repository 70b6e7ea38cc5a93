"""Resend failed messages: one, or all that meet some conditions."""

from sqlalchemy import ColumnElement, and_, column, exists, literal_column, or_, select, table
from sqlalchemy.orm import Session

from webinars.errors import ConflictError, NotFoundError
from webinars.outbox import supersession
from webinars.outbox.locks import change_messages, lock_message
from webinars.outbox.models import Message, MessageState
from webinars.outbox.supersession import is_overtaken
from webinars.outbox.topics import OWN_MESSAGE
from webinars.timezones import clock

# Their layer is above this one.
_EVENTS = table("events", column("id"), column("state"))


def resend(session: Session, *, event_id: int, message_id: int) -> Message:
    """Queue a failed message again; if it was composed, the same bytes are sent.

    Messages of organisers are composed again: their text, or who gets them, may have changed.

    Raises:
        NotFoundError: "no-such-message", also for a message of another event.
        ConflictError: "not-failed"; "message-erased" if its registrant deleted their data;
            "message-superseded" if there is a newer message to the same person about the event;
            "event-state-changed": see is_for_another_state().
    """
    message = lock_message(session, Message.id == message_id, Message.event_id == event_id)
    if message is None:
        raise NotFoundError("no-such-message")
    if message.state is not MessageState.FAILED:
        raise ConflictError("not-failed")
    if message.body is None and not message.payload:
        raise ConflictError("message-erased")
    # It may be outdated: an invitation must not follow a cancellation.
    if session.scalar(select(supersession.is_overtaken(Message)).where(Message.id == message_id)):
        raise ConflictError("message-superseded")
    if session.scalar(select(is_for_another_state(Message)).where(Message.id == message_id)):
        raise ConflictError("event-state-changed")
    if message.topic == OWN_MESSAGE:
        message.body = None
    message.state = MessageState.QUEUED
    message.reason = ""
    message.attempts = 0
    message.due_at = clock.now()
    return message


def resend_all(session: Session, budget_group: str, *conditions: ColumnElement[bool]) -> int:
    """Queue the failed messages again that meet the conditions and can be resent; return how many.

    They are composed again, and counted in a budget group.
    """
    values = {
        "state": MessageState.QUEUED,
        "reason": "",
        "attempts": 0,
        "due_at": clock.now(),
        "body": None,
        "budget_group": budget_group,
    }
    return change_messages(session, values, *conditions, may_be_resent(Message))


def may_be_resent(message: type[Message]) -> ColumnElement[bool]:
    """Return whether a message has failed and can be resent."""
    return and_(
        # Literally, or SQLite would not use the index of failed messages.
        message.state == literal_column(f"'{MessageState.FAILED}'", message.state.type),
        # Messages of deleted registrants lost their ordering key; those to several people never had one.
        or_(
            message.body.is_not(None),
            message.ordering_key.is_not(None),
            ~message.topic.like("registration.%"),
        ),
        ~is_overtaken(message),
        ~is_for_another_state(message),
    )


def is_for_another_state(message: type[Message]) -> ColumnElement[bool]:
    """Return whether the event was cancelled, postponed or restored since an organiser sent a message.

    Its e-mails would not be composed any more, so their people would count as left out.
    """
    return exists().where(
        _EVENTS.c.id == message.event_id,
        message.topic == literal_column(f"'{OWN_MESSAGE}'"),
        message.payload["event_state"].as_string() != _EVENTS.c.state,
    )
