"""Delete what belongs to an event that is removed: nothing of it may be seen under another event.

Most tables name their event by a foreign key that cascades. The rest is listed here, and a test reads the
metadata to find a table that has neither.
"""

from sqlalchemy import column, delete, table
from sqlalchemy.orm import Session

from webinars.database import erase_traces

# While one of these rows exists, the event cannot be removed; their foreign key sees to that.
BLOCKING_TABLES = ("registrations",)
# Higher layers own some of these tables, so only their names are known here. Messages have no foreign key:
# checking one would make each insert wait for whoever holds the lock of the event.
DELETED_TABLES = ("messages", "stored_files", "invitations")


def delete_rows_of_event(session: Session, event_id: int) -> None:
    """Delete an event's rows in all tables whose foreign key does not do it; the event is locked."""
    session.flush()
    for name in DELETED_TABLES:
        rows = table(name, column("event_id"))
        session.execute(delete(rows).where(rows.c.event_id == event_id))
    erase_traces(session)
