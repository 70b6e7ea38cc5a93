"""Delete everything that belongs to a removed event, so that no other event can show it."""

# Most tables refer to their event by a foreign key that cascades. The rest is listed here; a test
# reads the metadata to find a table that has neither.

from sqlalchemy import column, delete, table
from sqlalchemy.orm import Session

from webinars.database import erase_deleted_bytes
from webinars.outbox.locks import delete_messages
from webinars.outbox.models import Message

# While one of these rows exists, its foreign key prevents the removal.
BLOCKING_TABLES = ("registrations",)
# Higher layers own some of these tables, so only their names are known here.
DELETED_TABLES = ("stored_files", "invitations")


def delete_rows_of_event(session: Session, event_id: int) -> None:
    """Delete an event's rows in tables whose foreign key does not cascade; the event is locked."""
    session.flush()
    # Messages have no foreign key: its check would lock the event's row at each insert.
    delete_messages(session, Message.event_id == event_id)
    for name in DELETED_TABLES:
        rows = table(name, column("event_id"))
        session.execute(delete(rows).where(rows.c.event_id == event_id))
    erase_deleted_bytes(session)
