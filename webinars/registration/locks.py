"""What is read under the lock of an event: whatever decides who gets a place."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.errors import ConflictError, NotFoundError
from webinars.events.models import Event
from webinars.events.rules import TAKES_NAMES, EventState, Standing, standing
from webinars.registration import queries, rules
from webinars.registration.models import Registration, Status
from webinars.timekeeping import clock


def locked_event(session: Session, event_id: int) -> Event:
    """Lock and return an event that the public may know.

    Raises:
        NotFoundError: "no-such-event".
    """
    event = session.scalar(select(Event).where(Event.id == event_id).with_for_update())
    if event is None or event.state is EventState.DRAFT:
        raise NotFoundError("no-such-event")
    return event


def locked(session: Session, registration_id: int) -> tuple[Event, Registration]:
    """Lock a registration's event and return both.

    Raises:
        NotFoundError: "no-such-event", "no-such-registration".
    """
    event_id = session.scalar(
        select(Registration.event_id).where(Registration.id == registration_id)
    )
    if event_id is None:
        raise NotFoundError("no-such-registration")
    event = locked_event(session, event_id)
    # Read, or read again, under the lock: somebody may have changed it while we waited.
    place = session.scalar(
        select(Registration)
        .where(Registration.id == registration_id)
        .execution_options(populate_existing=True)
    )
    if place is None or place.erased_at is not None:
        raise NotFoundError("no-such-registration")
    return event, place


def given_back_before(session: Session, place: Registration) -> list[Registration]:
    """Return what the same address gave back before at the same event."""
    return list(
        session.scalars(
            select(Registration).where(
                Registration.event_id == place.event_id,
                Registration.address == place.address,
                Registration.id != place.id,
                Registration.status == Status.CANCELLED,
                Registration.erased_at.is_(None),
            )
        )
    )


def status_for_newcomer(session: Session, event: Event) -> Status:
    """Return what a new name gets at a locked event.

    Raises:
        ConflictError: "registration-not-open" (facts: standing).
    """
    held, waiting = queries.held_and_waiting(session, event.id)
    stands = standing(event.terms, held, clock.now())
    if stands not in TAKES_NAMES:
        raise ConflictError("registration-not-open", standing=stands)
    if stands is Standing.OPEN and event.capacity is None:
        return Status.CONFIRMED
    return rules.status_for_newcomer(event.capacity, held=held, waiting=waiting)
