"""Write the archive of a year: pages of events, months and series, calendar files, and a first page."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars import paths
from webinars.archive import pages
from webinars.archive.archive_folder import DESCRIPTION, ArchiveFolderError, NewArchive
from webinars.archive.copied_files import (
    CopiedFile,
    document_files,
    document_page_path,
    picture_path,
    pictures,
)
from webinars.archive.document_pages import ArchivedDocument, render_document
from webinars.archive.pages import ArchiveYear, EventRow, ListPage
from webinars.archive.year_contents import (
    EARLIER,
    PAGE_LENGTH,
    SeriesName,
    events_of_month,
    events_of_series,
    series_names,
    series_of_page,
    series_of_year,
)
from webinars.documents.access import EVERYONE, listed_versions, public_documents
from webinars.documents.models import Document
from webinars.documents.queries import (
    ListedDocument,
    documents_of_event,
    documents_of_series,
    versions_by_document,
)
from webinars.documents.search.document_list import document_year
from webinars.documents.storage.object_store import StoreUnavailableError
from webinars.documents.storage.stored_files import LOST_FILE_ERRORS
from webinars.events.materials import shown_materials
from webinars.events.models import Event, Series
from webinars.timezones import clock
from webinars.timezones.schedule import Precision

_MONTHS = (EARLIER, *range(1, 13))
_DESCRIPTION = """
index.html is the first page; any web server shows this folder, and any browser opens it.
To verify that no file was changed: sha256sum --check --quiet SHA256SUMS
"""


def first_line(year: int, site_name: str) -> str:
    """Return the line by which a folder is recognised as the archive of a year."""
    return f"Archive of the public events of {site_name} in {year}"


def write_year(session: Session, folder: Path, of: ArchiveYear) -> NewArchive:
    """Write the archive of a year into a folder, or replace the one that is there.

    The request context of the pages is that of the caller.

    Raises:
        ArchiveFolderError, OSError: as of NewArchive.replacing(), and for a file that cannot be read.
    """
    line = first_line(of.year, of.site.name)
    with NewArchive.replacing(folder, line) as archive:
        archive.add(DESCRIPTION, f"{line}\n{_DESCRIPTION}".encode())
        styles = (paths.STATIC / name for name in ("site.css", "documents.css"))
        archive.add("style.css", b"\n".join(style.read_bytes() for style in styles))
        names = series_names(session, series_of_year(session, of.year))
        months = {month: _write_month(session, archive, of, month, names) for month in _MONTHS}
        _write_series(session, archive, of, names)
        _add_files(archive, pictures(session, names))
        archive.add("bodies.html", pages.render_bodies(of, list(names.values())))
        counts = {month: count for month, count in months.items() if count}
        archive.add("index.html", pages.render_index(of, counts, len(names)))
    return archive


def _write_month(
    session: Session,
    archive: NewArchive,
    of: ArchiveYear,
    month: int,
    names: dict[int, SeriesName],
) -> int:
    """Write the pages of a month and its events; return how many events it has."""
    count = 0

    def rows() -> Iterator[Sequence[EventRow]]:
        nonlocal count
        for events in events_of_month(session, of.year, month):
            count += len(events)
            for event in events:
                _write_event(session, archive, of, event, names)
            yield [pages.event_row(of, event) for event in events]

    def path(number: int) -> str:
        return pages.month_path(of.year, month, number)

    for number, page in _list_pages(pages.month_title(of, month), rows(), path):
        if page.rows:
            archive.add(path(number), pages.render_month(of, path(number), page))
    return count


def _write_event(
    session: Session,
    archive: NewArchive,
    of: ArchiveYear,
    event: Event,
    names: dict[int, SeriesName],
) -> None:
    materials = shown_materials(session, event, clock.now())
    above = _with_above(names, event.series_id)
    documents = _documents_of_event(session, event)
    _write_documents(session, archive, of, documents, event, above)
    page = pages.render_event(of, event, materials, above, documents)
    archive.add(pages.event_path(event.slug), page)
    if event.precision is not Precision.MONTH:
        archive.add(pages.calendar_path(event.slug), pages.render_calendar_file(of, event))


def _write_series(
    session: Session, archive: NewArchive, of: ArchiveYear, names: dict[int, SeriesName]
) -> None:
    children: dict[int | None, list[SeriesName]] = {}
    for one in names.values():
        children.setdefault(one.parent_id, []).append(one)
    for series_id, name in names.items():
        series = series_of_page(session, series_id)
        above = _with_above(names, name.parent_id)
        rows = (
            [pages.event_row(of, event) for event in events]
            for events in events_of_series(session, of.year, series_id)
        )

        def path(number: int, slug: str = name.slug) -> str:
            return pages.series_path(slug, number)

        for number, page in _list_pages(of.t.text(name.name), rows, path):
            parts = children.get(series_id, ())
            documents = _documents_of_series(session, of, series) if number == 1 else ()
            _write_documents(session, archive, of, documents, None, [*above, name])
            rendered = pages.render_series(
                of, series, number, page, above, parts, picture_path(series), documents
            )
            archive.add(path(number), rendered)


def _documents_of_event(session: Session, event: Event) -> Sequence[ListedDocument]:
    """Return the documents of an event whose titles everybody may see."""
    if not event.documents_revision:
        return ()
    return documents_of_event(session, event.id, EVERYONE, clock.now(), most=None)


def _documents_of_series(
    session: Session, of: ArchiveYear, series: Series
) -> Sequence[ListedDocument]:
    """Return those of a body itself that are of the year; those of events are on their pages."""
    if not series.documents_revision:
        return ()
    now = clock.now()
    of_year = session.scalars(
        select(Document.id).where(
            Document.series_id == series.id,
            Document.event_id.is_(None),
            public_documents(now),
            document_year(of.site.timezone, now) == of.year,
        )
    )
    ids = set(of_year)
    every = documents_of_series(session, series.id, EVERYONE, now, most=None)
    return [one for one in every if one.document.id in ids]


def _write_documents(
    session: Session,
    archive: NewArchive,
    of: ArchiveYear,
    listed: Sequence[ListedDocument],
    event: Event | None,
    above: Sequence[SeriesName],
) -> None:
    """Write the pages and files of documents of an event or body, some at a time."""
    for start in range(0, len(listed), PAGE_LENGTH):
        documents = [one.document for one in listed[start : start + PAGE_LENGTH]]
        versions = versions_by_document(session, documents, listed_versions())
        for document in documents:
            shown = versions[document.id]
            _add_files(archive, document_files(session, shown))
            page = render_document(of, ArchivedDocument(document, shown, event, above))
            archive.add(document_page_path(document.address), page)


def _add_files(archive: NewArchive, files: Iterable[CopiedFile]) -> None:
    for file in files:
        try:
            digest = archive.add_stream(file.path, file.chunks)
        except (*LOST_FILE_ERRORS, StoreUnavailableError) as error:
            raise ArchiveFolderError(
                f"{file.path} cannot be read; webinars check says which files are missing: {error}"
            ) from error
        if file.digest not in {"", digest}:
            raise ArchiveFolderError(
                f"{file.path} is not as it was stored; webinars check says which files are damaged"
            )


def _list_pages(
    title: str, pages_of_rows: Iterable[Sequence[EventRow]], path: Callable[[int], str]
) -> Iterator[tuple[int, ListPage]]:
    """Yield the pages of a list with their numbers, at least one; each knows whether another follows."""
    number, rows = 1, iter(pages_of_rows)
    current = next(rows, ())
    while True:
        following = next(rows, None)
        previous = path(number - 1) if number > 1 else ""
        yield number, ListPage(title, current, previous, path(number + 1) if following else "")
        if following is None:
            return
        number, current = number + 1, following


def _with_above(names: dict[int, SeriesName], series_id: int | None) -> list[SeriesName]:
    """Return a public series and the public ones above it, the topmost first."""
    above: list[SeriesName] = []
    while series_id is not None and series_id in names and names[series_id] not in above:
        above.insert(0, names[series_id])
        series_id = names[series_id].parent_id
    return above
