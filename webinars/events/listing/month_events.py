"""The public events of a month on the days of a time zone; of a busy month, the first ones of each day."""

# Each day of a month is a range of its own, of which the first events are read: a busy month costs the same
# however many it has. For a search, the month is read in the ranges of its lists first: if its words are rare
# there, the index is asked.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
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

from webinars.database import unattached
from webinars.events.branches import public_branch_ids
from webinars.events.caching.change_counter import NUMBER
from webinars.events.enums import Listing
from webinars.events.listing.branch_ranges import FEW_BODIES
from webinars.events.listing.day_spans import DaySpan, first_of_days
from webinars.events.listing.first_read import NEXT_END
from webinars.events.listing.list_ranges import (
    EventFilter,
    last_months,
    list_order,
    month_number,
    reaching_ranges,
    row_conditions,
)
from webinars.events.listing.search_results import compared_of, rare_of
from webinars.events.models import LIST_ORDER, SEVERAL_MONTHS, Event
from webinars.events.search.match_conditions import is_indexed, matches_term
from webinars.events.search.query_parser import Term, parse_query
from webinars.pagination import literal_limit
from webinars.timezones.local_times import first_instant
from webinars.timezones.schedule import Precision

MOST_A_DAY = 5  # events that a day shows
MOST_WITHOUT_DAY = 20  # events known by their month alone that are shown
MOST_READ = 200  # events of a month that are read without ranges for its days
MOST_FOUND = 600  # events of a month that a search reads by the index
MOST_REACHING = 40  # events that reach into a month from those that end in one
MOST_ENDING = 200  # events that end while it is another month on other clocks
# Between the clocks of two time zones.
MOST_APART, _DAYS_APART = timedelta(hours=26), 2
# A search whose words are in this share of a month, or less, asks the index.
COMMON = 0.1
LISTINGS = (Listing.UPCOMING, Listing.PAST)

_SHOWN = (
    "id", "slug", "title", "text_language", "precision", "state", "format", "place", "timezone",
    "cities", "starts_at", "ends_at", "first_on", "last_on", "listed_month", "listed_at",
)  # fmt: skip
_FIRST, _LAST = "first", "last"
_FILTERED = ("last_month", "series_id")
_Range: TypeAlias = tuple[ColumnElement[bool], int]
_Ends: TypeAlias = Mapping[Listing, Sequence[int]]


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


@dataclass(frozen=True)
class MonthEvents:
    """Events of a month in the order of lists; is_cut: a search found more, after the last of them."""

    events: Sequence[Event]
    is_cut: bool = False


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
    ends: Mapping[Listing, Sequence[int]],
) -> MonthEvents:
    """Return the public events of a month, coming and past ones, by the days of a time zone.

    If more than MOST_A_DAY events begin on a day, at least one more than these is returned.
    days: all of the month. ends: those of month_validity().

    Raises:
        DatabaseError: the search index is missing or damaged.
    """
    terms = parse_query(wanted.q) if wanted.q else ()
    if wanted.q and not terms:
        return MonthEvents([])
    after = days[-1] + timedelta(days=1)
    instants = [first_instant(day, zone) for day in (*days, after)]
    if wanted.branch and not terms:
        ids = public_branch_ids(session, wanted.series, FEW_BODIES + 1)
        if len(ids) <= FEW_BODIES:  # else each day has events of some of them
            wanted = replace(wanted, series_ids=tuple(ids))
    own = row_conditions(Event, wanted)
    if terms:
        ranges = _ranges_of_month(days[0], instants, ends)
        # The events of a branch are read by series: few series may have events in a busy month.
        rows = _read(session, ranges, own, terms, is_ordered=not wanted.branch)
        matching = [row for row in rows if all(_matches(row))]
        if len(rows) <= MOST_READ:
            return MonthEvents(_events(matching))
        if len(matching) <= len(rows) * COMMON:
            sample = [(row.id, *_matches(row)) for row in rows]
            return _indexed(session, wanted, days[0], terms, rare_of(terms, sample))
        own = [*own, *map(matches_term, terms)]
    first = first_of_days(session, _spans(days[0], instants), own, _SHOWN, MOST_A_DAY + 1)
    other = _ranges_without_day(days[0], instants, ends)
    return MonthEvents(_events(_read(session, other, own, further=[first])))


def _matches(row: Row[Any]) -> Sequence[bool]:
    """Return whether each term matches, where these are columns after those that are shown."""
    return row[len(_SHOWN) :]


def _ranges_of_month(month: date, instants: Sequence[datetime], ends: _Ends) -> list[_Range]:
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


