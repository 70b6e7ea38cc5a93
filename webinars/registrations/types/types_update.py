"""Update the registration types of an event, and notify those whose attendance mode changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from webinars.events.enums import AttendanceMode, EventState, Format, attendance_format
from webinars.events.models import Event
from webinars.events.notifications.change_snapshot import snapshot
from webinars.events.settings.registration_types import RegistrationTypeDetails, set_types, types_of
from webinars.registrations import notifications
from webinars.registrations.types.type_capacity import apply_type_changes, places_by_type
from webinars.site import Site


@dataclass(frozen=True)
class AttendanceModeChange:
    """A registration type whose attendance mode changed, and how many registrants are notified."""

    registration_type_id: int
    name: str
    previous: Format
    now: Format
    people: int


def update_types(
    session: Session,
    event_id: int,
    *,
    types: Sequence[RegistrationTypeDetails],
    revision: int,
    site: Site,
) -> list[AttendanceModeChange]:
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
    changes = []
    for registration_type in places_by_type(session, event_id):
        previous = before.get(registration_type.id, registration_type.attendance_mode)
        change = AttendanceModeChange(
            registration_type.id,
            registration_type.name,
            attendance_format(event.format, previous),
            attendance_format(event.format, registration_type.attendance_mode),
            registration_type.people,
        )
        if change.people and change.previous is not change.now:
            notifications.notify_of_type_change(
                session, event, registration_type.id, values_before(event, previous)
            )
            changes.append(change)
    return changes


def values_before(event: Event, attendance_mode: AttendanceMode) -> dict[str, Any]:
    """Return the snapshot that a message about a registrant's attendance carries."""
    return {**snapshot(event), "attendance_mode": attendance_mode}
