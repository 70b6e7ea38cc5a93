"""What a page of the list needs beside its events, in one statement: validity, and what its filter offers."""

# The statement is sent before the events are read, so that a change in between makes a new page, never one
# that is kept too long.

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, auto
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
    null,
    select,
    tuple_,
    type_coerce,
    union,
    union_all,
)
from sqlalchemy.orm import Session

from webinars.events.branches import MOST_LEVELS
from webinars.events.caching.change_counter import NUMBER
from webinars.events.enums import Listing
from webinars.events.listing.list_ranges import (
    MOST_NAMED,
    EventFilter,
    RangeFacts,
    end_of_row,
    last_months,
    month_number,
)
from webinars.events.listing.upcoming_or_past import began_by, misplaced_ids
from webinars.events.models import Event, Series
from webinars.events.search.series_search import (
    NamedSeries,
    SlugAndName,
    bodies_by_words,
    first_bodies,
    named_series,
)
from webinars.pagination import literal_limit

MOST_SERIES = 50  # to choose from; more are searched
# Slug, name, and how many of those to choose from it is below.
SeriesOption: TypeAlias = tuple[str, str, int]
NEXT_END = (
    select(func.min(Event.ends_at))
    .where(Event.listing == Listing.UPCOMING, Event.ends_at > bindparam("now"))
    .scalar_subquery()
)
_NO_TEXT = literal("", type_=Series.name.type)
_NO_TIME = type_coerce(null(), Event.ends_at.type)


class _Part(IntEnum):
    """What a row of the statement is."""

    MONTH = auto()
    SERIES = auto()
    VALIDITY = auto()
    OVER = auto()
    LAST_MONTH = auto()
    OTHER_LAST_MONTH = auto()
    NAMED = auto()
    FORMERLY_NAMED = auto()
    BODY = auto()


@dataclass(frozen=True)
class FirstRead:
    """What a page of the list depends on beside its address, and what its filter offers.

    changes: the count of changes. next_end: the next end of an event, None without any; until then, lists
    change with that count. series: those that have events, and published ones above them, each followed by
    those below it; None instead of more than MOST_SERIES. named: series that the chosen text may be the slug
    or the name of. bodies: those that a search finds.
    """

    changes: int
    next_end: datetime | None
    months: Sequence[date]
    series: Sequence[SeriesOption] | None
    named: Sequence[NamedSeries]
    bodies: Sequence[SlugAndName]
    facts: RangeFacts


def first_read(
    session: Session,
    wanted: EventFilter,
    now: datetime,
    *,
    series: str = "",
    most_named: int = 1,
    most_bodies: int = 0,
) -> FirstRead:
    """Read all that a page of the list needs before its events.

    series: the text that was entered or chosen for a series. most_bodies: that are found by the search text,
    for which the facts of the list in the other direction are read, too: it is counted if none is found.
    """
    month, at = began_by(now)
    values: dict[str, Any] = {"now": at, "last_month": month}
    parts = list(_PARTS[wanted.past])
    if wanted.month is not None:
        parts.append(_LAST_MONTHS)
        listing = Listing.PAST if wanted.past else Listing.UPCOMING
        values |= {"listing": listing, "month": month_number(wanted.month)}
    if most_bodies:
        if not wanted.past:
            parts.extend(_OVER)
        if wanted.month is not None:
            parts.append(_OTHER_LAST_MONTHS)
            values["other_listing"] = Listing.UPCOMING if wanted.past else Listing.PAST
    if series:
        rows = named_series(series, most_named).subquery()
        part = case((rows.c.had_it, _Part.FORMERLY_NAMED.value), else_=_Part.NAMED.value)
        parts.append(_part(part, case((rows.c.is_public, 1), else_=0), rows.c.slug, rows.c.name))
    if most_bodies and (matching := bodies_by_words(wanted.q)) is not None:
        some = matching.subquery()
        parts.append(_part(literal(_Part.BODY.value), literal(0), some.c.slug, some.c.name))
    is_usual = len(parts) == len(_PARTS[wanted.past])
    statement = _USUAL[wanted.past] if is_usual else union_all(*parts)
    by_part: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(statement, values):
        by_part[row.part].append(row)
    [validity] = by_part[_Part.VALIDITY]
    return FirstRead(
        validity.number or 0,
        validity.at,
        *_offered(by_part, past=wanted.past),
        [
            NamedSeries(
                row.slug, row.name, is_public=bool(row.number), had_it=part is not _Part.NAMED
            )
            for part in (_Part.NAMED, _Part.FORMERLY_NAMED)
            for row in by_part[part]
        ],
        first_bodies([(row.slug, row.name) for row in by_part[_Part.BODY]], wanted.q, most_bodies),
        _facts(by_part, has_other=bool(most_bodies)),
    )


