"""Public list of events: pages with a cursor, counts, and options of the filter."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    bindparam,
    case,
    func,
    literal,
    select,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.orm import Session, defer, joinedload

from webinars.events.branches import MOST_LEVELS
from webinars.events.caching.change_counter import NUMBER
from webinars.events.enums import PUBLIC, Listing
from webinars.events.listing.list_cursor import cursor_key
from webinars.events.listing.list_ranges import (
    MOST_NAMED,
    EventFilter,
    end_of_row,
    first_ids,
    first_of_ranges,
    in_month,
    list_order,
    literal_limit,
    row_conditions,
)
from webinars.events.listing.search_results import search_conditions, searched_ids
from webinars.events.listing.upcoming_or_past import began_by
from webinars.events.models import Event, Series
from webinars.pagination import Page, page_of

# Columns that list rows do not show: long, or parsed from JSON. Accessing them there raises.
NOT_LISTED = [
    defer(column, raiseload=True)
    for column in (
        Event.description,
        Event.links,
        Event.languages,
        Event.meeting_url,
        Event.reading,
        Event.search_text,
    )
]
PAGE_LENGTH = 30
QUERY_LENGTH = 200
NEXT_END = (
    select(func.min(Event.ends_at))
    .where(Event.listing == Listing.UPCOMING, Event.ends_at > bindparam("now"))
    .scalar_subquery()
)
_VALIDITY = select(NUMBER.scalar_subquery(), NEXT_END)
MOST_COUNTED = 100  # above it the list says "more than 100"
MOST_SERIES = 50  # to choose from; more are searched
# Slug, name, and how many of those to choose from it is below.
SeriesOption: TypeAlias = tuple[str, str, int]


def listed_events(
    session: Session, wanted: EventFilter, now: datetime, limit: int = PAGE_LENGTH
) -> Page[Event]:
    """Return a page of the public list: coming and running events, or the past ones, newest first.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    order = list_order(Event, wanted)
    ids: Select[int] | Sequence[int] = (
        searched_ids(session, wanted, now, limit + 1)
        if wanted.q
        else first_ids(session, wanted, now, limit + 1)
    )
    query = select(Event).where(Event.id.in_(ids)).options(joinedload(Event.series), *NOT_LISTED)
    rows = session.scalars(query.order_by(*order).limit(literal_limit(limit + 1))).all()
    return page_of(rows, limit, cursor_key)


def list_validity(session: Session, now: datetime) -> tuple[int, datetime | None]:
    """Return the count of changes, and the next end of an event: until then, lists change with that count."""
    count, next_end = session.execute(_VALIDITY, {"now": now}).one()
    return count or 0, next_end


def count_listed(
    session: Session, wanted: EventFilter, now: datetime, most: int = MOST_COUNTED
) -> int:
    """Count the events of the public list that match, on all pages; most + 1 if there are more."""
    if wanted.q:
        return len(searched_ids(session, wanted, now, most + 1))
    # In the order of the list: PostgreSQL would read the whole month otherwise.
    some = union_all(*first_of_ranges(session, wanted, now, most + 1))
    limited = some.limit(literal_limit(most + 1)).subquery()
    return session.scalar(select(func.count()).select_from(limited)) or 0


def available_filters(
    session: Session, now: datetime, *, past: bool = False
) -> tuple[list[date], list[SeriesOption] | None]:
    """Return the months and the series to filter by, in one query.

    Series are those that have events, and published ones above them; each is followed by those below it.
    None instead of more than MOST_SERIES.
    """
    month, at = began_by(now)
    rows = session.execute(_OFFERED[past], {"now": at, "last_month": month}).all()
    numbers = sorted((row.month for row in rows if not row.slug), reverse=past)
    series = [row for row in rows if row.slug]
    options = None if len(series) > MOST_SERIES else _in_branches(series)
    return [_first_day(number) for number in numbers], options


def _in_branches(rows: Sequence[Row[Any]]) -> list[SeriesOption]:
    """Return series by name, each followed by those below it."""
    ids, below = {row.id for row in rows}, defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.name.casefold(), row.id)):
        below[row.parent_id if row.parent_id in ids else None].append(row)
    options: list[SeriesOption] = []

    def add(parent_id: int | None, level: int) -> None:
        for row in below.pop(parent_id, ()):
            options.append((row.slug, row.name, level))
            add(row.id, level + 1)

    add(None, 0)
    return options


