"""Actions on registrations. Each locks the event, counts, changes and enqueues; the caller commits."""

# All interfaces share these actions; every limit is checked here, on rows read under the lock.

import math
from datetime import datetime
from typing import Any, Unpack

from sqlalchemy.orm import Session

from webinars.access import actions as admission
from webinars.access.access_policy import Credentials
from webinars.capabilities import actions as capabilities
from webinars.capabilities.purposes import OF_REGISTRATION, Purpose
from webinars.errors import ConflictError, NotFoundError
from webinars.events.lifecycle_checks import check_not_ended
from webinars.outbox import budget_ledger
from webinars.outbox.actions import enqueue, ordering_key_of
from webinars.outbox.queries import was_just_queued
from webinars.questions import answers as questions
from webinars.questions.rules import Answers
from webinars.registrations import (
    cancellation,
    locks,
    notifications,
    place_deadlines,
    queries,
    rules,
)
from webinars.registrations.existing_registration import credentials_of, existing_registration
from webinars.registrations.initial_status import initial_status, set_position_or_deadline
from webinars.registrations.models import Registration
from webinars.registrations.personal_calendar.calendars import forget_calendar
from webinars.registrations.registrant_details import RegistrantDetails, clean_details
from webinars.registrations.rules import Client
from webinars.registrations.status import ACTIVE, CancelReason, Status, next_status
from webinars.security import email_addresses
from webinars.timezones import clock

_NOTHING = Credentials()


def register(
    session: Session,
    *,
    event_id: int,
    email: str,
    registration_type_id: int | None = None,
    credentials: Credentials = _NOTHING,
    given: Answers | None = None,
    client: Client | None = None,
    **details: Unpack[RegistrantDetails],
) -> Registration:
    """Register an address, or put it on the waiting list when the event is full.

    An address that is already registered gets its first e-mail again, within the limits; a removed
    one gets the e-mail that says so.

    registration_type_id: one of the event's registration types. credentials: credentials where access is
    restricted. given: answers to the event's questions; None leaves them for later. client: the
    unauthenticated client; None when an organiser, a delegation or a program registers.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "registration-not-open" (facts: availability); "too-many-registrations"
            (facts: seconds) by this client, whether or not the address was registered before; as of
            access.actions.check_access() and questions.answers.store_answers(), like their other errors.
        InvalidInputError: "not-an-address", "unknown-timezone", "registration-type-missing",
            "no-such-registration-type", and those of security.text_input.clean_name.
    """
    columns = clean_details(details)
    email = email_addresses.clean_address(email)
    address = email_addresses.normalize_address(email)
    event = locks.lock_published_event(session, event_id)
    in_rush = client is not None and _count_client(session, event_id, client)
    existing = existing_registration(session, event, address=address, credentials=credentials)
    if existing is not None:
        if existing.erased_at is not None:
            _refill_removed(session, existing, email=email, address=address, columns=columns)
        notifications.resend_first_email(session, existing, delegation_id=credentials.delegation_id)
        return existing
    status = initial_status(
        session, event, registration_type_id, by_organiser=credentials.by_organiser
    )
    now = clock.now()
    registration = Registration(
        event_id=event_id,
        email=email,
        address=address,
        status=next_status(None, status),
        registration_type_id=registration_type_id,
        delegation_id=credentials.delegation_id,
        created_at=now,
        status_at=now,
        token_version=1,
        new_email="",
        **columns,
    )
    session.add(registration)
    set_position_or_deadline(session, event, registration, in_rush=in_rush)
    capabilities.issue(session, OF_REGISTRATION, [(registration.id, event_id)])
    if given is not None and event.has_questions:
        questions.store_answers(
            session,
            event=event,
            registration_id=registration.id,
            registration_type_id=registration_type_id,
            given=given,
            organiser_id=None,
        )
    admission.record_registration(
        session,
        credentials=credentials,
        event_id=event_id,
        address=address,
        registration_id=registration.id,
    )
    notifications.notify_of_registration(session, event, registration)
    return registration


def cancel(
    session: Session, registration_id: int, *, reason: CancelReason = CancelReason.BY_REGISTRANT
) -> Registration:
    """Cancel a registration and promote the next one on the waiting list.

    Raises:
        NotFoundError: "no-such-registration".
        ConflictError: "already-cancelled"; "event-over" once it has ended, unless an organiser cancels.
    """
    event, registration = locks.lock_registration(session, registration_id)
    if registration.status not in ACTIVE:
        raise ConflictError("already-cancelled")
    if reason is not CancelReason.BY_ORGANISER:
        check_not_ended(event)
    if reason not in {CancelReason.BY_ORGANISER, CancelReason.BY_DELEGATION}:
        registration.verified_at = registration.verified_at or clock.now()
    cancellation.end_registration(session, event, registration, reason)
    return registration