def _facts(by_part: Mapping[int, Sequence[Row[Any]]], *, has_other: bool) -> RangeFacts:
    over = [row.number for row in by_part[_Part.OVER]][:MOST_NAMED]
    own, other = (
        sorted(row.number for row in by_part[part])
        for part in (_Part.LAST_MONTH, _Part.OTHER_LAST_MONTH)
    )
    return RangeFacts(over, own, RangeFacts(over, other) if has_other else None)


def _offered(
    by_part: Mapping[int, Sequence[Row[Any]]], *, past: bool
) -> tuple[list[date], list[SeriesOption] | None]:
    numbers = sorted({row.number for row in by_part[_Part.MONTH]}, reverse=past)
    series = by_part[_Part.SERIES]
    options = None if len(series) > MOST_SERIES else _in_branches(series)
    return [date(number // 100, number % 100, 1) for number in numbers], options


def _in_branches(rows: Sequence[Row[Any]]) -> list[SeriesOption]:
    """Return series by name, each followed by those below it."""
    ids, below = {row.number for row in rows}, defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.name.casefold(), row.number)):
        below[row.parent_id if row.parent_id in ids else None].append(row)
    options: list[SeriesOption] = []

    def add(parent_id: int | None, level: int) -> None:
        for row in below.pop(parent_id, ()):
            options.append((row.slug, row.name, level))
            add(row.number, level + 1)

    add(None, 0)
    return options


def _part(
    part: ColumnElement[int],
    number: ColumnElement[Any],
    slug: ColumnElement[str] = _NO_TEXT,
    name: ColumnElement[str] = _NO_TEXT,
    parent_id: ColumnElement[Any] | None = None,
    at: ColumnElement[Any] = _NO_TIME,
) -> Select[Any]:
    """Return rows of the statement; number and text are an id, a month or a count, and a slug and a name."""
    # The first part of a union decides the types of its columns.
    return select(
        part.label("part"),
        number.label("number"),
        slug.label("slug"),
        type_coerce(name, Series.name.type).label("name"),
        (literal(0) if parent_id is None else parent_id).label("parent_id"),
        at.label("at"),
    )


def _numbers(
    part: _Part, selects: Iterable[Select[Any] | CompoundSelect[Any]]
) -> list[Select[Any]]:
    """Return a part for each query of one number."""
    some = [one.subquery() for one in selects]
    return [_part(literal(part.value), next(iter(one.c))).select_from(one) for one in some]


def _offered_series() -> Select[Any]:
    steps = union(*map(_series_steps, (Listing.UPCOMING, Listing.PAST))).cte("steps")
    first = select(_of_series(Series.parent_id, steps.c.id).label("id"), literal(1).label("level"))
    above = first.select_from(steps).cte("above", recursive=True)
    further = select(_of_series(Series.parent_id, above.c.id), above.c.level + 1)
    above = above.union(further.where(above.c.id.is_not(None), above.c.level < MOST_LEVELS))
    published = select(above.c.id).where(_of_series(Series.is_published, above.c.id))
    ids = union(select(steps.c.id), published).subquery()
    slug, name, id_, parent_id = (
        _of_series(column, ids.c.id)
        for column in (Series.slug, Series.name, Series.id, Series.parent_id)
    )
    return _part(literal(_Part.SERIES.value), id_, slug, name, parent_id).select_from(ids)


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


def _parts(*, past: bool) -> list[Select[Any]]:
    months = (
        [_months_of(Listing.PAST), *_months_just_over()] if past else [_months_of(Listing.UPCOMING)]
    )
    return [
        _part(literal(_Part.VALIDITY.value), NUMBER.scalar_subquery(), at=NEXT_END),
        *_numbers(_Part.MONTH, months),
        _offered_series(),
        *(_OVER if past else ()),
    ]


# Built once: every view of the list runs one of these.
_OVER = _numbers(_Part.OVER, misplaced_ids(bindparam("now"), MOST_NAMED))
_PARTS = {past: _parts(past=past) for past in (False, True)}
_USUAL = {past: union_all(*parts) for past, parts in _PARTS.items()}
[_LAST_MONTHS], [_OTHER_LAST_MONTHS] = (
    _numbers(part, [last_months(name, bindparam(listing, type_=Event.listing.type))])
    for part, name, listing in (
        (_Part.LAST_MONTH, "first_ends", "listing"),
        (_Part.OTHER_LAST_MONTH, "other_ends", "other_listing"),
    )
)
