"""Events of the page of a series: coming ones of its branch, and past ones of its own, in one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, case, select, union_all
from sqlalchemy.orm import Session, joinedload

from webinars.events.enums import Listing
from webinars.events.listing.event_list import NOT_LISTED, PAGE_LENGTH
from webinars.events.listing.list_cursor import cursor_key
from webinars.events.listing.list_ranges import (
    MOST_NAMED,
    EventFilter,
    end_of_row,
    first_ids,
    list_order,
)
from webinars.events.models import LIST_ORDER, Event
from webinars.pagination import Page, literal_limit, page_of

# Of a body with two sessions a year, those of 25 years.
MOST_PAST = 50


@dataclass(frozen=True)
class SeriesEvents:
    """A page of coming events, and past ones, newest first; has_more_past: there are more.

    numbers: of coming events, by id.
    """

    upcoming: Page[Event]
    past: tuple[Event, ...]
    has_more_past: bool
    numbers: dict[int, int]


def series_events(
    session: Session,
    slug: str,
    series_id: int,
    now: datetime,
    *,
    branch: bool,
    number: ScalarSelect[int | None],
) -> SeriesEvents:
    """Return the events of a series' page: coming ones also of what is below it, with branch.

    number: of a row of events, read with those that are coming; None counts as 0.
    """
    wanted = EventFilter(series=slug, branch=branch)
    coming = first_ids(session, wanted, now, PAGE_LENGTH + 1)
    parts = union_all(coming, *_past_ids(series_id, now)).subquery()
    # Limited, although there are no more: PostgreSQL would read all events for an unknown number of ids.
    ids = select(parts.c.id).limit(literal_limit(PAGE_LENGTH + MOST_PAST + 2))
    of_coming = case((Event.ends_at > now, number), else_=0)
    query = select(Event, of_coming).where(Event.id.in_(ids))
    query = query.options(joinedload(Event.series), *NOT_LISTED)
    numbered = session.execute(query.order_by(*list_order(Event, wanted))).all()
    rows = [event for event, _ in numbered]
    past = [event for event in reversed(rows) if event.ends_at <= now]
    return SeriesEvents(
        page_of([event for event in rows if event.ends_at > now], PAGE_LENGTH, cursor_key),
        tuple(past[:MOST_PAST]),
        len(past) > MOST_PAST,
        {event.id: count or 0 for event, count in numbered},
    )


def _past_ids(series_id: int, now: datetime) -> list[Select[Any]]:
    """Return queries for the last past events: those of the list, and those not moved to it yet.

    Of the latter, as many as a worker moves in a minute are looked at, whatever their series.
    """
    order = [getattr(Event, name).desc() for name in LIST_ORDER]
    listed = select(Event.id).where(
        Event.series_id == series_id, Event.listing == Listing.PAST, end_of_row(Event) <= now
    )
    over = select(Event.id, Event.series_id).where(
        Event.listing == Listing.UPCOMING, Event.ends_at <= now
    )
    few = over.order_by(Event.ends_at.desc()).limit(literal_limit(MOST_NAMED)).subquery()
    most = literal_limit(MOST_PAST + 1)
    return [
        select(listed.order_by(*order).limit(most).subquery()),
        select(few.c.id).where(few.c.series_id == series_id),
    ]
