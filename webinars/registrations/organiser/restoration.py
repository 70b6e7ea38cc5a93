"""Restore a refused or removed registration."""

from sqlalchemy.orm import Session

from webinars.access.access_policy import LinkCredentials
from webinars.errors import ConflictError
from webinars.events.lifecycle_checks import check_upcoming
from webinars.registrations import locks, notifications
from webinars.registrations.initial_status import restored_status, set_position_or_deadline
from webinars.registrations.models import Registration
from webinars.registrations.repeat_registration import existing_registration
from webinars.registrations.status import Status
from webinars.registrations.status_history import recording_changes
from webinars.timezones import clock


def restore_registration(
    session: Session, *, event_id: int, registration_id: int, notify: bool = True
) -> Registration:
    """Undo a removal or refusal: confirm if a place is free, else append to the waiting list.

    notify: whether the registrant gets an e-mail, and has to verify an unverified address in time.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "no-pending-request"; and those of check_upcoming().
    """
    event, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    check_upcoming(event)
    if registration.status is not Status.REFUSED:
        raise ConflictError("no-pending-request")
    existing_registration(
        session, event, address=registration.address, credentials=LinkCredentials(by_organiser=True)
    )
    status = restored_status(session, event, registration.registration_type_id)
    with recording_changes(session, registration):
        registration.change_status(status, clock.now())
        set_position_or_deadline(session, event, registration, may_expire=notify)
    if notify:
        notifications.notify_of_place(session, event, registration)
    return registration
