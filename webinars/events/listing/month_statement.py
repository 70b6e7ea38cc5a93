"""The statement for a busy month: what begins on each day, and what goes on where days are not full."""

# Its parts are ranges of indexes. What differs between months are parameters, two of them tables as JSON: it
# is built once, and a database plans it once.
#
# If six events begin on each day, no other one can be shown. Otherwise, of those that began on the same day,
# or before the month, the six that end last suffice: on each day on which another one goes on, these do, too.

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import (
    CTE,
    JSON,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
    true,
    type_coerce,
    union_all,
)

from webinars.caching.memoize import memoize
from webinars.events.branches import is_in_branch
from webinars.events.enums import Listing
from webinars.events.listing.list_ranges import MOST_LAST_MONTHS, EventFilter, month_number
from webinars.events.models import (
    LIST_ORDER,
    OF_SEVERAL_DAYS,
    SEVERAL_MONTHS,
    WHOLE_DAYS,
    Event,
    Series,
)
from webinars.events.search.match_conditions import matches_pattern
from webinars.events.search.query_parser import Term
from webinars.pagination import literal_limit
from webinars.timezones.schedule import Precision

LISTINGS = (Listing.UPCOMING, Listing.PAST)
# Between the clocks of two time zones, and between those of one and UTC.
MOST_APART, DAYS_APART = timedelta(hours=26), 2
_MOST_BEHIND, _MOST_AHEAD = timedelta(hours=12), timedelta(hours=14)
_DAY = timedelta(days=1)
_LAST_MONTH = 999912
_DAYS = {
    "day": Event.first_on,
    "month": Event.listed_month,
    "other_month": Event.listed_month,  # that clocks elsewhere may have on this day
    "begins": Event.listed_at,
    "ends": Event.listed_at,
    "from_on": Event.first_on,  # dates that clocks elsewhere have on this day
    "to_on": Event.first_on,
    "is_shown": Event.id,
}
_ENDS = {
    "listing": Event.listing,
    "from_month": Event.last_month,
    "to_month": Event.last_month,
}
Ends: TypeAlias = Mapping[Listing, Sequence[int]]


@dataclass(frozen=True)
class MonthShape:
    """What the text of the statement depends on: the columns, how many events are read, and the filter.

    series: "one" by its slug, all "below" a slug, those of some "ids", or "". terms: how many are sought.
    """

    columns: tuple[str, ...]
    of_a_day: int
    without_day: int
    series: str
    has_format: bool
    terms: int
    is_sqlite: bool

    def conditions(self, *, is_indexed: bool = True) -> list[ColumnElement[bool]]:
        """Return the conditions of the filter, whose values are parameters.

        is_indexed: else no index of series is searched for a row.
        """
        conditions: list[ColumnElement[bool]] = []
        series_id = Event.series_id if is_indexed else Event.series_id + 0
        slug = bindparam("series", type_=String())
        if self.has_format:
            conditions.append(Event.format == bindparam("format", type_=Event.format.type))
        if self.series == "one":
            own = select(Series.id).where(Series.slug == slug).scalar_subquery()
            conditions.append(series_id == own)
        elif self.series == "below":
            conditions.append(is_in_branch(Event.series_id, slug))
        elif self.series == "ids":
            conditions.append(series_id.in_(bindparam("series_ids", expanding=True)))
        return [*conditions, *(matches_pattern(f"term_{turn}") for turn in range(self.terms))]


def shape_of(
    wanted: EventFilter, terms: Sequence[Term], columns: Sequence[str], **numbers: Any
) -> MonthShape:
    """Return the shape for a filter."""
    series = "" if not wanted.series else "below" if wanted.branch else "one"
    return MonthShape(
        columns=tuple(columns),
        series=series if wanted.series_ids is None else "ids",
        has_format=wanted.format is not None,
        terms=len(terms),
        **numbers,
    )


@memoize(16)
def month_statement(shape: MonthShape) -> Select[Any]:
    """Return the statement; its parameters are those of month_values(). An event may be in several rows."""
    ids_of = _ids_of_sqlite if shape.is_sqlite else _ids_of_postgresql
    is_long = _is_long(is_sqlite=shape.is_sqlite)
    day = _table("days", _DAYS, is_sqlite=shape.is_sqlite)
    month = _table("ends", _ENDS, is_sqlite=shape.is_sqlite)
    lists = [select(literal(one, Event.listing.type).label("listing")) for one in LISTINGS]
    shown = _materialized(select(day).where(day.c.is_shown == 1))
    begun = _materialized(ids_of(shown, _begun(shown, shape)))
    number = select(func.count()).select_from(begun).scalar_subquery()
    is_any_day_open = number < bindparam("number_if_full")
    # As a condition of small tables: SQLite would compare it with each event.
    days, months, listings = (
        _materialized(select(one).where(is_any_day_open))
        for one in (day, month, union_all(*lists).subquery())
    )
    limit, own = literal_limit(shape.of_a_day + 1), shape.conditions()
    elsewhere = shape.conditions(is_indexed=False)
    going_on = [
        *((days, _begun_with_times(days, one, is_long), own) for one in LISTINGS),
        (months, _dates_from_before(months), own),
        (months, _times_from_before(months, is_long), own),
        (listings, _times_over_elsewhere(listings, is_long), elsewhere),
    ]
    matching = union_all(
        select(begun.c.id),
        *(ids_of(rows, last.where(*those).limit(limit)) for rows, last, those in going_on),
        *(_without_day(one, shape) for one in LISTINGS),
    ).subquery()
    columns = [shown_column(Event, name) for name in shape.columns]
    if shape.is_sqlite:
        return select(*columns).select_from(matching).join(Event, Event.id == matching.c.id)
    # By its id each: PostgreSQL might read all events instead.
    one_event = select(*columns).where(Event.id == matching.c.id).offset(0).lateral()
    return select(one_event).select_from(matching).join(one_event, true())


