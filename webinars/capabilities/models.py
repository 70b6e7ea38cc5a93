"""Tables of capabilities and of the tokens that present them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webinars.capabilities.link_purposes import Purpose
from webinars.database import Base

_OWNERS = (
    "registration_id",
    "calendar_id",
    "invitee_id",
    "delegation_id",
    "comment_id",
    "organiser_id",
    "date_group_registration_id",
    "subscriber_id",
    "poll_id",
    "poll_participant_id",
    "document_id",
)


def _owner(column: str) -> Mapped[int | None]:
    # Tables of higher layers are named, not imported. A capability is deleted with its subject.
    return mapped_column(ForeignKey(column, ondelete="CASCADE"))


class Capability(Base):
    """A private link's permission: for what, on which subject, for whom, until when.

    link_purposes.SUBJECTS says which column names the subject. event_id is the event to lock before acting
    on the link. holder is the canonical address that the link was made for, where that matters.
    seed is the random value that the token is derived from; empty where the token itself is random
    and never sent again. Of a reply address, seed is empty, or the encrypted token that an earlier
    release e-mailed. used_at is set on one-time links.
    """

    __tablename__ = "capabilities"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose]
    event_id: Mapped[int | None] = _owner("events.id")
    registration_id: Mapped[int | None] = _owner("registrations.id")
    calendar_id: Mapped[int | None] = _owner("personal_calendars.id")
    invitee_id: Mapped[int | None] = _owner("invitees.id")
    delegation_id: Mapped[int | None] = _owner("delegations.id")
    comment_id: Mapped[int | None] = _owner("comments.id")
    organiser_id: Mapped[int | None] = _owner("organisers.id")
    date_group_registration_id: Mapped[int | None] = _owner("date_group_registrations.id")
    subscriber_id: Mapped[int | None] = _owner("subscribers.id")
    poll_id: Mapped[int | None] = _owner("polls.id")
    poll_participant_id: Mapped[int | None] = _owner("poll_participants.id")
    document_id: Mapped[int | None] = _owner("documents.id")
    holder: Mapped[str] = mapped_column(default="")
    seed: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_capabilities_event", "event_id", "purpose", "holder"),
        *(
            Index(
                f"ix_capabilities_{column.removesuffix('_id')}",
                column,
                sqlite_where=text(f"{column} IS NOT NULL"),
                postgresql_where=text(f"{column} IS NOT NULL"),
            )
            for column in _OWNERS
        ),
        {"sqlite_autoincrement": True},
    )


class CapabilityToken(Base):
    """The SHA-256 of a token that presents a capability; the token itself is not stored.

    After a change of SECRET_KEY a capability has two: the e-mailed one, and the one derived now.
    """

    __tablename__ = "capability_tokens"

    digest: Mapped[str] = mapped_column(primary_key=True)
    capability_id: Mapped[int] = mapped_column(
        ForeignKey("capabilities.id", ondelete="CASCADE"), index=True
    )


class ReplySecret(Base):
    """The random value from which the reply addresses of an event are derived, encrypted.

    It outlives capabilities, keys and registrations: ORGANIZER must not change under one UID.
    """

    __tablename__ = "reply_secrets"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    encrypted: Mapped[str]


class DatabaseKey(Base):
    """The id of a secret key that the database belongs to (the last) or belonged to."""

    __tablename__ = "database_key"

    key_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
