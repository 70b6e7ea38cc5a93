"""The table of registrations."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.access.models import Delegation
from webinars.database import Base
from webinars.events.models import Event, RegistrationType
from webinars.events.rules import AttendanceMode, Format, attendance_format
from webinars.registrations.rules import ACTIVE, HOLDING, Status

__all__ = ["ACTIVE", "HOLDING", "Registration", "RegistrationTypeChange", "Status"]


class Registration(Base):
    """One person's place, or turn on the waiting list, at one event.

    email is the address as typed, address its canonical form (empty once erased). zone is the time zone that
    the person chose, empty while nobody knows it. generation counts how often
    the links were replaced.
    """

    __tablename__ = "registrations"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    status: Mapped[Status]
    name: Mapped[str]
    email: Mapped[str]
    address: Mapped[str]
    affiliation: Mapped[str] = mapped_column(default="")
    zone: Mapped[str]
    language: Mapped[str]
    token_version: Mapped[int] = mapped_column(default=1)
    # An address typed on the own page that its owner has not proved yet.
    new_email: Mapped[str] = mapped_column(default="")
    verified_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    # The waiting list goes by this; it moves when somebody registers again.
    status_at: Mapped[datetime]
    attended_at: Mapped[datetime | None]
    registration_type_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration_types.id"), index=True
    )
    # When an organiser last moved somebody to another kind.
    type_changed_at: Mapped[datetime | None]
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegations.id"), index=True)
    # Since when somebody waits, which is their place in the queue; an organiser may move them.
    queued_at: Mapped[datetime | None]
    # An offer, or a place whose address is not proved, ends then unless it is taken up.
    ends_at: Mapped[datetime | None]
    # Why a place or turn that is cancelled ended, as the letter said it; empty before.
    cancel_reason: Mapped[str] = mapped_column(default="")
    erased_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(lazy="raise")
    kind: Mapped[RegistrationType | None] = relationship(lazy="raise")
    delegation: Mapped[Delegation | None] = relationship(lazy="raise")

    @property
    def attendance_mode(self) -> AttendanceMode:
        """Return what this person's kind says of how they take part; the kind was read along."""
        return self._kind.attendance_mode if self._kind else AttendanceMode.AS_EVENT

    def takes_part_in(self, event: Event) -> Format:
        """Return how this person takes part in their event: as their kind says, within the event's format.

        Mail, calendar entry, own page, door and room all ask this.
        """
        return attendance_format(event.format, self.attendance_mode)

    def told_at(self, event: Event) -> datetime:
        """Return since when all that this person's calendar is told of their event is as it is."""
        of_kind = self._kind.attendance_mode_set_at if self._kind else None
        moments = (event.revised_at, self.status_at, self.type_changed_at, of_kind)
        return max(moment for moment in moments if moment is not None)

    @property
    def _kind(self) -> RegistrationType | None:
        # Most people have no kind, and then there is none to have been read.
        return self.kind if self.registration_type_id is not None else None

    __table_args__ = (
        Index(
            "uq_registrations_active",
            "event_id",
            "address",
            unique=True,
            sqlite_where=text("status <> 'cancelled'"),
            postgresql_where=text("status <> 'cancelled'"),
        ),
        Index("ix_registrations_event_status", "event_id", "status"),
        Index("ix_registrations_address", "address"),
    )


class RegistrationTypeChange(Base):
    """Who moved somebody to another kind of registration, when, and what the kinds were called then."""

    __tablename__ = "registration_type_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), index=True
    )
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisers.id"))
    changed_at: Mapped[datetime]
    before: Mapped[str]
    after: Mapped[str]
