"""Which accounts are e-mailed about the registrations for an event: its owner, and members by role."""

from sqlalchemy import ColumnElement, Select, literal, or_, select, union_all
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.events.models import Event, EventRole, SeriesRole
from webinars.events.role_assignments import is_on_team
from webinars.events.roles import Role, roles_including

_ROLES = roles_including(Role.REGISTRATIONS)


def notified_accounts(session: Session, event: Event) -> list[tuple[int, str]]:
    """Return the ids and time zones of the accounts, disabled ones left out, in order of id."""
    ids = union_all(select(literal(event.organiser_id)), *_members(event))
    accounts = session.execute(
        select(Organiser.id, Organiser.timezone)
        .where(Organiser.id.in_(ids), Organiser.disabled_at.is_(None))
        .order_by(Organiser.id)
    )
    return [(account_id, timezone) for account_id, timezone in accounts]


def is_notified_of(account: Organiser) -> ColumnElement[bool]:
    """Return the condition that an account is e-mailed about an event; administrators are by role only."""
    return is_on_team(account, Role.REGISTRATIONS)


def _members(event: Event) -> tuple[Select[int], Select[int]]:
    of_event = select(EventRole.organiser_id).where(
        EventRole.event_id == event.id, EventRole.role.in_(_ROLES)
    )
    of_series = select(SeriesRole.organiser_id).where(
        SeriesRole.series_id == event.series_id,
        or_(SeriesRole.owner_id.is_(None), SeriesRole.owner_id == event.organiser_id),
        SeriesRole.role.in_(_ROLES),
    )
    return of_event, of_series
