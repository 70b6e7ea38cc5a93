"""Table of the revisions of an event and of what belongs to it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from webinars.database import Base


class Subject(StrEnum):
    """What a revision is of; the number after it is an id of that table."""

    EVENT = "event"
    SETTINGS = "settings"  # of the event
    TYPES = "types"  # registration types of the event, all of them
    QUESTION = "question"
    REGISTRATION = "registration"
    MESSAGE = "message"
    CONFIRMATION_NOTE = "confirmation-note"  # of the event
    IMPORT = "import"  # of the event from a file or an address
    MEMBER = "member"  # of the team: an account
    POLL = "poll"  # about the date of the event
    DOCUMENT = "document"  # of the event: which revision of it; the values are in that one
    PURGE = "purge"  # of personal data whose retention period is over


class Revision(Base):
    """The values of a subject after a change, and those of before that it changed.

    values is empty if the subject was removed, previous if it is new. organiser_id is empty for changes that
    no account made. series_id: of a role on a series, given on the page of the event, which the histories of
    all its events show. What identifies registrants and members is read by subject_id when it is shown,
    and never stored here, so erasing them erases it.
    """

    __tablename__ = "revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    subject: Mapped[Subject]
    subject_id: Mapped[int]
    organiser_id: Mapped[int | None] = mapped_column(ForeignKey("organisers.id"))
    series_id: Mapped[int | None]  # that of the other one after two were joined
    changed_at: Mapped[datetime]
    values: Mapped[dict[str, Any]]
    previous: Mapped[dict[str, Any]]

    # The page of a history, and what it has of one subject.
    __table_args__ = (
        Index("ix_revisions_event_id", "event_id", "id"),
        Index("ix_revisions_subject", "event_id", "subject", "subject_id"),
        Index(
            "ix_revisions_series",
            "series_id",
            "id",
            sqlite_where=text("series_id IS NOT NULL"),
            postgresql_where=text("series_id IS NOT NULL"),
        ),
    )


class SeriesRevision(Base):
    """The values of a series after a change, and those of before that it changed; see Revision.

    document_id: of a change of a document of the series, whose values are in a revision of the document.
    """

    __tablename__ = "series_revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"))
    organiser_id: Mapped[int | None] = mapped_column(ForeignKey("organisers.id"))
    changed_at: Mapped[datetime]
    values: Mapped[dict[str, Any]]
    previous: Mapped[dict[str, Any]]
    document_id: Mapped[int | None]

    __table_args__ = (Index("ix_series_revisions_series_id", "series_id", "id"),)


def covered_owner_id() -> ColumnElement[int]:
    """Return the owner whose events a role on a series covers; NULL if it covers those of all."""
    return func.coalesce(
        Revision.values["owner_id"].as_integer(), Revision.previous["owner_id"].as_integer()
    )
