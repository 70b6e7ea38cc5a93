"""Queries for registrations."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from webinars.errors import NotFoundError
from webinars.events.models import Event
from webinars.outbox.models import Message
from webinars.prepared_statements import PreparedQuery, flushed
from webinars.registrations.address_digest import address_digest
from webinars.registrations.models import AttendanceChange, CheckIn, Registration
from webinars.registrations.status import ACTIVE, Status
from webinars.security import email_addresses

_KNOWN = select(Registration).where(
    Registration.event_id == bindparam("event_id"),
    Registration.address.in_((bindparam("address"), bindparam("digest"))),
    Registration.status != Status.CANCELLED,
)
# Most addresses have none.
_IS_KNOWN = PreparedQuery(_KNOWN.with_only_columns(Registration.id))


def registration_of_link(session: Session, registration_id: int) -> Registration:
    """Return the registration of a private link, with its event, series and organiser.

    Raises:
        NotFoundError: "no-such-registration": erased.
    """
    registration = _living(session, registration_id)
    if registration is None:
        raise NotFoundError("no-such-registration")
    return registration


def registration_to_verify(session: Session, registration_id: int, address: str) -> Registration:
    """Return the registration whose new address a verification link confirms, with its event.

    Raises:
        NotFoundError: "no-such-registration": also when another address awaits verification by now.
    """
    registration = _living(session, registration_id)
    if (
        registration is None
        or not registration.new_email
        or email_addresses.normalize_address(registration.new_email) != address
    ):
        raise NotFoundError("no-such-registration")
    return registration


def newest_registration(session: Session, event_id: int, address: str) -> int | None:
    """Return the id of an address's registration at an event: the one not cancelled, else the newest."""
    return session.scalar(
        select(Registration.id)
        .where(
            Registration.event_id == event_id,
            Registration.address == address,
            Registration.erased_at.is_(None),
        )
        .order_by(Registration.status == Status.CANCELLED, Registration.id.desc())
        .limit(1)
    )


def is_registered(session: Session, event_id: int, address: str) -> bool:
    """Return whether an address has an active registration at an event."""
    registration_id = session.scalar(
        select(Registration.id).where(
            Registration.event_id == event_id,
            Registration.address == address,
            Registration.status.in_(ACTIVE),
        )
    )
    return registration_id is not None


def unregistered(session: Session, event_id: int, addresses: Collection[str]) -> set[str]:
    """Return which of some addresses have no registration at an event, not even a cancelled one."""
    registered = session.scalars(
        select(Registration.address).where(
            Registration.event_id == event_id,
            Registration.address.in_(addresses),
            Registration.erased_at.is_(None),
        )
    )
    return set(addresses) - set(registered)


def emails_about(session: Session, registration_id: int) -> Sequence[Message]:
    """Return the messages sent to a registrant about their registration, oldest first."""
    return session.scalars(
        select(Message)
        .where(Message.registration_id == registration_id, Message.topic.like("registration.%"))
        .order_by(Message.id)
    ).all()


def known_registration(session: Session, event_id: int, address: str) -> Registration | None:
    """Return the registration of a canonical address at an event that was not cancelled.

    This includes refused ones, also after an erasure, when the address is stored as a digest.
    """
    digest = address_digest(event_id, address)
    values = {"event_id": event_id, "address": address, "digest": digest}
    if _IS_KNOWN.first(flushed(session), values) is None:
        return None
    return session.scalar(_KNOWN, values)


def known_registrations(
    session: Session, event_ids: Collection[int], address: str
) -> dict[int, Registration]:
    """Return the registrations of known_registration() for several events, by event, in one query."""
    digests = [address_digest(event_id, address) for event_id in event_ids]
    rows = session.scalars(
        select(Registration)
        .where(
            Registration.event_id.in_(event_ids),
            Registration.address.in_([address, *digests]),
            Registration.status != Status.CANCELLED,
        )
        .execution_options(populate_existing=True)
    )
    return {row.event_id: row for row in rows}


def active_registrations(session: Session, email: str) -> Sequence[Registration]:
    """Return every active registration of an address, ordered by the event's start."""
    return session.scalars(
        select(Registration)
        .join(Registration.event)
        .options(joinedload(Registration.event))
        .where(
            Registration.address == email_addresses.normalize_address(email),
            Registration.status.in_(ACTIVE),
        )
        .order_by(Event.starts_at, Registration.id)
    ).all()


def checked_in_at(session: Session, registration_id: int) -> datetime | None:
    """Return when a registrant was marked as present; None if they were not."""
    check_in = session.get(CheckIn, registration_id)
    return check_in.checked_in_at if check_in else None


def attendance_changes_of(session: Session, registration_id: int) -> Sequence[AttendanceChange]:
    """Return the corrections of a registrant's attendance, oldest first."""
    statement = select(AttendanceChange).where(AttendanceChange.registration_id == registration_id)
    return session.scalars(statement.order_by(AttendanceChange.id)).all()


def _living(session: Session, registration_id: int) -> Registration | None:
    """Return a registration that was not erased, with its event, series and organiser."""
    of_event = joinedload(Registration.event)
    return session.scalar(
        select(Registration)
        .options(
            of_event.options(joinedload(Event.series), joinedload(Event.organiser)),
            joinedload(Registration.registration_type),
        )
        .where(Registration.id == registration_id, Registration.erased_at.is_(None))
    )


def previous_registrations(session: Session, registration: Registration) -> list[Registration]:
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


def registration_of_event(session: Session, event_id: int, registration_id: int) -> Registration:
    """Return one registration of an event, with the event.

    Raises:
        NotFoundError: "no-such-registration", also for one of another event, or an erased one.
    """
    registration = session.scalar(
        select(Registration)
        .options(joinedload(Registration.event))
        .where(
            Registration.id == registration_id,
            Registration.event_id == event_id,
            Registration.erased_at.is_(None),
        )
    )
    if registration is None:
        raise NotFoundError("no-such-registration")
    return registration
