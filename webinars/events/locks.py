"""Lock events before they are changed; every change of an event or its registrations does so first."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.base import ExecutableOption

from webinars.database import Base, for_update, stored
from webinars.errors import ConflictError, NotFoundError
from webinars.events.models import Event
from webinars.prepared_statements import PreparedQuery, flushed

_TABLE = Base.metadata.tables[Event.__tablename__]
_NAMES = [column.name for column in _TABLE.columns]
# Built once, because every registration executes one. The ORM refreshes an event that is loaded already.
_ROW, _ROW_BY_SLUG = (
    PreparedQuery(for_update(select(*_TABLE.columns).where(condition)))
    for condition in (_TABLE.c.id == bindparam("event_id"), _TABLE.c.slug == bindparam("slug"))
)
_ONE = for_update(select(Event).where(Event.id == bindparam("event_id")))
_WITH_SERIES = (selectinload(Event.series),)
_ONE_WITH_SERIES = _ONE.options(*_WITH_SERIES)
_SEVERAL = for_update(
    select(Event).where(Event.id.in_(bindparam("event_ids", expanding=True))).order_by(Event.id)
)
_OF_EVENT = (
    select(Event.alternative_group_id).where(Event.id == bindparam("event_id")).scalar_subquery()
)
_WITH_ALTERNATIVES = for_update(
    select(Event)
    .options(selectinload(Event.series))
    .where(or_(Event.id == bindparam("event_id"), Event.alternative_group_id == _OF_EVENT))
    .order_by(Event.id)
)


def lock_event(session: Session, event_id: int, *options: ExecutableOption) -> Event:
    """Lock an event and refresh it: what was loaded before the lock may be out of date.

    options: loader options.

    Raises:
        NotFoundError: "no-such-event".
    """
    connection, values = flushed(session), {"event_id": event_id}
    if options or _is_loaded(session, event_id):
        one = _ONE_WITH_SERIES if options == _WITH_SERIES else _ONE.options(*options)
        event = session.scalar(one, values)
        if event is None:
            raise NotFoundError("no-such-event")
        return event
    return stored(session, Event, _columns_of(_ROW.first(connection, values)))


def lock_event_by_slug(session: Session, slug: str) -> Event:
    """Lock the event of an address and refresh it, in one statement if it was not loaded before.

    Raises:
        NotFoundError: "no-such-event".
    """
    columns = _columns_of(_ROW_BY_SLUG.first(flushed(session), {"slug": slug}))
    if _is_loaded(session, columns["id"]):
        return lock_event(session, columns["id"])
    return stored(session, Event, columns)


def lock_events(session: Session, event_ids: Collection[int]) -> Sequence[Event]:
    """Lock and refresh several events in order of id; deleted ones are left out."""
    if not event_ids:
        return []
    return session.scalars(_SEVERAL, {"event_ids": sorted(set(event_ids))}).all()


def lock_matching_events(session: Session, condition: ColumnElement[bool]) -> None:
    """Lock the events of a condition in order of id, without reading them."""
    session.execute(for_update(select(Event.id).where(condition).order_by(Event.id)))


def lock_for_change(session: Session, event_id: int) -> Event:
    """Lock and return an event in any state.

    Raises:
        NotFoundError: "no-such-event".
    """
    return lock_event(session, event_id, *_WITH_SERIES)


def lock_at_revision(session: Session, event_id: int, revision: int) -> Event:
    """Lock and return an event that is still at the revision an organiser saw.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "event-changed" when it has a newer revision.
    """
    event = lock_for_change(session, event_id)
    if event.revision != revision:
        raise ConflictError("event-changed")
    return event


def lock_with_alternatives(
    session: Session, event_id: int, *, of_any_owner: bool = False
) -> tuple[Event, list[Event]]:
    """Lock an event with the others of its group in order of id, in one statement; return it and these.

    What one owner changes goes to no event that was handed over to another one: such a one is not returned,
    unless of_any_owner.

    Raises:
        NotFoundError: "no-such-event".
    """
    locked = session.scalars(_WITH_ALTERNATIVES, {"event_id": event_id}).all()
    event = next((one for one in locked if one.id == event_id), None)
    if event is None:
        raise NotFoundError("no-such-event")
    group_id = event.alternative_group_id
    others = [
        one
        for one in locked
        if one.id != event_id
        and one.alternative_group_id == group_id
        and (of_any_owner or one.organiser_id == event.organiser_id)
    ]
    return event, others if group_id is not None else []


def lock_group_at_revision(
    session: Session, event_id: int, revision: int
) -> tuple[Event, list[Event]]:
    """Do the same with an event that is still at the revision an organiser saw.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "event-changed" when it has a newer revision.
    """
    event, others = lock_with_alternatives(session, event_id)
    if event.revision != revision:
        raise ConflictError("event-changed")
    return event, others


def _is_loaded(session: Session, event_id: int) -> bool:
    return identity_key(Event, event_id) in session.identity_map


def _columns_of(row: Sequence[Any] | None) -> dict[str, Any]:
    if row is None:
        raise NotFoundError("no-such-event")
    return dict(zip(_NAMES, row, strict=True))
