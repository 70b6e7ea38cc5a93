"""Changes of registration types, and whom they affect."""

# A registration type may set the attendance mode, which e-mails and calendars show. Changing it is
# notified like a change of the event, but only to those it affects.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.events.models import Event
from webinars.events.revisions import later_than
from webinars.events.rules import AttendanceMode, EventState, Format, attendance_format
from webinars.events.sequence import snapshot
from webinars.events.settings.registration_types import RegistrationTypeDetails, set_types, types_of
from webinars.registrations import locks, notifications, queries, waiting_list
from webinars.registrations.answers import required_questions, unanswered_by_type
from webinars.registrations.models import ACTIVE, HOLDING, Registration, RegistrationTypeChange
from webinars.registrations.types import apply_type_changes, places_by_type
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
                session, event, registration_type.id, _before(event, previous)
            )
            shifts.append(shift)
    return shifts


def change_type(
    session: Session,
    *,
    event_id: int,
    registration_id: int,
    registration_type_id: int,
    organiser_id: int,
) -> Registration:
    """Move a registration to another type, for an organiser.

    The registrant is notified if the attendance mode changes, or if either type has a required
    question without an answer.

    A held place moves along; the one left is free for the waiting list. A waiting registration
    keeps its position. Answers given under the old type are kept, but do not count until it is
    changed back (questions.rules.questions_for_type).

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "already-cancelled"; "registration-type-full" for a registration that holds a place.
        InvalidInputError: "no-such-registration-type".
    """
    event, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    locks.check_registration_type(session, event, registration_type_id)
    if registration.status not in ACTIVE:
        raise ConflictError("already-cancelled")
    if registration.registration_type_id == registration_type_id:
        return registration
    tally, capacity = (
        queries.count_by_type_and_status(session, event_id),
        queries.capacity_of(session, event),
    )
    type_capacity = capacity.by_type.get(registration_type_id)
    if (
        registration.status in HOLDING
        and type_capacity is not None
        and tally.held_of(registration_type_id) >= type_capacity
    ):
        raise ConflictError("registration-type-full")
    format_before, before = (
        registration.takes_part_in(event),
        registration.registration_type.name if registration.registration_type else "",
    )
    previous = {
        **_before(event, registration.attendance_mode),
        "registration_type_id": registration.registration_type_id,
        "registration_type": before,
    }
    asked = required_questions(session, event)
    is_open = any(
        unanswered_by_type(
            session, registration, asked, (registration.registration_type_id, registration_type_id)
        ).values()
    )
    registration.registration_type_id, registration.type_changed_at = (
        registration_type_id,
        later_than(registration.told_at(event)),
    )
    session.flush()
    session.refresh(registration, ["registration_type"])
    session.add(
        RegistrationTypeChange(
            registration_id=registration.id,
            organiser_id=organiser_id,
            changed_at=registration.type_changed_at,
            before=before,
            after=registration.registration_type.name if registration.registration_type else "",
        )
    )
    is_news = is_open or registration.takes_part_in(event) is not format_before
    if event.state is EventState.PUBLISHED and is_news:
        notifications.notify_of_move(session, event, registration, previous)
    waiting_list.promote_next(session, event)
    return registration


def unaffected_types(session: Session, event: Event, previous: Mapping[str, Any]) -> list[int]:
    """Return the registration types whose registrants a change does not affect.

    Same attendance mode, same time, and if the venue changed, they do not attend there.
    """
    now = snapshot(event)
    if not event.has_registration_types or any(
        previous.get(name) != now[name] for name in ("when", "span", "cities")
    ):
        return []
    unaffected = []
    for registration_type in types_of(session, event.id, removed=True):
        before = attendance_format(Format(previous["format"]), registration_type.attendance_mode)
        is_same = before is attendance_format(event.format, registration_type.attendance_mode)
        if is_same and (before is Format.ONLINE or previous["place"] == event.place):
            unaffected.append(registration_type.id)
    return unaffected


def _before(event: Event, attendance_mode: AttendanceMode) -> dict[str, Any]:
    return {**snapshot(event), "attendance_mode": attendance_mode}
