"""Public list of events: filter, pages with a cursor, and options of the filter."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, defer, joinedload

from webinars.events.models import Event, Series
from webinars.events.queries import has_public_event
from webinars.events.rules import PUBLIC, Format, normalize_for_search
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
    key = (Event.listed_month, Event.listed_at, Event.id)
    query = _matching(wanted, now).options(joinedload(Event.series), *_NOT_LISTED)
    if wanted.after:
        query = query.where(_after_cursor(wanted.after, backwards=wanted.past))
    query = query.order_by(*(column.desc() if wanted.past else column for column in key))
    return page_of(session.scalars(query.limit(limit + 1)).all(), limit, _cursor_key)


def count_listed(session: Session, wanted: Filter, now: datetime) -> int:
    """Count the events of the public list that match, on all pages."""
    return session.scalar(select(func.count()).select_from(_matching(wanted, now).subquery())) or 0


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


def _matching(wanted: Filter, now: datetime | BindParameter[datetime]) -> Select[Event]:
    ended = Event.ends_at <= now
    return select(Event).where(
        *filter_conditions(wanted), ended if wanted.past else Event.ends_at > now
    )


def filter_conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter on public events, whatever their time."""
    conditions: list[ColumnElement[bool]] = [Event.state.in_(PUBLIC)]
    conditions += [
        Event.search_text.contains(word, autoescape=True)
        for word in normalize_for_search(wanted.q[:QUERY_LENGTH]).split()
    ]
    if wanted.month is not None:
        after = (wanted.month + timedelta(days=31)).replace(day=1)
        conditions.append(and_(Event.first_on < after, Event.last_on >= wanted.month))
    if wanted.series:
        conditions.append(Event.series.has(Series.slug == wanted.series))
    if wanted.format is not None:
        conditions.append(Event.format == wanted.format)
    return conditions


def _after_cursor(after: str, *, backwards: bool) -> ColumnElement[bool]:
    month, micros, last_id = parse_cursor(after.replace(".", "-"), _CURSOR_LIMITS)
    at = (_DOTTED_EPOCH if "." in after else _EPOCH) + micros * _MICROSECOND

    def past(column: Any, value: object) -> ColumnElement[bool]:
        return column < value if backwards else column > value  # type: ignore[no-any-return]

    return or_(
        past(Event.listed_month, month),
        and_(Event.listed_month == month, past(Event.listed_at, at)),
        and_(Event.listed_month == month, Event.listed_at == at, past(Event.id, last_id)),
    )


def _cursor_key(event: Event) -> tuple[int, ...]:
    return event.listed_month, (event.listed_at - _EPOCH) // _MICROSECOND, event.id


def _offer(*, past: bool) -> CompoundSelect[int, str, str]:
    months = _matching(Filter(past=past), bindparam("now")).with_only_columns(
        Event.listed_month.label("month"), literal("").label("slug"), literal("").label("name")
    )
    series = select(literal(0), Series.slug, Series.name).where(has_public_event())
    return union_all(months.distinct(), series)


# Built once: every view of the list runs it.
_OFFERED = {past: _offer(past=past) for past in (False, True)}
