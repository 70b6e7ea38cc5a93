"""Registration types of an event: list, validate, replace and copy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import column, select, table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.errors import ConflictError, InvalidInputError
from webinars.events.enums import AttendanceMode, normalize_for_search
from webinars.events.history.revision_writer import record_change
from webinars.events.history.stored_revisions import Subject
from webinars.events.history.values import stored_values
from webinars.events.locks import lock_at_revision
from webinars.events.models import Event, RegistrationType
from webinars.events.revisions import bump_revision, now_or_second_after
from webinars.localized_text import in_each_language, rewritten
from webinars.security.text_input import clean_name
from webinars.site import Site
from webinars.timezones import clock

NAME_LENGTH = 100
MAX_TYPES = 12
# Its layer is above this one.
_DOCUMENTS = table("documents", *map(column, ("id", "address", "registration_type_id")))


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
    types: Sequence[RegistrationTypeDetails],
    revision: int,
    site: Site,
) -> Event:
    """Replace the registration types of an event, in this order.

    A type that is left out is deleted, or marked removed while registrations have it; including it
    again offers it again.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "event-changed" when the event has a newer revision than the organiser saw.
        ConflictError: "registration-type-of-document" (facts: name, document): one is left out whose
            registrants alone may read a document.
        InvalidInputError: "registration-type-name-missing", "registration-type-name-taken",
            "capacity-too-small" (each with at: its
            index), "too-many-registration-types" (facts: most), "no-such-registration-type"; those of
            security.text_input.clean_name.
    """
    _check(types)
    event = lock_at_revision(session, event_id, revision)
    existing = {
        registration_type.id: registration_type
        for registration_type in types_of(session, event_id, removed=True)
    }
    before = _recorded_types(existing.values())
    if any(details.id is not None and details.id not in existing for details in types):
        raise InvalidInputError("no-such-registration-type")
    offered = list[RegistrationType]()
    for position, details in enumerate(types):
        registration_type = existing.pop(details.id, None) if details.id is not None else None
        if (
            registration_type is not None
            and registration_type.attendance_mode is not details.attendance_mode
        ):
            registration_type.attendance_mode_set_at = now_or_second_after(
                registration_type.attendance_mode_set_at or event.revised_at
            )
        if registration_type is None:
            registration_type = RegistrationType(event_id=event_id)
            session.add(registration_type)
        offered.append(registration_type)
        registration_type.position, registration_type.removed_at = position, None
        name = in_each_language(details.name, _clean_name)
        registration_type.name = rewritten(name, registration_type.name or "")
        registration_type.attendance_mode, registration_type.capacity = (
            details.attendance_mode,
            details.capacity,
        )
    session.flush()
    _check_documents(session, existing.values())
    for registration_type in existing.values():
        _remove(session, registration_type)
    event.has_registration_types = bool(types)
    after = _recorded_types(offered)
    record_change(session, event_id, Subject.TYPES, event_id, before=before, after=after)
    return bump_revision(session, event, site)


def _recorded_types(types: Iterable[RegistrationType]) -> dict[str, Any]:
    """Return what the history of an event stores of its registration types that are offered."""
    offered = sorted((one for one in types if one.removed_at is None), key=lambda one: one.position)
    details = (
        RegistrationTypeDetails(one.name, one.attendance_mode, one.capacity) for one in offered
    )
    return {"types": [stored_values(one, leaving_out=("id",)) for one in details]}


def copy_types(session: Session, source: Event, copy: Event) -> None:
    """Copy the registration types to a copied event."""
    for registration_type in types_of(session, source.id):
        session.add(
            RegistrationType(
                event_id=copy.id,
                position=registration_type.position,
                name=registration_type.name,
                attendance_mode=registration_type.attendance_mode,
                capacity=registration_type.capacity,
            )
        )
    copy.has_registration_types = source.has_registration_types


def _check(types: Sequence[RegistrationTypeDetails]) -> None:
    if len(types) > MAX_TYPES:
        raise InvalidInputError("too-many-registration-types", most=MAX_TYPES)
    names: set[str] = set()
    for at, details in enumerate(types):
        name = normalize_for_search(_clean_name(details.name))
        if not name:
            raise InvalidInputError("registration-type-name-missing", at=at)
        if name in names:
            raise InvalidInputError("registration-type-name-taken", at=at)
        if details.capacity is not None and details.capacity < 1:
            raise InvalidInputError("capacity-too-small", at=at)
        names.add(name)


def _clean_name(name: str) -> str:
    return clean_name(name, longest=NAME_LENGTH)


def _check_documents(session: Session, removed: Iterable[RegistrationType]) -> None:
    """Refuse to remove types whose registrants alone may read a document."""
    names = {one.id: one.name for one in removed if one.removed_at is None}
    if not names:
        return
    of_types = _DOCUMENTS.c.registration_type_id.in_(names)
    rows = select(_DOCUMENTS.c.registration_type_id, _DOCUMENTS.c.address).where(of_types)
    document = session.execute(rows.order_by(_DOCUMENTS.c.id).limit(1)).first()
    if document is not None:
        raise ConflictError(
            "registration-type-of-document",
            name=names[document.registration_type_id],
            document=document.address,
        )


def _remove(session: Session, registration_type: RegistrationType) -> None:
    if registration_type.removed_at is not None:
        return
    try:
        with session.begin_nested():
            session.delete(registration_type)
    except IntegrityError:
        # Registrations refer to it, so it is only no longer offered.
        registration_type.removed_at = clock.now()
