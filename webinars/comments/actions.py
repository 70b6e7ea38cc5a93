"""Actions of commenters, and purging of old comments. The caller commits."""

# The event is locked before any of its comments is read.

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from webinars.comments import notifications, queries, rules
from webinars.comments.models import Comment
from webinars.comments.state import INITIAL_STATE, UNPUBLISHED, CommentState
from webinars.database import erase_deleted_bytes
from webinars.errors import ConflictError, NotFoundError
from webinars.events.enums import EventState
from webinars.events.locks import lock_event, lock_events
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
    name = clean_name(name, longest=rules.NAME_LENGTH, least=1)
    text = clean_text(text, longest=rules.TEXT_LENGTH, least=1)
    event = lock_event(session, event_id)
    if event.state is EventState.DRAFT:
        raise NotFoundError("no-such-event")
    if not accepts_comments(event):
        raise ConflictError("comments-closed")
    ordering_key = queries.ordering_key(event.id, email_addresses.normalize_address(email))
    waiting = [
        earlier
        for earlier in _by_ordering_key(session, ordering_key)
        if earlier.state is CommentState.PENDING
    ]
    duplicate = next((earlier for earlier in waiting if earlier.text == text), None)
    if duplicate is not None:
        return duplicate
    pending_count = queries.count_by_state(session, event.id, CommentState.PENDING)
    if len(waiting) >= rules.MAX_PENDING_PER_ADDRESS or pending_count >= rules.MAX_PENDING:
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
    return rules.accepts_comments(
        is_on=event.accepts_comments, state=event.state, ends_at=event.ends_at, now=clock.now()
    )


def erase_comment(session: Session, comment_id: int) -> None:
    """Erase a comment with its answer, at its author's request.

    Raises:
        NotFoundError: "no-such-comment".
    """
    event_id = queries.comment_of_link(session, comment_id).event_id
    event = lock_event(session, event_id)
    _erase(session, event, queries.comment_of_event(session, event_id, comment_id))


def messages_about(event_id: int, address: str) -> ColumnElement[bool]:
    """Return the condition for messages that may contain comments of an address at an event."""
    return notifications.messages_about(event_id, queries.ordering_key(event_id, address))


def erase_comments_of(session: Session, event: Event, address: str) -> None:
    """Erase all comments of a canonical address at a locked event, with their answers."""
    for comment in _by_ordering_key(session, queries.ordering_key(event.id, address)):
        _erase(session, event, comment)


def purge_comments(session: Session) -> None:
    """Delete comments removed or unpublished long ago, and addresses stored to answer to."""
    now = clock.now()
    over = select(Event.id).where(
        Event.ends_at <= now - rules.KEEP_UNPUBLISHED, Event.state != EventState.POSTPONED
    )
    settled = (CommentState.PUBLIC, CommentState.ANSWERED_BY_MAIL)
    old: ColumnElement[bool] = or_(
        and_(Comment.state == CommentState.REMOVED, Comment.state_at <= now - rules.KEEP_REMOVED),
        and_(Comment.state.in_(UNPUBLISHED), Comment.event_id.in_(over)),
    )
    answered = and_(
        Comment.state.in_(settled),
        Comment.state_at <= now - rules.KEEP_ADDRESS,
        Comment.email != "",
    )
    concerned = session.scalars(select(Comment.event_id).where(or_(old, answered))).all()
    events = lock_events(session, concerned)
    session.execute(delete(Comment).where(old))
    session.execute(update(Comment).where(answered).values(email=""))
    for event in events:
        recount_pending(session, event)


def recount_pending(session: Session, event: Event) -> None:
    """Update the count of pending comments of a locked event."""
    session.flush()
    event.comments_waiting = queries.count_by_state(session, event.id, CommentState.PENDING)


def _by_ordering_key(session: Session, ordering_key: str) -> list[Comment]:
    return list(
        session.scalars(
            select(Comment)
            .where(Comment.ordering_key == ordering_key)
            .order_by(Comment.id)
            .execution_options(populate_existing=True)
        )
    )


def _erase(session: Session, event: Event, comment: Comment) -> None:
    others = [
        other for other in _by_ordering_key(session, comment.ordering_key) if other is not comment
    ]
    notifications.erase_emails(session, comment, is_last=not others)
    if comment.state is CommentState.PUBLIC:
        event.comments_revision += 1
    session.delete(comment)
    erase_deleted_bytes(session)
    recount_pending(session, event)
