"""Put uploaded files into documents by their symbols: what would happen, and all of it at once."""

# The caller commits. Where one file cannot be placed, none is.

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.documents import editing, versions
from webinars.documents.access import organised_documents
from webinars.documents.addresses import is_taken
from webinars.documents.details import (
    Content,
    DocumentDetails,
    NewVersion,
    VersionKey,
    clean_title,
    clean_version_key,
)
from webinars.documents.enums import DocumentType, Stage
from webinars.documents.file_names import ParsedName, comparable, parse_file_name
from webinars.documents.locks import lock_documents
from webinars.documents.models import Document, DocumentVersion
from webinars.documents.storage.uploads import UploadOwner, attach_upload
from webinars.documents.symbols import address_key, clean_symbol
from webinars.errors import ConflictError, InvalidInputError, WebinarsError
from webinars.events.models import Event

# Of those whose symbols are compared with file names.
_MOST_COMPARED = 5_000


@dataclass(frozen=True)
class PlacedFile:
    """An uploaded file, and the version of the document that it is to become.

    title, document_type and stage: of a new document. Files without a symbol are of one document if their
    titles are the same.
    """

    upload_key: str
    symbol: str
    title: str
    document_type: DocumentType
    stage: Stage
    version: VersionKey


@dataclass(frozen=True)
class Placement:
    """What becomes of a file.

    group: the same for all files of one document. document: None if it is new. due: the version that is
    published, None if another one is added. error: why the file cannot be placed, and field: where.
    """

    file: PlacedFile
    group: str
    document: Document | None = None
    due: DocumentVersion | None = None
    error: WebinarsError | None = None
    field: str = ""


class FilesNotPlacedError(Exception):
    """Some of the files cannot be placed: all placements, those with their errors."""

    def __init__(self, placements: Sequence[Placement]) -> None:
        super().__init__()
        self.placements = placements


def parse_file_names(
    session: Session, account: Organiser, owner: UploadOwner, names: Sequence[str]
) -> list[ParsedName]:
    """Parse names of files; the symbols of documents of the event or body are known in whatever form."""
    symbols: dict[str, set[str]] = {}
    owned = _is_of(owner), organised_documents(account), Document.symbol != ""
    known = select(Document.symbol).where(*owned).order_by(Document.id.desc())
    for symbol in session.scalars(known.limit(_MOST_COMPARED)):
        symbols.setdefault(comparable(symbol), set()).add(symbol)
    results = []
    for name in names:
        parsed = parse_file_name(name)
        alike = symbols.get(comparable(parsed.symbol or parsed.title), set())
        known_symbol = next(iter(alike)) if len(alike) == 1 else parsed.symbol
        results.append(replace(parsed, symbol=known_symbol))
    return results


def plan_placements(
    session: Session, account: Organiser, files: Sequence[PlacedFile], *, publishes: bool = True
) -> list[Placement]:
    """Return what would become of files, in their order.

    publishes: whether those who store them want them public: without it, a public document takes none.
    """
    plan = _Plan(session, account, files, publishes=publishes)
    return [plan.place(file) for file in files]


def store_files(
    session: Session,
    account: Organiser,
    owner: UploadOwner,
    files: Sequence[PlacedFile],
    *,
    publishes: bool,
) -> list[Placement]:
    """Store files as versions of new and existing documents; those that are drafts are published on request.

    Raises:
        FilesNotPlacedError: at least one cannot be placed; the caller rolls back.
    """
    existing = _documents(session, account, [file.symbol for file in files])
    lock_documents(
        session,
        [one.id for one in existing.values()],
        event_id=owner.event_id,
        series_id=owner.series_id,
    )
    session.expire_all()
    placements = plan_placements(session, account, files, publishes=publishes)
    if any(one.error for one in placements):
        raise FilesNotPlacedError(placements)
    for group in _groups(placements):
        current = group[0]
        try:
            document = current.document or editing.create_document(
                session, _details(session, owner, current.file)
            )
            added = []
            for current in group:
                content = Content(
                    attach_upload(
                        session,
                        upload_key=current.file.upload_key,
                        organiser_id=owner.organiser_id,
                    ).id
                )
                if current.due is not None:
                    versions.publish_version(session, document.id, current.due.id, content)
                else:
                    added.append(NewVersion(current.file.version, content=content))
            if added:
                versions.add_versions(session, document.id, added)
            if publishes and document.published_at is None:
                editing.publish_document(session, document.id)
        except WebinarsError as error:
            refused = _refused(current, error, "symbol")
            raise FilesNotPlacedError(
                [refused if one is current else one for one in placements]
            ) from error
    return placements


