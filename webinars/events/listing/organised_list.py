"""The lists of the events that an account may see, by state and time, filtered and page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    literal_column,
    select,
    text,
    true,
    union,
    union_all,
)
from sqlalchemy.orm import Session, aliased, defer, joinedload, load_only
from sqlalchemy.sql.util import ClauseAdapter

from webinars.accounts.models import Organiser
from webinars.events.enums import PUBLIC, EventState, Listing
from webinars.events.listing.list_cursor import after_cursor, cursor_key
from webinars.events.listing.list_ranges import EventFilter, end_of_row, list_ranges
from webinars.events.models import CALLED_OFF, LIST_ORDER, Event, SeriesRole
from webinars.events.role_assignments import (
    Scope,
    has_own_role,
    is_owned,
    is_within,
    needs_roles,
    series_role_joins,
)
from webinars.events.search.match_conditions import is_indexed, matches_term
from webinars.events.search.query_parser import Term, parse_query
from webinars.events.search.search_text import searched_texts
from webinars.events.search.words import indexed_text
from webinars.pagination import Page, literal_limit, page_of

PAGE_LENGTH = 40
# Events of a list whose texts a search compares at once. More public events are looked for in the index of
# everybody's events, unless it names more than MOST_NAMED; then the next are compared, MOST_ROUNDS times, and
# the next page goes on. It does so after the first drafts, which the index does not have.
MOST_COMPARED, MOST_ROUNDS = 200, 5
MOST_NAMED = 1000
# Columns that the list does not show.
_NOT_LISTED = [
    defer(column, raiseload=True) for column in (Event.description, Event.links, Event.search_text)
]
# Columns of a draft that are searched, and of its position.
_SEARCHED = (
    Event.title,
    Event.description,
    Event.place,
    Event.cities,
    Event.hosted_by,
    Event.contact_name,
    Event.contact_email,
    Event.series_id,
    Event.listed_month,
    Event.listed_at,
)
# Columns of the conditions of sections and scopes.
_CONDITIONED = (
    *(getattr(Event, name) for name in LIST_ORDER),
    Event.state,
    Event.starts_at,
    Event.ends_at,
    Event.organiser_id,
    Event.series_id,
)


class ListSection(StrEnum):
    """One list of an account's events; postponed and cancelled ones are upcoming or past too."""

    DRAFTS = "draft"
    UPCOMING = "upcoming"
    PAST = "past"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


# Their latest events come first.
_BACKWARDS = (ListSection.PAST, ListSection.POSTPONED, ListSection.CANCELLED)


@dataclass(frozen=True)
class ListSelection:
    """What narrows a list: whose events, a search text, a series; is_reversed: in the other order."""

    scope: Scope = Scope.ALL
    q: str = ""
    series_id: int | None = None
    is_reversed: bool = False


_EVERYTHING = ListSelection()


@dataclass(frozen=True)
class _Ranges:
    """The events of a section: as ranges of indexes, and as a condition on events that something else names.

    No index begins with the columns of the condition, so that a role or a search text names them.
    """

    by_index: Sequence[Select[int]]
    condition: ColumnElement[bool]
    backwards: bool

    def order(self, columns: Any) -> list[ColumnElement[Any]]:
        """Return the order of the list."""
        order = [getattr(columns, name) for name in LIST_ORDER]
        return [column.desc() if self.backwards else column.asc() for column in order]


def organised_events(
    session: Session,
    organiser: Organiser,
    section: ListSection,
    now: datetime,
    wanted: ListSelection = _EVERYTHING,
    after: str = "",
    limit: int = PAGE_LENGTH,
) -> Page[Event]:
    """Return a page of one list of an account, soonest first or, of past and called off ones, latest first.

    A page of a search may have few and another after it, if it has compared as many as it may.

    Raises:
        InvalidInputError: "bad-cursor".
        DatabaseError: the index of the search is missing or damaged.
    """
    ranges = _ranges(session, section, now, wanted, after)
    if not wanted.q:
        ids = _first_ids(session, organiser, ranges, wanted.scope, limit + 1)
        return page_of(_load(session, ids, ranges), limit, cursor_key)
    terms = parse_query(wanted.q)
    if not terms:
        return Page((), "")
    are_drafts, matching, last = section is ListSection.DRAFTS, list[Any](), ""
    for turn in range(1 if are_drafts else MOST_ROUNDS):
        ids = _first_ids(session, organiser, ranges, wanted.scope, MOST_COMPARED + 1)
        compared = _compared(session, ids, ranges, terms, are_drafts=are_drafts)
        matching += [row for row, is_match in compared[:MOST_COMPARED] if is_match]
        last = ""
        if len(compared) <= MOST_COMPARED or len(matching) > limit:
            break
        if turn == 0 and not are_drafts:
            named = _indexed(session, organiser, ranges, wanted.scope, terms, limit + 1)
            if named is not None:
                matching = named
                break
        last = "-".join(map(str, cursor_key(compared[MOST_COMPARED - 1][0])))
        ranges = _ranges(session, section, now, wanted, last)
    page = page_of(matching[: limit + 1], limit, cursor_key)
    return Page(_load(session, [row.id for row in page.rows], ranges), last or page.after)


