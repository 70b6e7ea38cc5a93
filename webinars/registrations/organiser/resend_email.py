"""Resend the e-mail of a registration, for its organiser."""

from sqlalchemy.orm import Session

from webinars.errors import ConflictError, InvalidInputError
from webinars.events.enums import EventState
from webinars.outbox.email_budgets import is_spent
from webinars.outbox.enqueue import ordering_key_of
from webinars.outbox.recently_queued import was_just_queued
from webinars.registrations import notifications, queries
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE
from webinars.timezones import clock


def resend_email(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Resend the e-mail of an active registration.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "already-cancelled", "not-published", "event-over".
        InvalidInputError: "too-many-emails".
    """
    registration = queries.registration_of_event(session, event_id, registration_id)
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