def _is_of(owner: UploadOwner) -> ColumnElement[bool]:
    if owner.event_id is not None:
        return Document.event_id == owner.event_id
    return Document.series_id == owner.series_id


def _documents(session: Session, account: Organiser, symbols: Sequence[str]) -> dict[str, Document]:
    """Return the documents with some of the symbols that an account may edit, by address key."""
    keys = {address_key(symbol) for symbol in symbols if symbol}
    wanted = select(Document).where(Document.address_key.in_(keys), organised_documents(account))
    return {one.address_key: one for one in session.scalars(wanted)} if keys else {}


def _versions(
    session: Session, documents: Iterable[Document]
) -> dict[tuple[int, VersionKey], DocumentVersion]:
    """Return the versions of documents that are due or out."""
    rows = select(DocumentVersion).where(
        DocumentVersion.document_id.in_([one.id for one in documents]),
        DocumentVersion.withdrawn_at.is_(None),
    )
    return {(one.document_id, versions.key_of(one)): one for one in session.scalars(rows)}


class _Plan:
    """Placements of files one after the other, each checked against those before it."""

    def __init__(
        self, session: Session, account: Organiser, files: Sequence[PlacedFile], *, publishes: bool
    ) -> None:
        self._session, self._publishes = session, publishes
        self._documents = _documents(session, account, [file.symbol for file in files])
        self._present = _versions(session, self._documents.values())
        self._taken: dict[str, bool] = {}
        self._titles: dict[str, str] = {}
        self._placed: set[tuple[str, VersionKey]] = set()

    def place(self, file: PlacedFile) -> Placement:
        """Return what becomes of a file."""
        document = self._documents.get(address_key(file.symbol)) if file.symbol else None
        placement = Placement(file, address_key(file.symbol) or f"\n{file.title}", document)
        for field, check in (
            ("symbol", self._check_symbol),
            ("title", self._check_title),
            ("language", self._with_version),
        ):
            try:
                placement = check(placement)
            except (InvalidInputError, ConflictError) as error:
                return _refused(placement, error, field)
        return placement

    def _check_symbol(self, placement: Placement) -> Placement:
        symbol, document = clean_symbol(placement.file.symbol), placement.document
        if document is None and symbol:
            if placement.group not in self._taken:
                self._taken[placement.group] = is_taken(self._session, symbol)
            if self._taken[placement.group]:
                raise InvalidInputError("symbol-taken", symbol=symbol)
        if document is not None and document.published_at is not None and not self._publishes:
            raise ConflictError("file-would-be-public")
        return placement

    def _check_title(self, placement: Placement) -> Placement:
        if placement.document is None:
            title = clean_title(placement.file.title)
            is_first = placement.group not in self._titles
            present = self._titles.setdefault(placement.group, title)
            # The row of the first file has the field.
            if is_first and not title:
                raise InvalidInputError("new-document-without-title")
            if title not in {"", present}:
                raise ConflictError("title-differs")
        return placement

    def _with_version(self, placement: Placement) -> Placement:
        key = clean_version_key(placement.file.version)
        if (placement.group, key) in self._placed:
            raise ConflictError("file-placed-twice")
        self._placed.add((placement.group, key))
        placement = replace(placement, file=replace(placement.file, version=key))
        if placement.document is None:
            return placement
        version = self._present.get((placement.document.id, key))
        if version is not None and version.published_at is not None:
            raise ConflictError("version-exists")
        return replace(placement, due=version)


_FIELDS = {
    "unknown-language": "language",
    "version-number": "number",
    "version-exists": "language",
    "file-placed-twice": "language",
    "no-such-upload": "upload",
    "upload-incomplete": "upload",
}


def _refused(placement: Placement, error: WebinarsError, field: str) -> Placement:
    return replace(placement, error=error, field=_FIELDS.get(error.code, field))


def _groups(placements: Sequence[Placement]) -> Iterator[list[Placement]]:
    """Yield the placements of each document, existing ones first in order of id, as all lock them."""
    groups: dict[str, list[Placement]] = {}
    for one in placements:
        groups.setdefault(one.group, []).append(one)
    existing = [group for group in groups.values() if group[0].document is not None]
    yield from sorted(existing, key=lambda group: group[0].document.id if group[0].document else 0)
    yield from (group for group in groups.values() if group[0].document is None)


def _details(session: Session, owner: UploadOwner, file: PlacedFile) -> DocumentDetails:
    series_id = owner.series_id
    if owner.event_id is not None:
        series_id = session.scalar(select(Event.series_id).where(Event.id == owner.event_id))
    return DocumentDetails(
        title=file.title,
        document_type=file.document_type,
        stage=file.stage,
        event_id=owner.event_id,
        series_id=series_id,
        symbol=file.symbol,
    )
