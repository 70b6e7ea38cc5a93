"""The public events of a month on the days of a time zone; of a busy month, the first ones of each day."""

# A busy month costs the same however many events it has: see month_statement. For a search, the month is read
# in the ranges of its lists first: if its words are rare there, the index is asked.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    and_,
    func,
    literal,
    null,
    select,
    text,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from webinars.events.branches import public_branch_ids
from webinars.events.caching.change_counter import NUMBER
from webinars.events.enums import Listing
from webinars.events.listing import month_days
from webinars.events.listing.branch_ranges import FEW_BODIES
from webinars.events.listing.first_read import NEXT_END
from webinars.events.listing.list_ranges import (
    EventFilter,
    last_months,
    list_order,
    month_number,
    reaching_ranges,
    row_conditions,
)
from webinars.events.listing.month_days import MonthDays, MonthEvent, empty_month, in_days
from webinars.events.listing.month_statement import (
    LISTINGS,
    MOST_APART,
    Ends,
    month_statement,
    month_values,
    shape_of,
    shown_column,
)
from webinars.events.listing.search_results import compared_of, rare_of
from webinars.events.models import LIST_ORDER, SEVERAL_MONTHS, Event
from webinars.events.search.match_conditions import is_indexed, matches_term
from webinars.events.search.query_parser import Term, parse_query
from webinars.pagination import literal_limit
from webinars.timezones.local_times import first_instant
from webinars.timezones.schedule import Precision

MOST_READ = 200  # events of a month that a search compares before it asks the index
MOST_FOUND = 600  # events of a month that a search reads by the index
# A search whose words are in this share of a month, or less, asks the index.
COMMON = 0.1
_FIRST, _LAST = "first", "last"
_FILTERED = ("last_month", "series_id")
_LIST_ORDER = attrgetter(*LIST_ORDER)
_Range: TypeAlias = tuple[ColumnElement[bool], int]


@dataclass(frozen=True)
class MonthValidity:
    """What a page of a month depends on beside its address and the day, and where long events end.

    changes: the count of changes. next_end: the next end of an event, None without any. ends: by list, the
    months in which events end that reach into the month. first, last: the months of the first and the last
    event, 0 without any.
    """

    changes: int
    next_end: datetime | None
    ends: Mapping[Listing, Sequence[int]]
    first: int
    last: int


def _first_read() -> CompoundSelect[str, int, datetime]:
    no_end = type_coerce(null(), Event.ends_at.type)
    steps = [
        (one.value, last_months(f"ends_{one}", literal(one, Event.listing.type)).subquery())
        for one in LISTINGS
    ]
    numbers = select(literal(""), NUMBER.scalar_subquery(), NEXT_END)
    bounds = [
        select(literal(name), month, no_end).where(Event.listing == one, condition)
        for one in LISTINGS
        for name, month, condition in (
            (_FIRST, func.min(Event.listed_month), true()),
            (_LAST, func.max(Event.listed_month), true()),
            (_LAST, func.max(Event.last_month), text(SEVERAL_MONTHS)),
        )
    ]
    months = (select(literal(name), step.c.month, no_end) for name, step in steps)
    return union_all(numbers, *bounds, *months)


# Built once: every view of a month runs it.
_FIRST_READ = _first_read()


def month_validity(session: Session, month: date, now: datetime) -> MonthValidity:
    """Return what a page of a month depends on, in one statement, to be read before its events."""
    values = {"month": month_number(month), "now": now}
    rows = session.execute(_FIRST_READ, values).all()
    ends = {one: sorted(number for name, number, _ in rows if name == one) for one in LISTINGS}
    [(changes, next_end)] = [(number, at) for name, number, at in rows if not name]
    first, last = (
        [number for name, number, _ in rows if name == one and number] for one in (_FIRST, _LAST)
    )
    return MonthValidity(changes or 0, next_end, ends, min(first, default=0), max(last, default=0))


def month_events(
    session: Session,
    wanted: EventFilter,
    days: Sequence[date],
    zone: str,
    ends: Ends,
) -> MonthDays:
    """Return the public events of a month, coming and past ones, by the days of a time zone.

    days: all of the month. ends: those of month_validity().

    Raises:
        DatabaseError: the search index is missing or damaged.
    """
    terms = parse_query(wanted.q) if wanted.q else ()
    if wanted.q and not terms:
        return empty_month(days)
    instants = [first_instant(day, zone) for day in (*days, days[-1] + timedelta(days=1))]
    rows, is_cut = _read_events(session, wanted, terms, days, instants, ends)
    return in_days(_events(rows), days, instants, zone, is_cut=is_cut)


