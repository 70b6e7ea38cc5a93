"""Deadlines of offers and of address verification: compute, set, extend or remove them."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from webinars.errors import ConflictError, InvalidInputError
from webinars.outbox.enqueue import NewMessage, enqueue
from webinars.registrations import locks, notifications
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.registrations.status_history import recording_changes
from webinars.timezones import clock

ENDS = "place.ends"


def verification_deadline(now: datetime, starts_at: datetime, hours: int | None) -> datetime | None:
    """Return when a place expires unless its address is verified; None if it does not.

    Never later than half of the remaining time: the next in the waiting list needs some too.
    """
    if hours is None or starts_at <= now:
        return None
    return now + min(timedelta(hours=hours), (starts_at - now) / 2)


def set_deadline(session: Session, registration: Registration, at: datetime | None) -> None:
    """Set when an offer or an unverified registration expires; None removes the deadline."""
    registration.ends_at = at
    if at is not None:
        session.flush()
        enqueue(session, **vars(deadline_of(registration)))


def deadline_of(registration: Registration) -> NewMessage:
    """Return the message that ends an offer or an unverified registration at its deadline."""
    at = registration.ends_at
    assert at is not None  # noqa: S101 - the caller has set it
    payload = {"registration_id": registration.id, "ends_at": at.isoformat()}
    return NewMessage(ENDS, payload, due_at=at, event_id=registration.event_id)


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
    with recording_changes(session, registration):
        set_deadline(session, registration, until)
    notifications.notify_registrant(session, f"registration.{registration.status}", registration)
    return registration
