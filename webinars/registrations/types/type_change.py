"""Move one registration to another registration type."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.errors import ConflictError
from webinars.events.enums import EventState
from webinars.events.registration_availability import is_capacity_reached
from webinars.events.revisions import now_or_second_after
from webinars.registrations import locks, notifications
from webinars.registrations.answers import questions_to_complete, unanswered_by_type
from webinars.registrations.initial_status import check_registration_type
from webinars.registrations.models import Registration, RegistrationTypeChange
from webinars.registrations.places import places_held
from webinars.registrations.status import ACTIVE, HOLDING
from webinars.registrations.status_history import recording_changes
from webinars.registrations.types.types_update import values_before
from webinars.registrations.waiting_list import freed_places


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
    changed back (questions.visibility.questions_for_type).

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "already-cancelled"; "registration-type-full" for a registration that holds a place.
        InvalidInputError: "no-such-registration-type".
    """
    event, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    check_registration_type(session, event, registration_type_id)
    if registration.status not in ACTIVE:
        raise ConflictError("already-cancelled")
    if registration.registration_type_id == registration_type_id:
        return registration
    tally, capacity = (
        places_held.count_by_type_and_status(session, event_id),
        places_held.capacity_of(session, event),
    )
    type_capacity = capacity.by_type.get(registration_type_id)
    held = tally.held_of(registration_type_id)
    if registration.status in HOLDING and is_capacity_reached(type_capacity, held):
        raise ConflictError("registration-type-full")
    format_before, before = (
        registration.attendance_format(event),
        registration.registration_type.name if registration.registration_type else "",
    )
    previous = {
        **values_before(event, registration.attendance_mode),
        "registration_type_id": registration.registration_type_id,
        "registration_type": before,
    }
    asked = questions_to_complete(session, event)
    is_open = any(
        unanswered_by_type(
            session, registration, asked, (registration.registration_type_id, registration_type_id)
        ).values()
    )
    with recording_changes(session, registration):
        registration.registration_type_id, registration.type_changed_at = (
            registration_type_id,
            now_or_second_after(registration.calendar_revised_at(event)),
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
    is_news = is_open or registration.attendance_format(event) is not format_before
    if event.state is EventState.PUBLISHED and is_news:
        notifications.notify_of_move(session, event, registration, previous)
    freed_places.promote_next(session, event)
    return registration


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