def _spans(month: date, instants: Sequence[datetime]) -> list[DaySpan]:
    """Return the ranges of each day; on other clocks, whole days may begin just outside the month."""
    number, before, after = map(month_number, (month, *_months_around(month)))
    begins, over, timed = instants[0], instants[-1], Precision.TIME
    days = list(pairwise(instants))
    spans = [
        *((number, *day, None) for day in days),
        *((before, *day, timed) for day in days[:_DAYS_APART]),
        *((after, *day, timed) for day in days[-_DAYS_APART:]),
        (number, begins - MOST_APART, begins, Precision.DAYS),
        (number, over, over + MOST_APART, Precision.DAYS),
    ]
    return [DaySpan(one, *span) for one in LISTINGS for span in spans]


def _ranges_without_day(month: date, instants: Sequence[datetime], ends: _Ends) -> list[_Range]:
    """Return the ranges of the events that have no day, or begin in an earlier month."""
    number, begins, over = month_number(month), instants[0], instants[-1]
    # Months alone come last: they are listed at their end.
    alone = (
        Event.listed_month == number,
        Event.precision == Precision.MONTH,
        Event.listed_at >= over - MOST_APART,
    )
    return [
        *((and_(Event.listing == one, *alone), MOST_WITHOUT_DAY + 1) for one in LISTINGS),
        *_reaching(number, ends),
        *_reaching_in_other_zones(number, begins),
    ]


def _reaching(number: int, ends: _Ends) -> list[_Range]:
    """Return the ranges of events that began in an earlier month."""
    return [
        (and_(Event.listing == one, condition), MOST_REACHING)
        for one in LISTINGS
        for condition in reaching_ranges(number, ends[one])
    ]


def _reaching_in_other_zones(number: int, begins: datetime) -> list[_Range]:
    """Return the ranges of events that end in the month, but on their own clocks in the one before."""
    ranges: list[_Range] = []
    for one in LISTINGS:
        some = (
            select(Event.id)
            .where(
                Event.listing == one,
                Event.ends_at > begins,
                Event.ends_at <= begins + MOST_APART,
            )
            .order_by(Event.ends_at)
            .limit(literal_limit(MOST_ENDING))
        )
        is_over_begin = and_(Event.listed_at < begins, Event.last_month < number)
        is_timed = Event.precision == Precision.TIME
        ranges.append((and_(Event.id.in_(some), is_over_begin, is_timed), MOST_REACHING))
    return ranges


def _months_around(month: date) -> tuple[date, date]:
    return (month - timedelta(days=1)).replace(day=1), (month + timedelta(days=31)).replace(day=1)


def _read(
    session: Session,
    ranges: Sequence[_Range],
    conditions: Sequence[ColumnElement[bool]],
    terms: Sequence[Term] = (),
    *,
    is_ordered: bool = True,
    further: Sequence[Select[Any]] = (),
) -> Sequence[Row[Any]]:
    """Return the columns that are shown of the first events of each range, and whether each term matches.

    is_ordered: of so many events the first in the order of lists; else any of them. further: other queries.
    """
    columns = [getattr(Event, name) for name in _SHOWN]
    flags = [matches_term(term).label(f"match_{number}") for number, term in enumerate(terms)]
    order = list_order(Event, EventFilter()) if is_ordered else []
    parts = [
        select(*columns, *flags)
        .where(condition, *conditions)
        .order_by(*order)
        .limit(literal_limit(most))
        .subquery()
        for condition, most in ranges
    ]
    return session.execute(union_all(*further, *map(select, parts))).all()


def _indexed(
    session: Session, wanted: EventFilter, month: date, terms: Sequence[Term], rare: Sequence[Term]
) -> MonthEvents:
    """Return the events of a month that the index has under the rare ones of the terms."""
    _, after = _months_around(month)
    before, _ = _months_around(month)
    conditions = [is_indexed(rare, None), *map(matches_term, compared_of(terms, rare))]
    # PostgreSQL indexes drafts too; one may have a text that another version wrote.
    conditions.append(Event.listing != Listing.NONE)
    columns = [getattr(Event, name) for name in (*_SHOWN, *_FILTERED)]
    matching = select(*columns).where(*conditions).cte("matching").prefix_with("MATERIALIZED")
    entity = aliased(Event, matching)
    query = (
        select(*(getattr(entity, name) for name in _SHOWN))
        .where(
            entity.listed_month <= month_number(after),
            entity.last_month >= month_number(before),
            *row_conditions(entity, wanted),
        )
        .order_by(*list_order(entity, EventFilter()))
        .limit(literal_limit(MOST_FOUND + 1))
    )
    rows = session.execute(query).all()
    return MonthEvents(_events(rows[:MOST_FOUND]), is_cut=len(rows) > MOST_FOUND)


def _events(rows: Sequence[Row[Any]]) -> list[Event]:
    """Return each event once, in the order of lists."""
    by_id = {row.id: dict(zip(_SHOWN, row, strict=False)) for row in rows}
    ordered = sorted(by_id.values(), key=itemgetter(*LIST_ORDER))
    return [unattached(Event, values) for values in ordered]
