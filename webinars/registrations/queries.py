"""Queries for registrations."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from webinars.accounts.models import Organiser
from webinars.errors import NotFoundError
from webinars.events.caching.page_version import PAGE_STATE_COLUMNS, PageState, page_state_of
from webinars.events.models import Event, RegistrationType
from webinars.outbox.models import Message
from webinars.registrations.address_digest import address_digest
from webinars.registrations.capacity import Capacity, Tally
from webinars.registrations.models import HOLDS_PLACE, Registration, RegistrationTypeChange
from webinars.registrations.status import ACTIVE, HOLDING, Status
from webinars.security import email_addresses

# Built once: they run on every view of an event and every registration.
_STANDING = PAGE_STATE_COLUMNS.add_columns(
    select(func.count())
    .where(
        Registration.event_id == Event.id,
        HOLDS_PLACE,
    )
    .scalar_subquery()
)
_TALLY = (
    select(Registration.registration_type_id, Registration.status, func.count())
    .where(Registration.event_id == bindparam("event_id"), Registration.status.in_(ACTIVE))
    .group_by(Registration.registration_type_id, Registration.status)
)
_KNOWN = select(Registration).where(
    Registration.event_id == bindparam("event_id"),
    Registration.address.in_((bindparam("address"), bindparam("digest"))),
    Registration.status != Status.CANCELLED,
)


@dataclass(frozen=True)
class TypeChange:
    """One change of registration type: the organiser's name, and the names of both types at that time."""

    by: str
    changed_at: datetime
    before: str
    after: str


def type_changes_of(session: Session, registration_id: int) -> Sequence[TypeChange]:
    """Return a registration's type changes, newest first."""
    rows = session.execute(
        select(
            func.coalesce(func.nullif(Organiser.name, ""), Organiser.email),
            RegistrationTypeChange.changed_at,
            RegistrationTypeChange.before,
            RegistrationTypeChange.after,
        )
        .join(Organiser, Organiser.id == RegistrationTypeChange.organiser_id)
        .where(RegistrationTypeChange.registration_id == registration_id)
        .order_by(RegistrationTypeChange.id.desc())
    )
    return [TypeChange(*row) for row in rows]


def page_state_and_places_held(connection: Connection, slug: str) -> tuple[PageState, int]:
    """Return a public event's page state and the number of places held, in one query.

    Raises:
        NotFoundError: "no-such-event", also for drafts.
    """
    row = connection.execute(_STANDING, {"slug": slug}).one_or_none()
    return page_state_of(row and row[:-1]), row[-1] if row else 0


def places_held(session: Session, event_id: int) -> int:
    """Count the places held at an event."""
    return _count(session, event_id, HOLDING)


def count_by_type_and_status(session: Session, event_id: int) -> Tally:
    """Count an event's registrations by type and status, in one query."""
    rows = session.execute(_TALLY, {"event_id": event_id})
    return Tally({(type_id, status): count for type_id, status, count in rows})


def capacity_of(session: Session, event: Event) -> Capacity:
    """Return the capacity of an event and of its registration types, if it has any."""
    if not event.has_registration_types:
        return Capacity(event.capacity)
    rows = session.execute(
        select(RegistrationType.id, RegistrationType.capacity).where(
            RegistrationType.event_id == event.id
        )
    )
    return Capacity(event.capacity, {type_id: places for type_id, places in rows})  # noqa: C416 - rows are not pairs to mypy


def count_active(session: Session, event_id: int) -> int:
    """Count the active registrations of an event."""
    return _count(session, event_id, ACTIVE)


def places_held_by_event(session: Session, event_ids: Iterable[int]) -> dict[int, int]:
    """Count the places held by event, in one query; events without any are missing."""
    ids = list(event_ids)
    if not ids:
        return {}
    rows = session.execute(
        select(Registration.event_id, func.count())
        .where(Registration.event_id.in_(ids), HOLDS_PLACE)
        .group_by(Registration.event_id)
    )
    return {event_id: held for event_id, held in rows}  # noqa: C416 - rows are not pairs to mypy


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


def active_registration(session: Session, event_id: int, address: str) -> Registration | None:
    """Return the active registration of a canonical address at an event."""
    return session.scalar(
        select(Registration).where(
            Registration.event_id == event_id,
            Registration.address == address,
            Registration.status.in_(ACTIVE),
        )
    )


def known_registration(session: Session, event_id: int, address: str) -> Registration | None:
    """Return the registration of a canonical address at an event that was not cancelled.

    This includes refused ones, also after an erasure, when the address is stored as a digest.
    """
    digest = address_digest(event_id, address)
    return session.scalar(_KNOWN, {"event_id": event_id, "address": address, "digest": digest})


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


def _count(session: Session, event_id: int, statuses: Iterable[Status]) -> int:
    return (
        session.scalar(
            select(func.count()).where(
                Registration.event_id == event_id, Registration.status.in_(list(statuses))
            )
        )
        or 0
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
