"""States of a comment: which one it begins in, which are sent to the author, which can be published."""

import hashlib
from datetime import datetime
from enum import StrEnum


class CommentState(StrEnum):
    """State of a comment. Only public ones are visible to others than the organiser."""

    PENDING = "pending"
    PUBLIC = "public"
    ANSWERED_BY_MAIL = "answered_by_mail"
    REMOVED = "removed"


# Every comment awaits moderation: nothing is public before the organiser has published it.
INITIAL_STATE = CommentState.PENDING

# States in which the answer was sent to the author; that of a removed comment may not have been.
ANSWER_SENT = (CommentState.PUBLIC, CommentState.ANSWERED_BY_MAIL)

# Not on the page, but can be published.
UNPUBLISHED = (CommentState.PENDING, CommentState.ANSWERED_BY_MAIL)


def comment_fingerprint(state: CommentState, state_at: datetime) -> str:
    """Return a hash that changes with a comment's state or answer."""
    return hashlib.sha256(f"{state}\n{state_at.isoformat()}".encode()).hexdigest()[:16]
