"""Locking events, and storing a new revision after a change."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.sql.base import ExecutableOption

from webinars.database import for_update
from webinars.errors import ConflictError, NotFoundError
from webinars.events.caching import calendar_fragments
from webinars.events.models import Event
from webinars.events.reminders import plan_reminders
from webinars.site import Site
from webinars.timezones import clock


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


def bump_dtstamp(event: Event) -> None:
    """Set the DTSTAMP of an event's calendar text to now."""
    event.revised_at = later_than(event.revised_at)


def later_than(than: datetime) -> datetime:
    """Return now, but at least one second after an earlier instant."""
    # Two revisions within one second would share a DTSTAMP, and a calendar could mistake their
    # order.
    return max(clock.now(), than + timedelta(seconds=1))


def bump_revision(session: Session, event: Event, site: Site) -> Event:
    """Store a new revision of a changed event: reminders, calendar text."""
    event.revision += 1
    session.flush()
    plan_reminders(session, event)
    calendar_fragments.render_and_store(session, event, site)
    return event


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
