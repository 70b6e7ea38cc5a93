"""Queries for uploaded files, filtered by registration and event: access to those covers the file."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from webinars.errors import NotFoundError
from webinars.files.models import StoredFile


def file_with_body(session: Session, file_id: int, *, registration_id: int) -> StoredFile:
    """Return a file of a registration, with its bytes.

    Raises:
        NotFoundError: "no-such-file", also for another registration's.
    """
    file = session.scalar(
        select(StoredFile)
        .options(undefer(StoredFile.body))
        .where(StoredFile.id == file_id, StoredFile.registration_id == registration_id)
    )
    if file is None:
        raise NotFoundError("no-such-file")
    return file


def stored_bytes_of_event(session: Session, event_id: int) -> int:
    """Return the total size of an event's files."""
    return int(
        session.scalar(
            select(func.coalesce(func.sum(StoredFile.size), 0)).where(
                StoredFile.event_id == event_id
            )
        )
        or 0
    )
