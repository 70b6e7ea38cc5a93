"""Organiser actions on one registration. The caller commits."""

from sqlalchemy.orm import Session

from webinars.errors import ConflictError, InvalidInputError
from webinars.events.models import EventState
from webinars.outbox.actions import ordering_key_of
from webinars.outbox.budgets import is_spent
from webinars.outbox.queries import was_just_queued
from webinars.registrations import (
    actions,
    attendee_list,
    deadlines,
    locks,
    notifications,
    waiting_list,
)
from webinars.registrations.actions import restore
from webinars.registrations.models import ACTIVE, Registration, Status
from webinars.registrations.rules import CancelReason
from webinars.timezones import clock


def resend_email(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Resend the e-mail of an active registration.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "already-cancelled", "not-published", "event-over".
        InvalidInputError: "too-many-emails".
    """
    registration = attendee_list.registration_of_event(session, event_id, registration_id)
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
    registration = attendee_list.registration_of_event(session, event_id, registration_id)
    return actions.cancel(session, registration.id, reason=CancelReason.BY_ORGANISER)


def remove(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Remove a registrant: only an organiser can restore the registration.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "already-cancelled".
    """
    return actions.remove(session, event_id=event_id, registration_id=registration_id)


PENDING_DECISION = (Status.AWAITING_APPROVAL, Status.WAITING)


def approve(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Approve a request; a refused or removed registration is restored.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "no-pending-request"; "event-over".
    """
    event, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    locks.check_not_over(event)
    if registration.status is Status.REFUSED:
        return restore(session, event_id=event_id, registration_id=registration_id)
    if registration.status is not Status.AWAITING_APPROVAL:
        raise ConflictError("no-pending-request")
    registration.status, registration.status_at = Status.CONFIRMED, clock.now()
    if registration.verified_at is None:
        until = deadlines.verification_deadline(
            registration.status_at, event.starts_at, event.verification_hours
        )
        waiting_list.set_deadline(session, registration, until)
    session.flush()
    notifications.notify_registrant(session, "registration.confirmed", registration)
    return registration


def decline(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Decline a request; the next one on the waiting list is promoted.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "no-pending-request".
    """
    event, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    if registration.status not in PENDING_DECISION:
        raise ConflictError("no-pending-request")
    registration.status, registration.status_at = Status.REFUSED, clock.now()
    registration.queued_at = registration.ends_at = None
    session.flush()
    notifications.notify_registrant(session, "registration.refused", registration)
    waiting_list.promote_next(session, event)
    return registration
