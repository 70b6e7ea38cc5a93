"""Queries for documents: one public document with its versions, and the lists of events and bodies."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import Session, aliased

from webinars.accounts.models import Organiser
from webinars.documents.access import (
    Reader,
    Restriction,
    ShownVersion,
    listed_versions,
    organised_documents,
    shown_documents,
)
from webinars.documents.enums import VersionType
from webinars.documents.models import Document, DocumentFile, DocumentVersion, FormerAddress
from webinars.documents.symbols import address_key
from webinars.errors import NotFoundError
from webinars.events.caching.page_state import PageState
from webinars.events.enums import PUBLIC
from webinars.events.models import Event, Series
from webinars.events.queries import is_public
from webinars.prepared_statements import PreparedQuery
from webinars.registrations.places.places_held import PAGE_STATE_AND_PLACES, state_and_places_of

# Of a page; the list of all documents has the others.
MOST_LISTED = 200
MOST_IDS = 5_000  # in one statement: SQLite takes 32,766 values
# is_public() has a query of events of its own.
_EVENT = aliased(Event)
_LAST_EMBARGO_END = (
    select(func.max(Document.embargo_until))
    .where(Document.event_id == Event.id, Document.embargo_until <= bindparam("now"))
    .scalar_subquery()
)
_PAGE_STATE = PreparedQuery(
    PAGE_STATE_AND_PLACES.add_columns(case((Event.documents_revision > 0, _LAST_EMBARGO_END)))
)


class Owner(NamedTuple):
    """The event or body of a document; text: its title or name. session_number: of an event that has one."""

    slug: str
    text: str
    language: str
    session_number: int | None = None


@dataclass(frozen=True)
class ListedVersion:
    """A version in a list that was not withdrawn; file_name is empty without a file.

    is_withdrawn: since the day whose list this is.
    """

    id: int
    version_type: VersionType
    number: int
    language: str
    url: str
    published_at: datetime | None
    due_on: date | None
    file_name: str
    is_withdrawn: bool = False


@dataclass(frozen=True)
class ListedDocument:
    """A document in the list of an event or body, with its versions.

    restriction: why not everyone may read it any more, in the list of a former day.
    """

    document: Document
    versions: Sequence[ListedVersion]
    restriction: Restriction | None = None


@dataclass(frozen=True)
class DocumentWithVersions:
    """A document with its versions in order of id, and the public event and body to which it belongs."""

    document: Document
    versions: Sequence[ShownVersion]
    event: Owner | None = None
    series: Owner | None = None


def document_at(
    session: Session, address: str, reader: Reader, now: datetime
) -> DocumentWithVersions:
    """Return the document of an address, in any case, or of a former address, if a reader may see its title.

    Raises:
        NotFoundError: "no-such-document".
    """
    key = address_key(address)
    shown = _with_owners().where(shown_documents(reader, now))
    row = session.execute(shown.where(Document.address_key == key)).first()
    if row is None:
        former = select(FormerAddress.document_id).where(FormerAddress.address_key == key)
        row = session.execute(shown.where(Document.id == former.scalar_subquery())).first()
    if row is None:
        raise NotFoundError("no-such-document")
    document, *owners = row
    [versions] = versions_by_document(session, [document], listed_versions()).values()
    return DocumentWithVersions(document, versions, _owner(owners[:4]), _owner(owners[4:]))


def documents_of_event(
    session: Session,
    event_id: int,
    reader: Reader,
    now: datetime,
    *,
    most: int | None = MOST_LISTED,
) -> list[ListedDocument]:
    """Return the documents of an event whose titles a reader may see, by symbol, in two statements.

    most: how many of the newest; None for all.
    """
    shown = shown_documents(reader, now)
    return _listed(session, Document.event_id == event_id, shown, most=most)


def documents_of_series(
    session: Session,
    series_id: int,
    reader: Reader,
    now: datetime,
    *,
    most: int | None = MOST_LISTED,
) -> list[ListedDocument]:
    """Return the newest documents of a body, most as of documents_of_event(), in two statements."""
    shown = shown_documents(reader, now)
    return _listed(session, Document.series_id == series_id, shown, most=most)


def organised_list(
    session: Session,
    account: Organiser,
    *,
    event_id: int | None = None,
    series_id: int | None = None,
) -> list[ListedDocument]:
    """Return the documents of an event or body that an account may edit, drafts included, by symbol."""
    owner = Document.series_id == series_id if event_id is None else Document.event_id == event_id
    return _listed(session, owner, organised_documents(account))


def organised_document(session: Session, account: Organiser, document_id: int) -> Document:
    """Return a document that an account may edit.

    Raises:
        NotFoundError: "no-such-document", also where the account may not.
    """
    wanted = select(Document).where(Document.id == document_id, organised_documents(account))
    document = session.scalar(wanted)
    if document is None:
        raise NotFoundError("no-such-document")
    return document


def organised_ids(session: Session, account: Organiser, ids: Collection[int]) -> set[int]:
    """Return which of some documents an account may edit."""
    wanted = select(Document.id).where(Document.id.in_(ids), organised_documents(account))
    return set(session.scalars(wanted))


def event_page_state(
    connection: Connection, slug: str, now: datetime
) -> tuple[PageState, int, datetime | None]:
    """Return what page_state_and_places_held() does, and when an embargo of the event's documents ended last.

    Then its page became another one. In one statement, as every view of an event executes it.

    Raises:
        NotFoundError: "no-such-event", also for drafts.
    """
    row = _PAGE_STATE.first(connection, {"slug": slug, "now": now})
    return *state_and_places_of(row and row[:-1]), row[-1] if row else None


def _listed(
    session: Session, *conditions: ColumnElement[bool], most: int | None = MOST_LISTED
) -> list[ListedDocument]:
    wanted = select(Document).where(*conditions)
    newest = wanted.order_by(Document.id.desc()).limit(most)
    documents = sorted(session.scalars(newest), key=lambda one: (one.sort_key, one.id))
    return with_listed_versions(session, documents)


def with_listed_versions(session: Session, documents: Sequence[Document]) -> list[ListedDocument]:
    """Return documents with their versions that were not withdrawn, in one statement for MOST_IDS of them."""
    versions: dict[int, list[ListedVersion]] = {one.id: [] for one in documents}
    for start in range(0, len(documents), MOST_IDS):
        ids = [one.id for one in documents[start : start + MOST_IDS]]
        for document_id, version in _listed_versions(session, ids):
            versions[document_id].append(version)
    return [ListedDocument(one, versions[one.id]) for one in documents]


def _listed_versions(
    session: Session, document_ids: Sequence[int]
) -> Iterator[tuple[int, ListedVersion]]:
    columns = (
        *(DocumentVersion.id, DocumentVersion.version_type, DocumentVersion.number),
        *(DocumentVersion.language, DocumentVersion.url, DocumentVersion.published_at),
        *(DocumentVersion.due_on, func.coalesce(DocumentFile.name, "")),
    )
    rows = session.execute(
        select(DocumentVersion.document_id, *columns)
        .outerjoin(DocumentFile, DocumentFile.id == DocumentVersion.file_id)
        .where(
            DocumentVersion.document_id.in_(document_ids), DocumentVersion.withdrawn_at.is_(None)
        )
    )
    for row in rows:
        yield row[0], ListedVersion(*row[1:])


def versions_by_document(
    session: Session, documents: Sequence[Document], *conditions: ColumnElement[bool]
) -> dict[int, list[ShownVersion]]:
    """Return the versions of some documents by their id, in one statement."""
    versions: dict[int, list[ShownVersion]] = {one.id: [] for one in documents}
    rows = session.execute(
        select(DocumentVersion, DocumentFile)
        .outerjoin(DocumentFile, DocumentFile.id == DocumentVersion.file_id)
        .where(DocumentVersion.document_id.in_(versions), *conditions)
        .order_by(DocumentVersion.id)
    )
    for version, file in rows:
        versions[version.document_id].append(ShownVersion(version, file))
    return versions


def _owner(parts: Sequence[Any]) -> Owner | None:
    return None if parts[0] is None else Owner(*parts)


def _with_owners() -> Select[Document, str, str, str, int | None, str, str, str]:
    """Return the query for documents with slug, text, language (and session) of public event and body."""
    return (
        select(
            Document,
            *(_EVENT.slug, _EVENT.title, _EVENT.text_language, _EVENT.session_number),
            *(Series.slug, Series.name, Series.text_language),
        )
        .outerjoin(_EVENT, and_(_EVENT.id == Document.event_id, _EVENT.state.in_(PUBLIC)))
        .outerjoin(Series, and_(Series.id == Document.series_id, is_public()))
    )
