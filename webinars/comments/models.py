"""The table of comments."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webinars.comments.rules import CommentState
from webinars.database import Base


class Comment(Base):
    """What a reader left under an event, and the answer; nobody but the organiser sees the address."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    state: Mapped[CommentState]
    name: Mapped[str]
    email: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    organiser_id: Mapped[int | None] = mapped_column(ForeignKey("organisers.id"))

    __table_args__ = (Index("ix_comments_event_state", "event_id", "state", "id"),)