def month_values(
    wanted: EventFilter,
    terms: Sequence[Term],
    days: Sequence[date],
    instants: Sequence[datetime],
    ends: Ends,
    shape: MonthShape,
) -> dict[str, Any]:
    """Return the parameters of the statement.

    days: all of the month. instants: at which each begins, and at which the last one ends. ends: by list, the
    months in which events end that reach into the month.
    """
    begins, over = instants[0], instants[-1]
    return {
        "days": json.dumps(_rows_of_days(days, instants, _writer(is_sqlite=shape.is_sqlite))),
        "ends": json.dumps(
            [row for one in LISTINGS for row in _rows_of_last_months(one, ends[one])]
        ),
        "month": month_number(days[0]),
        "begins": begins,
        "begins_everywhere": begins + MOST_APART,
        "ends_somewhere": over - MOST_APART,
        "number_if_full": len(days) * (shape.of_a_day + 1),
        "format": wanted.format,
        "series": wanted.series,
        "series_ids": list(wanted.series_ids or ()),
        **{f"term_{number}": term.pattern for number, term in enumerate(terms)},
    }


def shown_column(entity: Any, name: str) -> ColumnElement[Any]:
    """Return a column of an event as a month reads it: its cities as the JSON text that is stored."""
    column: ColumnElement[Any] = getattr(entity, name)
    return cast(column, String()).label(name) if name == "cities" else column


def _begun(day: FromClause, shape: MonthShape) -> CompoundSelect[Any]:
    """Return the query for events that begin on a day: of whole days, the longest first, and then others."""
    limit, own = literal_limit(shape.of_a_day + 1), shape.conditions()
    order = [getattr(Event, name) for name in LIST_ORDER]
    by_date = [
        select(Event.id, Event.last_on)
        .where(Event.listing == one, text(WHOLE_DAYS), Event.first_on == day.c.day, *own)
        .order_by(Event.last_on.desc(), Event.id.desc())
        .limit(limit)
        .correlate(day)
        for one in LISTINGS
    ]
    both = union_all(*(select(one.subquery()) for one in by_date)).subquery()
    longest = select(both.c.id).order_by(both.c.last_on.desc(), both.c.id.desc()).limit(limit)
    timed = [
        select(Event.id)
        .where(
            Event.listing == one,
            Event.listed_month == month,
            Event.listed_at >= day.c.begins,
            Event.listed_at < day.c.ends,
            Event.precision == Precision.TIME,
            *own,
        )
        .order_by(*order)
        .limit(limit)
        .correlate(day)
        for month in (day.c.month, day.c.other_month)
        for one in LISTINGS
    ]
    return union_all(*(select(one.subquery().c.id) for one in (longest, *timed))).limit(limit)


def _begun_with_times(
    day: FromClause, listing: Listing, is_long: ColumnElement[bool]
) -> Select[int]:
    """Return the query for events with times that began on a day and go on, the last ones to end first."""
    last = select(Event.id).where(
        Event.listing == listing,
        Event.precision == Precision.TIME,
        text(OF_SEVERAL_DAYS),
        Event.first_on.between(day.c.from_on, day.c.to_on),
        Event.starts_at >= day.c.begins,
        Event.starts_at < day.c.ends,
        is_long,
    )
    return last.order_by(Event.ends_at.desc()).correlate(day)


def _dates_from_before(month: FromClause) -> Select[int]:
    """Return the query for events of whole days that began before and end in a month, or later."""
    last = _reaching(month, Precision.DAYS)
    return last.order_by(Event.last_on.desc())


def _times_from_before(month: FromClause, is_long: ColumnElement[bool]) -> Select[int]:
    """Return the same for events with times, which began before on the reader's clock, too."""
    last = _reaching(month, Precision.TIME).where(Event.starts_at < _instant("begins"), is_long)
    return last.order_by(Event.ends_at.desc())


def _reaching(month: FromClause, precision: Precision) -> Select[int]:
    last = select(Event.id).where(
        Event.listing == month.c.listing,
        text(SEVERAL_MONTHS),
        Event.last_month >= month.c.from_month,
        Event.last_month <= month.c.to_month,
        Event.listed_month < bindparam("month"),
        Event.precision == precision,
    )
    return last.correlate(month)


