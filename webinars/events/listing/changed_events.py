"""Public events that were published or changed since a time, newest first."""

# A page reads a range of the index by change. With a filter, only so many changes are looked through for a
# page, and the following page goes on where it stopped.

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, select, tuple_
from sqlalchemy.orm import Session, aliased, joinedload

from webinars.events.enums import Listing
from webinars.events.listing.event_list import NOT_LISTED, PAGE_LENGTH
from webinars.events.listing.list_ranges import EventFilter, list_conditions
from webinars.events.models import Event
from webinars.events.search.match_conditions import matches_term
from webinars.events.search.query_parser import parse_query
from webinars.pagination import MAX_ID, Page, literal_limit, page_of, parse_cursor

# Changes that a page of a filter looks through.
MOST_COMPARED = 300
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CURSOR_LIMITS = ((datetime(9999, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND, MAX_ID)
_COMPARED = (
    "id", "revised_at", "listed_month", "listed_at", "last_month", "starts_at", "ends_at",
    "series_id", "format",
)  # fmt: skip
_NEWEST_FIRST = (Event.revised_at.desc(), Event.id.desc())


def changed_events(
    session: Session, wanted: EventFilter, now: datetime, limit: int = PAGE_LENGTH
) -> Page[Event]:
    """Return a page of the coming and running events, or of past ones, published or changed since an instant.

    The instant is wanted.since. A page of a filter may have fewer events than the limit, or none, before the
    last one.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    terms = parse_query(wanted.q) if wanted.q else ()
    if wanted.q and not terms:
        return Page([], "")
    compared = _changes(wanted).order_by(*_NEWEST_FIRST)
    own = replace(wanted, after="")
    most = literal_limit(limit + 1)
    if wanted.is_filtered:
        # First the changes, by themselves: otherwise the database may read all events of the filter instead.
        columns = [getattr(Event, name) for name in _COMPARED]
        terms_match = [matches_term(term).label(f"match_{n}") for n, term in enumerate(terms)]
        some = compared.with_only_columns(*columns, *terms_match)
        changed = some.limit(literal_limit(MOST_COMPARED)).subquery()
        entity = aliased(Event, changed)
        matching = select(entity.id).where(
            *list_conditions(entity, own, now), *(changed.c[one.name] for one in terms_match)
        )
        newest = matching.order_by(entity.revised_at.desc(), entity.id.desc()).limit(most)
        query = select(Event).where(Event.id.in_(select(newest.subquery().c.id)))
    else:
        query = select(Event).where(_is_changed(wanted), *list_conditions(Event, own, now))
    ordered = query.order_by(*_NEWEST_FIRST).limit(most)
    rows = session.scalars(ordered.options(joinedload(Event.series), *NOT_LISTED)).all()
    page = page_of(rows, limit, lambda event: _cursor(event.revised_at, event.id))
    if page.after or not wanted.is_filtered:
        return page
    last = session.execute(compared.offset(MOST_COMPARED - 1).limit(literal_limit(1))).first()
    return page if last is None else Page(page.rows, "-".join(map(str, _cursor(*last))))


def parse_change_cursor(after: str) -> tuple[datetime, int]:
    """Parse the cursor of a page of changes: when the last one before it was made, and its id.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    micros, last_id = parse_cursor(after, _CURSOR_LIMITS)
    return _EPOCH + micros * _MICROSECOND, last_id


def _cursor(revised_at: datetime, event_id: int) -> tuple[int, int]:
    return (revised_at - _EPOCH) // _MICROSECOND, event_id


def _changes(wanted: EventFilter) -> Select[datetime, int]:
    return select(Event.revised_at, Event.id).where(_is_changed(wanted))


def _is_changed(wanted: EventFilter) -> ColumnElement[bool]:
    """Return the condition of a range of the index: events of a list, changed since, after the cursor.

    Events that have ended and are not moved to the past list yet are in neither.
    """
    listing = Listing.PAST if wanted.past else Listing.UPCOMING
    conditions = [Event.listing == listing, Event.revised_at >= wanted.since]
    if wanted.after:
        key = tuple_(Event.revised_at, Event.id)
        last = parse_change_cursor(wanted.after)
        conditions.append(key < tuple_(*last, types=[Event.revised_at.type, Event.id.type]))
    return and_(*conditions)
