"""Which accounts are e-mailed about the registrations for an event: its owner, and members by role."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, or_, select, union_all
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.events.models import Event, EventRole, SeriesRole
from webinars.events.role_assignments import is_on_team
from webinars.events.roles import Role, roles_including

_ROLES = roles_including(Role.REGISTRATIONS)


def notified_accounts(session: Session, events: Collection[Event]) -> list[tuple[int, str]]:
    """Return ids and time zones of the accounts of some events, disabled ones left out, in order of id."""
    ids = union_all(*_accounts([event.id for event in events]))
    accounts = session.execute(
        select(Organiser.id, Organiser.timezone)
        .where(Organiser.id.in_(ids), Organiser.disabled_at.is_(None))
        .order_by(Organiser.id)
    )
    return [(account_id, timezone) for account_id, timezone in accounts]


def is_notified_of(account: Organiser) -> ColumnElement[bool]:
    """Return the condition that an account is e-mailed about an event; administrators are by role only."""
    return is_on_team(account, Role.REGISTRATIONS)


def _accounts(event_ids: Collection[int]) -> tuple[Select[int], ...]:
    owners = select(Event.organiser_id).where(Event.id.in_(event_ids))
    of_event = select(EventRole.organiser_id).where(
        EventRole.event_id.in_(event_ids), EventRole.role.in_(_ROLES)
    )
    of_series = (
        select(SeriesRole.organiser_id)
        .join(Event, Event.series_id == SeriesRole.series_id)
        .where(
            Event.id.in_(event_ids),
            or_(SeriesRole.owner_id.is_(None), SeriesRole.owner_id == Event.organiser_id),
            SeriesRole.role.in_(_ROLES),
        )
    )
    return owners, of_event, of_series
