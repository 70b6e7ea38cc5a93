"""Tables of registrations and of changes of their registration type."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.access.models import Delegation
from webinars.database import Base
from webinars.events.enums import AttendanceMode, Format, attendance_format
from webinars.events.models import Event, RegistrationType
from webinars.i18n import N_
from webinars.localized_columns import LocalizedString
from webinars.registrations.status import Status, next_status

# Conditions of indexes; queries repeat them literally, because SQLite compares their texts.
IS_LIVING, IS_WAITING = "erased_at IS NULL", "status = 'waiting'"


class Registration(Base):
    """One person's registration for one event.

    email is the address as entered, address its canonical form (empty once erased). timezone is the
    registrant's time zone, empty while unknown. token_version counts how often the private links
    were replaced.
    """

    __tablename__ = "registrations"

    # Columns of personal data, each with its name on the privacy page. Erasure empties them, the export
    # contains them, and the tests of disclosure plant a canary word in each.
    PERSONAL: ClassVar[Mapping[str, str]] = {
        "name": N_("your name"),
        "email": N_("your e-mail address"),
        "address": N_("your e-mail address"),
        "new_email": N_("your e-mail address"),
        "affiliation": N_("your organisation if you give it"),
        "timezone": N_("your time zone"),
        "language": N_("your language"),
        "internal_note": N_("notes of the organisers about you"),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    status: Mapped[Status]
    name: Mapped[str]
    email: Mapped[str]
    address: Mapped[str]
    affiliation: Mapped[str] = mapped_column(default="")
    timezone: Mapped[str]
    language: Mapped[str]
    token_version: Mapped[int] = mapped_column(default=1)
    # A new address, entered on the manage page and not verified yet.
    new_email: Mapped[str] = mapped_column(default="")
    verified_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    # When status last changed; a repeated registration sets it again.
    status_at: Mapped[datetime]
    attended_at: Mapped[datetime | None]
    registration_type_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration_types.id"), index=True
    )
    # When an organiser last changed the registration type.
    type_changed_at: Mapped[datetime | None]
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegations.id"), index=True)
    # Position on the waiting list; organisers can move it.
    queued_at: Mapped[datetime | None]
    # When an offer, or a registration whose address is unverified, expires.
    ends_at: Mapped[datetime | None]
    # Reason code of a cancellation, as the e-mail gave it; empty while active.
    cancel_reason: Mapped[str] = mapped_column(default="")
    # A note for the organisers; the registrant reads it in the export of their data only.
    internal_note: Mapped[str] = mapped_column(default="", server_default="")
    erased_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(lazy="raise")
    registration_type: Mapped[RegistrationType | None] = relationship(lazy="raise")
    delegation: Mapped[Delegation | None] = relationship(lazy="raise")

    @property
    def attendance_mode(self) -> AttendanceMode:
        """Return the attendance mode of the registration type, which must be loaded."""
        return self._type.attendance_mode if self._type else AttendanceMode.AS_EVENT

    def attendance_format(self, event: Event) -> Format:
        """Return how this registrant attends: by their registration type, within the event's format.

        E-mail, calendar entry, manage page and join page all use this.
        """
        return attendance_format(event.format, self.attendance_mode)

    def change_status(self, status: Status, at: datetime) -> None:
        """Change the status, which status.TRANSITIONS must permit."""
        self.status, self.status_at = next_status(self.status, status), at

    def mark_verified(self, at: datetime) -> None:
        """Record that the address is the registrant's own, which removes a verification deadline."""
        self.verified_at = self.verified_at or at
        if self.status is not Status.OFFERED:
            self.ends_at = None

    def calendar_revised_at(self, event: Event) -> datetime:
        """Return the last change to anything that this registrant's calendar entry shows."""
        type_changed = self._type.attendance_mode_set_at if self._type else None
        moments = (event.revised_at, self.status_at, self.type_changed_at, type_changed)
        return max(moment for moment in moments if moment is not None)

    @property
    def _type(self) -> RegistrationType | None:
        # Without a registration type the relationship may not have been loaded.
        return self.registration_type if self.registration_type_id is not None else None

    __table_args__ = (
        Index(
            "uq_registrations_active",
            "event_id",
            "address",
            unique=True,
            sqlite_where=text("status <> 'cancelled'"),
            postgresql_where=text("status <> 'cancelled'"),
        ),
        # Lists of one event, newest first: all, of one status, of one type; and the waiting list.
        *(
            Index(
                f"ix_registrations_{name}",
                "event_id",
                *columns,
                "id",
                sqlite_where=text(condition),
                postgresql_where=text(condition),
            )
            for name, columns, condition in (
                ("newest", (), IS_LIVING),
                ("newest_status", ("status",), IS_LIVING),
                ("newest_type", ("registration_type_id",), IS_LIVING),
                ("waiting", ("queued_at",), IS_WAITING),
            )
        ),
        Index("ix_registrations_event_status", "event_id", "status"),
        Index("ix_registrations_address", "address"),
    )


