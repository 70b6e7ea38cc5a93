"""Many events at once, without their calendar texts: for tests of lists over filled databases."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.events.details import EventDetails, write
from webinars.events.enums import EventState, Format
from webinars.events.listing.listing_column import update_listing
from webinars.events.models import Event, Series
from webinars.events.search.indexing import write_search_text
from webinars.timezones.schedule import Days, Month, Timed, When

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
) -> None:
    """Add random events around now: of all precisions, formats and states, also running and long ones.

    describe returns the description of the event of a number.
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
    )
    for start in range(0, number, 1000):
        session.execute(insert(Event), rows[start : start + 1000])


@cache
def _rows(
    organiser_id: int, contact_name: str, contact_email: str, number: int, now: datetime,
    series_ids: tuple[int | None, ...], spread: timedelta, seed: int,
    *, describe: Callable[[int], str], series_names: tuple[tuple[int, str], ...],
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
            when=_schedule(chance, now, spread),
            contact_name=contact_name,
            contact_email=contact_email,
            series_id=chance.choice(series_ids),
            format=chance.choice(list(Format)),
        )
        write(event, details)
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


def _schedule(chance: random.Random, now: datetime, spread: timedelta) -> When:
    minutes = int(spread / timedelta(minutes=1))
    start = now.replace(tzinfo=None) + timedelta(minutes=chance.randint(-minutes, minutes))
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