def _times_over_elsewhere(listing: FromClause, is_long: ColumnElement[bool]) -> Select[int]:
    """Return the query for events that end in the month, but on their own clocks in the one before."""
    last = select(Event.id).where(
        Event.listing == listing.c.listing,
        Event.ends_at > _instant("begins"),
        Event.ends_at <= _instant("begins_everywhere"),
        Event.starts_at < _instant("begins"),
        Event.last_month < bindparam("month"),
        Event.precision == Precision.TIME,
        is_long,
    )
    return last.order_by(Event.ends_at.desc()).correlate(listing)


def _without_day(listing: Listing, shape: MonthShape) -> Select[int]:
    """Return the query for events of which only the month is known; they are listed at its end."""
    some = (
        select(Event.id)
        .where(
            Event.listing == listing,
            Event.listed_month == bindparam("month"),
            Event.listed_at >= _instant("ends_somewhere"),
            Event.precision == Precision.MONTH,
            *shape.conditions(),
        )
        .order_by(*(getattr(Event, name) for name in LIST_ORDER))
        .limit(literal_limit(shape.without_day + 1))
    )
    return select(some.subquery().c.id)


def _ids_of_sqlite(rows: FromClause, ids: Select[int] | CompoundSelect[int]) -> Select[int]:
    """Return the query for the ids of each row of a table, of a query that is correlated with it."""
    # With the one column that is needed: an alias has its own copy of each.
    event = table(Event.__tablename__, column("id", Integer())).alias()
    is_matching = event.c.id.in_(select(ids.subquery().c.id))
    return select(event.c.id).select_from(rows).join(event, is_matching)


def _ids_of_postgresql(rows: FromClause, ids: Select[int] | CompoundSelect[int]) -> Select[int]:
    matching = ids.lateral()
    return select(matching.c.id).select_from(rows).join(matching, true())


def _is_long(*, is_sqlite: bool) -> ColumnElement[bool]:
    """Return the condition that an event with times is longer than a day: shorter ones are on one day."""
    if is_sqlite:
        next_day = func.datetime(Event.starts_at, "+1 day").op("||")(".000000")
        return type_coerce(Event.ends_at, String()) > next_day
    return Event.ends_at > Event.starts_at.op("+")(literal_column("interval '24 hours'"))


def _instant(name: str) -> ColumnElement[datetime]:
    return bindparam(name, type_=Event.listed_at.type)


def _materialized(query: Select[Any]) -> CTE:
    return query.cte().prefix_with("MATERIALIZED")


def _rows_of_days(
    days: Sequence[date], instants: Sequence[datetime], written: Callable[[datetime], str]
) -> list[list[Any]]:
    """Return the table of days, with those before on which events may have begun that go on."""
    first, last, month = days[0], days[-1], month_number(days[0])
    eves = [(first - number * _DAY, instants[0] - number * _DAY) for number in (2, 1)]
    begins_of = [*eves, *zip(days, instants, strict=False)]
    ends = [at for _, at in (*begins_of[1:], (last, instants[-1]))]
    rows: list[list[Any]] = []
    for (day, begins), end in zip(begins_of, ends, strict=True):
        other = None
        if day < first + DAYS_APART * _DAY:
            other = month_number(first - _DAY)
        elif day > last - DAYS_APART * _DAY:
            other = month_number(last + _DAY)
        dates = (begins - _MOST_BEHIND).date(), (end + _MOST_AHEAD).date()
        rows.append(
            [
                *(day.isoformat(), month, other, written(begins), written(end)),
                *(one.isoformat() for one in dates),
                int(day >= first),
            ]
        )
    return rows


def _rows_of_last_months(listing: Listing, ends: Sequence[int]) -> list[list[Any]]:
    rows: list[list[Any]] = [[listing, number, number] for number in ends]
    if len(ends) == MOST_LAST_MONTHS:
        rows.append([listing, ends[-1] + 1, _LAST_MONTH])
    return rows


def _writer(*, is_sqlite: bool) -> Callable[[datetime], str]:
    """Return how an instant is written, in SQLite so that texts compare as times do."""
    if is_sqlite:
        return "{:%Y-%m-%d %H:%M:%S.%f}".format
    return datetime.isoformat


def _table(name: str, columns: Mapping[str, Any], *, is_sqlite: bool) -> CTE:
    """Return a table of the statement; its rows are a parameter, as JSON."""
    given = bindparam(name, type_=String())
    values: list[ColumnElement[Any]]
    if is_sqlite:
        rows = func.json_each(given).table_valued("value", name=f"given_{name}")
        values = [
            type_coerce(func.json_extract(rows.c.value, f"$[{number}]"), column.type)
            for number, column in enumerate(columns.values())
        ]
    else:
        array = func.json_array_elements(cast(given, JSON))
        rows = array.table_valued("value", name=f"given_{name}").render_derived()
        values = [
            cast(rows.c.value.op("->>")(number), column.type)
            for number, column in enumerate(columns.values())
        ]
    named = [value.label(one) for one, value in zip(columns, values, strict=True)]
    return _materialized(select(*named))
