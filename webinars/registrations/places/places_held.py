"""Count the places held at an event, and its other registrations."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from webinars.events.caching.change_counter import NUMBER as CHANGE_COUNT
from webinars.events.caching.page_state import PAGE_STATE_COLUMNS, PageState, page_state_of
from webinars.events.listing.event_list import PAGE_LENGTH
from webinars.events.models import Event, RegistrationType
from webinars.prepared_statements import PreparedQuery, flushed
from webinars.registrations.places.capacity import Capacity, Tally
from webinars.registrations.places.registration_counts import (
    ACTIVE_NUMBER,
    COUNTS,
    HELD,
    IS_ACTIVE,
    NUMBER,
)

# The places held at an event, as a column of a statement about events.
PLACES_HELD = select(HELD).where(COUNTS.c.event_id == Event.id).scalar_subquery()
# Built once: they run on every view of an event and every registration.
PAGE_STATE_AND_PLACES = PAGE_STATE_COLUMNS.add_columns(PLACES_HELD)
_STANDING = PreparedQuery(PAGE_STATE_AND_PLACES)
_TYPE_ID = func.nullif(COUNTS.c.registration_type_id, 0)
_TALLY = PreparedQuery(
    select(_TYPE_ID, COUNTS.c.status, NUMBER)
    .where(COUNTS.c.event_id == bindparam("event_id"), IS_ACTIVE)
    .group_by(COUNTS.c.registration_type_id, COUNTS.c.status)
)
_HELD, _ACTIVE = (
    PreparedQuery(select(number).where(COUNTS.c.event_id == bindparam("event_id")))
    for number in (HELD, ACTIVE_NUMBER)
)
_CHANGES_AND_HELD = PreparedQuery(
    union_all(
        select(literal(0), CHANGE_COUNT.scalar_subquery()),
        select(COUNTS.c.event_id, HELD)
        .where(COUNTS.c.event_id.in_(bindparam("event_ids", expanding=True)))
        .group_by(COUNTS.c.event_id),
    ),
    longest=PAGE_LENGTH,
)


def page_state_and_places_held(connection: Connection, slug: str) -> tuple[PageState, int]:
    """Return a public event's page state and the number of places held, in one query.

    Raises:
        NotFoundError: "no-such-event", also for drafts.
    """
    return state_and_places_of(_STANDING.first(connection, {"slug": slug}))


def state_and_places_of(row: Sequence[Any] | None) -> tuple[PageState, int]:
    """Return page state and places held of a row of PAGE_STATE_AND_PLACES. Raises as page_state_of()."""
    return page_state_of(row and row[:-1]), row[-1] if row else 0


def changes_and_places_held(
    connection: Connection, event_ids: Sequence[int]
) -> tuple[int, dict[int, int]]:
    """Return the count of changes of events, and the places held by event, in one query."""
    rows = _CHANGES_AND_HELD.rows(connection, {"event_ids": list(event_ids)})
    held = {event_id: number or 0 for event_id, number in rows}
    return held.pop(0), held


def places_held(session: Session, event_id: int) -> int:
    """Count the places held at an event."""
    return _number(session, _HELD, event_id)


def count_by_type_and_status(session: Session, event_id: int) -> Tally:
    """Count an event's registrations by type and status, in one query."""
    rows = _TALLY.rows(flushed(session), {"event_id": event_id})
    return Tally({(type_id, status): count for type_id, status, count in rows})


def capacity_of(session: Session, event: Event) -> Capacity:
    """Return the capacity of an event and of its registration types, if it has any."""
    if not event.has_registration_types:
        return Capacity(event.capacity)
    rows = session.execute(
        select(RegistrationType.id, RegistrationType.capacity).where(
            RegistrationType.event_id == event.id
        )
    )
    return Capacity(event.capacity, {type_id: places for type_id, places in rows})  # noqa: C416 - rows are not pairs to mypy


def count_active(session: Session, event_id: int) -> int:
    """Count the active registrations of an event."""
    return _number(session, _ACTIVE, event_id)


def places_held_by_event(session: Session, event_ids: Iterable[int]) -> dict[int, int]:
    """Count the places held by event, in one query; events without registrations are missing."""
    ids = list(event_ids)
    if not ids:
        return {}
    session.flush()
    rows = session.execute(
        select(COUNTS.c.event_id, HELD)
        .where(COUNTS.c.event_id.in_(ids))
        .group_by(COUNTS.c.event_id)
    )
    return {event_id: held for event_id, held in rows}  # noqa: C416 - rows are not pairs to mypy


def _number(session: Session, query: PreparedQuery, event_id: int) -> int:
    [(number,)] = query.rows(flushed(session), {"event_id": event_id})
    return int(number)
