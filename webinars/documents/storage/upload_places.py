"""Bytes of uploads in parts where their files are stored: written before the commit that counts them."""

import fcntl
import hashlib
import mmap
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from webinars.database import autocommit_options
from webinars.documents.enums import StoragePlace
from webinars.documents.models import DocumentFile, DocumentUpload
from webinars.documents.storage import folder, object_store
from webinars.documents.storage.settings import StorageSettings, engine_of, storage_settings
from webinars.documents.storage.stored_files import OBJECT_BLOCK, folder_of, read_range
from webinars.documents.storage.unnamed_files import fill_file, unnamed_file
from webinars.errors import ConflictError, NotFoundError


def part_key(file: DocumentFile, offset: int, body: bytes) -> str:
    """Return the name of a part in an object store: two parts of one place never share it."""
    digest = hashlib.sha256(body).hexdigest()
    return f"{object_store.UNFINISHED}/{file.storage_key}/{offset}-{len(body)}-{digest}"


@contextmanager
def staged_part(
    session: Session, upload: DocumentUpload, file: DocumentFile, offset: int, body: bytes
) -> Iterator[None]:
    """Store a part outside the database while the block counts it in a transaction; both or none matter.

    A part that ends before received is there already and is not stored again; nor is one that would end
    after the file, which the block refuses.

    Raises:
        ConflictError: "document-storage-full", "upload-offset" (facts: received) once the file is complete.
        StoreUnavailableError: the object store does not answer.
    """
    engine, upload_id = engine_of(session), upload.id
    settings = storage_settings(engine)
    if offset + len(body) > file.size:
        yield
    elif file.place is StoragePlace.OBJECT_STORE:
        if offset == upload.received:
            object_store.write_object(settings.object_store, part_key(file, offset, body), body)
        yield
    elif file.place is StoragePlace.FOLDER:
        path = folder_of(settings) / folder.UNFINISHED / file.storage_key
        with folder.full_disk_refused():
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                # The first part only: a complete file has been moved away from here.
                created = os.O_CREAT if offset == upload.received == 0 else 0
                descriptor = os.open(path, os.O_RDWR | created, 0o600)
            except FileNotFoundError:
                raise ConflictError("upload-offset", received=upload.received) from None
        try:
            # Until the commit, so that a repeated request does not write into what was counted.
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if offset == _received(engine, upload_id):
                with folder.full_disk_refused():
                    _write(descriptor, offset, body)
            yield
        finally:
            os.close(descriptor)
    else:
        yield


@contextmanager
def complete_content(
    session: Session, upload: DocumentUpload, file: DocumentFile
) -> Iterator[mmap.mmap]:
    """Map the bytes of an upload of which all parts are there, copied to this disk if they are elsewhere.

    Raises:
        NotFoundError: "no-such-upload" if it was deleted meanwhile, or its bytes are lost.
        ConflictError: "document-storage-full".
    """
    settings = storage_settings(engine_of(session))
    is_in_folder = file.place is StoragePlace.FOLDER
    try:
        descriptor = _open_file(settings, file) if is_in_folder else unnamed_file(settings.scratch)
    except FileNotFoundError as error:
        raise NotFoundError("no-such-upload") from error
    try:
        try:
            if not is_in_folder:
                with folder.full_disk_refused():
                    fill_file(descriptor, _parts(session, settings, upload, file))
        except (LookupError, FileNotFoundError) as error:
            raise NotFoundError("no-such-upload") from error
        if os.fstat(descriptor).st_size < file.size:
            raise NotFoundError("no-such-upload")
        with mmap.mmap(descriptor, file.size, access=mmap.ACCESS_READ) as content:
            yield content
    finally:
        os.close(descriptor)


def move_to_place(
    session: Session, upload: DocumentUpload, file: DocumentFile, content: mmap.mmap
) -> None:
    """Store the complete bytes of an upload under the name of its file.

    Raises:
        StoreUnavailableError: the object store does not answer.
    """
    settings = storage_settings(engine_of(session))
    if file.place is StoragePlace.FOLDER:
        with suppress(FileNotFoundError):  # moved by an earlier attempt
            folder.finish_file(folder_of(settings), file.storage_key)
    elif file.place is StoragePlace.OBJECT_STORE:
        blocks = (
            content[start : start + OBJECT_BLOCK] for start in range(0, len(content), OBJECT_BLOCK)
        )
        object_store.write_object(settings.object_store, file.storage_key, blocks)
        with suppress(object_store.StoreUnavailableError):  # the purge deletes them, too
            object_store.delete_objects(settings.object_store, upload.parts)


def _open_file(settings: StorageSettings, file: DocumentFile) -> int:
    base = folder_of(settings)
    try:
        return os.open(base / folder.UNFINISHED / file.storage_key, os.O_RDONLY)
    except FileNotFoundError:  # an earlier attempt has moved it, and did not commit
        return os.open(folder.path_of(base, file.storage_key), os.O_RDONLY)


def _parts(
    session: Session, settings: StorageSettings, upload: DocumentUpload, file: DocumentFile
) -> Iterable[bytes]:
    if file.place is StoragePlace.DATABASE:
        yield from read_range(session, file)
        return
    for key in upload.parts:
        length = int(key.rpartition("/")[2].split("-")[1])
        yield from object_store.read_object(settings.object_store, key, 0, length, OBJECT_BLOCK)


def _received(engine: Engine, upload_id: int) -> int | None:
    statement = select(DocumentUpload.received).where(DocumentUpload.id == upload_id)
    with engine.connect().execution_options(**autocommit_options(engine)) as connection:
        return connection.scalar(statement)


def _write(descriptor: int, offset: int, body: bytes) -> None:
    rest, position = memoryview(body), offset
    while rest:
        written = os.pwrite(descriptor, rest, position)
        rest, position = rest[written:], position + written
    os.fsync(descriptor)
