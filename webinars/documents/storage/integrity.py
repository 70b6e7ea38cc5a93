"""Which stored files are missing or differ from their rows; reading all bytes is bounded."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.documents.enums import StoragePlace
from webinars.documents.models import DocumentFile, DocumentFileChunk
from webinars.documents.storage import folder, object_store
from webinars.documents.storage.settings import StorageSettings, engine_of, storage_settings
from webinars.documents.storage.stored_files import read_range

# Of the files stored last, whose digests are compared.
MOST_BYTES = 200 * 1024 * 1024
_BATCH = 500


def faults_of_files(session: Session, *, most_bytes: int = MOST_BYTES) -> Iterator[str]:
    """Yield a sentence for each finished file that is missing, has another size or another digest.

    Sizes are compared for all files, digests for those stored last until most_bytes are read.

    Raises:
        StoreUnavailableError: the object store does not answer.
    """
    settings, left = storage_settings(engine_of(session)), most_bytes
    last = None
    while files := _finished(session, last):
        sizes = _sizes_in_database(session, [file.id for file in files])
        for file in files:
            last = file.id
            size = sizes.get(file.id) if _is_in_database(file) else _size(settings, file)
            if size is None:
                yield f"document file {file.id} ({file.name}) is missing in its place, {file.place}"
            elif size != file.size:
                yield f"document file {file.id} ({file.name}) has {size} octets instead of {file.size}"
            elif file.size <= left:
                left -= file.size
                digest = hashlib.sha256()
                for block in read_range(session, file):
                    digest.update(block)
                if digest.hexdigest() != file.digest:
                    yield f"document file {file.id} ({file.name}) was changed: its SHA-256 differs"
            else:
                left = 0


def _finished(session: Session, before: int | None) -> list[DocumentFile]:
    # Uploads that are not finished have no digest yet.
    statement = select(DocumentFile).where(DocumentFile.digest != "")
    if before is not None:
        statement = statement.where(DocumentFile.id < before)
    return list(session.scalars(statement.order_by(DocumentFile.id.desc()).limit(_BATCH)))


def _sizes_in_database(session: Session, ids: list[int]) -> dict[int, int]:
    rows = session.execute(
        select(DocumentFileChunk.file_id, func.sum(func.length(DocumentFileChunk.body)))
        .where(DocumentFileChunk.file_id.in_(ids))
        .group_by(DocumentFileChunk.file_id)
    )
    return {file_id: int(size) for file_id, size in rows}


def _is_in_database(file: DocumentFile) -> bool:
    return file.place is StoragePlace.DATABASE


def _size(settings: StorageSettings, file: DocumentFile) -> int | None:
    try:
        if file.place is StoragePlace.OBJECT_STORE:
            return object_store.object_size(settings.object_store, file.storage_key)
        if settings.folder is None:
            return None
        return folder.path_of(settings.folder, file.storage_key).stat().st_size
    except FileNotFoundError:
        return None
