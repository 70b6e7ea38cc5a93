"""An organiser's own list of events, page by page; administrators see everyone's."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, select, union_all
from sqlalchemy.orm import Session, defer, joinedload

from webinars.accounts.models import Organiser
from webinars.events.enums import Listing
from webinars.events.listing.list_cursor import after_cursor, cursor_key
from webinars.events.listing.list_ranges import (
    Filter,
    constant,
    list_ranges,
)
from webinars.events.models import LIST_ORDER, Event
from webinars.events.permissions import can_manage
from webinars.pagination import Page, page_of

PAGE_LENGTH = 50
# Drafts come first. Cursors begin with one of these.
_DRAFT, _LISTED = 0, 1
# Columns that the list does not show.
_NOT_LISTED = [
    defer(column, raiseload=True) for column in (Event.description, Event.links, Event.search_text)
]


def drafts_and_upcoming(
    session: Session, organiser: Organiser, now: datetime, after: str = "", limit: int = PAGE_LENGTH
) -> Page[Event]:
    """Return a page of an organiser's drafts, then of the events that have not ended, soonest first.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    rank, _, cursor = after.partition("-")
    past_cursor = [after_cursor(cursor, backwards=False)] if after else []
    manageable = can_manage(organiser)
    if rank == str(_LISTED):
        ranges = list_ranges(session, Filter(), now, [manageable, *past_cursor])
    else:
        drafts = select(Event.id).where(Event.listing == Listing.NONE, manageable, *past_cursor)
        ranges = [drafts, *list_ranges(session, Filter(), now, [manageable])]
    rows = _rows(session, ranges, limit)
    return page_of(rows, limit, lambda event: (_rank(event), *cursor_key(event)))


def past_events(
    session: Session, organiser: Organiser, now: datetime, after: str = "", limit: int = PAGE_LENGTH
) -> Page[Event]:
    """Return a page of an organiser's past events, newest first.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    conditions = [can_manage(organiser)]
    if after:
        conditions.append(after_cursor(after, backwards=True))
    ranges = list_ranges(session, Filter(past=True), now, conditions)
    return page_of(_rows(session, ranges, limit, backwards=True), limit, cursor_key)


def _rows(
    session: Session, ranges: list[Select[int]], limit: int, *, backwards: bool = False
) -> list[Event]:
    """Return the first events of several ranges of indexes, one more than the limit."""
    columns = [getattr(Event, name) for name in LIST_ORDER if name != "id"]
    parts = [one.add_columns(Event.listing, *columns) for one in ranges]
    order = _order(Event, backwards=backwards)
    few = union_all(
        *(select(part.order_by(*order[1:]).limit(constant(limit + 1)).subquery()) for part in parts)
    )
    merged = few.subquery().c
    # Limited before the rows are loaded: PostgreSQL would read all events for twice as many ids.
    ids = (
        select(merged.id).order_by(*_order(merged, backwards=backwards)).limit(constant(limit + 1))
    )
    loaded = (joinedload(Event.series), joinedload(Event.organiser), *_NOT_LISTED)
    query = select(Event).where(Event.id.in_(ids)).options(*loaded)
    return list(session.scalars(query.order_by(*order)))


def _order(columns: Any, *, backwards: bool) -> list[ColumnElement[Any]]:
    rank = case((columns.listing == Listing.NONE, _DRAFT), else_=_LISTED)
    order = [getattr(columns, name) for name in LIST_ORDER]
    return [rank, *(column.desc() if backwards else column.asc() for column in order)]


def _rank(event: Event) -> int:
    return _DRAFT if event.listing is Listing.NONE else _LISTED
