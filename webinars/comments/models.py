"""The table of comments."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webinars.comments.rules import CommentState, fingerprint
from webinars.database import Base


class Comment(Base):
    """What a reader left under an event, and the answer; nobody but the organiser sees the address.

    ordering key is that of the mails to the same person, which does not show the address: it ties
    the comment to
    whoever asks to be forgotten when the address is kept no more. state_at is when the state began, or the
    answer was last written; before_removal is the state that undoing a removal brings back.
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
        """Return what a form carries to tell whether the comment still stands as it was shown."""
        return fingerprint(self.state, self.state_at)
