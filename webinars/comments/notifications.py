"""Enqueue messages about comments, in the transaction that makes them true."""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.capabilities import link_creation
from webinars.capabilities.link_purposes import Purpose
from webinars.comments.models import Comment
from webinars.events.enums import NotificationMode
from webinars.events.models import Event
from webinars.events.notifications.daily_digest import digest_at, digest_day
from webinars.outbox import priorities
from webinars.outbox.enqueue import enqueue
from webinars.outbox.locks import delete_messages, lock_messages
from webinars.outbox.message_state import mark_superseded
from webinars.outbox.models import Message, MessageState
from webinars.timezones import clock

NOTICE = "organiser.comment"
ANSWER = "comment.answered"


def notify_organiser(session: Session, event: Event) -> None:
    """Notify the organiser of pending comments, by the notification mode: one e-mail for all of them."""
    due_at = None
    if event.notification_mode is NotificationMode.NEVER:
        return
    if event.notification_mode is NotificationMode.DAILY:
        timezone = session.scalar(
            select(Organiser.timezone).where(Organiser.id == event.organiser_id)
        )
        timezone = timezone or event.timezone
        due_at = digest_at(digest_day(clock.now(), timezone), timezone)
    enqueue(
        session,
        NOTICE,
        payload={"event_id": event.id},
        due_at=due_at,
        key=f"comments:{event.id}",
        event_id=event.id,
        priority=priorities.NOTICE_TO_ORGANISER,
    )


def notify_author(session: Session, comment: Comment) -> None:
    """Notify a comment's author that it is public or answered, as it is when the e-mail is rendered."""
    if not comment.email:
        return
    link_creation.ensure_links(session, Purpose.COMMENT, [(comment.id, comment.event_id)])
    enqueue(
        session,
        ANSWER,
        payload={"comment_id": comment.id},
        ordering_key=comment.ordering_key,
        key=f"comment:{comment.id}",
        event_id=comment.event_id,
    )


def erase_emails(session: Session, comment: Comment, *, is_last: bool) -> None:
    """Erase a comment from messages, and its author's address if it was the last one.

    A notice to the organiser that quotes it is rendered again from what is left.
    """
    for message in lock_messages(session, messages_about(comment.event_id, comment.ordering_key)):
        if message.topic == NOTICE:
            message.body = None
        elif is_last or message.payload.get("comment_id") == comment.id:
            mark_superseded(message, "erased at their request")
    session.flush()
    if is_last:
        delete_messages(
            session, Message.topic == ANSWER, Message.ordering_key == comment.ordering_key
        )


def messages_about(event_id: int, ordering_key: str) -> ColumnElement[bool]:
    """Return the condition for messages that may contain comments of this ordering key."""
    return or_(
        and_(Message.topic == ANSWER, Message.ordering_key == ordering_key),
        and_(
            Message.topic == NOTICE,
            Message.event_id == event_id,
            Message.state.in_((MessageState.QUEUED, MessageState.FAILED)),
        ),
    )
