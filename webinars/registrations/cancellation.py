"""Cancel a registration, or end it otherwise: notify, and promote the next one on the waiting list."""

from contextlib import nullcontext
from typing import Literal

from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.events.lifecycle_checks import check_not_ended
from webinars.events.models import Event
from webinars.registrations import locks, notifications
from webinars.registrations.group_registrations import stop_without_dates
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE, CancelReason, Status
from webinars.registrations.status_history import recording_changes
from webinars.registrations.waiting_list import freed_places
from webinars.timezones import clock


def end_registration(
    session: Session,
    event: Event,
    registration: Registration,
    reason: CancelReason,
    status: Literal[Status.CANCELLED, Status.REFUSED] = Status.CANCELLED,
    *,
    notify: bool = True,
    one_of_several: str = "",
) -> None:
    """Cancel or refuse a registration, notify the registrant and the organiser, and promote the next.

    notify: whether these two get an e-mail; the promoted one does in any case. one_of_several: budget group
    of dates that are cancelled together; of each, only a calendar that has an invitation gets an e-mail.
    """
    registration.change_status(status, clock.now())
    registration.queued_at, registration.ends_at, registration.cancel_reason = None, None, reason
    if notify:
        notifications.notify_of_cancellation(
            session, event, registration, reason, one_of_several=one_of_several
        )
        if reason is not CancelReason.ERASED:
            notifications.notify_organiser(session, event, registration, gone=True)
    stop_without_dates(session, event.date_group_id, registration.address)
    freed_places.promote_next(session, event)


def cancel_registration(
    session: Session,
    registration_id: int,
    *,
    reason: CancelReason = CancelReason.BY_REGISTRANT,
    notify: bool = True,
) -> Registration:
    """Cancel a registration and promote the next one on the waiting list.

    Raises:
        NotFoundError: "no-such-registration".
        ConflictError: "already-cancelled"; "event-over" once it has ended, unless an organiser cancels.
    """
    event, registration = locks.lock_registration(session, registration_id)
    return _cancel(session, event, registration, reason, notify=notify)


def cancel_on_behalf(
    session: Session, *, event_id: int, registration_id: int, notify: bool = True
) -> Registration:
    """Cancel a registration on the registrant's behalf; they are notified and the next one is promoted.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "already-cancelled".
    """
    event, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    return _cancel(session, event, registration, CancelReason.BY_ORGANISER, notify=notify)


def _cancel(
    session: Session,
    event: Event,
    registration: Registration,
    reason: CancelReason,
    *,
    notify: bool,
) -> Registration:
    if registration.status not in ACTIVE:
        raise ConflictError("already-cancelled")
    if reason is not CancelReason.BY_ORGANISER:
        check_not_ended(event)
    if reason not in {CancelReason.BY_ORGANISER, CancelReason.BY_DELEGATION}:
        registration.verified_at = registration.verified_at or clock.now()
    with (
        recording_changes(session, registration)
        if reason is CancelReason.BY_ORGANISER
        else nullcontext()
    ):
        end_registration(session, event, registration, reason, notify=notify)
    return registration
