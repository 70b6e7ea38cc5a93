"""How people take part in an event that is held both ways, and who is concerned when that changes.

A kind of registration may say that its people come in person or online. What it says stands in mails and
calendars, so a change of it is told as a change of the event is, to those alone whom it concerns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.events.models import Event
from webinars.events.registration_types import RegistrationTypeDetails, set_types, types_of
from webinars.events.revisions import later_than
from webinars.events.rules import AttendanceMode, EventState, Format, attendance_format
from webinars.events.snapshots import snapshot
from webinars.registrations import locks, notifications, queries, waiting_list
from webinars.registrations.answers import required_questions, unanswered_by_type
from webinars.registrations.models import ACTIVE, HOLDING, Registration, RegistrationTypeChange
from webinars.registrations.types import apply_type_changes, places_by_type
from webinars.site import Site


@dataclass(frozen=True)
class AttendanceChange:
    """A kind whose people take part in another way from now on, and how many of them are told."""

    registration_type_id: int
    name: str
    was: Format
    now: Format
    people: int


def change_types(
    session: Session,
    event_id: int,
    *,
    said: Sequence[RegistrationTypeDetails],
    revision: int,
    site: Site,
) -> list[AttendanceChange]:
    """Let an event have these kinds and no others; return where somebody is told of it.

    Places of kinds are settled, and whoever takes part in another way by it hears of it: their calendars
    get an update with a higher SEQUENCE, while the event's own number stays.

    Raises:
        NotFoundError, ConflictError, InvalidInputError: as of
        events.registration_types.set_kinds() and settle_kinds().
    """
    # Whoever changed them since has made a revision that set_kinds() refuses.
    before = {kind.id: kind.attendance_mode for kind in types_of(session, event_id, removed=True)}
    event = set_types(session, event_id, said=said, revision=revision, site=site)
    apply_type_changes(session, event)
    if event.state is not EventState.PUBLISHED:
        return []
    shifts = []
    for kind in places_by_type(session, event_id):
        was = before.get(kind.id, kind.attendance_mode)
        shift = AttendanceChange(
            kind.id,
            kind.name,
            attendance_format(event.format, was),
            attendance_format(event.format, kind.attendance_mode),
            kind.people,
        )
        if shift.people and shift.was is not shift.now:
            notifications.notify_of_type_change(session, event, kind.id, _before(event, was))
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
    """Put somebody into another kind, as an organiser wishes.

    They are told if they take part in another way by it, or if either kind asks what they have not answered.

    What they hold goes with them; the place they leave is free for those who wait for it. Whoever waits
    keeps the instant since which they wait. Who moved them is recorded. What they answered as one of the kind
    before is kept and does not count until they are moved back (questions.rules.of_kind).

    Raises:
        NotFoundError: "no-such-registration", also for one of another event.
        ConflictError: "given-back-before"; "kind-full" for somebody who holds a place.
        InvalidInputError: "no-such-kind".
    """
    event, registration = locks.lock_registration_of_event(session, event_id, registration_id)
    locks.check_registration_type(session, event, registration_type_id)
    if registration.status not in ACTIVE:
        raise ConflictError("given-back-before")
    if registration.registration_type_id == registration_type_id:
        return registration
    tally, capacity = (
        queries.count_by_type_and_status(session, event_id),
        queries.capacity_of(session, event),
    )
    of_kind = capacity.kinds.get(registration_type_id)
    if (
        registration.status in HOLDING
        and of_kind is not None
        and tally.held_of(registration_type_id) >= of_kind
    ):
        raise ConflictError("kind-full")
    way, before = (
        registration.takes_part_in(event),
        registration.kind.name if registration.kind else "",
    )
    was = {
        **_before(event, registration.attendance_mode),
        "registration_type_id": registration.registration_type_id,
        "kind": before,
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
    session.refresh(registration, ["kind"])
    session.add(
        RegistrationTypeChange(
            registration_id=registration.id,
            organiser_id=organiser_id,
            changed_at=registration.type_changed_at,
            before=before,
            after=registration.kind.name if registration.kind else "",
        )
    )
    is_news = is_open or registration.takes_part_in(event) is not way
    if event.state is EventState.PUBLISHED and is_news:
        notifications.notify_of_move(session, event, registration, was)
    waiting_list.promote_next(session, event)
    return registration


def unaffected_types(session: Session, event: Event, was: Mapping[str, Any]) -> list[int]:
    """Return the kinds of a changed event to whose people the change is no news.

    They take part as they did, at the time it was, and a place that is another is not where they come.
    """
    now = snapshot(event)
    if not event.has_registration_types or any(
        was.get(name) != now[name] for name in ("when", "span", "cities")
    ):
        return []
    found = []
    for kind in types_of(session, event.id, removed=True):
        before = attendance_format(Format(was["format"]), kind.attendance_mode)
        is_same = before is attendance_format(event.format, kind.attendance_mode)
        if is_same and (before is Format.ONLINE or was["place"] == event.place):
            found.append(kind.id)
    return found


def _before(event: Event, attendance_mode: AttendanceMode) -> dict[str, Any]:
    return {**snapshot(event), "attendance_mode": attendance_mode}
