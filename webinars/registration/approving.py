"""What organisers decide about those who asked for a place. The caller commits."""

from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.registration import line, locks, notices, places
from webinars.registration.actions import restore
from webinars.registration.models import Registration, Status
from webinars.timezones import clock

DECIDABLE = (Status.AWAITING_APPROVAL, Status.WAITING)


def approve(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Confirm the place that somebody asked for; one who was refused or removed before is restored.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "nothing-to-decide"; "event-over".
    """
    event, place = locks.locked_of(session, event_id, registration_id)
    locks.check_is_ahead(event)
    if place.status is Status.REFUSED:
        return restore(session, event_id=event_id, registration_id=registration_id)
    if place.status is not Status.AWAITING_APPROVAL:
        raise ConflictError("nothing-to-decide")
    place.status, place.status_at = Status.CONFIRMED, clock.now()
    if place.proved_at is None:
        until = places.proof_until(place.status_at, event.starts_at, event.proof_hours)
        line.ends(session, place, until)
    session.flush()
    notices.tell_person(session, "registration.confirmed", place)
    return place


def refuse(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Tell somebody that they get no place; the next in line has a chance of it.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "nothing-to-decide".
    """
    event, place = locks.locked_of(session, event_id, registration_id)
    if place.status not in DECIDABLE:
        raise ConflictError("nothing-to-decide")
    place.status, place.status_at = Status.REFUSED, clock.now()
    place.waits_since = place.ends_at = None
    session.flush()
    notices.tell_person(session, "registration.refused", place)
    line.promote_next(session, event)
    return place
