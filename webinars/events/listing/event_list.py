"""Public list of events: pages with a cursor, and counts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.orm import Session, defer, joinedload

from webinars.events.enums import PUBLIC
from webinars.events.listing.list_cursor import cursor_key
from webinars.events.listing.list_ranges import (
    EventFilter,
    RangeFacts,
    first_ids,
    first_of_ranges,
    in_month,
    list_order,
    row_conditions,
)
from webinars.events.listing.search_results import (
    SearchSample,
    search_conditions,
    search_count,
    search_sample,
    searched_ids,
)
from webinars.events.models import Event
from webinars.events.search.query_parser import Term
from webinars.pagination import Page, literal_limit, page_of

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
MOST_COUNTED = 100  # above it the list says "more than 100"


def listed_events(
    session: Session,
    wanted: EventFilter,
    now: datetime,
    limit: int = PAGE_LENGTH,
    facts: RangeFacts | None = None,
    sample: SearchSample | None = None,
) -> Page[Event]:
    """Return a page of the public list: coming and running events, or the past ones, newest first.

    facts: those of first_read(). sample: of the search. Without them, further statements read them.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    order = list_order(Event, wanted)
    ids: Select[int] | Sequence[int]
    if wanted.q:
        sample = sample or search_sample(session, wanted, now, facts)
        ids = searched_ids(session, wanted, now, limit + 1, sample, facts)
    else:
        ids = first_ids(session, wanted, now, limit + 1, facts)
    if isinstance(ids, Select):
        # Not IN, for which PostgreSQL may read all events.
        some = ids.subquery()
        query = select(Event).join(some, some.c.id == Event.id)
    else:
        query = select(Event).where(Event.id.in_(ids))
    query = query.options(joinedload(Event.series), *NOT_LISTED)
    rows = session.scalars(query.order_by(*order).limit(literal_limit(limit + 1))).all()
    return page_of(rows, limit, cursor_key)


def count_listed(
    session: Session, wanted: EventFilter, now: datetime, most: int = MOST_COUNTED
) -> int:
    """Count the events of the public list that match, on all pages; most + 1 if there are more."""
    [number] = count_lists(session, [wanted], now, most)
    return number


def count_lists(
    session: Session,
    lists: Sequence[EventFilter],
    now: datetime,
    most: int = MOST_COUNTED,
    facts: Mapping[bool, RangeFacts] | None = None,
    rare: Sequence[Term] | None = None,
) -> list[int]:
    """Count the events of several lists, most + 1 of those that have more, in one statement.

    facts: by whether a list is one of past events; those that are missing are read by further statements.
    rare: those of the terms of a search that the index is asked for.
    """
    parts = []
    for position, wanted in enumerate(lists):
        own = (facts or {}).get(wanted.past)
        if wanted.q:
            terms = search_sample(session, wanted, now, own).rare if rare is None else rare
            number = search_count(session, wanted, now, most + 1, terms, own)
            parts.append(select(literal(position), number))
            continue
        # In the order of the list: PostgreSQL would read the whole month otherwise.
        ranges = union_all(*first_of_ranges(session, wanted, now, most + 1, own))
        limited = ranges.limit(literal_limit(most + 1)).subquery()
        parts.append(select(literal(position), func.count()).select_from(limited))
    rows = session.execute(union_all(*parts)).all()
    return [number for _, number in sorted((row[0], row[1]) for row in rows)]


def filter_conditions(wanted: EventFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter on public events, whatever their time."""
    conditions = [Event.state.in_(PUBLIC), in_month(Event, wanted.month)]
    if wanted.since is not None:
        conditions.append(Event.revised_at >= wanted.since)
    return [*conditions, *row_conditions(Event, wanted), *search_conditions(wanted.q)]
