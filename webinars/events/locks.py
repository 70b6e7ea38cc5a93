"""Lock events before they are changed; every change of an event or its registrations does so first."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.sql.base import ExecutableOption

from webinars.database import for_update
from webinars.errors import ConflictError, NotFoundError
from webinars.events.models import Event

# Built once, because every registration executes it.
_ONE = for_update(select(Event).where(Event.id == bindparam("event_id")))
_SEVERAL = for_update(
    select(Event).where(Event.id.in_(bindparam("event_ids", expanding=True))).order_by(Event.id)
)


def lock_event(session: Session, event_id: int, *options: ExecutableOption) -> Event:
    """Lock an event and refresh it: what was loaded before the lock may be out of date.

    options: loader options.

    Raises:
        NotFoundError: "no-such-event".
    """
    statement = _ONE.options(*options) if options else _ONE
    event = session.scalar(statement, {"event_id": event_id})
    if event is None:
        raise NotFoundError("no-such-event")
    return event


def lock_events(session: Session, event_ids: Collection[int]) -> Sequence[Event]:
    """Lock and refresh several events in order of id; deleted ones are left out."""
    if not event_ids:
        return []
    return session.scalars(_SEVERAL, {"event_ids": sorted(set(event_ids))}).all()


def lock_for_change(session: Session, event_id: int) -> Event:
    """Lock and return an event in any state.

    Raises:
        NotFoundError: "no-such-event".
    """
    return lock_event(session, event_id, selectinload(Event.series))


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
