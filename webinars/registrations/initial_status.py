"""Status of a new or restored registration: confirmed, awaiting approval or waiting, and until when."""

from datetime import datetime

from sqlalchemy.orm import Session

from webinars.errors import ConflictError, InvalidInputError
from webinars.events.models import Event, RegistrationType
from webinars.events.registration_availability import (
    ACCEPTS_REGISTRATIONS,
    Availability,
    availability_at,
)
from webinars.registrations import client_limits
from webinars.registrations.models import Registration
from webinars.registrations.places import place_deadlines, places_held
from webinars.registrations.places.capacity import Capacity, Tally, has_place_for_new
from webinars.registrations.status import Status
from webinars.timezones import clock

# Organisers may register people outside the registration period.
_OPEN_TO_ORGANISERS = (Availability.NOT_YET, Availability.CLOSED, Availability.NO_REGISTRATION)


def initial_status(
    session: Session, event: Event, registration_type_id: int | None, *, by_organiser: bool = False
) -> Status:
    """Return the status of a new registration; organisers may register people at any time.

    Raises:
        ConflictError: "registration-not-open" (facts: availability).
        InvalidInputError: "registration-type-missing", "no-such-registration-type".
    """
    check_registration_type(session, event, registration_type_id)
    return status_by_places(
        event,
        places_held.capacity_of(session, event),
        places_held.count_by_type_and_status(session, event.id),
        registration_type_id,
        by_organiser=by_organiser,
    )


def status_by_places(
    event: Event,
    capacity: Capacity,
    tally: Tally,
    registration_type_id: int | None,
    *,
    by_organiser: bool = False,
) -> Status:
    """Return the status of a new registration, given the places of its event.

    Raises:
        ConflictError: "registration-not-open" (facts: availability).
    """
    availability = availability_at(event.availability_facts, tally.held, clock.now())
    may_always = by_organiser and availability in _OPEN_TO_ORGANISERS
    if availability not in ACCEPTS_REGISTRATIONS and not may_always:
        raise ConflictError("registration-not-open", availability=availability)
    if not has_place_for_new(capacity, tally, registration_type_id):
        return Status.WAITING
    return (
        Status.AWAITING_APPROVAL
        if event.requires_approval and not by_organiser
        else Status.CONFIRMED
    )


def restored_status(session: Session, event: Event, registration_type_id: int | None) -> Status:
    """Return the status of a restored registration, even of a type that is no longer offered."""
    tally, capacity = (
        places_held.count_by_type_and_status(session, event.id),
        places_held.capacity_of(session, event),
    )
    return (
        Status.CONFIRMED
        if has_place_for_new(capacity, tally, registration_type_id)
        else Status.WAITING
    )


def set_position_or_deadline(
    session: Session, event: Event, registration: Registration, *, may_expire: bool = True
) -> None:
    """Set the waiting list position or the verification deadline of a reactivated registration."""
    registration.queued_at = (
        registration.status_at if registration.status is Status.WAITING else None
    )
    registration.ends_at, registration.cancel_reason = None, ""
    if may_expire:
        set_verification_deadline(session, event, registration)
    session.flush()


def set_verification_deadline(
    session: Session, event: Event, registration: Registration, *, in_rush: bool = False
) -> None:
    """Set the deadline to verify the address of a confirmed registration, if there is one."""
    if registration.status is Status.CONFIRMED and registration.verified_at is None:
        until = verification_deadline(event, registration.status_at, in_rush=in_rush)
        if until is not None:
            place_deadlines.set_deadline(session, registration, until)


def verification_deadline(
    event: Event, confirmed_at: datetime, *, in_rush: bool = False
) -> datetime | None:
    """Return until when the address of a registration must be verified; None if it need not be."""
    hours = event.verification_hours or (client_limits.RUSH_VERIFICATION_HOURS if in_rush else None)
    return place_deadlines.verification_deadline(confirmed_at, event.starts_at, hours)


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
