"""Groups of events that are the dates of one: which they are, and which follow another."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session

from webinars.events.enums import PUBLIC
from webinars.events.models import DateGroup, Event
from webinars.events.roles import Role
from webinars.timezones import clock

# Of one group: a change of all dates is one transaction, and a page shows them.
MOST_IN_GROUP = 120


def group_of(session: Session, event: Event) -> int:
    """Return the id of an event's group; one that has none gets a new group. The event is locked."""
    if event.date_group_id is None:
        group = DateGroup(created_at=clock.now())
        session.add(group)
        session.flush()
        event.date_group_id = group.id
    return event.date_group_id


def dates_in_group(session: Session, event: Event) -> Sequence[Event]:
    """Return all dates of an event in order, drafts too; itself alone without a group."""
    if event.date_group_id is None:
        return [event]
    in_group = Event.date_group_id == event.date_group_id
    dates = select(Event).where(in_group).order_by(Event.starts_at, Event.id)
    return session.scalars(dates.limit(MOST_IN_GROUP)).all()


def following_dates(session: Session, event: Event) -> Sequence[Event]:
    """Return the dates of an event's group after it that are not over, in order."""
    if event.date_group_id is None:
        return []
    dates = select(Event).where(*_follows(event)).order_by(Event.starts_at, Event.id)
    return session.scalars(dates.limit(MOST_IN_GROUP)).all()


def has_following_dates(session: Session, event: Event) -> bool:
    """Return whether an event has following_dates()."""
    if event.date_group_id is None:
        return False
    return session.scalar(select(Event.id).where(*_follows(event)).limit(1)) is not None


def visible_dates(dates: Sequence[Event], roles: Mapping[int, Role]) -> list[Event]:
    """Return those of dates that an account may see: public ones, and where it has a role, by id."""
    return [one for one in dates if one.id in roles or one.state in PUBLIC]


def _follows(event: Event) -> tuple[ColumnElement[bool], ...]:
    return (
        Event.date_group_id == event.date_group_id,
        tuple_(Event.starts_at, Event.id) > (event.starts_at, event.id),
        Event.ends_at > clock.now(),
    )
