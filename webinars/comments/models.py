"""The table of comments."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webinars.comments.state import CommentState, comment_fingerprint
from webinars.database import Base


class Comment(Base):
    """A comment on an event, and the answer; only the organiser sees the e-mail address.

    ordering_key is that of e-mails to the same author and does not reveal the address: it
    identifies the author's comments for erasure after the address is deleted. state_at is when the
    state began or the answer was last written; before_removal is the state that undoing a removal
    restores.
    """

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    state: Mapped[CommentState]
    state_at: Mapped[datetime]
    before_removal: Mapped[CommentState | None]
    name: Mapped[str]
    email: Mapped[str]
    ordering_key: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    organiser_id: Mapped[int | None] = mapped_column(ForeignKey("organisers.id"))

    __table_args__ = (
        Index("ix_comments_event_state", "event_id", "state", "id"),
        Index("ix_comments_ordering_key", "ordering_key"),
    )

    @property
    def seen(self) -> str:
        """Return the fingerprint that a form carries to detect concurrent changes."""
        return comment_fingerprint(self.state, self.state_at)
