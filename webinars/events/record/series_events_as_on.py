"""The events that a body or series had at the end of a day, with their values of then."""

# What a body has now, and what has left it, are ranges of indexes; their revisions are looked up by event.

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from webinars.events.enums import PUBLIC_LISTINGS
from webinars.events.history.as_on import joined_before
from webinars.events.models import LIST_ORDER, Event
from webinars.events.record.former_events import event_facts, former_events, still_public
from webinars.events.record_models import LeftSeries

MOST_SHOWN = 30  # of coming and of past events each
# Of those now before the month of the day, of those from it on, and of those that left the series.
MOST_CANDIDATES = 500


@dataclass(frozen=True)
class SeriesEvents:
    """Events outside of any session: coming ones, soonest first, and past ones, newest first.

    has_more: there were more of either; is_incomplete: the record does not tell of some. event_ids: of all
    that were public. series_ids: of the series, and of those that had been joined into it.
    """

    coming: Sequence[Event]
    past: Sequence[Event]
    has_more: bool = False
    is_incomplete: bool = False
    event_ids: Sequence[int] = ()
    series_ids: Sequence[int] = ()


def series_events_as_on(session: Session, series_id: int, at: datetime) -> SeriesEvents:
    """Return the events that a series had at an instant and that are public now."""
    ids = _candidates(session, series_id, at)
    known = event_facts(session, ids, at)
    series_ids = {series_id, *joined_before(session, series_id, at)}
    had = [one for one in known.facts if one.series_id in series_ids]
    shown = still_public(session, had, at)
    coming = sorted(
        (one for one in shown if one.ends_at > at), key=lambda one: (one.starts_at, one.event_id)
    )
    past = sorted(
        (one for one in shown if one.ends_at <= at),
        key=lambda one: (one.starts_at, one.event_id),
        reverse=True,
    )
    events = former_events(session, [*coming[:MOST_SHOWN], *past[:MOST_SHOWN]])
    return SeriesEvents(
        [events[one.event_id] for one in coming[:MOST_SHOWN] if one.event_id in events],
        [events[one.event_id] for one in past[:MOST_SHOWN] if one.event_id in events],
        has_more=max(len(coming), len(past)) > MOST_SHOWN or len(ids) >= MOST_CANDIDATES,
        is_incomplete=not known.is_complete,
        event_ids=sorted(one.event_id for one in shown),
        series_ids=sorted(series_ids),
    )


def _candidates(session: Session, series_id: int, at: datetime) -> list[int]:
    """Return the ids of public events that a series has now, near a day, and of those that left it."""
    month = at.year * 100 + at.month
    order = [getattr(Event, name) for name in LIST_ORDER]
    now = select(Event.id).where(
        Event.series_id == series_id,
        Event.listing.in_(PUBLIC_LISTINGS),
        Event.created_at <= at,
    )
    later = now.where(Event.listed_month >= month).order_by(*order)
    earlier = now.where(Event.listed_month < month).order_by(*(one.desc() for one in order))
    left = (
        select(Event.id)
        .join(LeftSeries, LeftSeries.event_id == Event.id)
        .where(
            LeftSeries.series_id == series_id,
            Event.listing.in_(PUBLIC_LISTINGS),
            Event.created_at <= at,
        )
        .order_by(Event.id.desc())
    )
    ranges = (one.limit(MOST_CANDIDATES).subquery() for one in (later, earlier, left))
    return list(dict.fromkeys(session.scalars(union_all(*(select(one.c.id) for one in ranges)))))
