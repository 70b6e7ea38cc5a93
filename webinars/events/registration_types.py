"""Registration types of an event: list, validate, replace and copy."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.errors import InvalidInputError
from webinars.events.models import Event, RegistrationType
from webinars.events.revisions import bump_revision, later_than, lock_at_revision
from webinars.events.rules import AttendanceMode, normalize_for_search
from webinars.security.text import clean_name
from webinars.site import Site
from webinars.timezones import clock

NAME_LENGTH = 100
MAX_TYPES = 12


@dataclass(frozen=True)
class RegistrationTypeDetails:
    """Editable fields of a registration type; id None: new, capacity None: no limit of its own."""

    name: str
    attendance_mode: AttendanceMode = AttendanceMode.AS_EVENT
    capacity: int | None = None
    id: int | None = None


def types_of(
    session: Session, event_id: int, *, removed: bool = False
) -> Sequence[RegistrationType]:
    """Return an event's registration types in order; removed: include those no longer offered."""
    query = select(RegistrationType).where(RegistrationType.event_id == event_id)
    if not removed:
        query = query.where(RegistrationType.removed_at.is_(None))
    return session.scalars(query.order_by(RegistrationType.position, RegistrationType.id)).all()


def set_types(
    session: Session,
    event_id: int,
    *,
    said: Sequence[RegistrationTypeDetails],
    revision: int,
    site: Site,
) -> Event:
    """Replace the registration types of an event, in this order.

    A type that is left out is deleted, or marked removed while registrations have it; including it
    again offers it again.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "event-changed" when the event has a newer revision than the organiser saw.
        InvalidInputError: "registration-type-name-missing", "registration-type-name-taken",
            "capacity-too-small" (each with at: its
            index), "too-many-registration-types" (facts: most), "no-such-registration-type"; those of
            security.text.clean_name.
    """
    _check(said)
    event = lock_at_revision(session, event_id, revision)
    there = {kind.id: kind for kind in types_of(session, event_id, removed=True)}
    if any(each.id is not None and each.id not in there for each in said):
        raise InvalidInputError("no-such-registration-type")
    for position, each in enumerate(said):
        kind = there.pop(each.id, None) if each.id is not None else None
        if kind is not None and kind.attendance_mode is not each.attendance_mode:
            kind.attendance_mode_set_at = later_than(
                kind.attendance_mode_set_at or event.revised_at
            )
        if kind is None:
            kind = RegistrationType(event_id=event_id)
            session.add(kind)
        kind.position, kind.removed_at = position, None
        kind.name = clean_name(each.name, longest=NAME_LENGTH)
        kind.attendance_mode, kind.capacity = each.attendance_mode, each.capacity
    session.flush()
    for kind in there.values():
        _remove(session, kind)
    event.has_registration_types = bool(said)
    return bump_revision(session, event, site)


def copy_types(session: Session, source: Event, copy: Event) -> None:
    """Copy the registration types to a copied event."""
    for kind in types_of(session, source.id):
        session.add(
            RegistrationType(
                event_id=copy.id,
                position=kind.position,
                name=kind.name,
                attendance_mode=kind.attendance_mode,
                capacity=kind.capacity,
            )
        )
    copy.has_registration_types = source.has_registration_types


def _check(said: Sequence[RegistrationTypeDetails]) -> None:
    if len(said) > MAX_TYPES:
        raise InvalidInputError("too-many-registration-types", most=MAX_TYPES)
    names: set[str] = set()
    for at, each in enumerate(said):
        name = normalize_for_search(clean_name(each.name, longest=NAME_LENGTH))
        if not name:
            raise InvalidInputError("registration-type-name-missing", at=at)
        if name in names:
            raise InvalidInputError("registration-type-name-taken", at=at)
        if each.capacity is not None and each.capacity < 1:
            raise InvalidInputError("capacity-too-small", at=at)
        names.add(name)


def _remove(session: Session, kind: RegistrationType) -> None:
    if kind.removed_at is not None:
        return
    try:
        with session.begin_nested():
            session.delete(kind)
    except IntegrityError:
        # Registrations refer to it, so it is only no longer offered.
        kind.removed_at = clock.now()
