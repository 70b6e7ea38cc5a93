"""A counter that every change of events or series raises, for the caches of feeds."""

# The session raises it itself, as the last statement of the transaction: whoever waits for that row
# then holds no lock that others wait for, so no deadlock is possible.

from sqlalchemy import Column, Integer, Table, event, insert, select, update
from sqlalchemy.orm import Session

from webinars.database import Base, db
from webinars.events.models import Event, Series
from webinars.prepared_statements import open_connection
from webinars.single_statements import FastScalar

CHANGES = Table(
    "event_changes",
    Base.metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
)
_ROW = 1
NUMBER = select(CHANGES.c.number).where(CHANGES.c.id == _ROW)
_NUMBER = FastScalar(NUMBER)
_RAISE = update(CHANGES).where(CHANGES.c.id == _ROW).values(number=CHANGES.c.number + 1)
_TOLD = (Event, Series)
_KEY = "events-changed"


def mark_events_changed(session: Session) -> None:
    """Raise the counter at commit for changes that the session does not see, such as inserted rows."""
    session.info[_KEY] = True


def current_count() -> int:
    """Return how many transactions have changed events or series so far."""
    return _NUMBER.number(db.engine)


@event.listens_for(Session, "before_flush")
def _on_flush(session: Session, _context: object, _instances: object) -> None:
    touched = (*session.new, *session.dirty, *session.deleted)
    if any(isinstance(instance, _TOLD) for instance in touched):
        session.info[_KEY] = True


@event.listens_for(Session, "before_commit")
def _increment(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint: the transaction goes on
    session.flush()
    if not session.info.pop(_KEY, False):
        return
    connection = open_connection(session)
    if not connection.execute(_RAISE).rowcount:
        connection.execute(insert(CHANGES).values(id=_ROW, number=1))
