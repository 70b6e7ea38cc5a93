"""The tables of capabilities and of the tokens that present them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webinars.capabilities.rules import Purpose
from webinars.database import Base

_OWNERS = (
    "registration_id",
    "calendar_id",
    "invitee_id",
    "delegation_id",
    "comment_id",
    "organiser_id",
)


def _owner(column: str) -> Mapped[int | None]:
    # The tables of the layers above are named, not imported. A capability goes with its subject.
    return mapped_column(ForeignKey(column, ondelete="CASCADE"))


class Capability(Base):
    """What a private link allows: for what, on which subject, for whom, and until when.

    rules.SUBJECTS says which column names the subject. event_id is the event that is locked before anything
    is done with the link. holder is the canonical address that the link was made for, where that decides.
    seed is the random value that the token is derived from; it is empty where the token itself is random and
    is never sent again. used_at is set once for links that work once.
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
    """The SHA-256 of a token that presents a capability; the token itself is stored nowhere.

    After a change of SECRET_KEY a capability has two: what was mailed before, and what is derived now.
    """

    __tablename__ = "capability_tokens"

    digest: Mapped[str] = mapped_column(primary_key=True)
    capability_id: Mapped[int] = mapped_column(
        ForeignKey("capabilities.id", ondelete="CASCADE"), index=True
    )
