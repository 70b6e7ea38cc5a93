"""Actions of organisers on one registration: resend its e-mail, cancel, remove or restore it."""

from sqlalchemy.orm import Session

from webinars.access.access_policy import Credentials
from webinars.capabilities import actions as capabilities
from webinars.capabilities.purposes import Purpose
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.lifecycle_checks import check_not_over
from webinars.events.rules import EventState
from webinars.outbox.actions import ordering_key_of
from webinars.outbox.email_budgets import is_spent
from webinars.outbox.queries import was_just_queued
from webinars.registrations import (
    actions,
    cancellation,
    locks,
    notifications,
)
from webinars.registrations.existing_registration import existing_registration
from webinars.registrations.initial_status import restored_status, set_position_or_deadline
from webinars.registrations.models import Registration
from webinars.registrations.organiser import registrant_list
from webinars.registrations.status import ACTIVE, CancelReason, Status
from webinars.timezones import clock


def resend_email(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Resend the e-mail of an active registration.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "already-cancelled", "not-published", "event-over".
        InvalidInputError: "too-many-emails".
    """
    registration = registrant_list.registration_of_event(session, event_id, registration_id)
    if registration.status not in ACTIVE:
        raise ConflictError("already-cancelled")
    if registration.event.state is not EventState.PUBLISHED:
        raise ConflictError("not-published")
    if registration.event.ends_at <= clock.now():
        raise ConflictError("event-over")
    if was_just_queued(
        session, ordering_key_of(event_id, registration.address), ("registration.again",)
    ):
        return registration
    if is_spent(session, event_id=event_id, email=registration.email):
        raise InvalidInputError("too-many-emails")
    notifications.notify_registrant(session, "registration.again", registration)
    return registration


def cancel_for(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Cancel a registration on the registrant's behalf; they are notified and the next one is promoted.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "already-cancelled".
    """
    registration = registrant_list.registration_of_event(session, event_id, registration_id)
    return actions.cancel(session, registration.id, reason=CancelReason.BY_ORGANISER)


def remove(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Remove a registration for good: only an organiser can restore it.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "already-cancelled".
    """
    event, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    if registration.status not in ACTIVE:
        raise ConflictError("already-cancelled")
    registration.new_email = ""
    capabilities.revoke(session, (Purpose.ADDRESS,), [registration.id])
    cancellation.end_registration(
        session, event, registration, CancelReason.REMOVED, Status.REFUSED
    )
    return registration


def restore(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Undo a removal or refusal: confirm if a place is free, else append to the waiting list.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "no-pending-request"; "event-over".
    """
    event, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    check_not_over(event)
    if registration.status is not Status.REFUSED:
        raise ConflictError("no-pending-request")
    existing_registration(
        session, event, address=registration.address, credentials=Credentials(by_organiser=True)
    )
    status = restored_status(session, event, registration.registration_type_id)
    registration.change_status(status, clock.now())
    set_position_or_deadline(session, event, registration)
    notifications.notify_of_place(session, event, registration)
    return registration
