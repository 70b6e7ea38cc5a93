"""Decisions on requests that await approval."""

from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.events.lifecycle_checks import check_upcoming
from webinars.registrations import locks, notifications
from webinars.registrations.models import Registration
from webinars.registrations.organiser.restoration import restore_registration
from webinars.registrations.places import place_deadlines
from webinars.registrations.status import Status
from webinars.registrations.status_history import recording_changes
from webinars.registrations.waiting_list import freed_places
from webinars.timezones import clock

PENDING_DECISION = (Status.AWAITING_APPROVAL, Status.WAITING)


def approve_request(
    session: Session, *, event_id: int, registration_id: int, notify: bool = True
) -> Registration:
    """Approve a request; a refused or removed registration is restored.

    notify: whether the registrant gets an e-mail, and has to verify an unverified address in time.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "no-pending-request"; and those of check_upcoming().
    """
    event, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    check_upcoming(event)
    if registration.status is Status.REFUSED:
        return restore_registration(
            session, event_id=event_id, registration_id=registration_id, notify=notify
        )
    if registration.status is not Status.AWAITING_APPROVAL:
        raise ConflictError("no-pending-request")
    with recording_changes(session, registration):
        registration.change_status(Status.CONFIRMED, clock.now())
        if registration.verified_at is None and notify:
            until = place_deadlines.verification_deadline(
                registration.status_at, event.starts_at, event.verification_hours
            )
            place_deadlines.set_deadline(session, registration, until)
    if notify:
        notifications.notify_registrant(session, "registration.confirmed", registration)
    return registration


def refuse_request(
    session: Session, *, event_id: int, registration_id: int, notify: bool = True
) -> Registration:
    """Refuse a request; the next one on the waiting list is promoted.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "no-pending-request".
    """
    event, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    if registration.status not in PENDING_DECISION:
        raise ConflictError("no-pending-request")
    with recording_changes(session, registration):
        registration.change_status(Status.REFUSED, clock.now())
        registration.queued_at = registration.ends_at = None
    if notify:
        notifications.notify_registrant(session, "registration.refused", registration)
    freed_places.promote_next(session, event)
    return registration
