"""Moderation of comments: publish, answer, remove, restore. The caller commits."""

# Who may do so is decided in events/role_assignments.py: those whose role on the event covers it.
# Repeating an action is no error: concurrent requests get what both wanted.

from sqlalchemy.orm import Session

from webinars.comments import acceptance, notifications, queries
from webinars.comments.models import Comment
from webinars.comments.state import CommentState
from webinars.comments.submission import recount_pending
from webinars.errors import ConflictError
from webinars.events.locks import lock_event
from webinars.events.models import Event
from webinars.security.text_input import clean_text
from webinars.timezones import clock


def publish_comment(session: Session, *, event_id: int, comment_id: int) -> Comment:
    """Publish a pending comment without an answer and notify its author.

    Raises:
        NotFoundError: "no-such-event", "no-such-comment", also for one of another event.
        ConflictError: "comment-changed": it is not pending any more; "too-many-public-comments"
            (facts: most).
    """
    event, comment = _locked(session, event_id, comment_id)
    if comment.state is CommentState.PUBLIC:
        return comment
    if comment.state is not CommentState.PENDING:
        raise ConflictError("comment-changed")
    _change_state(session, event, comment, CommentState.PUBLIC)
    notifications.notify_author(session, comment)
    return comment


def answer_comment(
    session: Session,
    *,
    event_id: int,
    comment_id: int,
    organiser_id: int,
    text: str,
    on_page: bool,
    seen: str,
) -> Comment:
    """Answer a comment, or change the answer: on the page and by e-mail, or by e-mail alone.

    seen: the comment's fingerprint as the organiser saw it.

    Raises:
        NotFoundError: "no-such-event", "no-such-comment", also for one of another event.
        ConflictError: "comment-changed": it was changed or removed since;
            "answer-is-public": by e-mail alone, but it is on the page; "author-address-deleted":
            by e-mail alone,
            but the author's address was deleted; "too-many-public-comments" (facts: most).
        InvalidInputError: those of security.text_input.clean_text.
    """
    text = clean_text(text, longest=acceptance.ANSWER_LENGTH, least=1)
    event, comment = _locked(session, event_id, comment_id)
    if comment.seen != seen or comment.state is CommentState.REMOVED:
        raise ConflictError("comment-changed")
    if not on_page and comment.state is CommentState.PUBLIC:
        raise ConflictError("answer-is-public")
    if not on_page and not comment.email:
        raise ConflictError("author-address-deleted")
    comment.answer, comment.answered_at = text, clock.now()
    comment.organiser_id = organiser_id
    state = CommentState.PUBLIC if on_page else CommentState.ANSWERED_BY_MAIL
    _change_state(session, event, comment, state)
    notifications.notify_author(session, comment)
    return comment


def remove_comment(session: Session, *, event_id: int, comment_id: int) -> Comment:
    """Remove a comment and its answer; nobody is notified, and it can be undone.

    Raises:
        NotFoundError: "no-such-event", "no-such-comment", also for one of another event.
    """
    event, comment = _locked(session, event_id, comment_id)
    if comment.state is CommentState.REMOVED:
        return comment
    comment.before_removal = comment.state
    _change_state(session, event, comment, CommentState.REMOVED)
    return comment


def restore_comment(session: Session, *, event_id: int, comment_id: int) -> Comment:
    """Restore a removed comment to its previous state; nobody is notified.

    Raises:
        NotFoundError: "no-such-event", "no-such-comment", also for one of another event.
        ConflictError: "too-many-public-comments" (facts: most).
    """
    event, comment = _locked(session, event_id, comment_id)
    if comment.state is not CommentState.REMOVED:
        return comment
    _change_state(session, event, comment, comment.before_removal or CommentState.PENDING)
    comment.before_removal = None
    return comment


def _locked(session: Session, event_id: int, comment_id: int) -> tuple[Event, Comment]:
    event = lock_event(session, event_id)
    return event, queries.comment_of_event(session, event_id, comment_id)


def _change_state(session: Session, event: Event, comment: Comment, state: CommentState) -> None:
    """Set a comment's state, and raise the page's revision if it is or was public."""
    public = CommentState.PUBLIC
    if state is public and comment.state is not public:
        public_count = queries.count_by_state(session, event.id, public)
        if public_count >= acceptance.MAX_PUBLIC:
            raise ConflictError("too-many-public-comments", most=acceptance.MAX_PUBLIC)
    if public in (state, comment.state):
        event.comments_revision += 1
    comment.state, comment.state_at = state, clock.now()
    recount_pending(session, event)
