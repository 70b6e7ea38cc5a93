"""Fill the search index after an upgrade, build it anew, and check it."""

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from webinars.database import db, transaction
from webinars.events.enums import Listing
from webinars.events.locks import lock_events
from webinars.events.models import Event
from webinars.events.search.index import EVENT_INDEX
from webinars.events.search.search_text import searched_names, write_search_text
from webinars.events.search.series_search import count_missing_words
from webinars.events.search.words import BOUNDARY

BATCH_LENGTH = 500
_IS_PUBLIC = Event.listing != Listing.NONE
# Each text begins so. Migrations empty it where it must be composed anew, and a process of an earlier version
# that runs on may write another.
_LACKS_TEXT = ~Event.search_text.startswith(f" {BOUNDARY} ")


def write_missing_texts() -> int:
    """Compose the texts that a migration has emptied, and index them; return their number."""
    return _write_batches(_LACKS_TEXT)


def rebuild_index() -> int:
    """Compose all texts anew and build the index; return the number of public events.

    Others may read and write meanwhile, because each batch is a transaction. On SQLite, searches lack events
    until they are indexed again.
    """
    if db.engine.dialect.name == "sqlite":
        with transaction() as session:
            EVENT_INDEX.drop(session.connection())
            EVENT_INDEX.create(session.connection())
    number = _write_batches(true())
    if db.engine.dialect.name == "postgresql":
        EVENT_INDEX.replace_on_postgresql(db.engine)
    return number


def search_faults(session: Session) -> list[str]:
    """Return what is wrong with the search, one phrase for each."""
    lacking = session.scalar(select(func.count()).where(_IS_PUBLIC, _LACKS_TEXT))
    texts = [f"{lacking} events have no search text"] if lacking else []
    unnamed = count_missing_words(session)
    words = [f"{unnamed} series lack the words of their names"] if unnamed else []
    return [*EVENT_INDEX.faults(session.connection()), *texts, *words]


def _write_batches(condition: ColumnElement[bool]) -> int:
    """Write the texts of public events that meet a condition, in batches by id; return their number."""
    number, last_id = 0, 0
    while True:
        with transaction() as session:
            ids = _write_batch(session, condition, last_id)
        if not ids:
            return number
        number, last_id = number + len(ids), ids[-1]


def _write_batch(session: Session, condition: ColumnElement[bool], after_id: int) -> list[int]:
    batch = select(Event.id).where(_IS_PUBLIC, condition, Event.id > after_id)
    ids = list(session.scalars(batch.order_by(Event.id).limit(BATCH_LENGTH)))
    events = lock_events(session, ids)
    # After the lock, so that the series of each event is among them.
    names = {
        series_id: searched_names(session, series_id)
        for series_id in {event.series_id for event in events if event.series_id}
    }
    for event in events:
        write_search_text(event, *(names[event.series_id] if event.series_id else ()))
    session.flush()
    EVENT_INDEX.add_missing(session.connection(), ids)
    return ids
