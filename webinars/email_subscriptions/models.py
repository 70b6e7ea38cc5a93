"""Tables of subscribers, of what they subscribed to, and of what they are e-mailed about."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.database import Base
from webinars.documents.models import Document, DocumentVersion
from webinars.events.enums import EventState
from webinars.events.models import Event, Series
from webinars.i18n import N_

SUBJECTS = ("series_id", "event_id", "date_group_id", "document_id")
NOTICE_SUBJECTS = ("event_id", "version_id")
IS_UNCONFIRMED = "confirmed_at IS NULL"
HAS_DIGEST = "digest_at IS NOT NULL"
IS_ABOUT_DOCUMENTS = "interest = 'documents' AND confirmed_at IS NOT NULL"


def _one_of(columns: Sequence[str]) -> str:
    counted = (f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in columns)
    return " + ".join(counted) + " = 1"


class Interest(StrEnum):
    """What a subscriber wants to be e-mailed about."""

    EVENTS = "events"  # new events of a body or series, and their days once these are fixed
    CHANGES = (
        "changes"  # the day of an event, and that it is moved, postponed, cancelled or reinstated
    )
    DATES = "dates"  # new dates of an event that has several
    DOCUMENTS = "documents"  # versions of a document, or of those of a body, series or event


class Frequency(StrEnum):
    """When e-mails leave."""

    AT_ONCE = "at-once"
    WEEKLY = "weekly"


class NoticeReason(StrEnum):
    """What happened to an event, or to a document."""

    PUBLISHED = "published"
    DATED = "dated"  # it has a day, and had a month alone
    MOVED = "moved"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    RELEASED = "released"  # everyone may read a version of a document


class Subscriber(Base):
    """An address that asked for e-mails; it is deleted with its last subscription.

    address is canonical, email as it was entered. timezone is empty while unknown. digest_at: when the next
    weekly e-mail is due, if there is a weekly subscription. paused_at: e-mail came back as undeliverable, and
    nothing is sent until the subscriber says so.
    """

    __tablename__ = "subscribers"

    # As in registrations/models.py: with their names on the privacy page.
    PERSONAL: ClassVar[Mapping[str, str]] = {
        "email": N_("your e-mail address"),
        "address": N_("your e-mail address"),
        "language": N_("your language"),
        "timezone": N_("your time zone"),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    address: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    timezone: Mapped[str]
    created_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    digest_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_subscribers_digest_at",
            "digest_at",
            sqlite_where=text(HAS_DIGEST),
            postgresql_where=text(HAS_DIGEST),
        ),
    )


class EmailSubscription(Base):
    """What one subscriber wants to be e-mailed about: a series, an event, the dates of one, or a document.

    covers_branch: also the series that are part of it. language: of the versions of a document, by BCP 47
    tag, empty for all. requested_at: when an e-mail last asked for confirmation. notified_through: the last
    notice that was sent, or did not have to be.
    """

    __tablename__ = "email_subscriptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), index=True
    )
    interest: Mapped[Interest]
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    date_group_id: Mapped[int | None] = mapped_column(
        ForeignKey("date_groups.id", ondelete="CASCADE")
    )
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(default="", server_default="")
    covers_branch: Mapped[bool] = mapped_column(default=False, server_default=false())
    frequency: Mapped[Frequency]
    created_at: Mapped[datetime]
    requested_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    notified_through: Mapped[int] = mapped_column(default=0, server_default="0")

    subscriber: Mapped[Subscriber] = relationship(lazy="raise")
    series: Mapped[Series | None] = relationship(lazy="raise")
    event: Mapped[Event | None] = relationship(lazy="raise")
    document: Mapped[Document | None] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint(_one_of(SUBJECTS), name="one_subject"),
        *(
            Index(
                f"uq_email_subscriptions_{name.removesuffix('_id')}",
                name,
                "subscriber_id",
                "language" if name == "document_id" else "interest",
                unique=True,
                sqlite_where=text(f"{name} IS NOT NULL"),
                postgresql_where=text(f"{name} IS NOT NULL"),
            )
            for name in SUBJECTS
        ),
        Index(
            "ix_email_subscriptions_unconfirmed",
            "requested_at",
            sqlite_where=text(IS_UNCONFIRMED),
            postgresql_where=text(IS_UNCONFIRMED),
        ),
        Index(
            "ix_email_subscriptions_documents",
            "created_at",
            sqlite_where=text(IS_ABOUT_DOCUMENTS),
            postgresql_where=text(IS_ABOUT_DOCUMENTS),
        ),
    )


class Notice(Base):
    """Something that happened to an event, or that a version of a document is out, for subscribers.

    series_id is that of the event at that time, None for a version; changed_at when it happened. former: the
    schedule before, serialized; empty for a new event. There is one notice of a version.
    """

    __tablename__ = "subscription_notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), index=True
    )
    series_id: Mapped[int | None] = mapped_column(
        ForeignKey("series.id", ondelete="SET NULL"), index=True
    )
    version_id: Mapped[int | None] = mapped_column(
        ForeignKey("document_versions.id", ondelete="CASCADE")
    )
    reason: Mapped[NoticeReason]
    former: Mapped[list[Any]] = mapped_column(default=list)
    changed_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(index=True)

    # For those of documents there is none.
    event: Mapped[Event] = relationship(lazy="raise")
    version: Mapped[DocumentVersion | None] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint(_one_of(NOTICE_SUBJECTS), name="one_subject"),
        Index(
            "uq_subscription_notices_version",
            "version_id",
            unique=True,
            sqlite_where=text("version_id IS NOT NULL"),
            postgresql_where=text("version_id IS NOT NULL"),
        ),
    )


class CollectedState(Base):
    """An event as it was when notices were last collected from it.

    schedule is serialized. is_announced: there is a notice of it as new, or it was public before anybody
    subscribed. collected_at: through when changes of all events were collected then.
    """

    __tablename__ = "collected_states"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    revision: Mapped[int]
    state: Mapped[EventState]
    schedule: Mapped[list[Any]]
    is_announced: Mapped[bool]
    collected_at: Mapped[datetime] = mapped_column(index=True)
