"""Bodies and series of an instant: which of some were public, and by which name."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, union_all
from sqlalchemy.orm import Session, undefer_group

from webinars.events.enums import PUBLIC_LISTINGS
from webinars.events.history.as_on import series_values_as_on
from webinars.events.history.stored_revisions import SeriesRevision
from webinars.events.models import PAGE, Event, Series
from webinars.events.queries import is_public
from webinars.events.record.former_events import event_facts, still_public
from webinars.events.record_models import LeftSeries
from webinars.events.series.series_details import recorded_values
from webinars.events.series_models import JoinedSeries
from webinars.localized_text import from_stored

# Of each series, the earliest that it has and that left it: one that was public then is enough.
MOST_EVENTS = 20


def public_series_as_on(session: Session, ids: Collection[int], at: datetime) -> dict[int, Series]:
    """Return those of some series that were public at an instant, and are, by id: slug, and name of then.

    One that was joined into another one has become that one. Changes were recorded at that instant, as the
    caller knows.
    """
    if not ids:
        return {}
    rows = session.execute(
        select(JoinedSeries.id, JoinedSeries.into_id).where(
            or_(JoinedSeries.id.in_(ids), JoinedSeries.into_id.in_(ids))
        )
    ).all()
    joined = {joined_id: into_id for joined_id, into_id in rows if joined_id in ids}
    present_ids = {joined.get(one, one) for one in ids}
    wanted = select(Series).where(Series.id.in_(present_ids), is_public())
    present = session.scalars(wanted.options(undefer_group(PAGE))).all()
    # The histories of these are those of several series.
    composed = {into_id for _joined_id, into_id in rows}
    values = _values(session, present, composed, at)
    unpublished = [one for one, of_then in values.items() if not of_then.get("is_published")]
    with_events = _with_public_events(session, unpublished, at)
    by_id = {
        one.id: _former(one, values[one.id])
        for one in present
        if one.id in values and (values[one.id].get("is_published") or one.id in with_events)
    }
    return {one: by_id[joined.get(one, one)] for one in ids if joined.get(one, one) in by_id}


def _former(series: Series, values: Mapping[str, Any]) -> Series:
    return Series(
        slug=series.slug,
        name=from_stored(values["name"]),
        text_language=values.get("text_language", ""),
    )


def _values(
    session: Session, present: Sequence[Series], composed: Collection[int], at: datetime
) -> dict[int, Mapping[str, Any]]:
    """Return the recorded values that series had, of those of which the record tells and that there were."""
    simple = {one.id for one in present} - set(composed)
    last, first = (
        select(chosen(SeriesRevision.id))
        .where(
            SeriesRevision.series_id.in_(simple), SeriesRevision.document_id.is_(None), condition
        )
        .group_by(SeriesRevision.series_id)
        for chosen, condition in (
            (func.max, SeriesRevision.changed_at <= at),
            (func.min, SeriesRevision.changed_at > at),
        )
    )
    rows = session.scalars(
        select(SeriesRevision).where(SeriesRevision.id.in_(union_all(last, first)))
    ).all()
    values: dict[int, Mapping[str, Any]] = {
        row.series_id: row.values for row in rows if row.changed_at <= at
    }
    for row in rows:
        if row.series_id not in values:
            # An empty one: this is its creation.
            values[row.series_id] = {**row.values, **row.previous} if row.previous else {}
    for one in present:
        if one.id in composed:
            values[one.id] = series_values_as_on(session, one.id, at, recorded_values(one)) or {}
        else:
            values.setdefault(one.id, recorded_values(one))
    return {series_id: of_then for series_id, of_then in values.items() if of_then}


def _with_public_events(session: Session, ids: Collection[int], at: datetime) -> set[int]:
    """Return which of some series had an event that was public, by the earliest events of each."""
    if not ids:
        return set()
    was_there = (Event.listing.in_(PUBLIC_LISTINGS), Event.created_at <= at)
    now = select(Event.series_id, Event.id).where(Event.series_id.in_(ids), *was_there)
    left = (
        select(LeftSeries.series_id, Event.id)
        .join(LeftSeries, LeftSeries.event_id == Event.id)
        .where(LeftSeries.series_id.in_(ids), *was_there)
    )
    both = union_all(now, left).subquery()
    series_id, event_id = both.c
    rank = func.row_number().over(partition_by=series_id, order_by=event_id).label("rank")
    ranked = select(event_id.label("event_id"), rank).subquery()
    event_ids = set(session.scalars(select(ranked.c.event_id).where(ranked.c.rank <= MOST_EVENTS)))
    facts = event_facts(session, event_ids, at).facts
    return {one.series_id for one in still_public(session, facts, at) if one.series_id is not None}