def _read_events(
    session: Session,
    wanted: EventFilter,
    terms: Sequence[Term],
    days: Sequence[date],
    instants: Sequence[datetime],
    ends: Ends,
) -> tuple[Sequence[Row[Any]], bool]:
    """Return rows of all events that days show, and whether a search found more, after the last of them."""
    if terms:
        # The events of a branch are read by series: few series may have events in a busy month.
        ranges = _ranges_of_month(days[0], instants, ends)
        rows = _read(session, ranges, wanted, terms, is_ordered=not wanted.branch)
        if len(rows) <= MOST_READ:
            return [row for row in rows if all(_matches(row))], False
        number = sum(all(_matches(row)) for row in rows)
        if number <= len(rows) * COMMON:
            sample = [(row.id, *_matches(row)) for row in rows]
            return _indexed(session, wanted, days[0], terms, rare_of(terms, sample))
    elif wanted.branch:
        ids = public_branch_ids(session, wanted.series, FEW_BODIES + 1)
        if len(ids) <= FEW_BODIES:  # else each day has events of some of them
            wanted = replace(wanted, series_ids=tuple(ids))
    shape = shape_of(
        wanted,
        terms,
        MonthEvent._fields,
        of_a_day=month_days.MOST_A_DAY,
        without_day=month_days.MOST_WITHOUT_DAY,
        is_sqlite=session.get_bind().dialect.name == "sqlite",
    )
    values = month_values(wanted, terms, days, instants, ends, shape)
    return session.execute(month_statement(shape), values).all(), False


def _matches(row: Row[Any]) -> Sequence[bool]:
    """Return whether each term matches, where these are columns after those that are shown."""
    return row[len(MonthEvent._fields) :]


def _ranges_of_month(month: date, instants: Sequence[datetime], ends: Ends) -> list[_Range]:
    """Return the ranges of a month by the clocks of events, with what other clocks move into it."""
    number, before, after = map(month_number, (month, *_months_around(month)))
    begins, over, is_timed = instants[0], instants[-1], Event.precision == Precision.TIME
    conditions = [
        [Event.listed_month == number],
        [Event.listed_month == before, Event.listed_at >= begins, is_timed],
        [Event.listed_month == after, Event.listed_at < over, is_timed],
    ]
    return [
        *(
            (and_(Event.listing == one, *own), MOST_READ + 1)
            for one in LISTINGS
            for own in conditions
        ),
        *_reaching(number, ends),
        *_reaching_in_other_zones(number, begins),
    ]


def _reaching(number: int, ends: Ends) -> list[_Range]:
    """Return the ranges of events that began in an earlier month."""
    return [
        (and_(Event.listing == one, condition), MOST_READ + 1)
        for one in LISTINGS
        for condition in reaching_ranges(number, ends[one])
    ]


def _reaching_in_other_zones(number: int, begins: datetime) -> list[_Range]:
    """Return the ranges of events that end in the month, but on their own clocks in the one before."""
    conditions = (
        Event.ends_at > begins,
        Event.ends_at <= begins + MOST_APART,
        Event.listed_at < begins,
        Event.last_month < number,
        Event.precision == Precision.TIME,
    )
    return [(and_(Event.listing == one, *conditions), MOST_READ + 1) for one in LISTINGS]


def _months_around(month: date) -> tuple[date, date]:
    return (month - timedelta(days=1)).replace(day=1), (month + timedelta(days=31)).replace(day=1)


def _read(
    session: Session,
    ranges: Sequence[_Range],
    wanted: EventFilter,
    terms: Sequence[Term],
    *,
    is_ordered: bool,
) -> Sequence[Row[Any]]:
    """Return the columns that are shown of the first events of each range, and whether each term matches.

    is_ordered: of so many events the first in the order of lists; else any of them.
    """
    flags = [matches_term(term).label(f"match_{number}") for number, term in enumerate(terms)]
    order = list_order(Event, EventFilter()) if is_ordered else []
    own = row_conditions(Event, wanted)
    parts = [
        select(*_columns(Event), *flags)
        .where(condition, *own)
        .order_by(*order)
        .limit(literal_limit(most))
        .subquery()
        for condition, most in ranges
    ]
    return session.execute(union_all(*map(select, parts))).all()


def _columns(entity: Any) -> list[ColumnElement[Any]]:
    return [shown_column(entity, name) for name in MonthEvent._fields]


def _indexed(
    session: Session, wanted: EventFilter, month: date, terms: Sequence[Term], rare: Sequence[Term]
) -> tuple[Sequence[Row[Any]], bool]:
    """Return the events of a month that the index has under the rare ones of the terms."""
    before, after = _months_around(month)
    conditions = [is_indexed(rare, None), *map(matches_term, compared_of(terms, rare))]
    # PostgreSQL indexes drafts too; one may have a text that another version wrote.
    conditions.append(Event.listing != Listing.NONE)
    columns = [getattr(Event, name) for name in (*MonthEvent._fields, *_FILTERED)]
    matching = select(*columns).where(*conditions).cte("matching").prefix_with("MATERIALIZED")
    entity = aliased(Event, matching)
    query = (
        select(*_columns(entity))
        .where(
            entity.listed_month <= month_number(after),
            entity.last_month >= month_number(before),
            *row_conditions(entity, wanted),
        )
        .order_by(*list_order(entity, EventFilter()))
        .limit(literal_limit(MOST_FOUND + 1))
    )
    rows = session.execute(query).all()
    return rows[:MOST_FOUND], len(rows) > MOST_FOUND


def _events(rows: Sequence[Row[Any]]) -> list[MonthEvent]:
    """Return each event once, in the order of lists."""
    length = len(MonthEvent._fields)
    by_id = {row[0]: row[:length] for row in rows}
    return sorted(map(MonthEvent._make, by_id.values()), key=_LIST_ORDER)
