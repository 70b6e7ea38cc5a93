"""Changes of the attendance mode of registration types, and whom they affect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from webinars.events.models import Event
from webinars.events.rules import AttendanceMode, EventState, Format, attendance_format
from webinars.events.sequence import are_texts_changed, snapshot
from webinars.events.settings.registration_types import RegistrationTypeDetails, set_types, types_of
from webinars.registrations import notifications
from webinars.registrations.types.type_capacity import apply_type_changes, places_by_type
from webinars.site import Site


@dataclass(frozen=True)
class AttendanceChange:
    """A registration type whose attendance mode changed, and how many registrants are notified."""

    registration_type_id: int
    name: str
    previous: Format
    now: Format
    people: int


def change_types(
    session: Session,
    event_id: int,
    *,
    types: Sequence[RegistrationTypeDetails],
    revision: int,
    site: Site,
) -> list[AttendanceChange]:
    """Replace an event's registration types; return the changes that registrants are notified of.

    The capacity is applied, and registrants whose attendance mode changes get a calendar update
    with a higher SEQUENCE, while the event's own sequence stays.

    Raises:
        NotFoundError, ConflictError, InvalidInputError: as of
        events.settings.registration_types.set_types() and apply_type_changes().
    """
    # A concurrent change has raised the revision, which set_types() then refuses.
    before = {
        registration_type.id: registration_type.attendance_mode
        for registration_type in types_of(session, event_id, removed=True)
    }
    event = set_types(session, event_id, types=types, revision=revision, site=site)
    apply_type_changes(session, event)
    if event.state is not EventState.PUBLISHED:
        return []
    shifts = []
    for registration_type in places_by_type(session, event_id):
        previous = before.get(registration_type.id, registration_type.attendance_mode)
        shift = AttendanceChange(
            registration_type.id,
            registration_type.name,
            attendance_format(event.format, previous),
            attendance_format(event.format, registration_type.attendance_mode),
            registration_type.people,
        )
        if shift.people and shift.previous is not shift.now:
            notifications.notify_of_type_change(
                session, event, registration_type.id, values_before(event, previous)
            )
            shifts.append(shift)
    return shifts


def unaffected_types(session: Session, event: Event, previous: Mapping[str, Any]) -> list[int]:
    """Return the registration types whose registrants a change does not affect.

    Same attendance mode, same time, and if the venue changed, they do not attend there.
    """
    now = snapshot(event)
    if not event.has_registration_types or are_texts_changed(previous, event):
        return []
    if any(previous.get(name) != now[name] for name in ("when", "span", "cities")):
        return []
    unaffected = []
    for registration_type in types_of(session, event.id, removed=True):
        before = attendance_format(Format(previous["format"]), registration_type.attendance_mode)
        is_same = before is attendance_format(event.format, registration_type.attendance_mode)
        if is_same and (before is Format.ONLINE or previous["place"] == event.place):
            unaffected.append(registration_type.id)
    return unaffected


def values_before(event: Event, attendance_mode: AttendanceMode) -> dict[str, Any]:
    """Return the snapshot that a message about a registrant's attendance carries."""
    return {**snapshot(event), "attendance_mode": attendance_mode}
