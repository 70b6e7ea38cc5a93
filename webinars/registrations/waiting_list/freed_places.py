"""Promotion from the waiting list: when it happens, who gets a free place, and with which status."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.events.enums import EventState, WaitingList
from webinars.events.locks import lock_event
from webinars.events.models import Event
from webinars.events.registration_availability import is_capacity_reached
from webinars.registrations import notifications
from webinars.registrations.models import Registration
from webinars.registrations.places import place_deadlines, places_held
from webinars.registrations.places.capacity import Capacity, Tally, has_free_place
from webinars.registrations.status import Status
from webinars.registrations.waiting_list import offer_duration, queue_order
from webinars.timezones import clock

# Key of session.info: places are given at the end of a block.
_AFTERWARDS = "webinars-promotes-afterwards"


def apply_capacity_change(session: Session, event_id: int) -> list[Registration]:
    """After an event changed: refuse a capacity below the places held, then promote.

    Returns the promoted registrations.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "capacity-below-held" (facts: held).
    """
    event = lock_event(session, event_id)
    held = places_held.places_held(session, event_id)
    if event.capacity is not None and held > event.capacity:
        raise ConflictError("capacity-below-held", held=held)
    return promote_next(session, event)


def promote_next(session: Session, event: Event) -> list[Registration]:
    """Give free places to the first in the waiting list, by the event's policy; the event is locked."""
    if event.waiting_list is WaitingList.BY_HAND or session.info.get(_AFTERWARDS):
        return []
    if event.state is not EventState.PUBLISHED or event.ends_at <= clock.now():
        return []
    tally = places_held.count_by_type_and_status(session, event.id)
    if not tally.waiting:
        return []
    capacity = places_held.capacity_of(session, event)
    free = None if capacity.event is None else max(capacity.event - tally.held, 0)
    # With registration types, the first that fits may be far behind.
    limit = None if event.has_registration_types else free
    if free == 0:
        return []
    ids = promotable_ids(capacity, tally, queue_order.waiting_queue(session, event.id, limit))
    promoted = [session.get_one(Registration, registration_id) for registration_id in ids]
    for registration in promoted:
        grant_place(session, event, registration)
    return promoted


@contextmanager
def promoting_afterwards(session: Session, event: Event) -> Iterator[None]:
    """Give the places that a block frees at its end, once; the event is locked throughout."""
    session.info[_AFTERWARDS] = True
    try:
        yield
    finally:
        del session.info[_AFTERWARDS]
    promote_next(session, event)


def grant_place(
    session: Session, event: Event, registration: Registration, *, asked: bool = False
) -> None:
    """Confirm a waiting registration, or offer the place; asked: they requested it just now, so no offer."""
    now = clock.now()
    until = (
        None if asked else offer_duration.offer_deadline(now, event.starts_at, event.offer_hours)
    )
    status = promoted_status(
        requires_approval=event.requires_approval, waiting_list=event.waiting_list, until=until
    )
    registration.change_status(status, now)
    registration.queued_at = registration.ends_at = None
    if registration.status is Status.OFFERED:
        place_deadlines.set_deadline(session, registration, until)
    session.flush()
    notifications.notify_of_place(session, event, registration)


def promotable_ids(
    capacity: Capacity, tally: Tally, queue: Iterable[tuple[int, int | None]]
) -> list[int]:
    """Return the ids of the waiting registrations (id, type) that can get a place now, in order.

    A registration whose type is full is skipped and keeps its position.
    """
    promoted: list[int] = []
    numbers = dict(tally.numbers)
    for registration_id, type_id in queue:
        now = Tally(numbers)
        if is_capacity_reached(capacity.event, now.held):
            break
        if has_free_place(capacity, now, type_id):
            promoted.append(registration_id)
            numbers[type_id, Status.CONFIRMED] = numbers.get((type_id, Status.CONFIRMED), 0) + 1
    return promoted


def promoted_status(
    *, requires_approval: bool, waiting_list: WaitingList, until: datetime | None
) -> Status:
    """Return the status a waiting registration gets when a place frees up."""
    if requires_approval:
        return Status.AWAITING_APPROVAL
    if waiting_list is WaitingList.AT_ONCE or until is None:
        return Status.CONFIRMED
    return Status.OFFERED
