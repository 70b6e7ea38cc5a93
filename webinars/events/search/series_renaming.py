"""Enqueue the writing of names of series into the searched texts of events, after what decides it changed."""

from collections.abc import Collection

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from webinars.events.enums import PUBLIC_LISTINGS
from webinars.events.models import Event, Series
from webinars.outbox import priorities
from webinars.outbox.enqueue import enqueue

RENAMED = "series.renamed"


def enqueue_renaming(session: Session, series_id: int, after_id: int = 0) -> None:
    """Let the worker write the name of a series anew where its events are searched and in feeds."""
    payload = {"series_id": series_id, "after_id": after_id}
    enqueue(session, RENAMED, payload=payload, priority=priorities.FURTHER_BATCH)


def rename_where_public_by(session: Session, event: Event, series_ids: Collection[int]) -> None:
    """Enqueue the renaming of those series that an event alone makes public, or made public until now.

    Events of what is part of a series are found by its name as long as it is public.
    """
    values = {"series_ids": list(series_ids), "event_id": event.id}
    for series_id in session.scalars(_PUBLIC_BY_ONE_EVENT, values).all():
        enqueue_renaming(session, series_id)


def _public_by_one_event() -> Select[int]:
    child, other = aliased(Series), aliased(Event)
    # As in is_public(): one event of each list is looked up.
    first = select(other.id)
    first = first.where(other.series_id == Series.id, other.id != bindparam("event_id"))
    first = first.order_by(other.listed_month).limit(1)
    others = (
        first.where(other.listing == listing).scalar_subquery() for listing in PUBLIC_LISTINGS
    )
    decided = select(Series.id).where(
        Series.id.in_(bindparam("series_ids", expanding=True)),
        ~Series.is_published,
        exists().where(child.parent_id == Series.id),
        *(one.is_(None) for one in others),
    )
    return decided.order_by(Series.id)


_PUBLIC_BY_ONE_EVENT = _public_by_one_event()
