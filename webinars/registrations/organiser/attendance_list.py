"""Confirmed registrants by name, for the printed list of a day."""

from dataclasses import dataclass

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from webinars.events.models import RegistrationType
from webinars.pagination import Page, page_of, parse_named_cursor
from webinars.registrations.models import Registration
from webinars.registrations.status import Status

PAGE_LENGTH = 500


@dataclass(frozen=True)
class ListedPerson:
    """One line of the list; order is the name as the list is ordered by it."""

    id: int
    order: str
    name: str
    affiliation: str
    registration_type: str | None


def attendance_page(
    session: Session, event_id: int, after: str = "", limit: int = PAGE_LENGTH
) -> Page[ListedPerson]:
    """Return a page of an event's confirmed registrants by name, in one query.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    order = func.lower(Registration.name)
    statement = (
        select(
            Registration.id,
            order,
            Registration.name,
            Registration.affiliation,
            RegistrationType.name,
        )
        .outerjoin(RegistrationType, RegistrationType.id == Registration.registration_type_id)
        .where(
            Registration.event_id == event_id,
            Registration.status == Status.CONFIRMED,
            Registration.erased_at.is_(None),
        )
        .order_by(order, Registration.id)
        .limit(limit + 1)
    )
    if after:
        last_id, last_name = parse_named_cursor(after)
        statement = statement.where(tuple_(order, Registration.id) > tuple_(last_name, last_id))
    rows = [ListedPerson(*row) for row in session.execute(statement)]
    return page_of(rows, limit, lambda row: (row.id, row.order))
