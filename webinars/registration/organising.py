"""What organisers do about one person: write again, take the place back. The caller commits."""

from sqlalchemy.orm import Session

from webinars.errors import ConflictError, InvalidInputError
from webinars.events.models import EventState
from webinars.outbox.actions import lane_of
from webinars.outbox.budgets import is_spent
from webinars.outbox.queries import was_just_queued
from webinars.registration import actions, listing, notices
from webinars.registration.models import ACTIVE, Registration
from webinars.timezones import clock


def send_again(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Mail somebody once more that they have a place, or wait for one.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "given-back-before", "not-public", "event-over".
        InvalidInputError: "too-many-mails".
    """
    place = listing.registration_of_event(session, event_id, registration_id)
    if place.status not in ACTIVE:
        raise ConflictError("given-back-before")
    if place.event.state is not EventState.PUBLISHED:
        raise ConflictError("not-public")
    if place.event.ends_at <= clock.now():
        raise ConflictError("event-over")
    if was_just_queued(session, lane_of(event_id, place.address), ("registration.again",)):
        return place
    if is_spent(session, event_id=event_id, email=place.email):
        raise InvalidInputError("too-many-mails")
    notices.tell_person(session, "registration.again", place)
    return place


def take_back(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Give back somebody's place, or turn, for them; they are told, and the next in line gets it.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "given-back-before".
    """
    place = listing.registration_of_event(session, event_id, registration_id)
    return actions.give_back(session, place.id, why=actions.BY_ORGANISER)


def remove(session: Session, *, event_id: int, registration_id: int) -> Registration:
    """Remove somebody: no way leads back to a place until an organiser restores them.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "given-back-before".
    """
    return actions.remove(session, event_id=event_id, registration_id=registration_id)
