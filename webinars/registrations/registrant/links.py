"""Replace the links of a registration, and e-mail an address the links of all of its registrations."""

from sqlalchemy.orm import Session

from webinars.capabilities import link_revocation
from webinars.capabilities.link_purposes import OF_REGISTRATION
from webinars.outbox.enqueue import enqueue, ordering_key_of
from webinars.outbox.recently_queued import was_just_queued
from webinars.registrations import locks, notifications
from webinars.registrations.models import Registration
from webinars.security import email_addresses


def replace_links(session: Session, registration_id: int) -> Registration:
    """Revoke a registration's links, which may have leaked, and e-mail new ones to its address.

    Raises:
        NotFoundError: "no-such-registration".
    """
    event, registration = locks.lock_registration(session, registration_id)
    registration.token_version += 1
    link_revocation.replace_links(session, OF_REGISTRATION, [(registration.id, event.id)])
    notifications.notify_registrant(session, "registration.links-replaced", registration)
    return registration


def send_links(session: Session, *, email: str, language: str, timezone: str) -> None:
    """E-mail an address the links of all its registrations; the caller learns nothing about them.

    Raises:
        InvalidInputError: "not-an-address", and those of security.text_input.clean_name.
    """
    email = email_addresses.clean_address(email)
    address = email_addresses.normalize_address(email)
    ordering_key = ordering_key_of(0, address)
    if not was_just_queued(session, ordering_key, notifications.LINKS):
        payload = {"email": email, "address": address, "language": language, "timezone": timezone}
        enqueue(session, "registration.links", payload=payload, ordering_key=ordering_key)
