"""Changes of uploads; the caller commits."""

from collections.abc import Collection

from sqlalchemy import delete
from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.files import queries, rules
from webinars.files.models import StoredFile
from webinars.timekeeping import clock


def keep_file(
    session: Session, *, event_id: int, registration_id: int, name: str, body: bytes
) -> StoredFile:
    """Keep a file that came with a registration; the event is locked.

    Raises:
        InvalidInputError: those of rules.kind_of.
        ConflictError: "files-full" when the event holds as much as one may.
    """
    kind = rules.kind_of(name, body)
    held = queries.bytes_of_event(session, event_id)
    if held + len(body) > rules.MOST_BYTES_OF_EVENT:
        raise ConflictError("files-full")
    stored = StoredFile(
        event_id=event_id,
        registration_id=registration_id,
        name=rules.clean_name(name),
        kind=kind,
        size=len(body),
        body=body,
        created_at=clock.now(),
    )
    session.add(stored)
    session.flush()
    return stored


def forget_files(session: Session, file_ids: Collection[int]) -> None:
    """Drop files that no answer holds any more."""
    if file_ids:
        session.execute(delete(StoredFile).where(StoredFile.id.in_(file_ids)))


def forget_files_of(session: Session, registration_ids: Collection[int]) -> None:
    """Drop all that came with some registrations."""
    session.execute(delete(StoredFile).where(StoredFile.registration_id.in_(registration_ids)))
