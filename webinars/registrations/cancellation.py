"""End a registration: cancel or refuse it, notify, and promote the next one on the waiting list."""

from typing import Literal

from sqlalchemy.orm import Session

from webinars.events.models import Event
from webinars.registrations import notifications
from webinars.registrations.models import Registration
from webinars.registrations.status import CancelReason, Status
from webinars.registrations.waiting_list import promotion
from webinars.timezones import clock


def end_registration(
    session: Session,
    event: Event,
    registration: Registration,
    reason: CancelReason,
    status: Literal[Status.CANCELLED, Status.REFUSED] = Status.CANCELLED,
) -> None:
    """Cancel or refuse a registration, notify the registrant and the organiser, and promote the next."""
    registration.change_status(status, clock.now())
    registration.queued_at, registration.ends_at, registration.cancel_reason = None, None, reason
    session.flush()
    notifications.notify_of_cancellation(session, event, registration, reason)
    if reason is not CancelReason.ERASED:
        notifications.notify_organiser(session, event, registration, gone=True)
    promotion.promote_next(session, event)
