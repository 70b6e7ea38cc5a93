"""The events of the public list that match a search, in the order of the list."""

# What a common word matches is at the beginning of the list; what a rare one matches, the index names.
# So neither costs more when there are more events.

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, select
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


def searched_ids(
    session: Session,
    wanted: EventFilter,
    now: datetime,
    limit: int,
    facts: RangeFacts | None = None,
) -> Sequence[int] | Select[int]:
    """Return the ids of the first events of a list, after its cursor, that match its search text.

    If the index has to be asked, they are a query for them.

    Raises:
        InvalidInputError: "bad-cursor".
        DatabaseError: the index is missing or damaged.
    """
    terms = parse_query(wanted.q)
    if not terms:
        return []
    first = first_ids(session, wanted, now, SAMPLE_LENGTH, facts)
    compared = select(Event.id, *map(matches_term, terms)).where(Event.id.in_(first))
    ordered = compared.order_by(*list_order(Event, wanted)).limit(literal_limit(SAMPLE_LENGTH))
    sample = session.execute(ordered).all()
    ids = [row[0] for row in sample if all(row)]
    if len(ids) >= limit or len(sample) < SAMPLE_LENGTH:
        return ids[:limit]
    rare = rare_of(terms, sample)
    listing: Listing | None = Listing.PAST if wanted.past else Listing.UPCOMING
    if wanted.past and (facts.over if facts else misplaced_events(session, now, 1)):
        listing = None  # some are indexed as upcoming
    conditions = [is_indexed(rare, listing), *map(matches_term, compared_of(terms, rare))]
    if listing is None:
        # PostgreSQL indexes drafts too; one may have a text that another version wrote.
        conditions.append(Event.listing != Listing.NONE)
    columns = (getattr(Event, name) for name in _USED_COLUMNS)
    # First what the index names, by itself: otherwise the database may read the whole list instead.
    matching = select(*columns).where(*conditions).cte("matching").prefix_with("MATERIALIZED")
    entity = aliased(Event, matching)
    listed = select(entity.id).where(*list_conditions(entity, wanted, now))
    some = listed.order_by(*list_order(entity, wanted)).limit(literal_limit(limit)).subquery()
    return select(some.c.id)


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
    counts = [sum(map(bool, matches)) for matches in list(zip(*sample, strict=True))[1:]]
    rare = [term for term, count in zip(terms, counts, strict=True) if count <= most]
    return rare or list(terms)


def compared_of(terms: Sequence[Term], indexed: Sequence[Term]) -> list[Term]:
    """Return the terms that the index does not decide: others than those asked for, and phrases."""
    return [term for term in terms if term not in indexed or len(term.words) > 1]
