"""Create, change and delete messages of an event; nothing is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.errors import ConflictError, InvalidInputError
from webinars.event_messages.models import EventMessage, EventMessageState
from webinars.event_messages.placeholders import check_placeholders
from webinars.event_messages.queries import message_of_event
from webinars.event_messages.recipients import Audience
from webinars.events.history.revision_writer import record_change
from webinars.events.history.stored_revisions import Subject
from webinars.events.history.values import stored_value
from webinars.events.locks import lock_event
from webinars.localized_text import all_languages, comparable
from webinars.security import text_input
from webinars.timezones import clock

SUBJECT_LENGTH, TEXT_LENGTH = 150, 10_000
MOST_MESSAGES = 200  # of one event: its page shows all of them
EDITABLE = (EventMessageState.DRAFT, EventMessageState.SCHEDULED, EventMessageState.STOPPED)
RECORDED_NAMES = (
    *("subject", "text", "audience", "is_optional", "state"),
    *("anchor", "offset_minutes", "local_send_at", "timezone"),
)
# Longer than a double click takes.
_DUPLICATE_WINDOW = timedelta(minutes=1)


@dataclass(frozen=True)
class MessageDetails:
    """What an organiser writes: subject and text, by language, and to whom.

    is_optional: it is not needed to take part.
    """

    subject: str
    text: str
    audience: Audience
    is_optional: bool = False


def clean_subject(text: str, *, least: int = 1) -> str:
    """Clean a subject.

    Raises:
        InvalidInputError: those of text_input.clean_line() and placeholders.check_placeholders().
    """
    subject = text_input.clean_line(text, longest=SUBJECT_LENGTH, least=least)
    check_placeholders(subject, links=False, recording=True)
    return subject


def clean_text(text: str, *, least: int = 1) -> str:
    """Clean the text of a message.

    Raises:
        InvalidInputError: "required", those of text_input.clean_text() and check_placeholders().
    """
    cleaned = text_input.clean_text(text, longest=TEXT_LENGTH)
    if len(cleaned) < least:
        raise InvalidInputError("required")
    check_placeholders(cleaned, links=True, recording=True)
    return cleaned


def create_message(
    session: Session, event_id: int, details: MessageDetails, *, organiser_id: int
) -> EventMessage:
    """Store a new draft; a form that is sent twice makes one.

    Raises:
        NotFoundError: "no-such-event".
        InvalidInputError: see check_message_details().
        ConflictError: "too-many-messages".
    """
    check_message_details(details)
    lock_event(session, event_id)
    now = clock.now()
    for recent in session.scalars(
        select(EventMessage).where(
            EventMessage.event_id == event_id,
            EventMessage.created_at > now - _DUPLICATE_WINDOW,
            EventMessage.revision == 1,
            EventMessage.organiser_id == organiser_id,
        )
    ):
        if _is_same(recent, details):
            return recent
    if _count(session, event_id) >= MOST_MESSAGES:
        raise ConflictError("too-many-messages", most=MOST_MESSAGES)
    message = EventMessage(
        event_id=event_id,
        organiser_id=organiser_id,
        subject=details.subject,
        text=details.text,
        audience=details.audience.stored(),
        is_optional=details.is_optional,
        created_at=now,
        changed_at=now,
    )
    session.add(message)
    session.flush()
    record_message(session, message, {})
    return message


def change_message(
    session: Session,
    event_id: int,
    event_message_id: int,
    details: MessageDetails,
    *,
    revision: int,
    organiser_id: int,
) -> EventMessage:
    """Change a message that is not being sent; one that is scheduled stays so.

    Raises:
        NotFoundError: "no-such-event", "no-such-event-message".
        InvalidInputError: see check_message_details().
        ConflictError: see lock_at_revision(); "message-is-sent".
    """
    check_message_details(details)
    message = lock_at_revision(session, event_id, event_message_id, revision)
    if message.state not in EDITABLE:
        raise ConflictError("message-is-sent")
    before = recorded_values(message)
    message.subject, message.text = details.subject, details.text
    message.audience, message.is_optional = details.audience.stored(), details.is_optional
    message.organiser_id = organiser_id
    message.revision += 1
    message.changed_at = clock.now()
    record_message(session, message, before)
    return message


def delete_message(session: Session, event_id: int, event_message_id: int) -> None:
    """Delete a draft.

    Raises:
        NotFoundError: "no-such-event", "no-such-event-message".
        ConflictError: "message-is-sent": it was sent or scheduled before.
    """
    lock_event(session, event_id)
    message = message_of_event(session, event_id, event_message_id)
    if message.state is not EventMessageState.DRAFT:
        raise ConflictError("message-is-sent")
    before = recorded_values(message)
    record_change(session, event_id, Subject.MESSAGE, message.id, before=before)
    session.delete(message)


def recorded_values(message: EventMessage) -> dict[str, Any]:
    """Return what the history of an event stores of a message: its texts, recipients, time and state."""
    return {name: stored_value(getattr(message, name)) for name in RECORDED_NAMES}


def record_message(session: Session, message: EventMessage, before: Mapping[str, Any]) -> None:
    """Record a change of a message; before is what recorded_values() returned then, empty if it is new."""
    after = recorded_values(message)
    record_change(
        session, message.event_id, Subject.MESSAGE, message.id, before=before, after=after
    )


def lock_at_revision(
    session: Session, event_id: int, event_message_id: int, revision: int
) -> EventMessage:
    """Lock the event of a message, which locks its messages, and return the message as an organiser saw it.

    Raises:
        NotFoundError: "no-such-event", "no-such-event-message".
        ConflictError: "event-message-changed" when it has another revision.
    """
    lock_event(session, event_id)
    message = message_of_event(session, event_id, event_message_id)
    session.refresh(message)
    if message.revision != revision:
        raise ConflictError("event-message-changed")
    return message


def check_message_details(details: MessageDetails) -> None:
    """Refuse details that no form would have sent.

    Raises:
        InvalidInputError: "unknown-placeholder", "link-in-subject", "no-statuses".
    """
    for subject in all_languages(details.subject):
        check_placeholders(subject, links=False, recording=True)
    for text in all_languages(details.text):
        check_placeholders(text, links=True, recording=True)
    if not details.audience.statuses:
        raise InvalidInputError("no-statuses")


def _is_same(message: EventMessage, details: MessageDetails) -> bool:
    stored = comparable([message.subject, message.text])
    is_same_text = stored == comparable([details.subject, details.text])
    return bool(is_same_text) and message.audience == details.audience.stored()


def _count(session: Session, event_id: int) -> int:
    number = select(func.count()).where(EventMessage.event_id == event_id)
    return session.scalar(number) or 0
