"""Store, read and delete document files; the caller commits."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine, delete, func, insert, select, text
from sqlalchemy.orm import Session

from webinars.database import autocommit_options
from webinars.documents.enums import StoragePlace
from webinars.documents.models import DocumentFile, DocumentFileChunk
from webinars.documents.storage import folder, object_store
from webinars.documents.storage.settings import StorageSettings, engine_of, storage_settings
from webinars.errors import ConflictError
from webinars.files.validation import clean_file_name, media_type_of
from webinars.timezones import clock

# A download of the slowest reader holds one of them in memory.
CHUNK = 256 * 1024
# Each is a request to the object store.
OBJECT_BLOCK = 2 * 1024 * 1024
# What reading a file raises whose row is there and whose bytes are not, or not all.
LOST_FILE_ERRORS = (LookupError, EOFError, FileNotFoundError)
# Of PostgreSQL, so that files that are stored at the same time see each other's size.
_QUOTA_LOCK = 7_018_004


def store_file(session: Session, name: str, body: bytes) -> DocumentFile:
    """Store a file as it came; its size and the settings say where.

    Raises:
        InvalidInputError: those of files.validation.media_type_of.
        ConflictError: "document-quota-exceeded" (facts: most, in MB), "document-storage-full".
        StoreUnavailableError: the object store does not answer.
    """
    settings = storage_settings(engine_of(session))
    media_type = media_type_of(name, body, most_bytes=settings.most_bytes)
    check_quota(session, settings, len(body))
    file = DocumentFile(
        name=clean_file_name(name),
        media_type=media_type,
        size=len(body),
        digest=hashlib.sha256(body).hexdigest(),
        place=settings.place_of(len(body)),
        created_at=clock.now(),
    )
    if file.place is not StoragePlace.DATABASE:
        file.storage_key = folder.new_key()
    session.add(file)
    session.flush()
    if file.place is StoragePlace.OBJECT_STORE:
        object_store.write_object(settings.object_store, file.storage_key, body)
    elif file.place is StoragePlace.FOLDER:
        folder.write_file(folder_of(settings), file.storage_key, [body])
    else:
        write_chunks(session, file.id, 0, body)
    return file


def read_range(
    session: Session, file: DocumentFile, start: int = 0, length: int | None = None
) -> Iterator[bytes]:
    """Return the blocks of a committed file from start on: length octets, or all that follow.

    One block is in memory at a time, and no database connection is held between two of them. Reading raises
    one of LOST_FILE_ERRORS if the file is deleted meanwhile or its bytes are missing, OSError,
    or StoreUnavailableError if the object store does not answer.
    """
    length = file.size - start if length is None else length
    if start < 0 or length < 0 or start + length > file.size:
        raise ValueError(f"no such range of {file.size} octets: {start}, {length}")
    engine = engine_of(session)
    settings = storage_settings(engine)
    if file.place is StoragePlace.OBJECT_STORE:
        return object_store.read_object(
            settings.object_store, file.storage_key, start, length, OBJECT_BLOCK
        )
    if file.place is StoragePlace.FOLDER:
        return folder.read_file(folder_of(settings), file.storage_key, start, length, CHUNK)
    return _read_chunks(engine, file.id, start, length)


def folder_of(settings: StorageSettings) -> Path:
    """Return the folder of files.

    Raises:
        LookupError: there is none.
    """
    if settings.folder is None:
        raise LookupError("the folder of document files is not configured")
    return settings.folder


def delete_file(session: Session, file_id: int) -> None:
    """Delete a file that no version refers to; bytes outside the database go with the next purge."""
    session.execute(delete(DocumentFileChunk).where(DocumentFileChunk.file_id == file_id))
    session.execute(delete(DocumentFile).where(DocumentFile.id == file_id))


def write_chunks(session: Session, file_id: int, start: int, body: bytes) -> None:
    """Store a part of a file that begins at a multiple of the size of a chunk."""
    for offset in range(0, len(body), CHUNK):
        values = {
            "file_id": file_id,
            "position": (start + offset) // CHUNK,
            "body": body[offset : offset + CHUNK],
        }
        session.execute(insert(DocumentFileChunk).values(values))


def check_quota(session: Session, settings: StorageSettings, size: int) -> None:
    """Refuse a file of a size in octets for which the installation has no room.

    Raises:
        ConflictError: "document-quota-exceeded" (facts: most, in MB).
    """
    if engine_of(session).dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _QUOTA_LOCK})
    used = session.scalar(select(func.coalesce(func.sum(DocumentFile.size), 0))) or 0
    if used + size > settings.most_bytes_in_all:
        raise ConflictError(
            "document-quota-exceeded", most=settings.most_bytes_in_all // 1024 // 1024
        )


def _read_chunks(engine: Engine, file_id: int, start: int, length: int) -> Iterator[bytes]:
    position, skipped = divmod(start, CHUNK)
    while length > 0:
        statement = select(DocumentFileChunk.body).where(
            DocumentFileChunk.file_id == file_id, DocumentFileChunk.position == position
        )
        with engine.connect().execution_options(**autocommit_options(engine)) as connection:
            body = connection.scalar(statement)
        if body is None:
            raise LookupError(f"document file {file_id} has no chunk {position}")
        part = body[skipped : skipped + length]
        if not part:
            raise EOFError(f"chunk {position} of document file {file_id} is too short")
        length -= len(part)
        position, skipped = position + 1, 0
        yield part
