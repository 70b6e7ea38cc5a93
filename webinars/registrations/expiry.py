"""Release places whose offer or address verification has expired."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from webinars.errors import NotFoundError
from webinars.events.enums import EventState
from webinars.outbox.models import Message
from webinars.registrations import cancellation, locks
from webinars.registrations.models import Registration
from webinars.registrations.places import place_deadlines
from webinars.registrations.status import CancelReason, Status
from webinars.timezones import clock

WHILE_POSTPONED = timedelta(days=1)


def expire_place(session: Session, registration_id: int, ends_at: datetime) -> Registration | None:
    """Expire an unclaimed offer or unverified place at its deadline; None if already resolved."""
    try:
        event, registration = locks.lock_registration(session, registration_id)
    except NotFoundError:
        return None  # erased in the meantime, or its event is a draft again
    if registration.ends_at != ends_at or clock.now() < ends_at:
        return None
    if event.state is EventState.POSTPONED:
        place_deadlines.set_deadline(
            session, registration, clock.now() + WHILE_POSTPONED
        )  # nobody can decide about a date that is not known yet
        return None
    if event.state is not EventState.PUBLISHED or event.ends_at <= clock.now():
        return None
    if registration.status is Status.OFFERED:
        reason = CancelReason.OFFER_EXPIRED
    elif (
        registration.status in (Status.CONFIRMED, Status.AWAITING_APPROVAL)
        and registration.verified_at is None
    ):
        reason = CancelReason.VERIFICATION_EXPIRED
    else:
        return None
    cancellation.end_registration(session, event, registration, reason)
    return registration


def expire_place_of_message(session: Session, message: Message) -> int:
    """Expire an offer or unverified registration unless resolved or extended; return how many expired."""
    ends_at = datetime.fromisoformat(message.payload["ends_at"])
    return int(expire_place(session, int(message.payload["registration_id"]), ends_at) is not None)


HANDLERS: dict[str, Callable[[Session, Message], int]] = {
    place_deadlines.ENDS: expire_place_of_message
}
