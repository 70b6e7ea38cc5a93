"""A registrant's change of their details; a new address counts once it is verified."""

from typing import Unpack

from sqlalchemy.orm import Session

from webinars.capabilities import link_revocation
from webinars.capabilities.link_purposes import Purpose
from webinars.errors import ConflictError
from webinars.registrations import locks, notifications
from webinars.registrations.models import Registration
from webinars.registrations.registrant_details import RegistrantDetails, clean_details
from webinars.registrations.status import Status
from webinars.security import email_addresses
from webinars.timezones import clock


def change_details(
    session: Session,
    registration_id: int,
    *,
    email: str,
    by_organiser: bool = False,
    withdraws_new_email: bool = False,
    **details: Unpack[RegistrantDetails],
) -> Registration:
    """Change a registrant's details; a new address counts once its owner follows the e-mailed link.

    A registrant who enters the present address withdraws a new one. by_organiser: the present address is not
    verified by the change, and it withdraws a new one only with withdraws_new_email, because the organiser
    has left it as it was.

    Raises:
        NotFoundError: "no-such-registration".
        ConflictError: "removed-address-stays": otherwise the old address could register again.
        InvalidInputError: as of register_attendee().
    """
    columns = clean_details(details)
    email = email_addresses.clean_address(email)
    event, registration = locks.lock_registration(session, registration_id)
    if (
        registration.status is Status.REFUSED
        and email_addresses.normalize_address(email) != registration.address
    ):
        raise ConflictError("removed-address-stays")
    for column, value in columns.items():
        setattr(registration, column, value)
    if not by_organiser:
        registration.mark_verified(clock.now())
    if email_addresses.normalize_address(email) == registration.address:
        registration.email = email
        if withdraws_new_email or not by_organiser:
            registration.new_email = ""
            link_revocation.revoke_links(session, (Purpose.ADDRESS,), [registration.id])
    elif email_addresses.normalize_address(email) != email_addresses.normalize_address(
        registration.new_email or "@"
    ):
        registration.new_email = email
        link_revocation.replace_links(
            session,
            (Purpose.ADDRESS,),
            [(registration.id, event.id)],
            holder=email_addresses.normalize_address(email),
        )
        notifications.request_verification(session, event, registration)
    session.flush()
    return registration
