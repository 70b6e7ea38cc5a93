"""Public list of events: filter, pages with a cursor, and options of the filter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    text,
    true,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.orm import Session, defer, joinedload

from webinars.events.enums import PUBLIC, Format, Listing, normalize_for_search
from webinars.events.listing import BATCH_LENGTH, misplaced_events
from webinars.events.models import LIST_ORDER, SEVERAL_MONTHS, Event, Series
from webinars.events.queries import has_public_event
from webinars.pagination import MAX_ID, Page, page_of, parse_cursor
from webinars.timezones import zones

# Columns that list rows do not show: long, or parsed from JSON. Accessing them there raises.
_NOT_LISTED = [
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
MOST_COUNTED = 100  # above it the list says "more than 100"
# Cursors count microseconds from before the earliest event, in any time zone.
_EPOCH = datetime(zones.FIRST_YEAR - 1, 1, 1, tzinfo=UTC)
# Cursors of earlier releases, with dots: "202704.1807000000000000.12".
_DOTTED_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CURSOR_LIMITS = (
    999912,
    (datetime(9999, 1, 1, tzinfo=UTC) - _DOTTED_EPOCH) // _MICROSECOND,
    MAX_ID,
)


@dataclass(frozen=True)
class Filter:
    """Filter of the event list; month is the first day of a month, after the cursor of a page."""

    q: str = ""
    month: date | None = None
    series: str = ""
    format: Format | None = None
    past: bool = False
    after: str = ""

    @property
    def narrows(self) -> bool:
        """Return whether anything but the direction in time is filtered."""
        return bool(self.q or self.month or self.series or self.format)


def listed_events(
    session: Session, wanted: Filter, now: datetime, limit: int = PAGE_LENGTH
) -> Page[Event]:
    """Return a page of the public list: coming and running events, or the past ones, newest first.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    conditions = _row_conditions(wanted)
    if wanted.after:
        conditions.append(after_cursor(wanted.after, backwards=wanted.past))
    columns = (getattr(Event, name) for name in LIST_ORDER)
    order = [column.desc() if wanted.past else column.asc() for column in columns]
    ranges = list_ranges(session, wanted, now, conditions)
    ids = union_all(*(select(one.order_by(*order).limit(limit + 1).subquery()) for one in ranges))
    query = select(Event).where(Event.id.in_(ids)).options(joinedload(Event.series), *_NOT_LISTED)
    rows = session.scalars(query.order_by(*order).limit(limit + 1)).all()
    return page_of(rows, limit, cursor_key)


def count_listed(session: Session, wanted: Filter, now: datetime, most: int = MOST_COUNTED) -> int:
    """Count the events of the public list that match, on all pages; most + 1 if there are more."""
    ranges = list_ranges(session, wanted, now, _row_conditions(wanted))
    some = union_all(*(select(one.limit(most + 1).subquery()) for one in ranges))
    return session.scalar(select(func.count()).select_from(some.limit(most + 1).subquery())) or 0


def available_filters(
    session: Session, now: datetime, *, past: bool = False
) -> tuple[list[date], list[tuple[str, str]]]:
    """Return the months, and the series as slug and name, to filter by, in one query."""
    rows = session.execute(_OFFERED[past], {"now": now}).all()
    numbers = sorted((month for month, slug, _ in rows if not slug), reverse=past)
    named = [(slug, name) for _, slug, name in rows if slug]
    return [_first_day(number) for number in numbers], sorted(named, key=lambda pair: pair[1])


