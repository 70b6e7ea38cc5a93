"""Change a date and those that follow it, in one transaction. The caller commits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.errors import InvalidInputError
from webinars.event_dates.following_plan import PlannedChange, planned_change, planned_snapshot
from webinars.event_messages.email_notes import add_note, discard_note
from webinars.events.changes import change_event
from webinars.events.date_groups import following_dates, visible_dates
from webinars.events.details import EventDetails, check_details, details_of
from webinars.events.enums import EventState, StandardEmail
from webinars.events.locks import lock_events
from webinars.events.models import Event, RegistrationType
from webinars.events.notifications.change_snapshot import snapshot
from webinars.events.notifications.sequence import must_notify, raises_sequence
from webinars.events.role_assignments import roles_on
from webinars.events.roles import Role
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE
from webinars.registrations.types.unaffected_by_event_change import is_unaffected
from webinars.registrations.waiting_list.freed_places import apply_capacity_change
from webinars.scheduling.queries import count_invitations_by_event
from webinars.site import Site

# A title, text or contact alone is sent on request.
_TEXTS = frozenset({"title", "description", "contact_name", "contact_email"})


@dataclass(frozen=True)
class DateChange:
    """A date with what it gets.

    Attributes:
        plan: None if the date is not changed, or clocks skip or repeat its new start, as error says.
        is_open: whether the date can be changed: not if it is cancelled, or another account's.
        people: of an open date, registrations with a place or on the waiting list.
        emails: how many of them are e-mailed when the change is saved with notification.
        invitations: how many have the invitation in their calendar.
        can_skip: whether it may be saved without notifying.
    """

    event: Event
    before: EventDetails
    plan: PlannedChange | None
    error: InvalidInputError | None = None
    is_open: bool = True
    people: int = 0
    emails: int = 0
    invitations: int = 0
    can_skip: bool = True

    @property
    def are_texts_sent(self) -> bool:
        """Return whether calendars get a new text only if that is asked for."""
        return bool(
            self.plan
            and not self.emails
            and self.event.state is EventState.PUBLISHED
            and _TEXTS & set(self.plan.changed)
        )


@dataclass(frozen=True)
class GroupState:
    """A date and those that follow it, locked, as they were before a change."""

    details: EventDetails
    following: Sequence[Event]
    digest: str


@dataclass(frozen=True)
class FollowingChoices:
    """What an organiser chose for the dates that follow, by id: which are changed, and local starts."""

    event_ids: Collection[int] | None = None  # None for all
    starts: Mapping[int, datetime] | None = None


def lock_group(session: Session, event: Event) -> GroupState:
    """Lock a date and those that follow it, in order of id."""
    ids = [event.id, *(one.id for one in following_dates(session, event))]
    locked = {one.id: one for one in lock_events(session, ids)}
    following = [locked[event_id] for event_id in ids[1:] if event_id in locked]
    revisions = ",".join(f"{one.id}:{one.revision}" for one in (event, *following))
    return GroupState(details_of(event), following, sha256(revisions.encode()).hexdigest()[:16])


def plan_changes(
    session: Session,
    state: GroupState,
    changed: Event,
    *,
    by: Organiser,
    choices: FollowingChoices,
) -> list[DateChange]:
    """Return what each following date gets from the change of another, which is already written to it.

    Takes at most four statements, whatever the number of dates.

    Raises:
        InvalidInputError: as of check_details().
    """
    roles = roles_on(session, by, state.following)
    after = details_of(changed)
    changes = [
        _planned(one, state.details, after, choices, role=roles.get(one.id))
        for one in visible_dates(state.following, roles)
    ]
    return _with_people(session, changes)


def count_people(session: Session, event: Event, before: EventDetails) -> DateChange:
    """Return the change of the date itself, which is already written to it."""
    plan = PlannedChange(details_of(event), (), ())
    [change] = _with_people(session, [DateChange(event, before, plan)], is_written=True)
    return change


def save_changes(
    session: Session,
    changes: Sequence[DateChange],
    *,
    site: Site,
    quietly: bool,
    updates_calendars: bool,
    note: str,
) -> int:
    """Change the following dates as planned, each with its own e-mails; return how many.

    Raises:
        InvalidInputError, ConflictError: as of change_event() and apply_capacity_change().
    """
    count = 0
    for change in changes:
        if change.plan is None or not change.plan.changed:
            continue
        event = change.event
        note_id = None if quietly else add_note(session, event.id, StandardEmail.CHANGE, note)
        was = change_event(
            session,
            event.id,
            details=change.plan.details,
            revision=event.revision,
            site=site,
            quietly=quietly,
            updates_calendars=updates_calendars,
            note_id=note_id,
        )
        if note_id is not None and was is None:
            discard_note(session, note_id)
        apply_capacity_change(session, event.id)
        count += 1
    return count


def _planned(
    event: Event,
    before: EventDetails,
    after: EventDetails,
    choices: FollowingChoices,
    *,
    role: Role | None,
) -> DateChange:
    own = details_of(event)
    is_open = (
        event.state is not EventState.CANCELLED and role is not None and role.includes(Role.EDITOR)
    )
    if not is_open or (choices.event_ids is not None and event.id not in choices.event_ids):
        return DateChange(event, own, None, is_open=is_open)
    try:
        plan = planned_change(before, after, own)
    except InvalidInputError as error:
        start = (choices.starts or {}).get(event.id)
        if start not in error.facts.get("neighbours", ()):
            return DateChange(event, own, None, error)
        plan = planned_change(before, after, own, start)
    check_details(plan.details)
    return DateChange(event, own, plan)


def _with_people(
    session: Session, changes: Sequence[DateChange], *, is_written: bool = False
) -> list[DateChange]:
    """Return the changes with the numbers of people, in three statements."""
    ids = [change.event.id for change in changes]
    people: dict[int, dict[int | None, int]] = {}
    active = select(Registration.event_id, Registration.registration_type_id, func.count()).where(
        Registration.event_id.in_(ids), Registration.status.in_(ACTIVE)
    )
    grouped = active.group_by(Registration.event_id, Registration.registration_type_id)
    for event_id, type_id, number in session.execute(grouped):
        people.setdefault(event_id, {})[type_id] = number
    invitations = count_invitations_by_event(session, ids)
    modes = {
        one.id: one
        for one in session.scalars(
            select(RegistrationType).where(RegistrationType.event_id.in_(ids))
        )
    }
    counted = []
    for change in changes:
        of_event = people.get(change.event.id, {})
        was, now = _snapshots(change, is_written=is_written)
        is_told = raises_sequence(was, now, change.event.state)
        emails = sum(
            number
            for type_id, number in of_event.items()
            if not (type_id in modes and is_unaffected(modes[type_id].attendance_mode, was, now))
        )
        counted.append(
            DateChange(
                change.event,
                change.before,
                change.plan,
                change.error,
                change.is_open,
                people=sum(of_event.values()) if change.is_open else 0,
                emails=emails if is_told else 0,
                invitations=invitations.get(change.event.id, 0),
                can_skip=not (is_told and must_notify(was, now)),
            )
        )
    return counted


def _snapshots(change: DateChange, *, is_written: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    now = snapshot(change.event)
    if is_written:
        return planned_snapshot(change.before), now
    return now, planned_snapshot(change.plan.details) if change.plan else now
