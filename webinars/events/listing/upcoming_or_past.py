"""Keep the column that stores which public list an event is in: none, upcoming or past."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    and_,
    case,
    extract,
    func,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from webinars.events.caching.change_counter import mark_events_changed
from webinars.events.enums import PUBLIC, Listing
from webinars.events.models import Event

# Events moved in one transaction.
BATCH_LENGTH = 1000
# Of time zones, from UTC.
_MOST_OFFSET = timedelta(hours=14)
_MONTH_OF_END = extract("year", Event.last_on) * 100 + extract("month", Event.last_on)
# A process of an earlier version that runs on during an upgrade writes events without these columns.
_IS_WRONG = or_(
    and_(Event.state.in_(PUBLIC), Event.listing == Listing.NONE),
    and_(Event.state.not_in(PUBLIC), Event.listing != Listing.NONE),
    Event.last_month != _MONTH_OF_END,
)


def update_listing(event: Event, now: datetime) -> None:
    """Set the list of an event after its state or its schedule changed."""
    if event.state not in PUBLIC:
        event.listing = Listing.NONE
    else:
        event.listing = Listing.PAST if event.ends_at <= now else Listing.UPCOMING


def began_by(now: datetime) -> tuple[int, datetime]:
    """Return the highest month and instant, in the order of lists, of an event that has ended.

    No event has ended before it began, in whichever time zone its month is counted.
    """
    last = now + _MOST_OFFSET
    return last.year * 100 + last.month, now


def misplaced_events(
    connection: Session | Connection, now: datetime, limit: int = BATCH_LENGTH
) -> Sequence[int]:
    """Return ids of some events, up to a limit, that have ended since their list was set.

    If the clock was set back, also of those that have not ended any more.
    """
    if not _is_any_misplaced(connection, now):
        return []
    return connection.scalars(union_all(*misplaced_ids(now, limit)).limit(limit)).all()


def misplaced_ids(now: datetime | BindParameter[datetime], limit: int) -> list[Select[int]]:
    """Return the queries for the ids of misplaced events, up to a limit each."""
    # In the order of an index: PostgreSQL expects many of them, and would read the table instead.
    parts = (
        select(Event.id).where(Event.listing == Listing.UPCOMING, Event.ends_at <= now),
        select(Event.id).where(Event.listing == Listing.PAST, Event.ends_at > now),
    )
    return [select(part.order_by(Event.ends_at).limit(limit).subquery()) for part in parts]


def _is_any_misplaced(connection: Session | Connection, now: datetime) -> bool:
    """Compare the ends of both lists with the clock: two steps in an index on both databases."""
    ends = (
        select(func.min(Event.ends_at)).where(Event.listing == Listing.UPCOMING).scalar_subquery(),
        select(func.max(Event.ends_at)).where(Event.listing == Listing.PAST).scalar_subquery(),
    )
    earliest, latest = connection.execute(select(*ends)).one()
    return bool((earliest and earliest <= now) or (latest and latest > now))


def move_misplaced_events(session: Session, ids: Sequence[int], now: datetime) -> None:
    """Move misplaced events to the list they belong to.

    Lists are right without it, because they compare the end with the clock: it keeps them fast.
    """
    went_back = Event.id.in_(ids) & (Event.listing == Listing.PAST) & (Event.ends_at > now)
    if session.scalar(select(Event.id).where(went_back).limit(1)):
        mark_events_changed(session)  # the clock was set back, and lists may be cached without them
    is_past = case((Event.ends_at <= now, Listing.PAST.value), else_=Listing.UPCOMING.value)
    # One may have been unpublished since the ids were read.
    moved = update(Event).where(Event.id.in_(ids), Event.listing != Listing.NONE)
    session.execute(moved.values(listing=is_past), execution_options={"synchronize_session": False})


def count_wrong_listings(session: Session) -> int:
    """Count the events that are not in the list of their state, or whose month of the end is wrong."""
    return session.scalar(select(func.count()).where(_IS_WRONG)) or 0


def correct_listings(session: Session, now: datetime) -> int:
    """Set the list of events that an earlier version wrote, and their last month; return their number."""
    # Without any, nothing is written: on SQLite a damaged search index keeps events from being saved.
    if number := count_wrong_listings(session):
        mark_events_changed(session)
        listing = case(
            (Event.state.not_in(PUBLIC), Listing.NONE.value),
            (Event.ends_at <= now, Listing.PAST.value),
            else_=Listing.UPCOMING.value,
        )
        corrected = update(Event).where(_IS_WRONG).values(listing=listing, last_month=_MONTH_OF_END)
        session.execute(corrected, execution_options={"synchronize_session": False})
    return number
