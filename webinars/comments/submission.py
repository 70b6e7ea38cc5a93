"""Submit comments for moderation. The caller commits."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.comments import acceptance, notifications, queries
from webinars.comments.models import Comment
from webinars.comments.state import INITIAL_STATE, CommentState
from webinars.errors import ConflictError, NotFoundError
from webinars.events.enums import EventState
from webinars.events.locks import lock_event
from webinars.events.models import Event
from webinars.security import email_addresses
from webinars.security.text_input import clean_name, clean_text
from webinars.timezones import clock


def submit_comment(
    session: Session, *, event_id: int, name: str, email: str, text: str, language: str
) -> Comment:
    """Submit a comment for moderation; the same one sent twice is stored once.

    Raises:
        NotFoundError: "no-such-event", also for drafts.
        ConflictError: "comments-closed": switched off, cancelled or long over;
            "comment-limit-reached": as many
            are pending as one event, or one address at it, may have; the answer does not tell which.
        InvalidInputError: "not-an-address", and those of security.text_input.clean_name.
    """
    email = email_addresses.clean_address(email)
    name = clean_name(name, longest=acceptance.NAME_LENGTH, least=1)
    text = clean_text(text, longest=acceptance.TEXT_LENGTH, least=1)
    event = lock_event(session, event_id)
    if event.state is EventState.DRAFT:
        raise NotFoundError("no-such-event")
    if not accepts_comments(event):
        raise ConflictError("comments-closed")
    ordering_key = queries.ordering_key(event.id, email_addresses.normalize_address(email))
    waiting = [
        earlier
        for earlier in comments_by_ordering_key(session, ordering_key)
        if earlier.state is CommentState.PENDING
    ]
    duplicate = next((earlier for earlier in waiting if earlier.text == text), None)
    if duplicate is not None:
        return duplicate
    pending_count = queries.count_by_state(session, event.id, CommentState.PENDING)
    if (
        len(waiting) >= acceptance.MAX_PENDING_PER_ADDRESS
        or pending_count >= acceptance.MAX_PENDING
    ):
        raise ConflictError("comment-limit-reached")
    now = clock.now()
    comment = Comment(
        event_id=event.id,
        state=INITIAL_STATE,
        state_at=now,
        name=name,
        email=email,
        ordering_key=ordering_key,
        language=language,
        text=text,
        created_at=now,
    )
    session.add(comment)
    recount_pending(session, event)
    notifications.notify_organiser(session, event)
    return comment


def accepts_comments(event: Event) -> bool:
    """Return whether an event accepts comments now."""
    return acceptance.accepts_comments(
        is_on=event.accepts_comments, state=event.state, ends_at=event.ends_at, now=clock.now()
    )


def recount_pending(session: Session, event: Event) -> None:
    """Update the count of pending comments of a locked event."""
    session.flush()
    event.comments_waiting = queries.count_by_state(session, event.id, CommentState.PENDING)


def comments_by_ordering_key(session: Session, ordering_key: str) -> list[Comment]:
    """Return the comments of an ordering key, oldest first, as they are in the database now."""
    return list(
        session.scalars(
            select(Comment)
            .where(Comment.ordering_key == ordering_key)
            .order_by(Comment.id)
            .execution_options(populate_existing=True)
        )
    )