def _first_day(month: int) -> date:
    return date(month // 100, month % 100, 1)


def filter_conditions(wanted: EventFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter on public events, whatever their time."""
    conditions = [Event.state.in_(PUBLIC), in_month(Event, wanted.month)]
    if wanted.since is not None:
        conditions.append(Event.revised_at >= wanted.since)
    return [*conditions, *row_conditions(Event, wanted), *search_conditions(wanted.q)]


def _offer(*, past: bool) -> CompoundSelect[Any]:
    steps = union(*map(_series_steps, (Listing.UPCOMING, Listing.PAST))).cte("steps")
    first = select(_of_series(Series.parent_id, steps.c.id).label("id"), literal(1).label("level"))
    above = first.select_from(steps).cte("above", recursive=True)
    further = select(_of_series(Series.parent_id, above.c.id), above.c.level + 1)
    above = above.union(further.where(above.c.id.is_not(None), above.c.level < MOST_LEVELS))
    published = select(above.c.id).where(_of_series(Series.is_published, above.c.id))
    ids = union(select(steps.c.id), published).subquery()
    columns = (Series.slug, Series.name, Series.id, Series.parent_id)
    series = select(literal(0), *(_of_series(column, ids.c.id) for column in columns))
    months = (
        [_months_of(Listing.PAST), *_months_just_over()] if past else [_months_of(Listing.UPCOMING)]
    )
    numbers = union(*months).subquery()
    # The first part of a union decides the types of its columns.
    no_name, no_id = literal("", type_=Series.name.type).label("name"), literal(0)
    listed = select(
        numbers.c.month,
        literal("").label("slug"),
        no_name,
        no_id.label("id"),
        no_id.label("parent_id"),
    )
    return union_all(listed, series.select_from(ids))


def _of_series(column: Any, series_id: ColumnElement[int]) -> ColumnElement[Any]:
    """Return a column of a series looked up by its id: PostgreSQL would join the whole table."""
    return select(column).where(Series.id == series_id).scalar_subquery()


def _months_of(listing: Listing) -> Select[int]:
    """Return the months of a list, each found by a step in the index: events are not read."""
    conditions = [Event.listing == listing]
    if listing is Listing.UPCOMING:
        conditions.append(end_of_row(Event) > bindparam("now"))
    return _month_steps("months", conditions)


def _months_just_over() -> list[Select[int]]:
    """Return the months of events that have ended and are not moved to the past list yet.

    Usually there are few. Many are at the beginning of what has begun, so their months are found by steps in
    it; with few, most of that may still be running.
    """
    now = bindparam("now", type_=Event.ends_at.type)
    over = [Event.listing == Listing.UPCOMING, Event.ends_at <= now]
    some = select(Event.listed_month).where(*over).order_by(Event.ends_at)
    few = some.limit(literal_limit(MOST_NAMED)).subquery()
    began = tuple_(
        bindparam("last_month"), now, types=[Event.listed_month.type, Event.listed_at.type]
    )
    stepped = [
        Event.listing == Listing.UPCOMING,
        end_of_row(Event) <= now,
        tuple_(Event.listed_month, Event.listed_at) <= began,
    ]
    is_many = (
        select(Event.ends_at)
        .where(Event.listing == Listing.UPCOMING)
        .order_by(Event.ends_at)
        .offset(literal_limit(MOST_NAMED))
        .limit(literal_limit(1))
    )
    return [
        select(few.c.listed_month.label("month")).distinct(),
        _month_steps("months_over", stepped, is_many.scalar_subquery() <= now),
    ]


def _series_steps(listing: Listing) -> Select[int]:
    """Return series of a list, one more than are offered; each is found by a step in the index."""
    # Not min(), for which PostgreSQL would read the drafts of series in an index of all events of series.
    least = (
        select(Event.series_id)
        .where(Event.listing == listing)
        .order_by(Event.series_id, Event.listed_month)
        .limit(literal_limit(1))
    )
    first = least.where(Event.series_id > literal_limit(0)).scalar_subquery()
    steps = select(first.label("id"), literal_limit(1).label("step"))
    series = steps.cte(f"series_{listing.value}", recursive=True)
    following = least.where(Event.series_id > series.c.id).scalar_subquery()
    further = select(following, series.c.step + 1)
    is_more = series.c.id.is_not(None) & (series.c.step <= literal_limit(MOST_SERIES))
    series = series.union_all(further.where(is_more))
    return select(series.c.id).where(series.c.id.is_not(None))


def _month_steps(
    name: str, conditions: Sequence[ColumnElement[bool]], only_if: ColumnElement[bool] | None = None
) -> Select[int]:
    first: ColumnElement[int] = (
        select(func.min(Event.listed_month)).where(*conditions).scalar_subquery()
    )
    if only_if is not None:
        # As a condition of the query, SQLite would compare it with each row.
        first = case((only_if, first))
    months = select(first.label("month")).cte(name, recursive=True)
    following = (
        select(func.min(Event.listed_month))
        .where(*conditions, Event.listed_month > months.c.month)
        .scalar_subquery()
    )
    months = months.union_all(select(following).where(months.c.month.is_not(None)))
    return select(months.c.month).where(months.c.month.is_not(None))


# Built once: every view of the list runs it.
_OFFERED = {past: _offer(past=past) for past in (False, True)}
