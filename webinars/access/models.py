"""Tables of invitees, delegations and nominations."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from webinars.access.invitee_state import Partstat
from webinars.database import Base


class Invitee(Base):
    """A person asked to register; the e-mailed link is bound to their address.

    address is the canonical form of email. opened_at is when the personal form was first requested.
    token_version rises with each withdrawal, so that an e-mail queued before it is not sent.
    is_invited_by_calendar: the last invitation has a calendar entry to reply to, if the event has a date and
    replies are processed. partstat is that of the last reply since they were last invited; None without one.
    missed_change: the event has changed since they declined, and their calendar was not told.
    """

    __tablename__ = "invitees"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    address: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    token_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    is_invited_by_calendar: Mapped[bool] = mapped_column(default=False, server_default=false())
    partstat: Mapped[Partstat | None]
    replied_at: Mapped[datetime | None]
    missed_change: Mapped[bool] = mapped_column(default=False, server_default=false())
    reminded_at: Mapped[datetime | None]
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), index=True)

    __table_args__ = (
        UniqueConstraint("event_id", "address"),
        Index("ix_invitees_event_newest", "event_id", "id"),
    )


class Delegation(Base):
    """A body that sends several people, and the focal point who nominates them.

    quota limits the nominations; None is unlimited. token_version rises with
    each new focal point, so that an e-mail queued for the previous one is not sent.
    """

    __tablename__ = "delegations"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    name: Mapped[str]
    focal_name: Mapped[str]
    focal_email: Mapped[str]
    address: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    quota: Mapped[int | None]
    token_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_delegations_event_address", "event_id", "address"),)


class Nomination(Base):
    """One person whom a delegation's focal point named, as the focal point entered it.

    The focal point reads these rows and no registrations: they look alike whether the person was
    registered, or removed, before. registration_id is the existing or new registration;
    made_registration: the nomination created it, so withdrawing the nomination cancels it.
    """

    __tablename__ = "nominations"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    delegation_id: Mapped[int] = mapped_column(
        ForeignKey("delegations.id", ondelete="CASCADE"), index=True
    )
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), index=True
    )
    made_registration: Mapped[bool]
    registration_type_id: Mapped[int | None] = mapped_column(ForeignKey("registration_types.id"))
    name: Mapped[str]
    email: Mapped[str]
    address: Mapped[str]
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_nominations_event_address", "event_id", "address"),
        {"sqlite_autoincrement": True},
    )
