"""The series of the events that an account may see, to filter its list by."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, true, union
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.events.models import Event, EventRole, Series, SeriesRole
from webinars.pagination import literal_limit

# To choose from; a search finds the names of all.
MOST_SERIES = 50


def organised_series(session: Session, organiser: Organiser) -> Sequence[Series] | None:
    """Return the series of an account's events by name; None instead of more than MOST_SERIES.

    Each series of the events that it owns is a step in an index, so that the events are not read.
    """
    parts = [_steps(true() if organiser.is_admin else Event.organiser_id == organiser.id)]
    if organiser.has_roles and not organiser.is_admin:
        parts += _of_roles(organiser)
    ids = union(*parts).subquery()
    chosen = (
        select(Series).where(Series.id.in_(select(ids.c.id))).limit(literal_limit(MOST_SERIES + 1))
    )
    series = session.scalars(chosen).all()
    if len(series) > MOST_SERIES:
        return None
    # In Python, because the database would sort a name with translations by its stored form.
    return sorted(series, key=lambda one: (one.name.casefold(), one.id))


def _steps(is_owned: ColumnElement[bool]) -> Select[Any]:
    """Return the series of some events, one more than are offered; each is found by a step in an index."""
    # Events without a series are not skipped by SQLite's min().
    least = select(func.min(Event.series_id)).where(is_owned)
    first = least.where(Event.series_id > literal(0)).scalar_subquery()
    steps = select(first.label("id"), literal_limit(1).label("step")).cte(
        "own_series", recursive=True
    )
    following = least.where(Event.series_id > steps.c.id).scalar_subquery()
    is_more = steps.c.id.is_not(None) & (steps.c.step <= literal_limit(MOST_SERIES))
    steps = steps.union_all(select(following, steps.c.step + 1).where(is_more))
    return select(steps.c.id).where(steps.c.id.is_not(None))


def _of_roles(organiser: Organiser) -> list[Select[Any]]:
    """Return the series of the events on which an account has a role."""
    of_series = select(SeriesRole.series_id.label("id")).where(
        SeriesRole.organiser_id == organiser.id
    )
    of_events = (
        select(Event.series_id.label("id"))
        .join(EventRole, EventRole.event_id == Event.id)
        .where(EventRole.organiser_id == organiser.id, Event.series_id.is_not(None))
    )
    return [of_series, of_events]
