"""Removal of a registration by an organiser: it ends for good."""

from sqlalchemy.orm import Session

from webinars.capabilities import link_revocation
from webinars.capabilities.link_purposes import Purpose
from webinars.errors import ConflictError
from webinars.registrations import cancellation, locks
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE, CancelReason, Status
from webinars.registrations.status_history import recording_changes


def remove_registration(
    session: Session, *, event_id: int, registration_id: int, notify: bool = True
) -> Registration:
    """Remove a registration for good: only an organiser can restore it.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "already-cancelled".
    """
    event, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    if registration.status not in ACTIVE:
        raise ConflictError("already-cancelled")
    registration.new_email = ""
    link_revocation.revoke_links(session, (Purpose.ADDRESS,), [registration.id])
    with recording_changes(session, registration):
        cancellation.end_registration(
            session, event, registration, CancelReason.REMOVED, Status.REFUSED, notify=notify
        )
    return registration