def _ranges(
    session: Session, section: ListSection, now: datetime, wanted: ListSelection, after: str
) -> _Ranges:
    """Return the events of a section after a cursor."""
    backwards = (section in _BACKWARDS) != wanted.is_reversed
    conditions = [after_cursor(after, backwards=backwards)] if after else []
    if wanted.series_id is not None:
        conditions.append(Event.series_id == wanted.series_id)
    is_public = Event.state.in_(PUBLIC)
    match section:
        case ListSection.DRAFTS:
            by_index = [select(Event.id).where(Event.listing == Listing.NONE, *conditions)]
            own = and_(Event.state == EventState.DRAFT, *conditions)
        case ListSection.UPCOMING:
            by_index = list_ranges(session, EventFilter(), now, conditions)
            own = and_(is_public, end_of_row(Event) > now, *conditions)
        case ListSection.PAST:
            by_index = list_ranges(session, EventFilter(past=True), now, conditions)
            own = and_(is_public, end_of_row(Event) <= now, *conditions)
        case ListSection.POSTPONED | ListSection.CANCELLED:
            # Literally, or the indexes of these events would not be used.
            state = Event.state == literal_column(f"'{section.value}'", Event.state.type)
            by_index = [select(Event.id).where(state, text(CALLED_OFF), *conditions)]
            own = and_(state, *conditions)
    return _Ranges(by_index, own, backwards)


def _compared(
    session: Session,
    ids: Select[int],
    ranges: _Ranges,
    terms: Sequence[Term],
    *,
    are_drafts: bool,
) -> list[tuple[Any, bool]]:
    """Return the position of each event, in the order of the list, and whether its texts match all terms."""
    order = ranges.order(Event)
    if are_drafts:
        # No words are stored for them, so that nothing can find them in public.
        searched = (joinedload(Event.series), load_only(*_SEARCHED))
        query = select(Event).where(Event.id.in_(ids)).options(*searched)
        events = session.scalars(query.order_by(*order))
        return [(event, _matches(event, terms)) for event in events]
    position = (getattr(Event, name) for name in LIST_ORDER)
    is_match = and_(*map(matches_term, terms)).label("is_match")
    rows = session.execute(select(*position, is_match).where(Event.id.in_(ids)).order_by(*order))
    return [(row, bool(row.is_match)) for row in rows]


def _indexed(
    session: Session,
    organiser: Organiser,
    ranges: _Ranges,
    scope: Scope,
    terms: Sequence[Term],
    limit: int,
) -> list[Any] | None:
    """Return the positions of the first public events that match, by the index of all events.

    None if it names too many, most of which may be those of others.
    """
    most = MOST_NAMED + 1
    is_named = and_(is_indexed(terms, None, most), Event.listing != Listing.NONE)
    # Each time first what the index names, by itself: the database may read the whole list instead.
    named = select(Event.id).where(is_named).cte("named").prefix_with("MATERIALIZED")
    counted = select(named).limit(literal_limit(most)).subquery()
    if session.scalars(select(func.count()).select_from(counted)).one() == most:
        return None
    indexed = (is_named, *map(matches_term, terms))
    matching = select(*_CONDITIONED).where(*indexed).cte("matching").prefix_with("MATERIALIZED")
    condition = and_(ranges.condition, is_within(organiser, scope))
    listed = select(matching).where(ClauseAdapter(matching).traverse(condition))
    return list(
        session.execute(listed.order_by(*ranges.order(matching.c)).limit(literal_limit(limit)))
    )


def _matches(event: Event, terms: Sequence[Term]) -> bool:
    line = indexed_text(searched_texts(event, event.series.name if event.series else ""))
    return all(term.pattern in line for term in terms)


def _first_ids(
    session: Session, organiser: Organiser, ranges: _Ranges, scope: Scope, limit: int
) -> Select[int]:
    """Return the query for the first ids of a section within a scope."""
    order = ranges.order(Event)
    chosen = [one.where(is_owned(organiser, scope)) for one in ranges.by_index]
    has_roles = needs_roles(organiser, scope)
    if has_roles:
        chosen.append(select(Event.id).where(has_own_role(organiser), ranges.condition))
    parts = [_first(one, order, limit) for one in chosen]
    if has_roles:
        parts += [
            _of_series_roles(session, _first(one.where(covered), order, limit), roles)
            for one in ranges.by_index
            for roles, covered in series_role_joins(organiser)
        ]
    # With roles, an event may be in several parts.
    merge = union if has_roles else union_all
    few = merge(*(select(part.subquery()) for part in parts))
    merged = few.subquery().c
    # Limited before the rows are loaded: PostgreSQL would read all events for twice as many ids.
    return select(merged.id).order_by(*ranges.order(merged)).limit(literal_limit(limit))


def _load(session: Session, ids: Select[int] | Sequence[int], ranges: _Ranges) -> list[Event]:
    loaded = (joinedload(Event.series), joinedload(Event.organiser), *_NOT_LISTED)
    query = select(Event).where(Event.id.in_(ids)).options(*loaded)
    return list(session.scalars(query.order_by(*ranges.order(Event))))


def _first(chosen: Select[int], order: list[ColumnElement[Any]], limit: int) -> Select[Any]:
    """Return the query for the first of some events, with the columns of the list's order."""
    columns = [getattr(Event, name) for name in LIST_ORDER if name != "id"]
    return chosen.add_columns(*columns).order_by(*order).limit(literal_limit(limit))


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
    event, names = aliased(Event), ("id", *LIST_ORDER[:-1])
    ids = select(first.correlate(SeriesRole).subquery().c.id)
    covered = event.id.in_(ids)
    columns = [getattr(event, name) for name in names]
    return select(*columns).select_from(SeriesRole).join(event, covered).where(roles)