def _first_day(month: int) -> date:
    return date(month // 100, month % 100, 1)


def list_ranges(
    session: Session, wanted: Filter, now: datetime, conditions: Sequence[ColumnElement[bool]]
) -> list[Select[int]]:
    """Return queries for the ids of the list, each a range of an index in the order of the list.

    The first rows of each cost the same however many events there are.
    """
    if wanted.past:
        listings = [Event.listing == Listing.PAST, *_just_over(session, now)]
    else:
        listings = [Event.listing == Listing.UPCOMING]
    is_in_time = _end_of_row() <= now if wanted.past else _end_of_row() > now
    return [
        select(Event.id).where(listing, is_in_time, month, *conditions)
        for listing in listings
        for month in _months(wanted.month)
    ]


def _just_over(session: Session, now: datetime) -> list[ColumnElement[bool]]:
    """Return a condition for the events that have ended and are not moved to the past list yet, if any.

    A few are named by their ids, which no index is mistaken for; many are left if no worker has run.
    """
    ids = misplaced_events(session, now)
    if len(ids) == BATCH_LENGTH:
        return [and_(Event.listing == Listing.UPCOMING, Event.ends_at <= now)]
    return [Event.id.in_(ids)] if ids else []


def _end_of_row() -> ColumnElement[datetime]:
    """Return the end of an event as a value that no index is searched for: nearly every row qualifies."""
    return func.coalesce(Event.ends_at, Event.starts_at)


def _months(month: date | None) -> list[ColumnElement[bool]]:
    """Return the conditions of the events that begin in a month and of those that reach into it."""
    if month is None:
        return [true()]
    number = month.year * 100 + month.month
    # The sum keeps the search to the index of events of several months, of which there are few.
    began_before = Event.listed_month + 0 < number
    reaches_into = and_(text(SEVERAL_MONTHS), Event.last_month >= number, began_before)
    return [Event.listed_month == number, reaches_into]


def filter_conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter on public events, whatever their time."""
    in_month = or_(*_months(wanted.month))
    return [Event.state.in_(PUBLIC), in_month, *_row_conditions(wanted)]


def _row_conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter but its time."""
    conditions = [
        Event.search_text.contains(word, autoescape=True)
        for word in normalize_for_search(wanted.q[:QUERY_LENGTH]).split()
    ]
    if wanted.series:
        series_id = select(Series.id).where(Series.slug == wanted.series).scalar_subquery()
        conditions.append(Event.series_id == series_id)
    if wanted.format is not None:
        conditions.append(Event.format == wanted.format)
    return conditions


def after_cursor(after: str, *, backwards: bool) -> ColumnElement[bool]:
    """Return the condition of the rows after a cursor, in the order of the list or backwards.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    month, micros, last_id = parse_cursor(after.replace(".", "-"), _CURSOR_LIMITS)
    at = (_DOTTED_EPOCH if "." in after else _EPOCH) + micros * _MICROSECOND
    row = tuple_(*(getattr(Event, name) for name in LIST_ORDER))
    last = tuple_(month, at, last_id, types=[getattr(Event, name).type for name in LIST_ORDER])
    return row < last if backwards else row > last


def cursor_key(event: Event) -> tuple[int, ...]:
    """Return the numbers of an event's cursor: month, microseconds, id."""
    return event.listed_month, (event.listed_at - _EPOCH) // _MICROSECOND, event.id


def _offer(*, past: bool) -> CompoundSelect[int, str, str]:
    series = select(literal(0), Series.slug, Series.name).where(has_public_event())
    months = (
        [_months_of(Listing.PAST), _months_just_over()] if past else [_months_of(Listing.UPCOMING)]
    )
    numbers = union(*months).subquery()
    listed = select(numbers.c.month, literal("").label("slug"), literal("").label("name"))
    return union_all(listed, series)


def _months_of(listing: Listing) -> Select[int]:
    """Return the months of a list, each found by a step in the index: events are not read."""
    conditions = [Event.listing == listing]
    if listing is Listing.UPCOMING:
        conditions.append(_end_of_row() > bindparam("now"))
    first = select(func.min(Event.listed_month).label("month")).where(*conditions)
    months = first.cte("months", recursive=True)
    following = (
        select(func.min(Event.listed_month))
        .where(*conditions, Event.listed_month > months.c.month)
        .scalar_subquery()
    )
    months = months.union_all(select(following).where(months.c.month.is_not(None)))
    return select(months.c.month).where(months.c.month.is_not(None))


def _months_just_over() -> Select[int]:
    """Return the months of events that have ended and are not moved to the past list yet."""
    return select(Event.listed_month).where(
        Event.listing == Listing.UPCOMING, Event.ends_at <= bindparam("now")
    )


# Built once: every view of the list runs it.
_OFFERED = {past: _offer(past=past) for past in (False, True)}
