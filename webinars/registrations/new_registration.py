"""Register an address, anew or again after a cancellation. The caller commits."""

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from sqlalchemy.orm import Session

from webinars.access.access_policy import LinkCredentials
from webinars.access.invitees import record_registration
from webinars.capabilities import link_creation
from webinars.capabilities.link_purposes import OF_REGISTRATION
from webinars.database import Base, stored
from webinars.errors import ConflictError
from webinars.events.models import Event
from webinars.prepared_statements import PreparedInsert, flushed
from webinars.questions import answers as questions
from webinars.questions.question_spec import Answers
from webinars.questions.question_types import QuestionStage
from webinars.registrations import locks, notifications
from webinars.registrations.client_limits import Client, count_client
from webinars.registrations.initial_status import (
    initial_status,
    set_position_or_deadline,
    set_verification_deadline,
)
from webinars.registrations.models import Registration
from webinars.registrations.registrant_details import RegistrantDetails, clean_details
from webinars.registrations.repeat_registration import (
    credentials_of,
    existing_registration,
    resend_first_email,
)
from webinars.registrations.status import ACTIVE, Status, next_status
from webinars.security import email_addresses
from webinars.timezones import clock

_NOTHING = LinkCredentials()
_TABLE = Base.metadata.tables[Registration.__tablename__]
# The columns of a new registration that nobody has given.
_EMPTY: dict[str, Any] = {
    **{column.name: None for column in _TABLE.columns if not column.primary_key},
    "affiliation": "",
    "token_version": 1,
    "new_email": "",
    "cancel_reason": "",
    "internal_note": "",
}
# What goes with a registrant to another time of the webinar.
_MOVED = ("name", "email", "address", "affiliation", "timezone", "language", "internal_note")
_INSERT = PreparedInsert(lambda insert: insert(_TABLE), list(_EMPTY))


def register_attendee(
    session: Session,
    *,
    event_id: int,
    email: str,
    locked: Event | None = None,
    registration_type_id: int | None = None,
    credentials: LinkCredentials = _NOTHING,
    given: Answers | None = None,
    client: Client | None = None,
    **details: Unpack[RegistrantDetails],
) -> Registration:
    """Register an address, or put it on the waiting list when the event is full.

    An address that is already registered gets its first e-mail again, within the limits; a removed
    one gets the e-mail that says so.

    locked: the event, if this transaction has locked it. registration_type_id: one of the event's
    registration types. credentials: credentials where access is restricted. given: answers to the event's
    questions; None leaves them for later. client: the unauthenticated client; None when an organiser, a
    delegation or a program registers.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "registration-not-open" (facts: availability); "too-many-registrations"
            (facts: seconds) by this client, whether or not the address was registered before; as of
            access.access_check.check_access() and questions.answers.store_answers(), like their other errors.
        InvalidInputError: "not-an-address", "unknown-timezone", "registration-type-missing",
            "no-such-registration-type", and those of security.text_input.clean_name.
    """
    columns = clean_details(details)
    email = email_addresses.clean_address(email)
    address = email_addresses.normalize_address(email)
    event = locked or locks.lock_published_event(session, event_id)
    in_rush = client is not None and count_client(session, event_id, client)
    existing = existing_registration(session, event, address=address, credentials=credentials)
    if existing is not None:
        if existing.erased_at is not None:
            refill_removed(session, existing, email=email, address=address, columns=columns)
        resend_first_email(session, existing, delegation_id=credentials.delegation_id)
        return existing
    status = initial_status(
        session, event, registration_type_id, by_organiser=credentials.by_organiser
    )
    now = clock.now()
    registration = _insert_registration(
        session,
        {
            "event_id": event_id,
            "email": email,
            "address": address,
            "status": next_status(None, status),
            "registration_type_id": registration_type_id,
            "delegation_id": credentials.delegation_id,
            "created_at": now,
            "status_at": now,
            "queued_at": now if status is Status.WAITING else None,
            "verified_at": now if credentials.by_calendar else None,
            **columns,
        },
    )
    set_verification_deadline(session, event, registration, in_rush=in_rush)
    link_creation.issue_links(session, OF_REGISTRATION, [(registration.id, event_id)])
    if given is not None and event.has_questions:
        questions.store_answers(
            session,
            event=event,
            registration_id=registration.id,
            registration_type_id=registration_type_id,
            given=given,
            language=registration.language,
            organiser_id=None,
            stage=QuestionStage.AT_REGISTRATION,
        )
    record_registration(
        session,
        credentials=credentials,
        event_id=event_id,
        address=address,
        registration_id=registration.id,
    )
    notifications.notify_of_registration(
        session, event, registration, has_accepted=credentials.by_calendar
    )
    return registration


def register_again(session: Session, registration_id: int) -> Registration:
    """Register again after a cancellation, from the manage page.

    If the address has another registration by now, return that one and resend its e-mail.

    Raises:
        NotFoundError: "no-such-registration".
        NotAllowedError: as of access.access_check.check_access(), where access is restricted by now.
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
        resend_first_email(session, existing)
        return existing
    status = initial_status(session, event, registration.registration_type_id)
    registration.verified_at = clock.now()
    registration.change_status(status, registration.verified_at)
    set_position_or_deadline(session, event, registration)
    notifications.notify_of_place(session, event, registration)
    return registration


def insert_registrations(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert registrations with the columns that are given; the others are empty."""
    _INSERT.execute(flushed(session), [{**_EMPTY, **given} for given in rows])


def register_moved(
    session: Session,
    event: Event,
    registration: Registration,
    *,
    registration_type_id: int | None,
    status: Status,
) -> Registration:
    """Register for a locked event who has a registration for another one, with the same details.

    Who was admitted there is admitted here. The address is known to be theirs, since their link moves them.

    Raises:
        ConflictError: "time-not-available": the address is registered here, too.
    """
    existing = existing_registration(
        session,
        event,
        address=registration.address,
        credentials=LinkCredentials(by_organiser=True),
    )
    if existing is not None:
        raise ConflictError("time-not-available")
    now = clock.now()
    moved = _insert_registration(
        session,
        {
            **{name: getattr(registration, name) for name in _MOVED},
            "event_id": event.id,
            "status": next_status(None, status),
            "registration_type_id": registration_type_id,
            "verified_at": registration.verified_at or now,
            "created_at": now,
            "status_at": now,
            "queued_at": now if status is Status.WAITING else None,
        },
    )
    link_creation.issue_links(session, OF_REGISTRATION, [(moved.id, event.id)])
    notifications.notify_of_registration(session, event, moved)
    return moved


def _insert_registration(session: Session, given: Mapping[str, Any]) -> Registration:
    """Insert a registration and return it; the unit of work would take several times as long."""
    columns = {**_EMPTY, **given}
    columns["id"] = _INSERT.execute_one(flushed(session), columns)
    return stored(session, Registration, columns)


def refill_removed(
    session: Session,
    registration: Registration,
    *,
    email: str,
    address: str,
    columns: dict[str, Any],
) -> None:
    """Fill in a removed and erased registration whose registrant registers again; it stays removed."""
    registration.email, registration.address, registration.erased_at = email, address, None
    link_creation.issue_links(session, OF_REGISTRATION, [(registration.id, registration.event_id)])
    for column, value in columns.items():
        setattr(registration, column, value)
