"""The waiting list as organisers see it, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.events.models import Event, RegistrationType
from webinars.registrations import capacity as registrations_capacity
from webinars.registrations import queries
from webinars.registrations.models import Registration, Status

PAGE_LENGTH = 50


@dataclass(frozen=True)
class WaitingRegistration:
    """One waiting registration; number is its position from 1, may_have: a place is free for it now."""

    number: int
    id: int
    name: str
    email: str
    affiliation: str
    registration_type: str
    since: datetime
    may_have: bool


@dataclass(frozen=True)
class WaitingListPage:
    """One page of the waiting list, its total length, and the free places of the event."""

    turns: Sequence[WaitingRegistration]
    waiting: int
    free: int | None


def waiting_list_page(
    session: Session, event: Event, skip: int = 0, limit: int = PAGE_LENGTH
) -> WaitingListPage:
    """Return one page of an event's waiting list."""
    tally, capacity = (
        queries.count_by_type_and_status(session, event.id),
        queries.capacity_of(session, event),
    )
    rows = session.execute(
        select(
            Registration.id,
            Registration.name,
            Registration.email,
            Registration.affiliation,
            Registration.registration_type_id,
            RegistrationType.name,
            # When it joined; organisers may have changed the order since.
            Registration.status_at,
        )
        .select_from(Registration)
        .outerjoin(RegistrationType, RegistrationType.id == Registration.registration_type_id)
        .where(Registration.event_id == event.id, Registration.status == Status.WAITING)
        .order_by(Registration.queued_at, Registration.id)
        .offset(skip)
        .limit(limit)
    )
    turns = [
        WaitingRegistration(
            number=number,
            id=row[0],
            name=row[1],
            email=row[2],
            affiliation=row[3],
            registration_type=row[5] or "",
            since=row[6],
            may_have=registrations_capacity.has_room(capacity, tally, row[4]),
        )
        for number, row in enumerate(rows, skip + 1)
    ]
    free = None if capacity.event is None else max(capacity.event - tally.held, 0)
    return WaitingListPage(turns, tally.waiting, free)
