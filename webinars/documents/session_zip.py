"""The files of an event's documents as one ZIP, streamed: each is checked again when it begins."""

# Stored, not deflated: PDF and office files are compressed already, and no length of a compressed stream can
# say anything about what is in it.

import logging
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.documents import access
from webinars.documents.access import ReadableVersion, Reader
from webinars.documents.enums import VersionType
from webinars.documents.models import Document, DocumentFile, DocumentVersion
from webinars.documents.storage.stored_files import LOST_FILE_ERRORS, read_range
from webinars.errors import ConflictError, NotFoundError
from webinars.files.validation import clean_file_name
from webinars.timezones import clock

log = logging.getLogger(__name__)

MOST_MEGABYTES = 500
MOST_FILES = 2_000
# After the symbol, before the number.
_EDITIONS = {VersionType.REVISION: "-Rev.", VersionType.CORRIGENDUM: "-Corr."}


@dataclass(frozen=True)
class ZipEntry:
    """A file of the ZIP: its version, and its name there."""

    version_id: int
    name: str


class _Pending:
    """What has been written and not been sent yet; zipfile takes it for a stream that cannot seek."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Do nothing: what is pending is popped after each block."""

    def close(self) -> None:
        """Do nothing: what is pending is popped at the end."""

    def pop(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def zip_entries(
    session: Session, event_id: int, reader: Reader, now: datetime, *, language: str | None = None
) -> list[ZipEntry]:
    """Return the files of an event's documents that a reader may read, in the order of symbols.

    language: the tag of the versions wanted, None for all.

    Raises:
        NotFoundError: "no-such-document" if there is none.
        ConflictError: "zip-too-large" (facts: most, in megabytes; files).
    """
    statement = (
        select(DocumentVersion, Document.address, DocumentFile.name, DocumentFile.size)
        .join(Document, Document.id == DocumentVersion.document_id)
        .join(DocumentFile, DocumentFile.id == DocumentVersion.file_id)
        .where(
            Document.event_id == event_id,
            DocumentVersion.withdrawn_at.is_(None),
            access.readable_versions(reader, now),
        )
        .order_by(Document.sort_key, Document.id, DocumentVersion.id)
        .limit(MOST_FILES + 1)
    )
    if language is not None:
        statement = statement.where(DocumentVersion.language == language)
    rows = session.execute(statement).all()
    if not rows:
        raise NotFoundError("no-such-document")
    if len(rows) > MOST_FILES or sum(row.size for row in rows) > MOST_MEGABYTES * 1024**2:
        raise ConflictError("zip-too-large", most=MOST_MEGABYTES, files=MOST_FILES)
    names = _distinct([_name(version, address, file) for version, address, file, _size in rows])
    return [ZipEntry(row[0].id, name) for row, name in zip(rows, names, strict=True)]


def stream_zip(
    open_session: Callable[[], Session], entries: Sequence[ZipEntry], reader: Reader
) -> Iterator[bytes]:
    """Yield a ZIP of files, a block in memory at a time; what cannot be read any more is left out.

    Files whose bytes are missing are logged.

    open_session: opens a session of its own, which is closed before the bytes of a file are sent.
    """
    pending = _Pending()
    with zipfile.ZipFile(pending, "w", zipfile.ZIP_STORED) as archive:
        for entry in entries:
            with open_session() as session:
                try:
                    readable = access.check_readable(session, entry.version_id, reader, clock.now())
                except NotFoundError:
                    continue
                session.expunge_all()
            if readable.file is None:
                continue
            blocks = read_range(session, readable.file)
            try:
                first = next(blocks)  # files are not empty
            except LOST_FILE_ERRORS as error:
                log.error("document file %d is missing in its place: %s", readable.file.id, error)  # noqa: TRY400
                continue
            with archive.open(_member(entry.name, readable, readable.file), "w") as member:
                for block in chain([first], blocks):
                    member.write(block)
                    yield pending.pop()
    yield pending.pop()


def _member(name: str, readable: ReadableVersion, file: DocumentFile) -> zipfile.ZipInfo:
    written_at = readable.version.published_at or file.created_at
    member = zipfile.ZipInfo(name, (*written_at.timetuple()[:5], 0))
    member.file_size = file.size
    return member


def _name(version: DocumentVersion, address: str, file_name: str) -> str:
    """Return symbol, edition and language as a file name: "CTOC-COP-2020-1-Rev.1-fr.pdf"."""
    edition = ""
    if version.version_type in _EDITIONS:
        edition = f"{_EDITIONS[version.version_type]}{version.number}"
    language = f"-{version.language}" if version.language else ""
    stem = address.replace("/", "-").replace("\\", "-").strip("-. ")
    _stem, _dot, extension = file_name.rpartition(".")
    return clean_file_name(f"{stem}{edition}{language}.{extension}")


def _distinct(names: Sequence[str]) -> list[str]:
    """Return names that differ also where case does not count; later ones get a number."""
    result: list[str] = []
    seen: set[str] = set()
    for name in names:
        stem, dot, extension = name.rpartition(".")
        number, other = 1, name
        while other.casefold() in seen:
            number += 1
            other = f"{stem} ({number}){dot}{extension}"
        seen.add(other.casefold())
        result.append(other)
    return result
