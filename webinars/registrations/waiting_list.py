"""The waiting list: promotions, offers and their deadlines."""

# Each action locks the event; the caller commits. A deadline is a message to the worker, due then.

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.models import Event
from webinars.events.revisions import lock_event
from webinars.events.rules import EventState, WaitingList
from webinars.outbox.actions import enqueue
from webinars.registrations import capacity as registrations_capacity
from webinars.registrations import deadlines, locks, notifications, queries
from webinars.registrations.models import Registration, Status
from webinars.registrations.rules import CancelReason
from webinars.timezones import clock

ENDS = "place.ends"
WHILE_POSTPONED = timedelta(days=1)


def apply_capacity_change(session: Session, event_id: int) -> list[Registration]:
    """After an event changed: refuse a capacity below the places held, then promote.

    Returns the promoted registrations.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "capacity-below-held" (facts: held).
    """
    event = lock_event(session, event_id)
    held = queries.places_held(session, event_id)
    if event.capacity is not None and held > event.capacity:
        raise ConflictError("capacity-below-held", held=held)
    return promote_next(session, event)


def promote_next(session: Session, event: Event) -> list[Registration]:
    """Give free places to the first in the waiting list, by the event's policy; the event is locked."""
    if event.waiting_list is WaitingList.BY_HAND:
        return []
    if event.state is not EventState.PUBLISHED or event.ends_at <= clock.now():
        return []
    tally = queries.count_by_type_and_status(session, event.id)
    if not tally.waiting:
        return []
    capacity = queries.capacity_of(session, event)
    free = None if capacity.event is None else max(capacity.event - tally.held, 0)
    # With registration types, the first that fits may be far behind.
    limit = None if event.has_registration_types else free
    if free == 0:
        return []
    ids = registrations_capacity.promotable(
        capacity, tally, queries.waiting_queue(session, event.id, limit)
    )
    promoted = [session.get_one(Registration, registration_id) for registration_id in ids]
    for registration in promoted:
        grant_place(session, event, registration)
    return promoted


def grant_place(
    session: Session, event: Event, registration: Registration, *, asked: bool = False
) -> None:
    """Confirm a waiting registration, or offer the place; asked: they requested it just now, so no offer."""
    now = clock.now()
    until = None if asked else deadlines.offer_deadline(now, event.starts_at, event.offer_hours)
    registration.status = registrations_capacity.promoted_status(
        requires_approval=event.requires_approval, waiting_list=event.waiting_list, until=until
    )
    registration.status_at, registration.queued_at, registration.ends_at = now, None, None
    if registration.status is Status.OFFERED:
        set_deadline(session, registration, until)
    session.flush()
    notifications.notify_of_place(session, event, registration)


def set_deadline(session: Session, registration: Registration, at: datetime | None) -> None:
    """Set when an offer or an unverified registration expires; None removes the deadline."""
    registration.ends_at = at
    if at is not None:
        session.flush()
        payload = {"registration_id": registration.id, "ends_at": at.isoformat()}
        enqueue(session, ENDS, payload=payload, due_at=at, event_id=registration.event_id)


def mark_verified(registration: Registration) -> None:
    """Record that the address is the registrant's own; a verification deadline is removed."""
    registration.verified_at = registration.verified_at or clock.now()
    if registration.status is not Status.OFFERED:
        registration.ends_at = None


def accept_offer(session: Session, registration_id: int) -> Registration:
    """Accept an offer; a late answer counts as long as the place is still offered.

    Raises:
        NotFoundError: "no-such-registration".
        ConflictError: "no-offer"; "event-over".
    """
    event, registration = locks.lock_registration(session, registration_id)
    if registration.status is not Status.OFFERED:
        raise ConflictError("no-offer")
    locks.check_not_over(event)
    registration.status, registration.ends_at = Status.CONFIRMED, None
    registration.status_at = clock.now()
    registration.verified_at = registration.verified_at or registration.status_at
    session.flush()
    notifications.notify_of_place(session, event, registration)
    return registration