def register_again(session: Session, registration_id: int) -> Registration:
    """Register again after a cancellation, from the manage page.

    If the address has another registration by now, return that one and resend its e-mail.

    Raises:
        NotFoundError: "no-such-registration".
        NotAllowedError: as of access.actions.check_access(), where access is restricted by now.
        ConflictError: "registration-not-open" (facts: availability); "quota-used" (facts: quota).
    """
    event, registration = locks.lock_registration(session, registration_id)
    if registration.status in (*ACTIVE, Status.REFUSED):
        return registration
    credentials = credentials_of(session, event, registration)
    existing = existing_registration(
        session, event, address=registration.address, credentials=credentials
    )
    if existing is not None:
        notifications.resend_first_email(session, existing)
        return existing
    status = initial_status(session, event, registration.registration_type_id)
    registration.verified_at = clock.now()
    registration.change_status(status, registration.verified_at)
    set_position_or_deadline(session, event, registration)
    notifications.notify_of_place(session, event, registration)
    return registration


def verify(session: Session, registration_id: int) -> Registration:
    """Record that the registrant reads the mailbox, which removes a verification deadline.

    Raises:
        NotFoundError: "no-such-registration".
    """
    _, registration = locks.lock_registration(session, registration_id)
    place_deadlines.mark_verified(registration)
    return registration


def change_details(
    session: Session,
    registration_id: int,
    *,
    email: str,
    **details: Unpack[RegistrantDetails],
) -> Registration:
    """Change a registrant's details; a new address counts once its owner follows the e-mailed link.

    Raises:
        NotFoundError: "no-such-registration".
        ConflictError: "removed-address-stays": otherwise the old address could register again.
        InvalidInputError: as of register().
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
    place_deadlines.mark_verified(registration)
    if email_addresses.normalize_address(email) == registration.address:
        registration.email, registration.new_email = email, ""
        capabilities.revoke(session, (Purpose.ADDRESS,), [registration.id])
    elif email_addresses.normalize_address(email) != email_addresses.normalize_address(
        registration.new_email or "@"
    ):
        registration.new_email = email
        capabilities.replace(
            session,
            (Purpose.ADDRESS,),
            [(registration.id, event.id)],
            holder=email_addresses.normalize_address(email),
        )
        notifications.request_verification(session, event, registration)
    session.flush()
    return registration


def confirm_email(session: Session, registration_id: int, address: str) -> Registration:
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
    capabilities.revoke(session, (Purpose.ADDRESS,), [registration.id])
    capabilities.replace(session, OF_REGISTRATION, [(row.id, event.id) for row in moved])
    registration.verified_at = clock.now()  # of this mailbox, whatever was known of the old one
    place_deadlines.mark_verified(registration)
    forget_calendar(session, before)
    if registration.status in ACTIVE:
        notifications.notify_registrant(
            session, f"registration.{registration.status}", registration
        )
    return registration


def replace_links(session: Session, registration_id: int) -> Registration:
    """Revoke a registration's links, which may have leaked, and e-mail new ones to its address.

    Raises:
        NotFoundError: "no-such-registration".
    """
    event, registration = locks.lock_registration(session, registration_id)
    registration.token_version += 1
    capabilities.replace(session, OF_REGISTRATION, [(registration.id, event.id)])
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


def _refill_removed(
    session: Session,
    registration: Registration,
    *,
    email: str,
    address: str,
    columns: dict[str, Any],
) -> None:
    """Fill in a removed and erased registration whose registrant registers again; it stays removed."""
    registration.email, registration.address, registration.erased_at = email, address, None
    capabilities.issue(session, OF_REGISTRATION, [(registration.id, registration.event_id)])
    for column, value in columns.items():
        setattr(registration, column, value)


def _count_client(session: Session, event_id: int, client: Client) -> bool:
    """Count a client's registration at an event; return whether so many arrive that they need verification.

    Raises:
        ConflictError: "too-many-registrations".
    """
    key = f"registrations:{event_id}:{client.key}"
    spent = budget_ledger.spend_one(session, key, client.per_hour)
    if isinstance(spent, datetime):
        wait = spent - clock.now()
        raise ConflictError("too-many-registrations", seconds=math.ceil(wait.total_seconds()))
    since = clock.now() - rules.RUSH_WITHIN
    return sum(at > since for at in spent) > rules.RUSH_BEGINS_AFTER
