"""Who has which role on an event: its owner, administrators, and accounts with a role on it or its series."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, or_, select, true, tuple_, union_all
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.events.models import Event, EventRole, SeriesRole
from webinars.events.roles import Role, roles_including, strongest_role


class Scope(StrEnum):
    """Which events of an account: those that it owns, those of its teams too, or all that it may see."""

    OWN = "own"
    TEAM = "team"
    ALL = "all"


def has_role(organiser: Organiser, role: Role) -> ColumnElement[bool]:
    """Return the condition that an account may do with an event what a role may.

    Every page and action of organisers queries the event with it, so other events do not exist for them.
    """
    return true() if organiser.is_admin else is_on_team(organiser, role)


def is_on_team(organiser: Organiser, role: Role) -> ColumnElement[bool]:
    """Return the condition that an account owns an event or is a member with at least a role."""
    owned = Event.organiser_id == organiser.id
    if role is Role.OWNER or not organiser.has_roles:
        return owned
    roles = roles_including(role)
    series = (SeriesRole.organiser_id == organiser.id, SeriesRole.role.in_(roles))
    of_all = select(SeriesRole.series_id).where(*series, SeriesRole.owner_id.is_(None))
    of_owner = select(SeriesRole.series_id, SeriesRole.owner_id).where(
        *series, SeriesRole.owner_id.is_not(None)
    )
    return or_(
        owned,
        Event.id.in_(_events_with_role(organiser).where(EventRole.role.in_(roles))),
        Event.series_id.in_(of_all),
        tuple_(Event.series_id, Event.organiser_id).in_(of_owner),
    )


def is_owned(organiser: Organiser, scope: Scope) -> ColumnElement[bool]:
    """Return the condition of the events of a scope that need no role; administrators see all."""
    sees_all = organiser.is_admin and scope is Scope.ALL
    return true() if sees_all else Event.organiser_id == organiser.id


def is_within(organiser: Organiser, scope: Scope) -> ColumnElement[bool]:
    """Return the condition of the events of a scope, for few events that something else names."""
    if needs_roles(organiser, scope):
        return is_on_team(organiser, Role.VIEWER)
    return is_owned(organiser, scope)


def needs_roles(organiser: Organiser, scope: Scope) -> bool:
    """Return whether the events of a scope include some on which the account has a role."""
    sees_all = organiser.is_admin and scope is Scope.ALL
    return organiser.has_roles and scope is not Scope.OWN and not sees_all


def series_role_joins(
    organiser: Organiser,
) -> list[tuple[ColumnElement[bool], ColumnElement[bool]]]:
    """Return two conditions of roles on series, for events of all and of one owner, and of what each covers.

    An event may be covered by several, be owned, and satisfy has_own_role().
    """
    own = SeriesRole.organiser_id == organiser.id
    of_series = Event.series_id == SeriesRole.series_id
    return [
        (own & SeriesRole.owner_id.is_(None), of_series),
        (
            own & SeriesRole.owner_id.is_not(None),
            of_series & (Event.organiser_id == SeriesRole.owner_id),
        ),
    ]


def has_own_role(organiser: Organiser) -> ColumnElement[bool]:
    """Return the condition that an account has a role on the event itself."""
    return Event.id.in_(_events_with_role(organiser))


def role_on(session: Session, organiser: Organiser, event: Event) -> Role | None:
    """Return the role of an account on an event; None if it has none."""
    return roles_on(session, organiser, [event]).get(event.id)


def roles_on(session: Session, organiser: Organiser, events: Sequence[Event]) -> dict[int, Role]:
    """Return the role of an account on each of some events, by the id of the event.

    Administrators may do what owners may. Accounts without a role on others' events need no statement.
    """
    roles = {
        event.id: Role.OWNER
        for event in events
        if organiser.is_admin or event.organiser_id == organiser.id
    }
    others = [event.id for event in events if event.id not in roles]
    if others and organiser.has_roles:
        given: dict[int, list[Role]] = {}
        for event_id, role in session.execute(_given_roles(organiser, others)):
            given.setdefault(event_id, []).append(Role(role))
        roles |= {event_id: strongest_role(some) for event_id, some in given.items()}
    return roles


def _given_roles(organiser: Organiser, event_ids: Iterable[int]) -> Select[int, str]:
    ids = tuple(event_ids)
    of_events = select(EventRole.event_id, EventRole.role).where(
        EventRole.organiser_id == organiser.id, EventRole.event_id.in_(ids)
    )
    of_series = (
        select(Event.id, SeriesRole.role)
        .join(SeriesRole, covers_event())
        .where(SeriesRole.organiser_id == organiser.id, Event.id.in_(ids))
    )
    given = union_all(of_events, of_series).subquery().c
    return select(given.event_id, given.role)


def covers_event() -> ColumnElement[bool]:
    """Return the condition that a role on a series covers an event."""
    of_owner = or_(SeriesRole.owner_id.is_(None), SeriesRole.owner_id == Event.organiser_id)
    return (SeriesRole.series_id == Event.series_id) & of_owner


def _events_with_role(organiser: Organiser) -> Select[int]:
    return select(EventRole.event_id).where(EventRole.organiser_id == organiser.id)
