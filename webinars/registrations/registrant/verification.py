"""Verification of a registrant's e-mail address, the first and a changed one."""

from sqlalchemy.orm import Session

from webinars.capabilities import link_revocation
from webinars.capabilities.link_purposes import OF_REGISTRATION, Purpose
from webinars.errors import ConflictError, NotFoundError
from webinars.registrations import locks, notifications, queries
from webinars.registrations.group_registrations import follow_address
from webinars.registrations.models import Registration
from webinars.registrations.personal_calendar.calendars import forget_calendars
from webinars.registrations.status import ACTIVE, CancelReason, Status
from webinars.registrations.unsubscriptions import carry_over_unsubscription
from webinars.security import email_addresses
from webinars.timezones import clock


def verify_address(session: Session, registration_id: int) -> Registration:
    """Record that the registrant reads the mailbox, which removes a verification deadline.

    Raises:
        NotFoundError: "no-such-registration".
    """
    _, registration = locks.lock_registration(session, registration_id)
    registration.mark_verified(clock.now())
    return registration


def replace_by_verified_address(
    session: Session, registration_id: int, address: str
) -> Registration:
    """Replace the address by the verified new one; the old address's calendar entry is cancelled.

    address: the canonical address that the link was made for.

    Raises:
        NotFoundError: "no-such-registration", also when the link is for another address by now.
        ConflictError: "address-registered" when the new address has a registration of its own;
            "removed-address-stays".
    """
    event, registration = locks.lock_registration(session, registration_id)
    if (
        not registration.new_email
        or email_addresses.normalize_address(registration.new_email) != address
    ):
        raise NotFoundError("no-such-registration")
    if registration.status is Status.REFUSED:
        raise ConflictError("removed-address-stays")
    before = registration.address
    if queries.known_registration(session, event.id, address) is not None:
        raise ConflictError("address-registered")
    if registration.status in ACTIVE:
        notifications.notify_of_cancellation(
            session, event, registration, CancelReason.ADDRESS_CHANGED
        )
    moved = [registration, *queries.previous_registrations(session, registration)]
    for row in moved:
        row.email, row.address = registration.new_email, address
        row.token_version += 1
    registration.new_email = ""
    # The old mailbox must hold no valid link any more.
    link_revocation.revoke_links(session, (Purpose.ADDRESS,), [registration.id])
    link_revocation.revoke_links(session, (Purpose.UNSUBSCRIBE,), [row.id for row in moved])
    link_revocation.replace_links(session, OF_REGISTRATION, [(row.id, event.id) for row in moved])
    registration.verified_at = clock.now()  # of this mailbox, whatever was known of the old one
    registration.mark_verified(clock.now())
    forget_calendars(session, [before])
    follow_address(session, event.date_group_id, before, registration)
    carry_over_unsubscription(session, before, address)
    if registration.status in ACTIVE:
        notifications.notify_registrant(
            session, f"registration.{registration.status}", registration
        )
    return registration
