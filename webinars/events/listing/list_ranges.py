"""Filter of the public list, and the ranges of indexes that hold its events in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    UnaryExpression,
    and_,
    asc,
    bindparam,
    desc,
    func,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from webinars.events.branches import is_in_branch
from webinars.events.enums import PUBLIC, Format, Listing
from webinars.events.listing.branch_ranges import first_of_branch
from webinars.events.listing.list_cursor import after_cursor, parse_position, rows_before
from webinars.events.listing.upcoming_or_past import began_by, misplaced_events
from webinars.events.models import LIST_ORDER, SEVERAL_MONTHS, Event, Series
from webinars.pagination import MAX_ID, literal_limit

# Events named one by one in the list of past events because they are not moved to it yet.
MOST_NAMED = 100
# Months in which events that reach into a month end, each a range of its own; later ones are one range.
MOST_LAST_MONTHS = 24


@dataclass(frozen=True)
class EventFilter:
    """Filter of the event list; month is the first day of a month, after the cursor of a page.

    series is a slug; with branch, the events of all bodies and series below it are in the list, too.
    since: published or changed then or later; such a list is read by changed_events(), newest first.
    series_ids: of all in the branch, where an index is to find the events of each.
    """

    q: str = ""
    month: date | None = None
    series: str = ""
    format: Format | None = None
    past: bool = False
    after: str = ""
    branch: bool = False
    since: datetime | None = None
    series_ids: tuple[int, ...] | None = None

    @property
    def is_narrowed(self) -> bool:
        """Return whether anything but the direction in time is filtered."""
        return self.is_filtered or self.since is not None

    @property
    def is_filtered(self) -> bool:
        """Return whether only some events of a list are wanted, whenever they changed."""
        return bool(self.q or self.month or self.series or self.format)


@dataclass(frozen=True)
class RangeFacts:
    """What decides the ranges of a list: read with first_read(), or by statements of their own.

    over: ids of some events that have ended and are not moved to the past list yet. last_months: those in
    which events end that reach into the chosen month. of_other: those of the list in the other direction of
    time, if they were read.
    """

    over: Sequence[int]
    last_months: Sequence[int]
    of_other: "RangeFacts | None" = None


def list_order(entity: type[Event], wanted: EventFilter) -> list[ColumnElement[Any]]:
    """Return the order of a list: by time, past events backwards."""
    columns = [getattr(entity, name) for name in LIST_ORDER]
    return [column.desc() if wanted.past else column.asc() for column in columns]


def list_ranges(
    session: Session,
    wanted: EventFilter,
    now: datetime,
    conditions: Sequence[ColumnElement[bool]] = (),
    facts: RangeFacts | None = None,
) -> list[Select[int]]:
    """Return queries for the ids of a list after its cursor, each a range of an index in the list's order.

    The first rows of each cost the same however many events there are. The search text is not applied, and of
    a branch only that it is no single series: see first_of_ranges().

    Raises:
        InvalidInputError: "bad-cursor".
    """
    of_row = _format_conditions(Event, wanted) if wanted.branch else row_conditions(Event, wanted)
    own = [_is_in_time(Event, wanted, now), *of_row, *conditions]
    after = [after_cursor(wanted.after, backwards=wanted.past)] if wanted.after else []
    listing = Listing.PAST if wanted.past else Listing.UPCOMING
    listed = [Event.listing == listing, *after]
    ranges = [and_(*listed, month) for month in _month_ranges(session, wanted, listing, facts)]
    if wanted.past:
        month = in_month(Event, wanted.month)
        over = facts.over if facts else misplaced_events(session, now, MOST_NAMED)
        ranges += [and_(one, month) for one in _just_over(over, wanted, now)]
    return [select(Event.id).where(one, *own) for one in ranges]


def first_ids(
    session: Session,
    wanted: EventFilter,
    now: datetime,
    limit: int,
    facts: RangeFacts | None = None,
) -> Select[int]:
    """Return the query for the first ids of a list: of each of its ranges, about a page is read."""
    order, most = list_order(Event, wanted), literal_limit(limit)
    if wanted.branch:
        ranges = first_of_ranges(session, wanted, now, limit, facts)
    else:
        columns = [getattr(Event, name) for name in LIST_ORDER[:-1]]
        ranges = [
            one.add_columns(*columns) for one in list_ranges(session, wanted, now, facts=facts)
        ]
        if len(ranges) == 1:
            return select(ranges[0].order_by(*order).limit(most).subquery().c.id)
        if session.get_bind().dialect.name != "sqlite":
            # SQLite merges the ranges row by row; PostgreSQL would first read all of each.
            ranges = [select(one.order_by(*order).limit(most).subquery()) for one in ranges]
    by_name: list[UnaryExpression[Any]] = [
        desc(name) if wanted.past else asc(name) for name in LIST_ORDER
    ]
    return select(union_all(*ranges).order_by(*by_name).limit(most).subquery().c.id)


def first_of_ranges(
    session: Session,
    wanted: EventFilter,
    now: datetime,
    limit: int,
    facts: RangeFacts | None = None,
) -> list[Select[Any]]:
    """Return queries for the first rows of each range of a list, with the columns of its order."""
    order, most = list_order(Event, wanted), literal_limit(limit)
    columns = [getattr(Event, name) for name in LIST_ORDER[:-1]]
    ranges = [one.add_columns(*columns) for one in list_ranges(session, wanted, now, facts=facts)]
    if not wanted.branch:
        return [select(one.order_by(*order).limit(most).subquery()) for one in ranges]
    has_lateral = session.get_bind().dialect.name != "sqlite"
    return [
        first_of_branch(one, wanted.series, order, limit, has_lateral=has_lateral) for one in ranges
    ]


def list_conditions(
    entity: type[Event], wanted: EventFilter, now: datetime
) -> list[ColumnElement[bool]]:
    """Return the conditions of the same list on events whose listing has been chosen, without the search."""
    conditions = [
        _is_in_time(entity, wanted, now),
        in_month(entity, wanted.month),
        *row_conditions(entity, wanted),
    ]
    if wanted.after:
        conditions.append(after_cursor(wanted.after, backwards=wanted.past, entity=entity))
    return conditions


def in_month(entity: type[Event], month: date | None) -> ColumnElement[bool]:
    """Return the condition that an event takes place in a month, if one is chosen."""
    return or_(*_months(entity, month))


def row_conditions(entity: type[Event], wanted: EventFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of the chosen series or branch, and of the format."""
    conditions = _format_conditions(entity, wanted)
    if wanted.series_ids is not None:
        conditions.append(entity.series_id.in_(wanted.series_ids))
    elif wanted.series and wanted.branch:
        conditions.append(is_in_branch(entity.series_id, wanted.series))
    elif wanted.series:
        series_id = select(Series.id).where(Series.slug == wanted.series).scalar_subquery()
        conditions.append(entity.series_id == series_id)
    return conditions


