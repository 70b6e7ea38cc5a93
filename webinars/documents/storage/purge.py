"""Delete what no document refers to: expired uploads, files of deleted versions, and bytes without a row."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import ColumnElement, Engine, and_, delete, exists, select
from sqlalchemy.orm import Session

from webinars.database import autocommit_options
from webinars.documents.models import DocumentFile, DocumentUpload, DocumentVersion
from webinars.documents.storage import folder, object_store
from webinars.documents.storage.settings import engine_of, storage_settings
from webinars.documents.storage.stored_files import delete_file
from webinars.timezones import clock

log = logging.getLogger(__name__)

UPLOADS_LAST = timedelta(days=1)
# Transactions that store a file are shorter.
_YOUNG = timedelta(hours=6)
_BATCH = 100
_UPLOADED = exists().where(
    DocumentUpload.file_id == DocumentFile.id, DocumentUpload.finished_at.is_(None)
)


def purge_files(session: Session) -> None:
    """Delete uploads that were not taken within a day, and files that no version refers to."""
    now = clock.now()
    expired = DocumentUpload.created_at <= now - UPLOADS_LAST
    session.execute(delete(DocumentUpload).where(expired))
    unused = select(DocumentFile.id).where(_is_unused(now - _YOUNG))
    for file_id in session.scalars(unused.order_by(DocumentFile.id).limit(_BATCH)).all():
        delete_file(session, file_id)


def unused_files(session: Session, most: int) -> Sequence[DocumentFile]:
    """Return the first files that no version refers to and that should have been deleted a day ago."""
    unused = select(DocumentFile).where(_is_unused(clock.now() - _YOUNG - UPLOADS_LAST))
    return session.scalars(unused.order_by(DocumentFile.id).limit(most)).all()


def _is_unused(before: datetime) -> ColumnElement[bool]:
    """Return the condition that a file of before an instant belongs to no version, and is no upload."""
    return and_(
        DocumentFile.created_at <= before,
        ~exists().where(DocumentVersion.file_id == DocumentFile.id),
        ~exists().where(DocumentUpload.file_id == DocumentFile.id),
    )


def delete_unfinished_uploads(session: Session) -> None:
    """Delete uploads of which a backup has no parts; their files go with the next purge."""
    session.execute(delete(DocumentUpload).where(DocumentUpload.finished_at.is_(None)))


def delete_bytes_without_row(session: Session) -> int:
    """Delete files of the folder and objects that have no row, unless they are young; return how many.

    Not in a transaction: a row of such an age is committed.
    """
    engine = engine_of(session)
    settings, before = storage_settings(engine), clock.now() - _YOUNG
    count = 0
    if settings.folder is not None and settings.uses_folder:
        try:
            count += _delete_paths(engine, settings.folder, before)
        except OSError as error:
            # The other tasks of the worker must not end with it.
            log.warning("The folder of document files could not be cleaned: %s", error)
    if settings.object_store:
        try:
            count += _delete_objects(engine, settings.object_store, before)
        except object_store.StoreUnavailableError as error:
            log.warning("The object store of document files could not be cleaned: %s", error)
    return count


def _delete_paths(engine: Engine, base: Path, before: datetime) -> int:
    complete: dict[str, Path] = {}
    unfinished: dict[str, Path] = {}
    for path in base.glob("*/*"):
        with suppress(FileNotFoundError):  # finished meanwhile, or deleted by another worker
            if folder.KEY.fullmatch(path.name) and path.stat().st_mtime < before.timestamp():
                of_kind = unfinished if path.parent.name == folder.UNFINISHED else complete
                of_kind[path.name] = path
    paths = [complete[key] for key in _without_row(engine, complete)]
    paths += [unfinished[key] for key in _without_row(engine, unfinished, _UPLOADED)]
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)


def _delete_objects(engine: Engine, address: str, before: datetime) -> int:
    parts: dict[str, list[str]] = {}
    keys = []
    for name, stored_at in object_store.objects(address):
        is_part = name.startswith(f"{object_store.UNFINISHED}/")
        key = name.split("/")[1] if is_part else name
        if stored_at >= before or not folder.KEY.fullmatch(key):
            continue
        if is_part:
            parts.setdefault(key, []).append(name)
        else:
            keys.append(key)
    names = [name for key in _without_row(engine, parts, _UPLOADED) for name in parts[key]]
    names += _without_row(engine, keys)
    object_store.delete_objects(address, names)
    return len(names)


def _without_row(
    engine: Engine, keys: Iterable[str], *conditions: ColumnElement[bool]
) -> Iterator[str]:
    rest = iter(list(keys))
    while some := list(islice(rest, 500)):
        statement = select(DocumentFile.storage_key).where(
            DocumentFile.storage_key.in_(some), *conditions
        )
        with engine.connect().execution_options(**autocommit_options(engine)) as connection:
            present = set(connection.scalars(statement))
        yield from (key for key in some if key not in present)
