"""Cancel or reinstate a date and those that follow it, in one transaction. The caller commits."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.event_messages.email_notes import add_note
from webinars.events import lifecycle
from webinars.events.date_groups import following_dates, visible_dates
from webinars.events.enums import EventState, StandardEmail
from webinars.events.locks import lock_events
from webinars.events.models import Event
from webinars.events.notifications.changed_together import changed_together
from webinars.events.role_assignments import roles_on
from webinars.events.roles import Role
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE
from webinars.registrations.waiting_list.freed_places import apply_capacity_change
from webinars.scheduling.queries import count_invitations_by_event
from webinars.site import Site
from webinars.timezones import clock

_RUNNING = frozenset({EventState.PUBLISHED, EventState.POSTPONED})
_CALLED_OFF = frozenset({EventState.CANCELLED, EventState.POSTPONED})


@dataclass(frozen=True)
class AffectedDate:
    """A date with how many are registered, and how many have the invitation in their calendar.

    is_open: whether the account may do it with this date, in its state.
    """

    event: Event
    is_open: bool
    people: int
    invitations: int


def affected_dates(
    session: Session, event: Event, by: Organiser, *, cancelling: bool
) -> list[AffectedDate]:
    """Return a date and visible ones that follow it, with numbers of people, in four statements at most."""
    dates = [event, *following_dates(session, event)]
    roles = roles_on(session, by, dates)
    dates = visible_dates(dates, roles)
    ids = [one.id for one in dates]
    active = select(Registration.event_id, func.count()).where(
        Registration.event_id.in_(ids), Registration.status.in_(ACTIVE)
    )
    rows = session.execute(active.group_by(Registration.event_id))
    people = {event_id: number for event_id, number in rows}  # noqa: C416 - rows are not pairs to mypy
    invitations = count_invitations_by_event(session, ids)
    return [
        AffectedDate(
            one,
            _is_open(one, roles.get(one.id), cancelling=cancelling),
            people.get(one.id, 0),
            invitations.get(one.id, 0),
        )
        for one in dates
    ]


def cancel_dates(
    session: Session,
    event: Event,
    event_ids: Collection[int],
    *,
    by: Organiser,
    site: Site,
    note: str,
) -> int:
    """Cancel those of a date and its following ones that are chosen by id; return how many.

    Dates that are drafts, cancelled or over are left as they are.
    """

    def cancel(one: Event) -> None:
        note_id = add_note(session, one.id, StandardEmail.CANCELLATION, note)
        lifecycle.cancel_event(session, one.id, site, note_id=note_id)

    return _for_each(session, _chosen(session, event, event_ids), by, cancel, cancelling=True)


def reinstate_dates(
    session: Session,
    event: Event,
    event_ids: Collection[int],
    *,
    by: Organiser,
    site: Site,
    note: str,
) -> int:
    """Reinstate those of a date and its following ones that are chosen by id; return how many.

    Raises:
        InvalidInputError: "local-time-skipped", "local-time-ambiguous": under new rules one needs a new time.
    """

    def reinstate(one: Event) -> None:
        note_id = add_note(session, one.id, StandardEmail.RESTORATION, note)
        lifecycle.restore_event(session, one.id, site, note_id=note_id)
        apply_capacity_change(session, one.id)

    return _for_each(session, _chosen(session, event, event_ids), by, reinstate, cancelling=False)


def _chosen(session: Session, event: Event, event_ids: Collection[int]) -> Sequence[Event]:
    of_group = {event.id, *(one.id for one in following_dates(session, event))}
    return lock_events(session, of_group & set(event_ids))


def _for_each(
    session: Session,
    dates: Sequence[Event],
    by: Organiser,
    action: Callable[[Event], None],
    *,
    cancelling: bool,
) -> int:
    roles = roles_on(session, by, dates)
    open_dates = [one for one in dates if _is_open(one, roles.get(one.id), cancelling=cancelling)]
    group_id = next((one.date_group_id for one in open_dates), None)
    with changed_together(session, group_id):
        for one in open_dates:
            action(one)
    return len(open_dates)


def _is_open(event: Event, role: Role | None, *, cancelling: bool) -> bool:
    if role is None or not role.includes(Role.EDITOR) or event.ends_at <= clock.now():
        return False
    return event.state in (_RUNNING if cancelling else _CALLED_OFF)
