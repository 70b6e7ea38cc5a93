"""The waiting list as organisers see it, and moving a registration up or down in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.events.models import Event, RegistrationType
from webinars.pagination import page_of
from webinars.registrations import locks
from webinars.registrations.models import Registration
from webinars.registrations.places import capacity as registrations_capacity
from webinars.registrations.places import places_held
from webinars.registrations.status import Status
from webinars.registrations.waiting_list import queue_order

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
    """One page of the waiting list, its total length, and the free places of the event.

    after is the cursor of the next page, empty on the last one.
    """

    registrations: Sequence[WaitingRegistration]
    waiting: int
    free: int | None
    after: str


def waiting_list_page(
    session: Session, event: Event, skip: int = 0, after: str = "", limit: int = PAGE_LENGTH
) -> WaitingListPage:
    """Return one page of an event's waiting list: after a cursor, numbered from skip, or after so many.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    tally, capacity = (
        places_held.count_by_type_and_status(session, event.id),
        places_held.capacity_of(session, event),
    )
    statement = (
        select(
            Registration.id,
            Registration.name,
            Registration.email,
            Registration.affiliation,
            Registration.registration_type_id,
            RegistrationType.name,
            # When it joined; organisers may have changed the order since.
            Registration.status_at,
            Registration.queued_at,
        )
        .select_from(Registration)
        .outerjoin(RegistrationType, RegistrationType.id == Registration.registration_type_id)
        .where(Registration.event_id == event.id, queue_order.IS_WAITING)
        .order_by(*queue_order.ORDER)
        .limit(limit + 1)
    )
    from_here = (
        statement.where(queue_order.after_cursor(after)) if after else statement.offset(skip)
    )
    rows = session.execute(from_here).all()
    page = page_of(rows, limit, lambda row: queue_order.cursor_key(row.queued_at, row.id))
    registrations = [
        WaitingRegistration(
            number=number,
            id=row[0],
            name=row[1],
            email=row[2],
            affiliation=row[3],
            registration_type=row[5] or "",
            since=row[6],
            may_have=registrations_capacity.has_free_place(capacity, tally, row[4]),
        )
        for number, row in enumerate(page.rows, skip + 1)
    ]
    free = None if capacity.event is None else max(capacity.event - tally.held, 0)
    return WaitingListPage(registrations, tally.waiting, free, page.after)


def move_in_queue(session: Session, *, event_id: int, registration_id: int, by: int) -> list[int]:
    """Move a registration up (negative) or down the waiting list; return the new order.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "not-waiting".
    """
    _, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    if registration.status is not Status.WAITING:
        raise ConflictError("not-waiting")
    ids = [waiting_id for waiting_id, _ in queue_order.waiting_queue(session, event_id)]
    at = ids.index(registration.id)
    ids.insert(max(0, min(at + by, len(ids) - 1)), ids.pop(at))
    # From the one before it, whose position must stay different.
    _renumber(session, ids[max(0, min(at, ids.index(registration.id)) - 1) :])
    return ids


def _renumber(session: Session, ids: list[int]) -> None:
    """Reassign the existing positions to ids in order; equal ones are set a microsecond apart."""
    registrations = session.scalars(select(Registration).where(Registration.id.in_(ids)))
    by_id = {row.id: row for row in registrations}
    rows = [by_id[registration_id] for registration_id in ids]
    instants = sorted(row.queued_at for row in rows if row.queued_at is not None)
    before = None
    for row, since in zip(rows, instants, strict=True):
        row.queued_at = since if before is None else max(since, before + timedelta(microseconds=1))
        before = row.queued_at
    session.flush()
