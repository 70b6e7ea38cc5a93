"""Erase comments and the e-mails about them, and purge old ones. The caller commits."""

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from webinars.comments import acceptance, notifications, queries
from webinars.comments.models import Comment
from webinars.comments.state import UNPUBLISHED, CommentState
from webinars.comments.submission import comments_by_ordering_key, recount_pending
from webinars.database import erase_deleted_bytes
from webinars.events.enums import EventState
from webinars.events.locks import lock_event, lock_events
from webinars.events.models import Event
from webinars.timezones import clock


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
    for comment in comments_by_ordering_key(session, queries.ordering_key(event.id, address)):
        _erase(session, event, comment)


def purge_comments(session: Session) -> None:
    """Delete comments removed or unpublished long ago, and addresses stored to answer to."""
    now = clock.now()
    over = select(Event.id).where(
        Event.ends_at <= now - acceptance.KEEP_UNPUBLISHED, Event.state != EventState.POSTPONED
    )
    settled = (CommentState.PUBLIC, CommentState.ANSWERED_BY_MAIL)
    old: ColumnElement[bool] = or_(
        and_(
            Comment.state == CommentState.REMOVED, Comment.state_at <= now - acceptance.KEEP_REMOVED
        ),
        and_(Comment.state.in_(UNPUBLISHED), Comment.event_id.in_(over)),
    )
    answered = and_(
        Comment.state.in_(settled),
        Comment.state_at <= now - acceptance.KEEP_ADDRESS,
        Comment.email != "",
    )
    concerned = session.scalars(select(Comment.event_id).where(or_(old, answered))).all()
    events = lock_events(session, concerned)
    session.execute(delete(Comment).where(old))
    session.execute(update(Comment).where(answered).values(email=""))
    for event in events:
        recount_pending(session, event)


def _erase(session: Session, event: Event, comment: Comment) -> None:
    others = [
        other
        for other in comments_by_ordering_key(session, comment.ordering_key)
        if other is not comment
    ]
    notifications.erase_emails(session, comment, is_last=not others)
    if comment.state is CommentState.PUBLIC:
        event.comments_revision += 1
    session.delete(comment)
    erase_deleted_bytes(session)
    recount_pending(session, event)
