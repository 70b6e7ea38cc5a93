"""The table of calendar messages sent to each attendee."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webinars.database import Base


class ItipMethod(StrEnum):
    """The iTIP method of a calendar message (RFC 5546 section 1.4)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Invitation(Base):
    """One calendar message to one address: the SEQUENCE and DTSTAMP it carries.

    Stored per event and canonical address rather than per registration, as calendars do: the SEQUENCE of a
    new registration must be higher than that of the last CANCEL. address is empty once erased; the event's
    sequence_floor then ensures the same.
    """

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), index=True)
    message_id: Mapped[int] = mapped_column(unique=True)
    address: Mapped[str]
    method: Mapped[ItipMethod]
    sequence: Mapped[int]
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_invitations_event_address", "event_id", "address"),)
