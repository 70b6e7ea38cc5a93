"""How many people may take all dates of an event, who waits for that, and who is next."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.events.date_groups import SeveralDatesOffer, lock_group, several_dates_offer
from webinars.events.models import DateGroup
from webinars.events.notifications.open_dates import announce_dates
from webinars.events.registration_availability import is_capacity_reached
from webinars.prepared_statements import flushed
from webinars.registrations.models import DateGroupRegistration

_HOLDING: tuple[ColumnElement[bool], ...] = (
    DateGroupRegistration.takes_all.is_(True),
    DateGroupRegistration.queued_at.is_(None),
)


def is_for_all_only(session: Session, group_id: int) -> bool:
    """Return whether people cannot choose dates of a group, while it has several."""
    offer = several_dates_offer(flushed(session), group_id)
    return offer is SeveralDatesOffer.ALL_ONLY


def places_held_for_all(session: Session, group_id: int) -> int:
    """Count those who take all dates of a group."""
    return _count(session, group_id, *_HOLDING)


def waiting_for_all(session: Session, group_id: int) -> int:
    """Count those who wait for a place for all dates of a group."""
    return _count(session, group_id, DateGroupRegistration.queued_at.is_not(None))


def has_place_for_all(session: Session, group_id: int) -> bool:
    """Return whether one more person gets a place for all dates: one is free, and nobody waits for it."""
    group = session.get_one(DateGroup, group_id)
    if group.capacity is None:
        return True
    if waiting_for_all(session, group_id):
        return False
    return not is_capacity_reached(group.capacity, places_held_for_all(session, group_id))


def next_waiting(
    session: Session, group_id: int, passed_over: Collection[int]
) -> DateGroupRegistration | None:
    """Return who is next on the waiting list of a locked group, but for some rows, if a place is free."""
    group = session.get_one(DateGroup, group_id)
    if is_capacity_reached(group.capacity, places_held_for_all(session, group_id)):
        return None
    return session.scalar(
        select(DateGroupRegistration)
        .where(
            DateGroupRegistration.date_group_id == group_id,
            DateGroupRegistration.queued_at.is_not(None),
            DateGroupRegistration.id.not_in(passed_over),
        )
        .order_by(DateGroupRegistration.queued_at, DateGroupRegistration.id)
        .limit(1)
    )


def position_of(session: Session, row: DateGroupRegistration) -> int:
    """Return the position of a row on the waiting list of its group."""
    before = (DateGroupRegistration.queued_at < row.queued_at) | (
        (DateGroupRegistration.queued_at == row.queued_at) & (DateGroupRegistration.id <= row.id)
    )
    return _count(session, row.date_group_id, before)


def change_places_for_all(
    session: Session, group_id: int, *, capacity: int | None, is_for_all_only: bool
) -> None:
    """Set how many people may take all dates of a group, and whether they may choose dates instead.

    Who waits is moved up by the worker.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "capacity-below-held" (facts: held).
    """
    lock_group(session, group_id)
    held = places_held_for_all(session, group_id)
    if capacity is not None and held > capacity:
        raise ConflictError("capacity-below-held", held=held)
    group = session.get_one(DateGroup, group_id, populate_existing=True)
    group.capacity, group.is_for_all_only = capacity, is_for_all_only
    if waiting_for_all(session, group_id):
        announce_dates(session, group_id)


def _count(session: Session, group_id: int, *conditions: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(DateGroupRegistration)
    of_group = DateGroupRegistration.date_group_id == group_id
    return session.scalar(counted.where(of_group, *conditions)) or 0
