"""An organiser registers one person, or corrects what is stored about one."""

from typing import Unpack

from sqlalchemy.orm import Session

from webinars.access.access_policy import LinkCredentials
from webinars.errors import ConflictError
from webinars.events.enums import EventState
from webinars.registrations import locks, new_registration
from webinars.registrations.models import Registration
from webinars.registrations.organiser.bulk_registration import existing_registrations
from webinars.registrations.registrant.details_change import change_details
from webinars.registrations.registrant_details import RegistrantDetails
from webinars.registrations.status_history import record_new
from webinars.security import email_addresses
from webinars.timezones import clock


def add_person(
    session: Session,
    *,
    event_id: int,
    email: str,
    registration_type_id: int | None,
    **details: Unpack[RegistrantDetails],
) -> Registration:
    """Register a person, who gets the e-mail of their status; the waiting list if no place is free.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "not-published", "event-over"; "already-registered", also if they were removed.
        InvalidInputError: as of register_attendee().
    """
    event = locks.lock_published_event(session, event_id)
    if event.state is not EventState.PUBLISHED:
        raise ConflictError("not-published")
    if event.ends_at <= clock.now():
        raise ConflictError("event-over")
    address = email_addresses.normalize_address(email_addresses.clean_address(email))
    if existing_registrations(session, event_id, [address]):
        raise ConflictError("already-registered")
    registration = new_registration.register_attendee(
        session,
        event_id=event_id,
        email=email,
        locked=event,
        registration_type_id=registration_type_id,
        credentials=LinkCredentials(by_organiser=True),
        **details,
    )
    record_new(session, [registration])
    return registration


def correct_person(
    session: Session,
    *,
    event_id: int,
    registration_id: int,
    email: str,
    shown_email: str = "",
    withdraws_new_email: bool = False,
    **details: Unpack[RegistrantDetails],
) -> Registration:
    """Correct a registrant's details; a new address counts once its owner follows the e-mailed link.

    shown_email: the address that the form began with; left as it was, it does not replace one that the
    registrant has confirmed since. withdraws_new_email: a new one that is not confirmed yet is given up.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError, InvalidInputError: as of change_details().
    """
    _, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    former = email_addresses.normalize_address(shown_email or "@")
    if email_addresses.normalize_address(email) == former != registration.address:
        email = registration.email
    return change_details(
        session,
        registration_id,
        email=email,
        by_organiser=True,
        withdraws_new_email=withdraws_new_email,
        **details,
    )
