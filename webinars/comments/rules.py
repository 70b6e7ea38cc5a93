"""Who may leave a comment, what becomes of it and how long it is kept, as decisions on plain values."""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from webinars.events.rules import EventState

NAME_LENGTH = 200
TEXT_LENGTH = 3000
ANSWER_LENGTH = 3000
# What one event has at once; an organiser who is away must not come back to a flood.
MAX_PENDING = 100
MAX_PENDING_PER_ADDRESS = 3
# All of them stand on one page.
MAX_PUBLIC = 60

# Recordings and documents are asked for when it is over.
OPEN_AFTER_END = timedelta(days=30)
KEEP_REMOVED = KEEP_ADDRESS = timedelta(days=30)
KEEP_UNPUBLISHED = timedelta(days=90)


class CommentState(StrEnum):
    """Where a comment stands. Only public ones are seen by others than the organiser."""

    PENDING = "pending"
    PUBLIC = "public"
    ANSWERED_BY_MAIL = "answered_by_mail"
    REMOVED = "removed"


# States in which the answer was sent to the writer; that of a removed comment may not have been.
ANSWER_SENT = (CommentState.PUBLIC, CommentState.ANSWERED_BY_MAIL)

# What stands, is not on the page, and can come there.
UNPUBLISHED = (CommentState.PENDING, CommentState.ANSWERED_BY_MAIL)


def accepts_comments(*, is_on: bool, state: EventState, ends_at: datetime, now: datetime) -> bool:
    """Tell whether readers may leave a comment: while it is ahead, or put off, and a while after its end.

    Everybody concerned was told that a cancelled event does not take place; its page only says so.
    """
    if not is_on:
        return False
    if state is EventState.POSTPONED:
        return True
    return state is EventState.PUBLISHED and now < ends_at + OPEN_AFTER_END


def fingerprint(state: CommentState, state_at: datetime) -> str:
    """Return what tells whether a comment still stands as it was shown."""
    return hashlib.sha256(f"{state}\n{state_at.isoformat()}".encode()).hexdigest()[:16]
