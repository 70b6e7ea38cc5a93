"""The events that a body or series had at the end of a day, with their values of then."""

# Two steps: of all events that it may have had, a few facts; of those that are shown, all values. What a
# body has now, and what has left it, are ranges of indexes; their revisions are looked up by event.

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from webinars.events.details import recorded_values
from webinars.events.enums import PUBLIC, PUBLIC_LISTINGS
from webinars.events.history.as_on import events_withdrawn_since, is_recorded, joined_before
from webinars.events.history.stored_revisions import Revision, Subject
from webinars.events.models import LIST_ORDER, Event
from webinars.events.record.event_as_on import former_event
from webinars.events.record_models import LeftSeries

MOST_SHOWN = 30  # of coming and of past events each
# Of those now before the month of the day, of those from it on, and of those that left the series.
MOST_CANDIDATES = 500


@dataclass(frozen=True)
class SeriesEvents:
    """Events outside of any session: coming ones, soonest first, and past ones, newest first.

    has_more: there were more of either; is_incomplete: the record does not tell of some.
    """

    coming: Sequence[Event]
    past: Sequence[Event]
    has_more: bool = False
    is_incomplete: bool = False


@dataclass(frozen=True)
class _Facts:
    """What decides whether and where an event is shown; values of then, or the revision that has them."""

    event_id: int
    state: str
    series_id: int | None
    starts_at: datetime
    ends_at: datetime
    revision_id: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of_values(cls, event_id: int, values: Mapping[str, Any]) -> Self:
        """Return the facts of recorded values."""
        starts_at, ends_at = map(datetime.fromisoformat, values["span"])
        return cls(
            event_id,
            values["state"],
            values.get("series_id"),
            starts_at,
            ends_at,
            values=values,
        )


def series_events_as_on(session: Session, series_id: int, at: datetime) -> SeriesEvents:
    """Return the events that a series had at an instant and that are public now."""
    ids = _candidates(session, series_id, at)
    facts = _facts_before(session, ids, at)
    others = set(ids) - {one.event_id for one in facts}
    is_known = not others or is_recorded(session, at)
    if others and is_known:
        facts += _facts_of_unchanged(session, others, at)
    series_ids = {series_id, *joined_before(session, series_id, at)}
    had = [one for one in facts if one.state in PUBLIC and one.series_id in series_ids]
    withdrawn = events_withdrawn_since(session, [one.event_id for one in had], at)
    shown = [one for one in had if one.event_id not in withdrawn]
    coming = sorted(
        (one for one in shown if one.ends_at > at), key=lambda one: (one.starts_at, one.event_id)
    )
    past = sorted(
        (one for one in shown if one.ends_at <= at),
        key=lambda one: (one.starts_at, one.event_id),
        reverse=True,
    )
    has_more = max(len(coming), len(past)) > MOST_SHOWN or len(ids) >= MOST_CANDIDATES
    events = _former_events(session, [*coming[:MOST_SHOWN], *past[:MOST_SHOWN]])
    return SeriesEvents(
        [events[one.event_id] for one in coming[:MOST_SHOWN] if one.event_id in events],
        [events[one.event_id] for one in past[:MOST_SHOWN] if one.event_id in events],
        has_more,
        not is_known,
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


def _facts_before(session: Session, ids: Collection[int], at: datetime) -> list[_Facts]:
    """Return the facts of events by their last revisions until an instant."""
    last = (
        select(func.max(Revision.id))
        .where(
            Revision.event_id.in_(ids),
            Revision.subject == Subject.EVENT,
            Revision.changed_at <= at,
        )
        .group_by(Revision.event_id)
    )
    values = Revision.values
    rows = session.execute(
        select(
            Revision.event_id,
            Revision.id,
            values["state"].as_string(),
            values["series_id"].as_integer(),
            values[("span", 0)].as_string(),
            values[("span", 1)].as_string(),
        ).where(Revision.id.in_(last))
    )
    return [
        _Facts(
            event_id,
            state,
            series_id,
            datetime.fromisoformat(starts_at),
            datetime.fromisoformat(ends_at),
            revision_id=revision_id,
        )
        for event_id, revision_id, state, series_id, starts_at, ends_at in rows
    ]


def _facts_of_unchanged(session: Session, ids: Collection[int], at: datetime) -> list[_Facts]:
    """Return the facts of events whose first revision came later: what it replaced, or what is so now."""
    first = (
        select(func.min(Revision.id))
        .where(
            Revision.event_id.in_(ids),
            Revision.subject == Subject.EVENT,
            Revision.changed_at > at,
        )
        .group_by(Revision.event_id)
    )
    revisions = session.scalars(select(Revision).where(Revision.id.in_(first))).all()
    facts = [
        _Facts.of_values(row.event_id, {**row.values, **row.previous})
        for row in revisions
        if row.previous
    ]
    others = set(ids) - {row.event_id for row in revisions}
    events = session.scalars(select(Event).where(Event.id.in_(others))).all() if others else ()
    return facts + [_Facts.of_values(event.id, recorded_values(event)) for event in events]


def _former_events(session: Session, facts: Iterable[_Facts]) -> dict[int, Event]:
    shown = list(facts)
    if not shown:
        return {}
    wanted = select(Revision.event_id, Revision.values).where(
        Revision.id.in_([one.revision_id for one in shown if one.revision_id])
    )
    values = {one.event_id: one.values for one in shown}
    values.update((row.event_id, row.values) for row in session.execute(wanted))
    events = session.scalars(select(Event).where(Event.id.in_(values))).all()
    former = {event.id: former_event(event, values[event.id]) for event in events}
    return {event_id: event for event_id, event in former.items() if event is not None}
