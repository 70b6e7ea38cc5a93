"""Lock an event and load what decides about its places."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.models import Event, RegistrationType
from webinars.events.locks import lock_event
from webinars.events.rules import ACCEPTS_REGISTRATIONS, Availability, EventState, availability_at
from webinars.registrations import capacity as registrations_capacity
from webinars.registrations import queries
from webinars.registrations.models import Registration, Status
from webinars.timezones import clock

# Organisers may register people outside the registration period.
_OPEN_TO_ORGANISERS = (Availability.NOT_YET, Availability.CLOSED, Availability.NO_REGISTRATION)


def lock_published_event(session: Session, event_id: int) -> Event:
    """Lock and return an event that is not a draft.

    Raises:
        NotFoundError: "no-such-event".
    """
    event = lock_event(session, event_id)
    if event.state is EventState.DRAFT:
        raise NotFoundError("no-such-event")
    return event


def lock_registration(session: Session, registration_id: int) -> tuple[Event, Registration]:
    """Lock a registration's event and return both.

    Raises:
        NotFoundError: "no-such-event", "no-such-registration".
    """
    event_id = session.scalar(
        select(Registration.event_id).where(Registration.id == registration_id)
    )
    if event_id is None:
        raise NotFoundError("no-such-registration")
    event = lock_published_event(session, event_id)
    # Reload under the lock: the row may have changed while we waited.
    registration = session.scalar(
        select(Registration)
        .options(joinedload(Registration.registration_type))
        .where(Registration.id == registration_id)
        .execution_options(populate_existing=True)
    )
    if registration is None or registration.erased_at is not None:
        raise NotFoundError("no-such-registration")
    return event, registration


def lock_registration_of_event(
    session: Session, event_id: int, registration_id: int
) -> tuple[Event, Registration]:
    """Lock an event and return it with one of its registrations.

    Raises:
        NotFoundError: "no-such-event", "no-such-registration", also for one of another event.
    """
    event, registration = lock_registration(session, registration_id)
    if registration.event_id != event_id:
        raise NotFoundError("no-such-registration")
    return event, registration


def check_not_over(event: Event) -> None:
    """Require a published event that has not ended.

    Raises:
        ConflictError: "event-over": over, cancelled or postponed.
    """
    if event.state is not EventState.PUBLISHED or event.ends_at <= clock.now():
        raise ConflictError("event-over")


def check_not_ended(event: Event) -> None:
    """Refuse cancellations once a published event has ended.

    Raises:
        ConflictError: "event-over".
    """
    if event.state is EventState.PUBLISHED and event.ends_at <= clock.now():
        raise ConflictError("event-over")


def previous_registration(session: Session, registration: Registration) -> list[Registration]:
    """Return the cancelled registrations of the same address at the same event."""
    return list(
        session.scalars(
            select(Registration).where(
                Registration.event_id == registration.event_id,
                Registration.address == registration.address,
                Registration.id != registration.id,
                Registration.status == Status.CANCELLED,
                Registration.erased_at.is_(None),
            )
        )
    )


def initial_status(
    session: Session, event: Event, registration_type_id: int | None, *, by_organiser: bool = False
) -> Status:
    """Return the status of a new registration; organisers may register people at any time.

    Raises:
        ConflictError: "registration-not-open" (facts: availability).
        InvalidInputError: "registration-type-missing", "no-such-registration-type".
    """
    check_registration_type(session, event, registration_type_id)
    tally = queries.count_by_type_and_status(session, event.id)
    availability = availability_at(event.availability_facts, tally.held, clock.now())
    may_always = by_organiser and availability in _OPEN_TO_ORGANISERS
    if availability not in ACCEPTS_REGISTRATIONS and not may_always:
        raise ConflictError("registration-not-open", availability=availability)
    if not registrations_capacity.has_place_for_new(
        queries.capacity_of(session, event), tally, registration_type_id
    ):
        return Status.WAITING
    return (
        Status.AWAITING_APPROVAL
        if event.requires_approval and not by_organiser
        else Status.CONFIRMED
    )


def restored_status(session: Session, event: Event, registration_type_id: int | None) -> Status:
    """Return the status of a restored registration, even of a type that is no longer offered."""
    tally, capacity = (
        queries.count_by_type_and_status(session, event.id),
        queries.capacity_of(session, event),
    )
    return (
        Status.CONFIRMED
        if registrations_capacity.has_place_for_new(capacity, tally, registration_type_id)
        else Status.WAITING
    )


def check_registration_type(
    session: Session, event: Event, registration_type_id: int | None
) -> None:
    """Require one of the event's offered registration types, or none where it has none.

    Raises:
        InvalidInputError: "registration-type-missing", "no-such-registration-type".
    """
    if not event.has_registration_types:
        if registration_type_id is not None:
            raise InvalidInputError("no-such-registration-type")
        return
    if registration_type_id is None:
        raise InvalidInputError("registration-type-missing")
    registration_type = session.get(RegistrationType, registration_type_id)
    if (
        registration_type is None
        or registration_type.event_id != event.id
        or registration_type.removed_at is not None
    ):
        raise InvalidInputError("no-such-registration-type")
