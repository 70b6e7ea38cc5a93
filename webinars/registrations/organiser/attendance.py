"""Attendance at an event: joins, check-ins, and corrections by hand with their record. The caller commits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.errors import ConflictError
from webinars.registrations import locks
from webinars.registrations.models import AttendanceChange, CheckIn
from webinars.registrations.status import Status
from webinars.timezones import clock


@dataclass(frozen=True)
class AttendanceCorrection:
    """A correction: who made it, when, and whether the registrant is present since then."""

    by: str
    changed_at: datetime
    is_present: bool


def mark_present(
    session: Session, *, event_id: int, registration_id: int, organiser_id: int
) -> None:
    """Record that a confirmed registrant is present, and who recorded it; pressed again, nothing changes.

    Raises:
        ConflictError: "check-in-not-confirmed".
        NotFoundError: "no-such-registration".
    """
    _, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    if session.get(CheckIn, registration_id) is not None:
        return
    if registration.status is not Status.CONFIRMED:
        raise ConflictError("check-in-not-confirmed")
    now = clock.now()
    registration.attended_at = registration.attended_at or now
    session.add(
        CheckIn(
            registration_id=registration_id,
            event_id=event_id,
            organiser_id=organiser_id,
            checked_in_at=now,
        )
    )
    _record(session, registration_id, organiser_id, now, is_present=True)


def unmark_present(
    session: Session, *, event_id: int, registration_id: int, organiser_id: int
) -> None:
    """Take back that a registrant is present; a meeting that they joined online still counts.

    Raises:
        NotFoundError: "no-such-registration".
    """
    _, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    check_in = session.get(CheckIn, registration_id)
    if check_in is None:
        return
    if registration.attended_at == check_in.checked_in_at:
        registration.attended_at = None
    session.delete(check_in)
    is_present = registration.attended_at is not None
    _record(session, registration_id, organiser_id, clock.now(), is_present=is_present)


def mark_absent(
    session: Session, *, event_id: int, registration_id: int, organiser_id: int
) -> None:
    """Record that a registrant who joined or was checked in did not attend; pressed again, nothing changes.

    Raises:
        NotFoundError: "no-such-registration".
    """
    _, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    check_in = session.get(CheckIn, registration_id)
    if registration.attended_at is None and check_in is None:
        return
    registration.attended_at = None
    if check_in is not None:
        session.delete(check_in)
    _record(session, registration_id, organiser_id, clock.now(), is_present=False)


def attendance_changes(
    session: Session, registration_ids: Collection[int]
) -> dict[int, Sequence[AttendanceCorrection]]:
    """Return the corrections of registrations by their id, newest first, in one statement."""
    changes: dict[int, list[AttendanceCorrection]] = {}
    if not registration_ids:
        return {}
    statement = (
        select(
            AttendanceChange.registration_id,
            Organiser.name,
            AttendanceChange.changed_at,
            AttendanceChange.is_present,
        )
        .join(Organiser, Organiser.id == AttendanceChange.organiser_id)
        .where(AttendanceChange.registration_id.in_(registration_ids))
        .order_by(AttendanceChange.id.desc())
    )
    for registration_id, by, changed_at, is_present in session.execute(statement):
        change = AttendanceCorrection(by, changed_at, is_present)
        changes.setdefault(registration_id, []).append(change)
    return dict(changes)


def _record(
    session: Session,
    registration_id: int,
    organiser_id: int,
    now: datetime,
    *,
    is_present: bool,
) -> None:
    session.add(
        AttendanceChange(
            registration_id=registration_id,
            organiser_id=organiser_id,
            changed_at=now,
            is_present=is_present,
        )
    )
