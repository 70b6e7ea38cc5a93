"""A body or series as its page showed it at the end of a day: texts, what it was part of, and events."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer_group

from webinars.events.branches import MOST_LEVELS
from webinars.events.history.as_on import end_of_day, series_values_as_on
from webinars.events.models import PAGE, Series
from webinars.events.queries import is_public
from webinars.events.record.event_as_on import Absence
from webinars.events.record.series_events_as_on import SeriesEvents, series_events_as_on
from webinars.events.series.series_details import recorded_values
from webinars.localized_text import from_stored

_TEXTS = ("name", "short_name", "description", "picture_text")


@dataclass(frozen=True)
class SeriesAsOn:
    """A series that belongs to no session, with its values of then.

    above: what it was part of, the topmost first, public ones of now. events: those that it had.
    """

    series: Series
    above: Sequence[Series]
    events: SeriesEvents


def series_as_on(session: Session, series: Series, day: date) -> SeriesAsOn | Absence:
    """Return a public series as it was at the end of a day, or why there is no such page.

    series: loaded with the columns of its page.
    """
    at = end_of_day(day)
    values = series_values_as_on(session, series.id, at, recorded_values(series))
    if values is None:
        return Absence.UNKNOWN
    if not values:
        return Absence.NOT_PUBLIC
    events = series_events_as_on(session, series.id, at)
    if not (values.get("is_published") or events.coming or events.past):
        return Absence.NOT_PUBLIC
    former = _former_series(series, values)
    return SeriesAsOn(former, _above(session, values.get("parent_id"), at, {series.id}), events)


def _former_series(series: Series, values: Mapping[str, Any]) -> Series:
    """Return a series with recorded values, outside of any session; its picture if that is still there."""
    has_picture = values.get("picture") == series.picture_digest
    return Series(
        slug=series.slug,
        **{name: from_stored(values.get(name, "")) for name in _TEXTS},
        text_language=values.get("text_language", ""),
        links=values.get("links", []),
        picture_digest=series.picture_digest if has_picture else "",
        picture_type=series.picture_type if has_picture else "",
    )


def _above(
    session: Session, parent_id: int | None, at: datetime, known: Collection[int]
) -> list[Series]:
    """Return what a series was part of by the names of then; what the record does not tell ends it."""
    if parent_id is None or parent_id in known or len(known) > MOST_LEVELS:
        return []
    loaded = undefer_group(PAGE)
    row = session.execute(
        select(Series, is_public()).where(Series.id == parent_id).options(loaded)
    ).first()
    if row is None:
        return []
    parent, parent_is_public = row
    values = series_values_as_on(session, parent_id, at, recorded_values(parent))
    if not values:
        return []
    above = _above(session, values.get("parent_id"), at, {*known, parent_id})
    return [*above, _former_series(parent, values)] if parent_is_public else above
