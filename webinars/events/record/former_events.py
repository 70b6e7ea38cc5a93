"""Events with their values of an instant: facts that decide whether they are shown, and then all values."""

# Two steps: of all events that may be shown, a few facts; of those that are, all values.

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.events.details import recorded_values
from webinars.events.enums import PUBLIC
from webinars.events.history.as_on import events_withdrawn_since, is_recorded
from webinars.events.history.stored_revisions import Revision, Subject
from webinars.events.models import Event
from webinars.events.record.event_as_on import former_event


@dataclass(frozen=True)
class EventFacts:
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


@dataclass(frozen=True)
class FactsAsOn:
    """The facts of events at an instant; is_complete: the record tells of all of them."""

    facts: list[EventFacts]
    is_complete: bool


def event_facts(session: Session, ids: Collection[int], at: datetime) -> FactsAsOn:
    """Return the facts of events at an instant, in three statements at most and one for those unchanged."""
    if not ids:
        return FactsAsOn([], is_complete=True)
    facts = _facts_before(session, ids, at)
    others = set(ids) - {one.event_id for one in facts}
    is_known = not others or is_recorded(session, at)
    if others and is_known:
        facts += _facts_of_unchanged(session, others, at)
    return FactsAsOn(facts, is_complete=is_known)


def still_public(session: Session, facts: Iterable[EventFacts], at: datetime) -> list[EventFacts]:
    """Return those that were public at an instant and no drafts since; the events are public now."""
    had = [one for one in facts if one.state in PUBLIC]
    withdrawn = events_withdrawn_since(session, [one.event_id for one in had], at)
    return [one for one in had if one.event_id not in withdrawn]


def former_events(
    session: Session, facts: Iterable[EventFacts], present: Sequence[Event] | None = None
) -> dict[int, Event]:
    """Return events with their values of then by id, outside of any session; those that the rules allow.

    present: these events as they are, if the caller has them.
    """
    shown = list(facts)
    if not shown:
        return {}
    wanted = select(Revision.event_id, Revision.values).where(
        Revision.id.in_([one.revision_id for one in shown if one.revision_id])
    )
    values = {one.event_id: one.values for one in shown}
    values.update((row.event_id, row.values) for row in session.execute(wanted))
    if present is None:
        present = session.scalars(select(Event).where(Event.id.in_(values))).all()
    former = {
        event.id: former_event(event, values[event.id]) for event in present if event.id in values
    }
    return {event_id: event for event_id, event in former.items() if event is not None}


def public_events_as_on(session: Session, ids: Collection[int], at: datetime) -> dict[int, Event]:
    """Return those of some events that were public at an instant, and are, with their values of then."""
    if not ids:
        return {}
    public = select(Event).where(Event.id.in_(ids), Event.state.in_(PUBLIC), Event.created_at <= at)
    present = session.scalars(public).all()
    facts = event_facts(session, {event.id for event in present}, at).facts
    return former_events(session, still_public(session, facts, at), present)


def _facts_before(session: Session, ids: Collection[int], at: datetime) -> list[EventFacts]:
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
        EventFacts(
            event_id,
            state,
            series_id,
            datetime.fromisoformat(starts_at),
            datetime.fromisoformat(ends_at),
            revision_id=revision_id,
        )
        for event_id, revision_id, state, series_id, starts_at, ends_at in rows
    ]


def _facts_of_unchanged(session: Session, ids: Collection[int], at: datetime) -> list[EventFacts]:
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
        EventFacts.of_values(row.event_id, {**row.values, **row.previous})
        for row in revisions
        if row.previous
    ]
    others = set(ids) - {row.event_id for row in revisions}
    events = session.scalars(select(Event).where(Event.id.in_(others))).all() if others else ()
    return facts + [EventFacts.of_values(event.id, recorded_values(event)) for event in events]
