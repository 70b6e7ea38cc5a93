"""Store and delete uploaded files; the caller commits."""

from collections.abc import Collection

from sqlalchemy import delete
from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.files import queries, validation
from webinars.files.models import StoredFile
from webinars.timezones import clock


def store_file(
    session: Session, *, event_id: int, registration_id: int, name: str, body: bytes
) -> StoredFile:
    """Store a file of a registration; the event is locked.

    Raises:
        InvalidInputError: those of validation.media_type_of.
        ConflictError: "file-quota-exceeded".
    """
    media_type = validation.media_type_of(name, body)
    check_file_quota(session, event_id=event_id, size=len(body))
    stored = StoredFile(
        event_id=event_id,
        registration_id=registration_id,
        name=validation.clean_file_name(name),
        media_type=media_type,
        size=len(body),
        body=body,
        created_at=clock.now(),
    )
    session.add(stored)
    session.flush()
    return stored


def check_file_quota(session: Session, *, event_id: int, size: int) -> None:
    """Refuse a file that exceeds the event's quota; runs no query for an empty one.

    Raises:
        ConflictError: "file-quota-exceeded".
    """
    if (
        size
        and queries.stored_bytes_of_event(session, event_id) + size > validation.MAX_BYTES_PER_EVENT
    ):
        raise ConflictError("file-quota-exceeded")


def delete_files(session: Session, file_ids: Collection[int]) -> None:
    """Delete files that no answer refers to any more."""
    if file_ids:
        session.execute(delete(StoredFile).where(StoredFile.id.in_(file_ids)))


def delete_files_of(session: Session, registration_ids: Collection[int]) -> None:
    """Delete all files of some registrations."""
    session.execute(delete(StoredFile).where(StoredFile.registration_id.in_(registration_ids)))
