"""Check-in on the day: confirmed registrants by name, and who is present. The caller commits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.errors import ConflictError
from webinars.events.models import RegistrationType
from webinars.pagination import Page, page_of, parse_cursor
from webinars.registrations import locks
from webinars.registrations.models import CheckIn, Registration
from webinars.registrations.places.registration_counts import COUNTS, NUMBER
from webinars.registrations.status import Status
from webinars.timezones import clock

PAGE_LENGTH = 50


@dataclass(frozen=True)
class Expected:
    """A confirmed registrant; the last two are empty unless they are present."""

    id: int
    name: str
    affiliation: str
    registration_type: str | None
    checked_in_at: datetime | None
    checked_in_by: str | None


def expected_registrants(
    session: Session, event_id: int, q: str = "", after: str = "", limit: int = PAGE_LENGTH
) -> Page[Expected]:
    """Return a page of an event's confirmed registrants whose name contains a text, newest first.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    statement = _expected(event_id).order_by(Registration.id.desc()).limit(limit + 1)
    if q:
        statement = statement.where(_is_named(q))
    if after:
        [last] = parse_cursor(after)
        statement = statement.where(Registration.id < last)
    return page_of(
        [Expected(*row) for row in session.execute(statement)], limit, lambda row: (row.id,)
    )


def present_and_confirmed(session: Session, event_id: int) -> tuple[int, int]:
    """Count who is present at an event, and the confirmed registrations."""
    session.flush()
    present = select(func.count()).select_from(CheckIn).where(CheckIn.event_id == event_id)
    confirmed = select(NUMBER).where(
        COUNTS.c.event_id == event_id,
        COUNTS.c.status == Status.CONFIRMED,
        COUNTS.c.is_erased.is_(False),
    )
    counted = select(present.scalar_subquery(), confirmed.scalar_subquery())
    row = session.execute(counted).one()
    return row[0], row[1] or 0


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


def undo(session: Session, *, event_id: int, registration_id: int) -> None:
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


def _expected(event_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Registration.id,
            Registration.name,
            Registration.affiliation,
            RegistrationType.name,
            CheckIn.checked_in_at,
            Organiser.name,
        )
        .select_from(Registration)
        .outerjoin(RegistrationType, RegistrationType.id == Registration.registration_type_id)
        .outerjoin(CheckIn, CheckIn.registration_id == Registration.id)
        .outerjoin(Organiser, Organiser.id == CheckIn.organiser_id)
        .where(
            Registration.event_id == event_id,
            Registration.status == Status.CONFIRMED,
            Registration.erased_at.is_(None),
        )
    )


def _is_named(q: str) -> ColumnElement[bool]:
    # SQLite folds case in ASCII only, so the usual capitalisations are all tried.
    spellings = sorted({q, q.casefold(), q.upper(), q.title()})
    return or_(*(Registration.name.icontains(one, autoescape=True) for one in spellings))
