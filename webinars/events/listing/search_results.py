"""The events of the public list that match a search, in the order of the list."""

# What a common word matches is at the beginning of the list; what a rare one matches, the index names.
# So neither costs more when there are more events.

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from webinars.events.enums import Listing
from webinars.events.listing.list_ranges import (
    EventFilter,
    RangeFacts,
    first_ids,
    list_conditions,
    list_order,
)
from webinars.events.listing.upcoming_or_past import misplaced_events
from webinars.events.models import LIST_ORDER, Event
from webinars.events.search.match_conditions import is_indexed, matches_term
from webinars.events.search.query_parser import Term, parse_query
from webinars.pagination import literal_limit

# Events at the beginning of a list whose texts are compared before the index is asked.
SAMPLE_LENGTH = 120
# A term in more than this share of them is compared with the text of what the other terms match.
_COMMON = 0.1
_USED_COLUMNS = (
    "id",
    *LIST_ORDER[:-1],
    "last_month",
    "starts_at",
    "ends_at",
    "series_id",
    "format",
)


@dataclass(frozen=True)
class SearchSample:
    """What a search matches at the beginning of a list: ids of events in order, and whether the list goes on.

    rare: the terms to ask the index for.
    """

    ids: Sequence[int]
    has_more: bool
    rare: Sequence[Term]


def search_sample(
    session: Session, wanted: EventFilter, now: datetime, facts: RangeFacts | None = None
) -> SearchSample:
    """Compare the events at the beginning of a list, after its cursor, with its search text.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    terms = parse_query(wanted.q)
    if not terms:
        return SearchSample([], has_more=False, rare=())
    first = first_ids(session, wanted, now, SAMPLE_LENGTH, facts)
    compared = select(Event.id, *map(matches_term, terms)).where(Event.id.in_(first))
    ordered = compared.order_by(*list_order(Event, wanted)).limit(literal_limit(SAMPLE_LENGTH))
    rows = session.execute(ordered).all()
    return SearchSample(
        [row[0] for row in rows if all(row)], len(rows) == SAMPLE_LENGTH, rare_of(terms, rows)
    )


def searched_ids(
    session: Session,
    wanted: EventFilter,
    now: datetime,
    limit: int,
    sample: SearchSample,
    facts: RangeFacts | None = None,
) -> Sequence[int] | Select[int]:
    """Return the ids of the first events of a list that match its search text; sample: of this list.

    If the index has to be asked, they are a query for them.

    Raises:
        DatabaseError: the index is missing or damaged.
    """
    if len(sample.ids) >= limit or not sample.has_more:
        return sample.ids[:limit]
    entity = _indexed(session, wanted, now, sample.rare, facts)
    listed = select(entity.id).where(*list_conditions(entity, wanted, now))
    some = listed.order_by(*list_order(entity, wanted)).limit(literal_limit(limit)).subquery()
    return select(some.c.id)


def search_count(
    session: Session,
    wanted: EventFilter,
    now: datetime,
    limit: int,
    rare: Sequence[Term],
    facts: RangeFacts | None = None,
) -> ColumnElement[int]:
    """Return how many events of a list match its search text, up to a limit, as a part of a statement.

    The index is asked only if the beginning of the list does not tell. rare: the terms to ask it for.
    """
    terms = parse_query(wanted.q)
    if not terms:
        return literal(0)
    first = first_ids(session, wanted, now, SAMPLE_LENGTH, facts).subquery()
    compared = select(and_(*map(matches_term, terms)).label("matches"))
    sample = compared.join(first, first.c.id == Event.id).limit(literal_limit(SAMPLE_LENGTH))
    rows = sample.cte().prefix_with("MATERIALIZED")
    length = select(func.count()).select_from(rows).scalar_subquery()
    number = select(func.count()).select_from(rows).where(rows.c.matches).scalar_subquery()
    entity = _indexed(session, wanted, now, rare, facts)
    listed = select(entity.id).where(*list_conditions(entity, wanted, now))
    some = listed.limit(literal_limit(limit)).subquery()
    indexed = select(func.count()).select_from(some).scalar_subquery()
    is_known = or_(length < SAMPLE_LENGTH, number >= limit)
    return case((is_known, number), else_=indexed)


def _indexed(
    session: Session,
    wanted: EventFilter,
    now: datetime,
    rare: Sequence[Term],
    facts: RangeFacts | None,
) -> type[Event]:
    """Return the events that the index names as a table of the statement; the text of each is compared."""
    listing: Listing | None = Listing.PAST if wanted.past else Listing.UPCOMING
    if wanted.past and (facts.over if facts else misplaced_events(session, now, 1)):
        listing = None  # some are indexed as upcoming
    compared = compared_of(parse_query(wanted.q), rare)
    conditions = [is_indexed(rare, listing), *map(matches_term, compared)]
    if listing is None:
        # PostgreSQL indexes drafts too; one may have a text that another version wrote.
        conditions.append(Event.listing != Listing.NONE)
    columns = (getattr(Event, name) for name in _USED_COLUMNS)
    # First what the index names, by itself: otherwise the database may read the whole list instead.
    matching = select(*columns).where(*conditions).cte().prefix_with("MATERIALIZED")
    return aliased(Event, matching)


def search_conditions(query: str) -> list[ColumnElement[bool]]:
    """Return the conditions of a search text on public events, whatever their time."""
    if not query:
        return []
    terms = parse_query(query)
    return [is_indexed(terms, None), *map(matches_term, terms)] if terms else [false()]


def rare_of(terms: Sequence[Term], sample: Sequence[Sequence[Any]]) -> list[Term]:
    """Return the terms to ask the index for: those that few events of a sample match, if there are any.

    sample: rows of an id and whether each term matches.
    """
    most = len(sample) * _COMMON
    counts = [sum(bool(row[number]) for row in sample) for number in range(1, len(terms) + 1)]
    rare = [term for term, count in zip(terms, counts, strict=True) if count <= most]
    return rare or list(terms)


def compared_of(terms: Sequence[Term], indexed: Sequence[Term]) -> list[Term]:
    """Return the terms that the index does not decide: others than those asked for, and phrases."""
    return [term for term in terms if term not in indexed or len(term.words) > 1]
