"""The files that an archive copies beside its pages: documents, and pictures of bodies."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.archive.year_contents import PAGE_LENGTH
from webinars.documents.access import EVERYONE, ShownVersion, check_readable
from webinars.documents.storage.stored_files import read_range
from webinars.errors import NotFoundError
from webinars.events.models import Series
from webinars.events.series_models import SeriesPicture
from webinars.timezones import clock

MOST_NAME_OCTETS = 200  # file systems take 255, some less


@dataclass(frozen=True)
class CopiedFile:
    """A file: its path below the folder, its bytes in pieces, and the SHA-256 that was stored, if one was."""

    path: str
    chunks: Iterator[bytes]
    digest: str = ""


def document_path(version_id: int, file_name: str) -> str:
    """Return the path of the file of a version; versions never change their files.

    A name of more octets than file systems take is shortened before its ending.
    """
    stem, dot, ending = file_name.rpartition(".")
    most = MOST_NAME_OCTETS - len(f"{dot}{ending}".encode())
    shortened = stem.encode()[:most].decode(errors="ignore").rstrip(". ")
    return f"documents/files/{version_id}/{shortened}{dot}{ending}"


def document_url(version_id: int, file_name: str) -> str:
    """Return the same as a relative URL."""
    return quote(document_path(version_id, file_name))


def document_page_path(address: str) -> str:
    """Return the path of the page of a document.

    No symbol begins with "files/"; a part that looks like a page of another one gets a sign of no symbol.
    """
    *folders, name = address.split("/")
    named = (f"{one}_" if one.lower().endswith(".html") else one for one in folders)
    return "/".join(("documents", *named, f"{name}.html"))


def document_files(session: Session, versions: Collection[ShownVersion]) -> Iterator[CopiedFile]:
    """Yield the files of versions that everybody may read now; each is asked for as by a reader."""
    now = clock.now()
    for shown in versions:
        version = shown.version
        if shown.file is None or not version.published_at or version.withdrawn_at:
            continue
        try:
            readable = check_readable(session, version.id, EVERYONE, now)
        except NotFoundError:
            continue  # under embargo, for some only, or withdrawn meanwhile
        if readable.file is not None:
            path = document_path(version.id, readable.file.name)
            yield CopiedFile(path, read_range(session, readable.file), readable.file.digest)


def picture_path(series: Series) -> str:
    """Return the path of the picture of a series; empty without one."""
    if not series.picture_digest:
        return ""
    return f"pictures/{series.picture_digest}.{series.picture_type.removeprefix('image/')}"


def pictures(session: Session, series_ids: Collection[int]) -> Iterator[CopiedFile]:
    """Yield the pictures of some series, each once, in an order that is always the same."""
    known: set[str] = set()
    ids = sorted(series_ids)
    for start in range(0, len(ids), PAGE_LENGTH):
        wanted = (
            select(Series.id, Series.picture_digest, Series.picture_type)
            .where(Series.id.in_(ids[start : start + PAGE_LENGTH]), Series.picture_digest != "")
            .order_by(Series.id)
        )
        for series_id, digest, media_type in session.execute(wanted).all():
            path = picture_path(Series(picture_digest=digest, picture_type=media_type))
            body = select(SeriesPicture.body).where(SeriesPicture.series_id == series_id)
            content = None if path in known else session.scalar(body)
            if content is not None:
                known.add(path)
                yield CopiedFile(path, iter([content]))
