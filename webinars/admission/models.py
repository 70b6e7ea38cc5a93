"""Tables of those invited to register, and of delegations that name several people."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webinars.database import Base


class Invitee(Base):
    """Somebody an organiser asks to register; the link mailed to them is bound to their address.

    address is the canonical form of email. opened_at is when the personal form was first asked for. Raising
    the generation revokes the link.
    """

    __tablename__ = "invitees"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    address: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), index=True)

    __table_args__ = (UniqueConstraint("event_id", "address"),)


class Delegation(Base):
    """A body that sends several people, and the focal point who names them.

    quota is how many it may name; none is any number. Raising the generation revokes the focal point's link.
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
    generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_delegations_event_address", "event_id", "address"),)
