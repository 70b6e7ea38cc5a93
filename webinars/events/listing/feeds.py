"""Which events a feed contains, and for how long."""

# A feed's period moves once a day, at midnight UTC, so its bytes stay the same until an event
# changes or the day ends.

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all
from sqlalchemy.orm import Session, joinedload

from webinars.events.enums import PUBLIC_LISTINGS, EventState
from webinars.events.listing.event_list import filter_conditions
from webinars.events.listing.list_ranges import EventFilter
from webinars.events.models import Event
from webinars.pagination import literal_limit
from webinars.timezones import clock
from webinars.timezones.schedule import Precision

# How far feeds reach into the past.
FEED_PAST = timedelta(days=92)
# Cancelled events stay this long after their time: calendars that poll rarely must see the
# cancellation before it goes.
CANCELLED_KEPT_FOR = timedelta(days=14)
# As many entries as news readers fetch at once.
NEWS_LENGTH = 100
CANCELLED_STATES = (EventState.CANCELLED, EventState.POSTPONED)


def start_of_today() -> datetime:
    """Return the beginning of the day, in UTC."""
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


def feed_events(
    session: Session, wanted: EventFilter, day: datetime, *, tentative: bool = False
) -> Sequence[Event]:
    """Return the public events of a feed with their series, ordered as by feed_query()."""
    query = feed_query(wanted, day, tentative=tentative)
    return session.scalars(query.options(joinedload(Event.series))).all()


def feed_query(wanted: EventFilter, day: datetime, *, tentative: bool = False) -> Select[Event]:
    """Return the query for a feed's events, oldest first: within the feed period, or all with past.

    tentative: include events known by their month alone.
    """
    query = select(Event).where(
        *filter_conditions(wanted), within_feed_period(day, past=wanted.past)
    )
    if not tentative:
        query = query.where(Event.precision != Precision.MONTH)
    return query.order_by(Event.starts_at, Event.id)


def latest_events(session: Session, wanted: EventFilter, day: datetime) -> Sequence[Event]:
    """Return the events of a feed that were published or changed last, newest first."""
    conditions = (*filter_conditions(wanted), within_feed_period(day, past=wanted.past))
    most = literal_limit(NEWS_LENGTH)
    # The last changes of each list are at the end of an index.
    parts = (
        select(Event.id, Event.revised_at)
        .where(Event.listing == one, *conditions)
        .order_by(Event.revised_at.desc(), Event.id.desc())
        .limit(most)
        .subquery()
        for one in PUBLIC_LISTINGS
    )
    both = union_all(*map(select, parts)).subquery()
    ids = select(both.c.id).order_by(both.c.revised_at.desc(), both.c.id.desc()).limit(most)
    query = select(Event).where(Event.id.in_(select(ids.subquery().c.id)))
    newest = query.order_by(Event.revised_at.desc(), Event.id.desc()).limit(most)
    return session.scalars(newest.options(joinedload(Event.series))).all()


def within_feed_period(day: datetime, *, past: bool = False) -> ColumnElement[bool]:
    """Return the condition that an event is in the feed period; past lifts it for uncancelled events."""
    void = and_(Event.state.in_(CANCELLED_STATES), Event.ends_at > day - CANCELLED_KEPT_FOR)
    real = Event.state.not_in(CANCELLED_STATES)
    return or_(void, real if past else and_(real, Event.ends_at > day - FEED_PAST))
