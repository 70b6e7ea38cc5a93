"""Documents that everyone could see at an instant and may see now, with their values of then."""

# The guard decides what is shown now; revisions, what was. A version is read where both admit everyone, so
# a former day shows no byte that the present page does not. docs/decisions/0093 says what comes back.

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union
from sqlalchemy.orm import Session, aliased

from webinars.documents.access import (
    Restriction,
    ShownVersion,
    open_versions,
    public_documents,
    restriction_of,
)
from webinars.documents.enums import DocumentAccess, DocumentType
from webinars.documents.models import (
    Document,
    DocumentFile,
    DocumentRevision,
    DocumentVersion,
    FormerOwner,
)
from webinars.documents.queries import MOST_LISTED
from webinars.documents.readership import was_public
from webinars.documents.record.former_document import (
    former_document,
    former_version,
    is_title_public,
)
from webinars.events.models import Event, Series
from webinars.events.record.event_as_on import Absence
from webinars.events.record.former_events import public_events_as_on
from webinars.events.record.former_series import public_series_as_on
from webinars.pagination import Page, page_of, parse_cursor

PAGE_LENGTH = 50
_JSON = DocumentRevision.values
# Each by its id, with its file, and whether everyone may read it.
PresentVersions = dict[int, tuple[DocumentVersion, DocumentFile | None, bool]]
_SEEN = ("published_at", "access", "embargo_until", "is_title_embargoed")


@dataclass(frozen=True)
class DocumentAsOn:
    """A document and its versions that belong to no session, with their values of then.

    readable: the ids of the versions that everyone could read and still may. restriction: why there are none,
    then or now. A version that was withdrawn
    since has the instant and the reason of now. event, series: to which it belonged; None if not public.
    """

    document: Document
    versions: Sequence[ShownVersion]
    readable: frozenset[int]
    restriction: Restriction | None
    event: Event | None
    series: Series | None


@dataclass(frozen=True)
class OwnersAsOn:
    """Whose documents are listed: events, and bodies with the ids of what was joined into them.

    events, series: by id, those of which it is known that they were public and are.
    """

    event_ids: Collection[int] = ()
    series_ids: Collection[int] = ()
    events: Mapping[int, Event] = field(default_factory=dict)
    series: Mapping[int, Series] = field(default_factory=dict)


@dataclass(frozen=True)
class DocumentsAsOn:
    """A page of documents; is_incomplete: the record does not tell of some."""

    page: Page[DocumentAsOn]
    is_incomplete: bool


