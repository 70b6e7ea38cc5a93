"""Queries for comments: public, for the organiser, and by the author's link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select, true, union_all
from sqlalchemy.orm import Session

from webinars.comments.acceptance import MAX_PUBLIC
from webinars.comments.models import Comment
from webinars.comments.state import CommentState
from webinars.errors import NotFoundError
from webinars.outbox.enqueue import ordering_key_of
from webinars.pagination import MAX_ID, Page, literal_limit, page_of, parse_cursor

PAGE_LENGTH = 30
_RANKS = {
    CommentState.PENDING: 2,
    CommentState.PUBLIC: 1,
    CommentState.ANSWERED_BY_MAIL: 1,
    CommentState.REMOVED: 0,
}


@dataclass(frozen=True)
class PublicComment:
    """The public part of a comment: no address and no id of a person."""

    id: int
    name: str
    text: str
    created_at: datetime
    answer: str
    answered_at: datetime | None


def ordering_key(event_id: int, address: str) -> str:
    """Return the ordering key of e-mails to a commenter, by their canonical address.

    It differs from that of their registration: an answer supersedes no e-mail about a registration.
    """
    return f"comments-{ordering_key_of(event_id, address)}"


def public_comments(session: Session, event_id: int) -> Sequence[PublicComment]:
    """Return the public comments of an event, oldest first."""
    rows = session.execute(
        select(
            Comment.id,
            Comment.name,
            Comment.text,
            Comment.created_at,
            Comment.answer,
            Comment.answered_at,
        )
        .where(Comment.event_id == event_id, Comment.state == CommentState.PUBLIC)
        .order_by(Comment.id)
        .limit(MAX_PUBLIC)
    )
    return [PublicComment(*row) for row in rows]


def comments_of_event(
    session: Session, event_id: int, after: str = "", limit: int = PAGE_LENGTH
) -> Page[Comment]:
    """Return a page of an event's comments: pending first, removed last, newest first in each group.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    last_rank, last_id = parse_cursor(after, (MAX_ID, MAX_ID)) if after else (MAX_ID, MAX_ID)
    # Each is the end of a range of an index.
    parts = [
        select(Comment.id)
        .where(Comment.event_id == event_id, Comment.state == state)
        .where(Comment.id < last_id if rank == last_rank else true())
        .order_by(Comment.id.desc())
        .limit(literal_limit(limit + 1))
        for state, rank in _RANKS.items()
        if rank <= last_rank
    ]
    ids = union_all(*(select(part.subquery()) for part in parts))
    rank = case(_RANKS, value=Comment.state)
    statement = select(Comment).where(Comment.id.in_(ids)).order_by(rank.desc(), Comment.id.desc())
    rows = session.scalars(statement.limit(literal_limit(limit + 1))).all()
    return page_of(rows, limit, lambda comment: (_RANKS[comment.state], comment.id))


def comment_of_event(session: Session, event_id: int, comment_id: int) -> Comment:
    """Return one comment of an event, refreshed.

    Raises:
        NotFoundError: "no-such-comment", also for one of another event.
    """
    comment = session.scalar(
        select(Comment)
        .where(Comment.id == comment_id, Comment.event_id == event_id)
        .execution_options(populate_existing=True)
    )
    if comment is None:
        raise NotFoundError("no-such-comment")
    return comment


def comment_of_link(session: Session, comment_id: int) -> Comment:
    """Return the comment of an author's link.

    Raises:
        NotFoundError: "no-such-comment".
    """
    comment = session.get(Comment, comment_id)
    if comment is None:
        raise NotFoundError("no-such-comment")
    return comment


def comments_of_person(session: Session, event_id: int, address: str) -> Sequence[Comment]:
    """Return the comments of a canonical address at an event, oldest first."""
    return session.scalars(
        select(Comment)
        .where(
            Comment.ordering_key == ordering_key(event_id, address), Comment.event_id == event_id
        )
        .order_by(Comment.id)
    ).all()


def pending_comments(session: Session, event_id: int, limit: int) -> Sequence[Comment]:
    """Return some of an event's pending comments, newest first."""
    return session.scalars(
        select(Comment)
        .where(Comment.event_id == event_id, Comment.state == CommentState.PENDING)
        .order_by(Comment.id.desc())
        .limit(limit)
    ).all()


def count_by_state(session: Session, event_id: int, state: CommentState) -> int:
    """Count an event's comments in a state."""
    return _count(session, Comment.event_id == event_id, Comment.state == state)


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Comment).where(*conditions)) or 0
