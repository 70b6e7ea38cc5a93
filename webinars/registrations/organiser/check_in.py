"""Check-in on the day: confirmed registrants by name, and who is present."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.events.models import RegistrationType
from webinars.pagination import Page, page_of, parse_cursor
from webinars.registrations.models import CheckIn, Registration
from webinars.registrations.places.registration_counts import COUNTS, NUMBER
from webinars.registrations.status import Status

PAGE_LENGTH = 50


@dataclass(frozen=True)
class ExpectedRegistrant:
    """A confirmed registrant; checked_in_at and checked_in_by are empty unless they were marked as present.

    attended_at: when they joined online, or were marked first.
    """

    id: int
    name: str
    affiliation: str
    registration_type: str | None
    attended_at: datetime | None
    checked_in_at: datetime | None
    checked_in_by: str | None


def expected_registrants(
    session: Session, event_id: int, q: str = "", after: str = "", limit: int = PAGE_LENGTH
) -> Page[ExpectedRegistrant]:
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
        [ExpectedRegistrant(*row) for row in session.execute(statement)],
        limit,
        lambda row: (row.id,),
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


def _expected(event_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Registration.id,
            Registration.name,
            Registration.affiliation,
            RegistrationType.name,
            Registration.attended_at,
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
