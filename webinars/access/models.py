"""Tables of those invited to register, of delegations, and of the people whom these name."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webinars.database import Base


class Invitee(Base):
    """Somebody an organiser asks to register; the link mailed to them is bound to their address.

    address is the canonical form of email. opened_at is when the personal form was first asked for.
    generation rises with each withdrawal: an e-mail queued before it is not sent.
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
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), index=True)

    __table_args__ = (UniqueConstraint("event_id", "address"),)


class Delegation(Base):
    """A body that sends several people, and the focal point who names them.

    quota is how many it may name; none is any number. zone is empty: nobody asks the focal point. generation
    rises with each other focal point: an e-mail queued for the one before is not sent.
    """

    __tablename__ = "delegations"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    name: Mapped[str]
    focal_name: Mapped[str]
    focal_email: Mapped[str]
    address: Mapped[str] = mapped_column(index=True)
    zone: Mapped[str]
    language: Mapped[str]
    quota: Mapped[int | None]
    token_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_delegations_event_address", "event_id", "address"),)


class Nomination(Base):
    """One person whom a delegation's focal point named, as the focal point wrote it.

    The focal point reads these rows and no registrations: they look alike whether the person was registered,
    or removed, before. registration_id is the registration that the person had or got; made_registration says
    that the nomination made it, so that withdrawing the one cancels the other.
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