def documents_as_on(
    session: Session,
    at: datetime,
    now: datetime,
    *,
    owners: OwnersAsOn | None = None,
    document_type: DocumentType | None = None,
    after: str = "",
    most: int = PAGE_LENGTH,
) -> DocumentsAsOn:
    """Return the newest documents of an instant, most of them, of some owners and of a type or of all.

    A page may have fewer: those that the record leaves out are found after it was read.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    conditions = [public_documents(now), Document.created_at <= at, _was_listed(owners)]
    if owners is not None:
        conditions.append(Document.id.in_(_candidates(owners)))
    if document_type is not None:
        conditions.append(_unknown_or(_JSON["document_type"].as_string() == document_type.value))
    if after:
        conditions.append(Document.id < parse_cursor(after)[0])
    rows = session.execute(
        select(Document, _JSON)
        .outerjoin(DocumentRevision, DocumentRevision.id == _last_before(at))
        .where(*conditions)
        .order_by(Document.id.desc())
        .limit(most + 1)
    ).all()
    page = page_of([(one, values) for one, values in rows], most, lambda row: (row[0].id,))
    known = [(one, values) for one, values in page.rows if values is not None]
    shown = _shown(session, known, at, now, owners or OwnersAsOn())
    return DocumentsAsOn(Page(shown, page.after), len(known) < len(page.rows))


def listed_as_on(
    session: Session, owners: OwnersAsOn, at: datetime, now: datetime
) -> tuple[list[DocumentAsOn], bool]:
    """Return the documents on the page of an event or body, by symbol; whether the record lacks some."""
    listed = documents_as_on(session, at, now, owners=owners, most=MOST_LISTED)
    documents = sorted(listed.page.rows, key=lambda one: (one.document.sort_key, one.document.id))
    return documents, listed.is_incomplete


def document_as_on(
    session: Session, document: Document, at: datetime, now: datetime
) -> DocumentAsOn | Absence:
    """Return a document that everyone may see as it was at an instant, or why there is no such page."""
    if document.created_at > at:
        return Absence.NOT_PUBLIC
    last = select(_JSON).where(
        DocumentRevision.document_id == document.id, DocumentRevision.changed_at <= at
    )
    values = session.scalar(last.order_by(DocumentRevision.id.desc()).limit(1))
    if values is None:
        return Absence.UNKNOWN
    if not is_title_public(values, at):
        return Absence.NOT_PUBLIC
    if _hidden_since(session, [document.id], at):
        return Absence.WITHDRAWN
    shown = _with_owners(session, [(document, values)], at, now, OwnersAsOn(), with_both=True)
    return shown[0] if shown else Absence.NOT_PUBLIC


def record_began(session: Session) -> datetime | None:
    """Return since when documents are recorded; None if there is no record."""
    return session.scalar(
        select(DocumentRevision.changed_at).order_by(DocumentRevision.id).limit(1)
    )


def _shown(
    session: Session,
    known: Sequence[tuple[Document, Mapping[str, Any]]],
    at: datetime,
    now: datetime,
    owners: OwnersAsOn,
) -> list[DocumentAsOn]:
    """Return those of some documents whose title was public and has been since."""
    public = [(one, values) for one, values in known if is_title_public(values, at)]
    hidden = _hidden_since(session, [one.id for one, _values in public], at)
    shown = [(one, values) for one, values in public if one.id not in hidden]
    return _with_owners(session, shown, at, now, owners) if shown else []


def _with_owners(
    session: Session,
    shown: Sequence[tuple[Document, Mapping[str, Any]]],
    at: datetime,
    now: datetime,
    owners: OwnersAsOn,
    *,
    with_both: bool = False,
) -> list[DocumentAsOn]:
    """Return those of some documents whose event was public, or body without one.

    with_both: the body of those of an event is returned, too.
    """
    former = [(former_document(one, values), one, values) for one, values in shown]
    documents = [document for document, *_rest in former]
    event_ids = {one.event_id for one in documents if one.event_id} - owners.events.keys()
    series_ids = {
        one.series_id for one in documents if one.series_id and (with_both or not one.event_id)
    } - owners.series.keys()
    events = {**owners.events, **public_events_as_on(session, event_ids, at)}
    series = {**owners.series, **public_series_as_on(session, series_ids, at)}
    versions = _present_versions(session, [one.id for one in documents], now)
    return [
        DocumentAsOn(
            document,
            *_versions(document, values, versions, at),
            restriction_of(document, at) or restriction_of(present, now),
            events.get(document.event_id or 0),
            series.get(document.series_id or 0),
        )
        for document, present, values in former
        if (document.event_id in events if document.event_id else document.series_id in series)
    ]


def _versions(
    document: Document, values: Mapping[str, Any], present: PresentVersions, at: datetime
) -> tuple[list[ShownVersion], frozenset[int]]:
    """Return the versions of a former document, and the ids of those that everyone could and may read."""
    is_open = restriction_of(document, at) is None
    versions, readable = [], set()
    for of_version in values["versions"]:
        version = former_version(document, of_version)
        of_now, file, is_readable = present.get(version.id, (None, None, False))
        if of_now is not None and of_now.withdrawn_at is not None:
            if not was_public(of_now, of_now.withdrawn_at):
                continue  # nobody could read it: it is none of the record
            if is_open and version.published_at is not None:
                version.withdrawn_at = of_now.withdrawn_at
                version.withdrawal_reason = of_now.withdrawal_reason
        if is_open and is_readable and version.published_at is not None:
            readable.add(version.id)
        versions.append(ShownVersion(version, file))
    return versions, frozenset(readable)


def _present_versions(
    session: Session, document_ids: Collection[int], now: datetime
) -> PresentVersions:
    """Return the versions of now by id, their files, and whether everyone may read them."""
    is_readable = and_(public_documents(now), open_versions(now))
    rows = session.execute(
        select(DocumentVersion, DocumentFile, is_readable)
        .join(Document, Document.id == DocumentVersion.document_id)
        .outerjoin(DocumentFile, DocumentFile.id == DocumentVersion.file_id)
        .where(DocumentVersion.document_id.in_(document_ids))
    )
    return {version.id: (version, file, bool(readable)) for version, file, readable in rows}


def _hidden_since(session: Session, document_ids: Collection[int], at: datetime) -> set[int]:
    """Return the documents of which not everyone saw the title after an instant: it was taken back."""
    if not document_ids:
        return set()
    columns = {name: _JSON[name].as_string() for name in _SEEN}
    is_embargoed = _JSON["is_title_embargoed"].as_boolean()
    rows = session.execute(
        select(
            DocumentRevision.document_id,
            DocumentRevision.changed_at,
            *(columns[name] for name in _SEEN[:3]),
            is_embargoed,
        ).where(
            DocumentRevision.document_id.in_(document_ids),
            DocumentRevision.changed_at > at,
            or_(
                columns["published_at"].is_(None),
                columns["access"] == DocumentAccess.LINK.value,
                is_embargoed,
            ),
        )
    )
    return {
        document_id
        for document_id, changed_at, *seen in rows
        if not is_title_public(dict(zip(_SEEN, seen, strict=True)), changed_at)
    }


def _last_before(at: datetime) -> ColumnElement[int]:
    revision = aliased(DocumentRevision)
    last = select(func.max(revision.id)).where(
        revision.document_id == Document.id, revision.changed_at <= at
    )
    return last.correlate(Document).scalar_subquery()


def _was_listed(owners: OwnersAsOn | None) -> ColumnElement[bool]:
    """Return the condition that a document was published for all or registrants, and of one of the owners."""
    conditions = [
        _JSON["published_at"].as_string().is_not(None),
        _JSON["access"].as_string() != DocumentAccess.LINK.value,
    ]
    if owners is not None:
        conditions.append(
            or_(
                _JSON["event_id"].as_integer().in_(owners.event_ids),
                _JSON["series_id"].as_integer().in_(owners.series_ids),
            )
        )
    return _unknown_or(and_(*conditions))


def _unknown_or(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(DocumentRevision.id.is_(None), condition)


def _candidates(owners: OwnersAsOn) -> Select[int]:
    """Return the ids of the documents that owners have, or had: revisions cannot be searched for them."""
    parts = [
        select(column).where(condition)
        for column, condition in (
            (Document.id, Document.event_id.in_(owners.event_ids)),
            (Document.id, Document.series_id.in_(owners.series_ids)),
            (FormerOwner.document_id, FormerOwner.event_id.in_(owners.event_ids)),
            (FormerOwner.document_id, FormerOwner.series_id.in_(owners.series_ids)),
        )
    ]
    owned = union(*parts).subquery()
    return select(owned.c[0]).correlate(None)
