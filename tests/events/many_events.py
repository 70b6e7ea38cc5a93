"""Many events at once, without their calendar texts: for tests of lists over filled databases."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    case,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.database import Base
from webinars.events.caching.change_counter import mark_events_changed
from webinars.events.details import EventDetails, write_details
from webinars.events.enums import EventState, Format, Listing
from webinars.events.listing.upcoming_or_past import update_listing
from webinars.events.models import Event, Series
from webinars.events.search.search_text import write_search_text
from webinars.timezones.schedule import Days, Month, Precision, Timed, When

EVENTS: Table = Base.metadata.tables[Event.__tablename__]
COPIES_APART = timedelta(seconds=30)
MOST_COPIES = 58  # the latest event ends half an hour before midnight
ZONES = ("Europe/Zurich", "America/New_York", "Pacific/Auckland")
STATES = (
    *(EventState.PUBLISHED,) * 7,
    EventState.DRAFT,
    EventState.CANCELLED,
    EventState.POSTPONED,
)


def no_description(_turn: int) -> str:
    """Describe no event."""
    return ""


def add_events(
    session: Session,
    organiser: Organiser,
    number: int,
    *,
    now: datetime,
    series_ids: Sequence[int | None] = (None,),
    spread: timedelta = timedelta(days=900),
    seed: int = 1,
    describe: Callable[[int], str] = no_description,
    around: datetime | None = None,
) -> None:
    """Add random events around now: of all precisions, formats and states, also running and long ones.

    describe returns the description of the event of a number. around: another time than now.
    """
    host = organiser.id, organiser.name, organiser.email
    names = session.execute(select(Series.id, Series.name)).all()
    series_names = tuple((id_, name) for id_, name in names)
    rows = _rows(
        *host,
        number,
        now,
        tuple(series_ids),
        spread,
        seed,
        describe=describe,
        series_names=series_names,
        around=around or now,
    )
    for start in range(0, number, 1000):
        # As rows of a table: as objects they would be sent in groups with the same columns, of few rows each.
        session.execute(insert(EVENTS), rows[start : start + 1000])
    mark_events_changed(session)


def copy_rows(
    session: Session, rows: Select[Any], changed: Mapping[str, ColumnElement[Any]], table: Table
) -> None:
    """Copy rows of a table within the database, with other values in some columns."""
    columns = [column for column in table.c if column.name != "id"]
    values = [changed.get(column.name, column) for column in columns]
    session.execute(insert(table).from_select(columns, rows.with_only_columns(*values)))


def copy_events(session: Session, after_id: int, number: int, *, now: datetime) -> Iterator[int]:
    """Copy the events after an id, as often as needed; yield the number of those of each turn.

    What is derived from a row comes out as the product would write it: copies with exact times are later by
    half a minute in each turn, on the same day, and may be over later than the first one.
    """
    originals = select(EVENTS).where(EVENTS.c.id > after_id).order_by(EVENTS.c.id)
    ids = session.scalars(originals.with_only_columns(EVENTS.c.id)).all()
    for turn, start in enumerate(range(0, number, len(ids)), 1):
        assert turn <= MOST_COPIES, "copies would end on another day"
        length = min(len(ids), number - start)
        rows = originals.where(EVENTS.c.id <= ids[length - 1])
        copy_rows(session, rows, _values_of_copy(session, turn, now), EVENTS)
        yield length


def _values_of_copy(session: Session, turn: int, now: datetime) -> dict[str, ColumnElement[Any]]:
    """Return the columns in which the copy of an event differs."""
    is_sqlite = session.connection().dialect.name == "sqlite"
    seconds = turn * int(COPIES_APART / timedelta(seconds=1))

    def later(column: ColumnElement[Any]) -> ColumnElement[Any]:
        if is_sqlite:
            # Microseconds, which datetime() does not know, stay.
            second = func.datetime(func.substr(column, 1, 19), f"+{seconds} seconds")
            moved: ColumnElement[Any] = second.op("||")(func.substr(column, 20))
        else:
            moved = column.op("+")(func.make_interval(0, 0, 0, 0, 0, 0, seconds))
        return case((EVENTS.c.precision == Precision.TIME, moved), else_=column)

    instants = ("local_start", "local_end", "starts_at", "ends_at", "listed_at")
    changed = {name: later(EVENTS.c[name]) for name in instants}
    now_as_stored = literal(now, EVENTS.c.ends_at.type)
    listing = case(
        (EVENTS.c.listing == Listing.NONE, Listing.NONE.value),
        (changed["ends_at"] <= now_as_stored, Listing.PAST.value),
        else_=Listing.UPCOMING.value,
    )
    slug, uid = EVENTS.c.slug + f"-{turn}", literal(f"{turn}-") + EVENTS.c.uid
    return {**changed, "listing": listing, "slug": slug, "uid": uid}


@cache
def _rows(
    organiser_id: int, contact_name: str, contact_email: str, number: int, now: datetime,
    series_ids: tuple[int | None, ...], spread: timedelta, seed: int,
    *, describe: Callable[[int], str], series_names: tuple[tuple[int, str], ...], around: datetime,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return the rows of events; a test on both databases makes them once."""
    chance = random.Random(seed)
    columns = [column.key for column in Event.__table__.columns if column.key != "id"]
    names = dict(series_names)
    rows = []
    for turn in range(number):
        event = _event(organiser_id, f"event-{seed}-{turn}", chance, now)
        details = EventDetails(
            title=f"Webinar {turn}",
            description=describe(turn),
            when=_schedule(chance, around, spread),
            contact_name=contact_name,
            contact_email=contact_email,
            series_id=chance.choice(series_ids),
            format=chance.choice(list(Format)),
        )
        write_details(event, details)
        update_listing(event, now)
        write_search_text(event, names.get(event.series_id, ""))
        rows.append({name: getattr(event, name) for name in columns})
    # Defaults of columns apply where no row has a value.
    given = [name for name in columns if any(row[name] is not None for row in rows)]
    return [{name: row[name] for name in given} for row in rows]


def _event(organiser_id: int, slug: str, chance: random.Random, now: datetime) -> Event:
    return Event(
        uid=f"{slug}@example.org",
        slug=slug,
        state=chance.choice(STATES),
        organiser_id=organiser_id,
        sequence=0,
        revision=1,
        revised_at=now,
        created_at=now,
    )


def _schedule(chance: random.Random, around: datetime, spread: timedelta) -> When:
    minutes = int(spread / timedelta(minutes=1))
    start = around.replace(tzinfo=None) + timedelta(minutes=chance.randint(-minutes, minutes))
    zone, first = chance.choice(ZONES), start.date()
    match chance.randrange(20):
        case 0:
            return Month(first.year, first.month, zone)
        case 1 | 2:
            return Days(first, first + timedelta(days=chance.randint(0, 80)), zone)
        case _:
            begin = start.replace(
                hour=4 + start.hour * 3 // 4
            )  # no hour that clocks skip or repeat
            return Timed(begin, begin + timedelta(minutes=90), zone)