def offer_place(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Offer a free place to a waiting registration, out of order or when the organiser promotes by hand.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "not-waiting"; "no-place-free"; "event-over".
    """
    event, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    if registration.status is not Status.WAITING:
        raise ConflictError("not-waiting")
    locks.check_not_over(event)
    tally, capacity = (
        queries.count_by_type_and_status(session, event_id),
        queries.capacity_of(session, event),
    )
    if not registrations_capacity.has_room(capacity, tally, registration.registration_type_id):
        raise ConflictError("no-place-free")
    grant_place(session, event, registration)
    return registration


def extend_deadline(
    session: Session, *, event_id: int, registration_id: int, until: datetime
) -> Registration:
    """Extend the deadline of an offer or a verification and notify the registrant.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "no-deadline".
        InvalidInputError: "deadline-not-later": before the present deadline, or after the event begins.
    """
    event, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    if registration.ends_at is None or registration.status not in (
        Status.OFFERED,
        Status.CONFIRMED,
    ):
        raise ConflictError("no-deadline")
    if not max(registration.ends_at, clock.now()) < until <= event.starts_at:
        raise InvalidInputError("deadline-not-later")
    set_deadline(session, registration, until)
    notifications.notify_registrant(session, f"registration.{registration.status}", registration)
    return registration


def move_in_queue(session: Session, *, event_id: int, registration_id: int, by: int) -> list[int]:
    """Move a registration up (negative) or down the waiting list; return the new order.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "not-waiting".
    """
    _, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    if registration.status is not Status.WAITING:
        raise ConflictError("not-waiting")
    order = [waiting_id for waiting_id, _ in queries.waiting_queue(session, event_id)]
    at = order.index(registration.id)
    order.insert(max(0, min(at + by, len(order) - 1)), order.pop(at))
    # From the one before it, whose position must stay different.
    _renumber(session, order[max(0, min(at, order.index(registration.id)) - 1) :])
    return order


def _renumber(session: Session, order: list[int]) -> None:
    """Reassign the existing positions to an order; equal ones are set a microsecond apart."""
    registrations = session.scalars(select(Registration).where(Registration.id.in_(order)))
    by_id = {row.id: row for row in registrations}
    rows = [by_id[registration_id] for registration_id in order]
    instants = sorted(row.queued_at for row in rows if row.queued_at is not None)
    before = None
    for row, since in zip(rows, instants, strict=True):
        row.queued_at = since if before is None else max(since, before + timedelta(microseconds=1))
        before = row.queued_at
    session.flush()


def expire(session: Session, registration_id: int, ends_at: datetime) -> Registration | None:
    """Expire an unclaimed offer or unverified place at its deadline; None if already resolved."""
    try:
        event, registration = locks.lock_registration(session, registration_id)
    except NotFoundError:
        return None  # erased in the meantime, or its event is a draft again
    if registration.ends_at != ends_at or clock.now() < ends_at:
        return None
    if event.state is EventState.POSTPONED:
        set_deadline(
            session, registration, clock.now() + WHILE_POSTPONED
        )  # nobody can decide about a date that is not known yet
        return None
    if event.state is not EventState.PUBLISHED or event.ends_at <= clock.now():
        return None
    if registration.status is Status.OFFERED:
        reason = CancelReason.OFFER_EXPIRED
    elif (
        registration.status in (Status.CONFIRMED, Status.AWAITING_APPROVAL)
        and registration.verified_at is None
    ):
        reason = CancelReason.VERIFICATION_EXPIRED
    else:
        return None
    end_registration(session, event, registration, reason)
    return registration


def end_registration(
    session: Session,
    event: Event,
    registration: Registration,
    reason: CancelReason,
    status: Literal[Status.CANCELLED, Status.REFUSED] = Status.CANCELLED,
) -> None:
    """Cancel or refuse a registration, notify the registrant and the organiser, and promote the next."""
    registration.status, registration.status_at = status, clock.now()
    registration.queued_at, registration.ends_at, registration.cancel_reason = None, None, reason
    session.flush()
    notifications.notify_of_cancellation(session, event, registration, reason)
    if reason is not CancelReason.ERASED:
        notifications.notify_organiser(session, event, registration, gone=True)
    promote_next(session, event)
