"""The list of the events that an account owns or has a role on, page by page; administrators see all."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, select, true, union, union_all
from sqlalchemy.orm import Session, aliased, defer, joinedload

from webinars.accounts.models import Organiser
from webinars.events.enums import PUBLIC, EventState, Listing
from webinars.events.listing.list_cursor import after_cursor, cursor_key
from webinars.events.listing.list_ranges import (
    Filter,
    constant,
    end_of_row,
    list_ranges,
)
from webinars.events.models import LIST_ORDER, Event, SeriesRole
from webinars.events.role_assignments import (
    Scope,
    has_own_role,
    is_owned,
    needs_roles,
    series_role_joins,
)
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
    """Return a page of an account's drafts, then of the events that have not ended, soonest first.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    rank, _, cursor = after.partition("-")
    past_cursor = [after_cursor(cursor, backwards=False)] if after else []
    is_listed = rank == str(_LISTED)
    ranges = list_ranges(session, Filter(), now, past_cursor if is_listed else ())
    with_role = [and_(_is_public(), end_of_row(Event) > now, *(past_cursor if is_listed else ()))]
    if not is_listed:
        ranges.append(select(Event.id).where(Event.listing == Listing.NONE, *past_cursor))
        with_role.append(and_(Event.state == EventState.DRAFT, *past_cursor))
    rows = _rows(session, organiser, ranges, with_role, limit)
    return page_of(rows, limit, lambda event: (_rank(event), *cursor_key(event)))


def upcoming_events(
    session: Session, organiser: Organiser, now: datetime, scope: Scope, limit: int
) -> Page[Event]:
    """Return the first public events of a scope that have not ended, soonest first."""
    ranges = list_ranges(session, Filter(), now)
    with_role = [and_(_is_public(), end_of_row(Event) > now)]
    rows = _rows(session, organiser, ranges, with_role, limit, scope=scope)
    return page_of(rows, limit, cursor_key)


def drafts(session: Session, organiser: Organiser, scope: Scope, limit: int) -> Page[Event]:
    """Return the first drafts of a scope."""
    ranges = [select(Event.id).where(Event.listing == Listing.NONE)]
    rows = _rows(session, organiser, ranges, [Event.state == EventState.DRAFT], limit, scope=scope)
    return page_of(rows, limit, cursor_key)


def past_events(
    session: Session,
    organiser: Organiser,
    now: datetime,
    after: str = "",
    limit: int = PAGE_LENGTH,
    *,
    scope: Scope = Scope.ALL,
) -> Page[Event]:
    """Return a page of an organiser's past events, newest first.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    conditions = [after_cursor(after, backwards=True)] if after else []
    ranges = list_ranges(session, Filter(past=True), now, conditions)
    with_role = [and_(_is_public(), end_of_row(Event) <= now, *conditions)]
    rows = _rows(session, organiser, ranges, with_role, limit, scope=scope, backwards=True)
    return page_of(rows, limit, cursor_key)


def _rows(
    session: Session,
    organiser: Organiser,
    ranges: list[Select[int]],
    with_role: list[ColumnElement[bool]],
    limit: int,
    *,
    scope: Scope = Scope.ALL,
    backwards: bool = False,
) -> list[Event]:
    """Return the first events of several ranges of indexes within a scope, one more than the limit.

    with_role: conditions of the same events among those on which the account itself has a role. No index
    begins with their columns, so that the roles are read and not the index of all events.
    """
    order = _order(Event, backwards=backwards)
    chosen = [one.where(is_owned(organiser, scope)) for one in ranges]
    has_roles = needs_roles(organiser, scope)
    if has_roles:
        chosen += [select(Event.id).where(has_own_role(organiser), one) for one in with_role]
    parts = [_first(one, order, limit) for one in chosen]
    if has_roles:
        parts += [
            _of_series_roles(session, _first(one.where(covered), order, limit), roles)
            for one in ranges
            for roles, covered in series_role_joins(organiser)
        ]
    # With roles, an event may be in several parts.
    merge = union if has_roles else union_all
    few = merge(*(select(part.subquery()) for part in parts))
    merged = few.subquery().c
    # Limited before the rows are loaded: PostgreSQL would read all events for twice as many ids.
    ids = (
        select(merged.id).order_by(*_order(merged, backwards=backwards)).limit(constant(limit + 1))
    )
    loaded = (joinedload(Event.series), joinedload(Event.organiser), *_NOT_LISTED)
    query = select(Event).where(Event.id.in_(ids)).options(*loaded)
    return list(session.scalars(query.order_by(*order)))


def _first(chosen: Select[int], order: list[ColumnElement[Any]], limit: int) -> Select[Any]:
    """Return the query for the first of some events, with the columns of the list's order."""
    columns = [getattr(Event, name) for name in LIST_ORDER if name != "id"]
    with_order = chosen.add_columns(Event.listing, *columns)
    return with_order.order_by(*order[1:]).limit(constant(limit + 1))


def _of_series_roles(
    session: Session, first: Select[Any], roles: ColumnElement[bool]
) -> Select[Any]:
    """Return the query for the first events that each of several roles on series covers.

    One part for all roles: for each, a page is read from an index.
    """
    if session.get_bind().dialect.name != "sqlite":
        events = first.correlate(SeriesRole).lateral()
        return select(events).select_from(SeriesRole).join(events, true()).where(roles)
    # SQLite knows no LATERAL; it steps through the ids that it finds for each role.
    event, names = aliased(Event), ("id", "listing", *LIST_ORDER[:-1])
    ids = select(first.correlate(SeriesRole).subquery().c.id)
    covered = event.id.in_(ids)
    columns = [getattr(event, name) for name in names]
    return select(*columns).select_from(SeriesRole).join(event, covered).where(roles)


def _is_public() -> ColumnElement[bool]:
    return Event.state.in_(PUBLIC)


def _order(columns: Any, *, backwards: bool) -> list[ColumnElement[Any]]:
    rank = case((columns.listing == Listing.NONE, _DRAFT), else_=_LISTED)
    order = [getattr(columns, name) for name in LIST_ORDER]
    return [rank, *(column.desc() if backwards else column.asc() for column in order)]


def _rank(event: Event) -> int:
    return _DRAFT if event.listing is Listing.NONE else _LISTED
