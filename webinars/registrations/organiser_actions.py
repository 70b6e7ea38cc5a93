"""What organisers do about one person: write again, take the place back. The caller commits."""

from sqlalchemy.orm import Session

from webinars.errors import ConflictError, InvalidInputError
from webinars.events.models import EventState
from webinars.outbox.actions import ordering_key_of
from webinars.outbox.budgets import is_spent
from webinars.outbox.queries import was_just_queued
from webinars.registrations import (
    actions,
    attendee_list,
    capacity,
    locks,
    notifications,
    waiting_list,
)
from webinars.registrations.actions import restore
from webinars.registrations.models import ACTIVE, Registration, Status
from webinars.timezones import clock


def send_again(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Mail somebody once more that they have a place, or wait for one.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "given-back-before", "not-public", "event-over".
        InvalidInputError: "too-many-mails".
    """
    place = attendee_list.registration_of_event(session, event_id, registration_id)
    if place.status not in ACTIVE:
        raise ConflictError("given-back-before")
    if place.event.state is not EventState.PUBLISHED:
        raise ConflictError("not-public")
    if place.event.ends_at <= clock.now():
        raise ConflictError("event-over")
    if was_just_queued(session, ordering_key_of(event_id, place.address), ("registration.again",)):
        return place
    if is_spent(session, event_id=event_id, email=place.email):
        raise InvalidInputError("too-many-mails")
    notifications.tell_person(session, "registration.again", place)
    return place


def take_back(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Give back somebody's place, or turn, for them; they are told, and the next in line gets it.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "given-back-before".
    """
    place = attendee_list.registration_of_event(session, event_id, registration_id)
    return actions.give_back(session, place.id, why=actions.BY_ORGANISER)


def remove(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Remove somebody: no way leads back to a place until an organiser restores them.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "given-back-before".
    """
    return actions.remove(session, event_id=event_id, registration_id=registration_id)


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
    if place.verified_at is None:
        until = capacity.proof_until(place.status_at, event.starts_at, event.verification_hours)
        waiting_list.ends(session, place, until)
    session.flush()
    notifications.tell_person(session, "registration.confirmed", place)
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
    place.queued_at = place.ends_at = None
    session.flush()
    notifications.tell_person(session, "registration.refused", place)
    waiting_list.promote_next(session, event)
    return place