def _format_conditions(entity: type[Event], wanted: EventFilter) -> list[ColumnElement[bool]]:
    return [] if wanted.format is None else [entity.format == wanted.format]


def end_of_row(entity: type[Event]) -> ColumnElement[datetime]:
    """Return the end of an event as a value that no index is searched for: nearly every row qualifies."""
    return func.coalesce(entity.ends_at, entity.starts_at)


def _just_over(ids: Sequence[int], wanted: EventFilter, now: datetime) -> list[ColumnElement[bool]]:
    """Return a condition for the events that have ended and are not moved to the past list yet, if any.

    A few are named by their ids, which no index is mistaken for. Many are left if no worker has run: they are
    at the beginning of the upcoming list.
    """
    if len(ids) == MOST_NAMED:
        # One bound in the order of the index: for two, a database may read all that is between them.
        last = (*began_by(now), MAX_ID)
        if wanted.after:
            last = min(last, parse_position(wanted.after))
        return [
            and_(Event.listing == Listing.UPCOMING, Event.ends_at <= now, rows_before(Event, last))
        ]
    after = [rows_before(Event, parse_position(wanted.after))] if wanted.after else []
    # On PostgreSQL, one may have been unpublished or moved since the ids were read: no row is in two ranges.
    unmoved = (Event.state.in_(PUBLIC), Event.listing != Listing.PAST)
    return [and_(Event.id.in_(ids), *unmoved, *after)] if ids else []


def _is_in_time(entity: type[Event], wanted: EventFilter, now: datetime) -> ColumnElement[bool]:
    end = end_of_row(entity)
    return end <= now if wanted.past else end > now


def _months(entity: type[Event], month: date | None) -> list[ColumnElement[bool]]:
    """Return the conditions of the events that begin in a month and of those that reach into it."""
    if month is None:
        return [true()]
    number = month_number(month)
    # The sum keeps the search to the index of events of several months, of which there are few.
    began_before = entity.listed_month + 0 < number
    reaches_into = and_(text(SEVERAL_MONTHS), entity.last_month >= number, began_before)
    return [entity.listed_month == number, reaches_into]


def month_number(month: date) -> int:
    """Return a month as the columns hold it: 202610."""
    return month.year * 100 + month.month


def _month_ranges(
    session: Session, wanted: EventFilter, listing: Listing, facts: RangeFacts | None
) -> list[ColumnElement[bool]]:
    """Return the condition of each range of an index that has events of the chosen month, or one for all."""
    if wanted.month is None:
        return [true()]
    number = month_number(wanted.month)
    if facts:
        ends = facts.last_months
    else:
        ends = session.scalars(_LAST_MONTHS, {"listing": listing, "month": number}).all()
    return [Event.listed_month == number, *reaching_ranges(number, ends)]


def reaching_ranges(number: int, ends: Sequence[int]) -> list[ColumnElement[bool]]:
    """Return the conditions of the ranges of events that reach into a month; ends: see last_months()."""
    reaches_into = and_(text(SEVERAL_MONTHS), Event.listed_month < number)
    ranges = [and_(reaches_into, Event.last_month == end) for end in ends]
    if len(ends) == MOST_LAST_MONTHS:
        ranges.append(and_(reaches_into, Event.last_month > ends[-1]))
    return ranges


def last_months(name: str, listing: ColumnElement[Listing]) -> Select[int]:
    """Return the query for the months in which events end that reach into a month: steps in an index.

    name: of the steps in the statement; its parameter is "month".
    """
    month: BindParameter[int] = bindparam("month")
    several = and_(Event.listing == listing, text(SEVERAL_MONTHS))
    first = select(func.min(Event.last_month).label("month")).where(
        several, Event.last_month >= month
    )
    ends = first.cte(name, recursive=True)
    following = select(func.min(Event.last_month)).where(several, Event.last_month > ends.c.month)
    ends = ends.union_all(select(following.scalar_subquery()).where(ends.c.month.is_not(None)))
    earliest = select(func.min(Event.listed_month)).where(several, Event.last_month == ends.c.month)
    return (
        select(ends.c.month)
        .where(earliest.scalar_subquery() < month)
        .order_by(ends.c.month)
        .limit(literal_limit(MOST_LAST_MONTHS))
    )


# Built once: every view of a month runs it.
_LAST_MONTHS = last_months("ends", bindparam("listing", type_=Event.listing.type))
