"""What becomes of a comment, as decisions on plain values."""

from enum import StrEnum


class CommentState(StrEnum):
    """Where a comment stands. Only public ones are seen by others than the organiser."""

    PENDING = "pending"
    PUBLIC = "public"
    ANSWERED_BY_MAIL = "answered_by_mail"
    REMOVED = "removed"
