"""The table of what each attendee's calendar has been told."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webinars.database import Base


class Method(StrEnum):
    """What a calendar message asks of the calendar (RFC 5546 section 1.4)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Invitation(Base):
    """One calendar message to one address: the SEQUENCE and DTSTAMP it carries.

    Kept per event and canonical address rather than per registration, because that is how a calendar
    knows it: a new registration must speak with a higher number than the last CANCEL. address is empty
    once erased; the event's sequence_floor then keeps the promise.
    """

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), index=True)
    message_id: Mapped[int] = mapped_column(unique=True)
    address: Mapped[str]
    method: Mapped[Method]
    sequence: Mapped[int]
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_invitations_event_address", "event_id", "address"),)
