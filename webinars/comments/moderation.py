"""What organisers do about comments: publish, answer, remove, take the removal back. The caller commits.

What is asked for and so already is no error: two who press at once get what both wanted.
"""

from sqlalchemy.orm import Session

from webinars.comments import notifications, queries, rules
from webinars.comments.actions import recount_pending
from webinars.comments.models import Comment
from webinars.comments.rules import CommentState
from webinars.errors import ConflictError
from webinars.events.models import Event
from webinars.events.revisions import lock_event
from webinars.security.text import clean_text
from webinars.timezones import clock


def publish_comment(session: Session, *, event_id: int, comment_id: int) -> Comment:
    """Show a comment that waits on the event's page, without an answer; its writer is told.

    Raises:
        NotFoundError: "no-such-event", "no-such-comment", also for one of another event.
        ConflictError: "comment-changed": it does not wait any more; "too-many-public" (facts: most).
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
    """Answer a comment, or answer it anew: on the event's page and by mail, or by mail alone.

    seen: the comment's fingerprint as the organiser was shown it.

    Raises:
        NotFoundError: "no-such-event", "no-such-comment", also for one of another event.
        ConflictError: "comment-changed": somebody did something about it since, or it was removed;
            "answer-is-public": by mail alone, but it stands on the page; "no-address-kept": by mail alone,
            but its writer's address has gone; "too-many-public" (facts: most).
        InvalidInputError: those of security.text.clean_text.
    """
    text = clean_text(text, longest=rules.ANSWER_LENGTH, least=1)
    event, comment = _locked(session, event_id, comment_id)
    if comment.seen != seen or comment.state is CommentState.REMOVED:
        raise ConflictError("comment-changed")
    if not on_page and comment.state is CommentState.PUBLIC:
        raise ConflictError("answer-is-public")
    if not on_page and not comment.email:
        raise ConflictError("no-address-kept")
    comment.answer, comment.answered_at = text, clock.now()
    comment.organiser_id = organiser_id
    state = CommentState.PUBLIC if on_page else CommentState.ANSWERED_BY_MAIL
    _change_state(session, event, comment, state)
    notifications.notify_author(session, comment)
    return comment


def remove_comment(session: Session, *, event_id: int, comment_id: int) -> Comment:
    """Take a comment, and its answer, from wherever it stands; nobody is told, and it can be undone.

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
    """Bring a removed comment back to where it stood; nobody is told.

    Raises:
        NotFoundError: "no-such-event", "no-such-comment", also for one of another event.
        ConflictError: "too-many-public" (facts: most).
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
    """Bring a comment into a state, and raise the revision of the page if it is to be seen there, or was."""
    public = CommentState.PUBLIC
    if state is public and comment.state is not public:
        number = queries.count_by_state(session, event.id, public)
        if number >= rules.MAX_PUBLIC:
            raise ConflictError("too-many-public", most=rules.MAX_PUBLIC)
    if public in (state, comment.state):
        event.comments_revision += 1
    comment.state, comment.state_at = state, clock.now()
    recount_pending(session, event)
