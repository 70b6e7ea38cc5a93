"""What belongs to the archive of a year: its public events by month and series, in pages of bounded size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import Session, joinedload, undefer_group

from webinars.events.enums import PUBLIC, PUBLIC_LISTINGS
from webinars.events.models import PAGE, Event, Series
from webinars.events.queries import is_public

PAGE_LENGTH = 500
EARLIER = 0  # in place of a month: what began in an earlier year and reaches into this one


@dataclass(frozen=True)
class SeriesName:
    """What other pages show of a series; parent_id is that of one which is not public, too."""

    id: int
    slug: str
    name: str
    short_name: str
    text_language: str
    parent_id: int | None


def events_of_month(session: Session, year: int, month: int) -> Iterator[Sequence[Event]]:
    """Yield the public events of a month as the list has them, in pages; EARLIER are those of before."""
    first = year * 100 + 1
    of_month: tuple[ColumnElement[bool], ...] = (Event.listed_month == year * 100 + month,)
    if month == EARLIER:
        of_month = (
            Event.last_month > Event.listed_month,
            Event.last_month >= first,
            Event.listed_month < first,
        )
    yield from _pages(session, _public_events().where(*of_month))


def events_of_series(session: Session, year: int, series_id: int) -> Iterator[Sequence[Event]]:
    """Yield the public events of a series that take place in a year, in pages."""
    of_series = _public_events().where(Event.series_id == series_id, *_of_year(year))
    yield from _pages(session, of_series)


def series_of_year(session: Session, year: int) -> set[int]:
    """Return the ids of the series that have public events in a year."""
    ids = select(Event.series_id).where(Event.listing.in_(PUBLIC_LISTINGS), *_of_year(year))
    return {one for one in session.scalars(ids.distinct()) if one is not None}


def series_names(session: Session, ids: set[int]) -> dict[int, SeriesName]:
    """Return the public ones of some series and of all above them, by id, in the order of names."""
    known: dict[int, SeriesName] = {}
    # Those above that are not public, too: one of theirs may be.
    parents: dict[int, int | None] = {}
    wanted = sorted(ids)
    while wanted:
        for start in range(0, len(wanted), PAGE_LENGTH):
            some = wanted[start : start + PAGE_LENGTH]
            rows = session.execute(
                select(
                    *(Series.id, Series.slug, Series.name, Series.short_name),
                    *(Series.text_language, Series.parent_id, is_public().label("is_public")),
                ).where(Series.id.in_(some))
            )
            for row in rows:
                parents[row.id] = row.parent_id
                if row.is_public:
                    known[row.id] = SeriesName(*row[:6])
        wanted = sorted({one for one in parents.values() if one is not None} - parents.keys())
    return dict(sorted(known.items(), key=lambda pair: (pair[1].name.casefold(), pair[0])))


def series_of_page(session: Session, series_id: int) -> Series:
    """Return a series with the columns of its page."""
    loaded = undefer_group(PAGE)
    return session.scalars(select(Series).where(Series.id == series_id).options(loaded)).one()


def _of_year(year: int) -> tuple[ColumnElement[bool], ...]:
    return Event.listed_month <= year * 100 + 12, Event.last_month >= year * 100 + 1


def _public_events() -> Select[Event]:
    return (
        select(Event)
        .options(joinedload(Event.series))
        .where(Event.listing.in_(PUBLIC_LISTINGS), Event.state.in_(PUBLIC))
    )


def _pages(session: Session, query: Select[Event]) -> Iterator[Sequence[Event]]:
    """Yield pages of events in the order of the list; the session forgets each when the next is read."""
    order = (Event.listed_month, Event.listed_at, Event.id)
    after = None
    while True:
        page = query if after is None else query.where(tuple_(*order) > after)
        events = session.scalars(page.order_by(*order).limit(PAGE_LENGTH)).all()
        if events:
            last = events[-1]
            after = (last.listed_month, last.listed_at, last.id)
            yield events
        session.expunge_all()
        if len(events) < PAGE_LENGTH:
            return