class DateGroupRegistration(Base):
    """That an address has registered once for several dates of one event.

    address is canonical; its registrations for events of the group are these dates. takes_all: it is also
    registered for dates that are published later. queued_at: since when it waits for a place for all dates,
    without registrations; then waiting_details has the details of the form.
    """

    __tablename__ = "date_group_registrations"

    PERSONAL: ClassVar[Mapping[str, str]] = {
        "address": N_("your e-mail address"),
        "waiting_details": N_("your name"),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    date_group_id: Mapped[int] = mapped_column(ForeignKey("date_groups.id"), index=True)
    address: Mapped[str]
    takes_all: Mapped[bool]
    created_at: Mapped[datetime]
    queued_at: Mapped[datetime | None]
    waiting_details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")

    __table_args__ = (UniqueConstraint("address", "date_group_id"),)


class Unsubscription(Base):
    """That an address wants no messages that are not needed to take part, from the owner of an event.

    address is canonical. organiser_id: that owner, for all their events; event_id: the event itself, also
    when it has another owner later. event_message_id: the message from which they unsubscribed.
    """

    __tablename__ = "unsubscriptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]
    organiser_id: Mapped[int] = mapped_column(
        ForeignKey("organisers.id", ondelete="CASCADE"), index=True
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    # Its layer is above this one.
    event_message_id: Mapped[int | None] = mapped_column(
        ForeignKey("event_messages.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("address", "organiser_id", "event_id"),)


class CheckIn(Base):
    """That a registrant is present at an event: since when, and who marked them."""

    __tablename__ = "check_ins"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisers.id"))
    checked_in_at: Mapped[datetime]


class PurgeScope(StrEnum):
    """What is purged of an event after a retention period."""

    REGISTRATIONS = "registrations"
    SENSITIVE_ANSWERS = "sensitive-answers"


class DataPurge(Base):
    """A purge of an event's personal data: how many registrations had some before, and have some after it.

    finished_at is empty while there are further batches.
    """

    __tablename__ = "data_purges"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    scope: Mapped[PurgeScope]
    before: Mapped[int]
    after: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class AttendanceChange(Base):
    """One correction of a registrant's attendance by hand: by whom, when, and what it is since then."""

    __tablename__ = "attendance_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), index=True
    )
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisers.id"))
    changed_at: Mapped[datetime]
    is_present: Mapped[bool]


class BulkAction(Base):
    """One action of an organiser on many registrations of an event: chosen, begun, and finished.

    name: a key of organiser.bulk_action.ACTIONS. registration_ids: the selection, as it was when the
    organiser made it; position: how many of it are done. unchanged: ids of those that did not permit the
    action. organiser_id: who chose it, then who last started it. is_stopped: that account may no longer do
    this, so the rest is left until somebody who may continues it.
    """

    __tablename__ = "bulk_actions"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisers.id"))
    name: Mapped[str]
    registration_ids: Mapped[list[Any]]
    position: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[list[Any]] = mapped_column(default=list)
    sends_emails: Mapped[bool] = mapped_column(default=True)
    # Of the organiser, in the e-mails of a refusal; empty again once finished.
    note: Mapped[str] = mapped_column(LocalizedString(), default="")
    is_stopped: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    @property
    def changed(self) -> int:
        """Return how many registrations it has changed so far."""
        return self.position - len(self.unchanged)


class RegistrationTypeChange(Base):
    """One change of a registration's type: by whom, when, and the names of both types at that time."""

    __tablename__ = "registration_type_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), index=True
    )
    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisers.id"))
    changed_at: Mapped[datetime]
    before: Mapped[str]
    after: Mapped[str]


class StatedTime(Base):
    """The time of the event as the last e-mail to a registrant stated it.

    timezone is that of the registrant, empty while unknown. utc_offsets are those that the e-mail was
    formatted with, in seconds by zone: the registrant's, the event's and its cities'. tzdata_version is the
    release whose rules gave them. notified_version is the release whose effect was enqueued as an e-mail;
    empty if none was.
    """

    __tablename__ = "stated_times"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    starts_at: Mapped[datetime]
    timezone: Mapped[str]
    utc_offsets: Mapped[dict[str, Any]]
    tzdata_version: Mapped[str]
    notified_version: Mapped[str] = mapped_column(default="")
