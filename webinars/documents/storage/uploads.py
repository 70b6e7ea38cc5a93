"""Uploads of files in parts: begun, continued after an interruption, finished, and taken into a document."""

# A part is stored before the transaction that counts it (upload_places), so whatever stops an upload, what is
# counted is there. The file has its row from the start: its size counts in the quota. The caller commits.

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.database import for_update
from webinars.documents.enums import StoragePlace
from webinars.documents.models import DocumentFile, DocumentUpload
from webinars.documents.storage import folder, upload_places
from webinars.documents.storage.settings import StorageSettings, engine_of, storage_settings
from webinars.documents.storage.stored_files import (
    CHUNK,
    check_quota,
    delete_file,
    store_file,
    write_chunks,
)
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.files.validation import clean_file_name, file_type_of, media_type_of
from webinars.timezones import clock

# Of an account, at the same time.
MOST_UPLOADS = 100
# A multiple of CHUNK.
PART = 2 * 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")
_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class UploadOwner:
    """Who uploads, and for the documents of which event or body, which the account may edit."""

    organiser_id: int
    event_id: int | None = None
    series_id: int | None = None


@dataclass(frozen=True)
class CheckedContent:
    """What was found in the complete bytes of an upload."""

    media_type: str
    digest: str


def start_upload(
    session: Session, owner: UploadOwner, *, name: str, size: int, digest: str = ""
) -> DocumentUpload:
    """Begin an upload of size octets; digest is the SHA-256 of the file, if its sender knows it.

    Raises:
        InvalidInputError: "file-empty", "file-too-large" (facts: most), "file-type-not-accepted".
        ConflictError: "too-many-uploads" (facts: most), "upload-quota-exceeded" and "document-quota-exceeded"
            (facts: most, in MB).
    """
    settings = storage_settings(engine_of(session))
    if size < 1:
        raise InvalidInputError("file-empty")
    if size > settings.most_bytes:
        raise InvalidInputError("file-too-large", most=settings.most_bytes // 1024 // 1024)
    file_type_of(name)
    _check_account(session, settings, owner.organiser_id, size)
    check_quota(session, settings, size)
    file = DocumentFile(
        name=clean_file_name(name),
        media_type="",
        size=size,
        digest="",
        place=settings.place_of(size),
        created_at=clock.now(),
    )
    if file.place is not StoragePlace.DATABASE:
        file.storage_key = folder.new_key()
    session.add(file)
    session.flush()
    return _add_upload(session, owner, file, digest if _DIGEST.fullmatch(digest) else "")


def store_upload(session: Session, owner: UploadOwner, *, name: str, body: bytes) -> DocumentUpload:
    """Store a file that arrived in one request, as an upload that is finished.

    Raises:
        InvalidInputError, ConflictError, StoreUnavailableError: those of store_file(), and
            "too-many-uploads" (facts: most), "upload-quota-exceeded" (facts: most, in MB).
    """
    settings = storage_settings(engine_of(session))
    _check_account(session, settings, owner.organiser_id, len(body))
    upload = _add_upload(session, owner, store_file(session, name, body), "")
    upload.received, upload.finished_at = len(body), clock.now()
    session.flush()
    return upload


def finished_uploads(
    session: Session, owner: UploadOwner
) -> Sequence[tuple[DocumentUpload, DocumentFile]]:
    """Return the finished uploads of an account for an event or body with their files, oldest first."""
    rows = session.execute(
        select(DocumentUpload, DocumentFile)
        .join(DocumentFile, DocumentFile.id == DocumentUpload.file_id)
        .where(
            DocumentUpload.organiser_id == owner.organiser_id,
            DocumentUpload.event_id == owner.event_id,
            DocumentUpload.series_id == owner.series_id,
            DocumentUpload.finished_at.is_not(None),
        )
        .order_by(DocumentUpload.id)
    )
    return [(upload, file) for upload, file in rows]


def own_upload(
    session: Session, upload_key: str, organiser_id: int, *, locked: bool = False
) -> tuple[DocumentUpload, DocumentFile]:
    """Return an upload of an account, and its file.

    Raises:
        NotFoundError: "no-such-upload", also for that of another account.
    """
    is_own = (DocumentUpload.key == upload_key, DocumentUpload.organiser_id == organiser_id)
    if locked:
        upload = session.scalar(for_update(select(DocumentUpload).where(*is_own)))
    else:
        upload = session.scalar(select(DocumentUpload).where(*is_own))
    if upload is None:
        raise NotFoundError("no-such-upload")
    return upload, session.get_one(DocumentFile, upload.file_id)


def check_part(body: bytes, digest: str) -> None:
    """Check that a part arrived as it was sent, by its SHA-256.

    Raises:
        InvalidInputError: "upload-part-damaged".
    """
    if hashlib.sha256(body).hexdigest() != digest:
        raise InvalidInputError("upload-part-damaged")


def receive_part(
    session: Session, *, upload_key: str, organiser_id: int, offset: int, body: bytes
) -> DocumentUpload:
    """Count a part that staged_part() holds; one that was counted before changes nothing.

    Raises:
        NotFoundError: "no-such-upload".
        ConflictError: "upload-offset" (facts: received) when another part is due.
        InvalidInputError: "upload-part-size" if it is empty, too long, or no multiple of CHUNK.
    """
    upload, file = own_upload(session, upload_key, organiser_id, locked=True)
    end = offset + len(body)
    if not body or end > file.size or (end < file.size and len(body) % CHUNK):
        raise InvalidInputError("upload-part-size")
    if end <= upload.received:
        return upload
    if offset != upload.received:
        raise ConflictError("upload-offset", received=upload.received)
    if file.place is StoragePlace.DATABASE:
        write_chunks(session, file.id, offset, body)
    elif file.place is StoragePlace.OBJECT_STORE:
        upload.parts = [*upload.parts, upload_places.part_key(file, offset, body)]
    upload.received = end
    session.flush()
    return upload


def check_content(session: Session, upload: DocumentUpload, file: DocumentFile) -> CheckedContent:
    """Check the complete bytes of an upload and move them to their place, outside a transaction.

    Raises:
        ConflictError: "upload-incomplete" (facts: received), "document-storage-full".
        InvalidInputError: "upload-damaged" if the SHA-256 differs; those of validation.media_type_of().
        StoreUnavailableError: the object store does not answer.
    """
    if upload.received != file.size:
        raise ConflictError("upload-incomplete", received=upload.received)
    settings = storage_settings(engine_of(session))
    with upload_places.complete_content(session, upload, file) as content:
        digest = hashlib.sha256()
        for start in range(0, file.size, _BLOCK):
            digest.update(content[start : start + _BLOCK])
        if upload.expected_digest not in {"", digest.hexdigest()}:
            raise InvalidInputError("upload-damaged")
        media_type = media_type_of(file.name, content, most_bytes=settings.most_bytes)
        upload_places.move_to_place(session, upload, file, content)
    return CheckedContent(media_type, digest.hexdigest())


def finish_upload(
    session: Session, *, upload_key: str, organiser_id: int, content: CheckedContent
) -> DocumentUpload:
    """Record that an upload is complete and checked."""
    upload, file = own_upload(session, upload_key, organiser_id, locked=True)
    if upload.finished_at is None:
        file.media_type, file.digest = content.media_type, content.digest
        upload.finished_at, upload.parts = clock.now(), []
        session.flush()
    return upload


def attach_upload(session: Session, *, upload_key: str, organiser_id: int) -> DocumentFile:
    """Return the file of a finished upload for a version, and end the upload.

    Raises:
        NotFoundError: "no-such-upload", also once it has expired.
        ConflictError: "upload-incomplete" (facts: received).
    """
    upload, file = own_upload(session, upload_key, organiser_id, locked=True)
    if upload.finished_at is None:
        raise ConflictError("upload-incomplete", received=upload.received)
    session.delete(upload)
    session.flush()
    return file


def abort_upload(session: Session, *, upload_key: str, organiser_id: int) -> None:
    """Delete an upload with what has arrived; bytes outside the database go with the next purge.

    Raises:
        NotFoundError: "no-such-upload".
    """
    upload, _ = own_upload(session, upload_key, organiser_id, locked=True)
    file_id = upload.file_id
    session.delete(upload)
    session.flush()
    delete_file(session, file_id)


def _add_upload(
    session: Session, owner: UploadOwner, file: DocumentFile, digest: str
) -> DocumentUpload:
    upload = DocumentUpload(
        key=secrets.token_hex(16),
        organiser_id=owner.organiser_id,
        event_id=owner.event_id,
        series_id=owner.series_id,
        file_id=file.id,
        received=0,
        parts=[],
        expected_digest=digest,
        created_at=clock.now(),
    )
    session.add(upload)
    session.flush()
    return upload


def _check_account(
    session: Session, settings: StorageSettings, organiser_id: int, size: int
) -> None:
    """Check that an account may upload another size octets; others of it that begin now wait for this one."""
    session.execute(for_update(select(Organiser.id).where(Organiser.id == organiser_id)))
    counted = select(func.count(), func.coalesce(func.sum(DocumentFile.size), 0)).select_from(
        DocumentUpload
    )
    counted = counted.join(DocumentFile, DocumentFile.id == DocumentUpload.file_id)
    count, used = session.execute(counted.where(DocumentUpload.organiser_id == organiser_id)).one()
    if count >= MOST_UPLOADS:
        raise ConflictError("too-many-uploads", most=MOST_UPLOADS)
    if used + size > settings.most_bytes_uploaded:
        raise ConflictError(
            "upload-quota-exceeded", most=settings.most_bytes_uploaded // 1024 // 1024
        )
