"""Offers of a place: made by an organiser out of order, or accepted by the registrant."""

from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.events.lifecycle_checks import check_upcoming
from webinars.registrations import locks, notifications
from webinars.registrations.models import Registration
from webinars.registrations.places import capacity as registrations_capacity
from webinars.registrations.places import places_held
from webinars.registrations.status import Status
from webinars.registrations.status_history import recording_changes
from webinars.registrations.waiting_list import freed_places
from webinars.timezones import clock


def accept_offer(session: Session, registration_id: int) -> Registration:
    """Accept an offer; a late answer counts as long as the place is still offered.

    Raises:
        NotFoundError: "no-such-registration".
        ConflictError: "no-offer"; and those of check_upcoming().
    """
    event, registration = locks.lock_registration(session, registration_id)
    if registration.status is not Status.OFFERED:
        raise ConflictError("no-offer")
    check_upcoming(event)
    registration.change_status(Status.CONFIRMED, clock.now())
    registration.ends_at = None
    registration.verified_at = registration.verified_at or registration.status_at
    session.flush()
    notifications.notify_of_place(session, event, registration)
    return registration


def offer_place(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Offer a free place to a waiting registration, out of order or when the organiser promotes by hand.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "not-waiting"; "no-place-free"; and those of check_upcoming().
    """
    event, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    if registration.status is not Status.WAITING:
        raise ConflictError("not-waiting")
    check_upcoming(event)
    tally, capacity = (
        places_held.count_by_type_and_status(session, event_id),
        places_held.capacity_of(session, event),
    )
    if not registrations_capacity.has_free_place(
        capacity, tally, registration.registration_type_id
    ):
        raise ConflictError("no-place-free")
    with recording_changes(session, registration):
        freed_places.grant_place(session, event, registration)
    return registration
