"""Tables of what former pages and addresses need beside revisions."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webinars.database import Base


class LeftSeries(Base):
    """An event that was part of a series before: revisions say until when, but cannot be searched for it."""

    __tablename__ = "left_series"

    # No foreign key: a series that is joined into another one is deleted.
    series_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class RemovedSlug(Base):
    """The address of an event that was public once and has been removed: no other event gets it."""

    __tablename__ = "removed_slugs"

    slug: Mapped[str] = mapped_column(primary_key=True)
    removed_at: Mapped[datetime]
