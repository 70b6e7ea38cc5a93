"""Who may see and read which document: the one guard before titles, symbols and bytes."""

# Every list, search, feed, page and file selects documents with these conditions. They depend on the clock
# alone, never on a message that the worker has handled: an embargo ends at its instant also while no worker
# runs. docs/decisions/0090 says why.

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.documents.enums import DocumentAccess
from webinars.documents.models import Document, DocumentFile, DocumentVersion
from webinars.errors import NotFoundError
from webinars.events import queries
from webinars.events.enums import PUBLIC
from webinars.events.models import Event, Series
from webinars.events.role_assignments import has_role
from webinars.events.roles import Role
from webinars.events.series.access import may_edit
from webinars.registrations.models import Registration
from webinars.registrations.status import Status


@dataclass(frozen=True)
class Reader:
    """What a request may read beside what everyone may.

    registration_ids: of the personal links that it presented; whether they are confirmed is read each time.
    document_id: of the document whose secret link it presented. organiser: the account that is signed in.
    """

    registration_ids: Collection[int] = ()
    document_id: int | None = None
    organiser: Organiser | None = None


EVERYONE = Reader()


class Restriction(StrEnum):
    """Why a document is not for everyone at an instant."""

    NOT_PUBLIC = "not-public"  # a draft, or of a draft event or of a body that is not public
    EMBARGO = "embargo"
    REGISTRANTS = "registrants"
    LINK = "link"


@dataclass(frozen=True)
class ShownDocument:
    """A document whose title the reader may see.

    restriction: why not everyone may read its versions, None if they may. is_title_public: whether everyone
    may see the title.
    """

    document: Document
    restriction: Restriction | None
    is_title_public: bool


@dataclass(frozen=True)
class ShownVersion:
    """A version with its file; file is None for a link and for what is due."""

    version: DocumentVersion
    file: DocumentFile | None


@dataclass(frozen=True)
class ReadableVersion:
    """A version that the reader may read, its document, and its file if it has one.

    is_public: everyone may read it now. Otherwise the response is private and must not be stored.
    """

    document: Document
    version: DocumentVersion
    file: DocumentFile | None
    is_public: bool


def public_documents(now: datetime) -> ColumnElement[bool]:
    """Return the condition of the documents whose title and symbol everyone may see."""
    return and_(_is_published(), Document.access != DocumentAccess.LINK, ~_is_title_hidden(now))


def public_versions(now: datetime) -> ColumnElement[bool]:
    """Return the condition of the versions that everyone may read; the statement joins Document."""
    return and_(public_documents(now), open_versions(now))


def open_versions(now: datetime) -> ColumnElement[bool]:
    """Return the condition of the versions that everyone may read, of documents of public_documents()."""
    return and_(Document.access == DocumentAccess.EVERYONE, *_is_out(now))


def released_versions(now: datetime) -> ColumnElement[bool]:
    """Return the condition of the versions that somebody may read who does not edit them; joins Document."""
    return and_(_is_published(), *_is_out(now))


def listed_versions() -> ColumnElement[bool]:
    """Return the condition of the versions that the page of a shown document lists, withdrawn ones included.

    One that was withdrawn before anybody could read it is none of the record.
    """
    return or_(
        DocumentVersion.withdrawn_at.is_(None),
        DocumentVersion.public_at <= DocumentVersion.withdrawn_at,
    )


def shown_documents(reader: Reader, now: datetime) -> ColumnElement[bool]:
    """Return the condition of the documents whose title and symbol a reader may see."""
    is_linked = and_(Document.id == reader.document_id, _is_published(), ~_is_title_hidden(now))
    return or_(
        public_documents(now),
        is_linked if reader.document_id is not None else false(),
        organised_documents(reader.organiser),
    )


def readable_versions(reader: Reader, now: datetime) -> ColumnElement[bool]:
    """Return the condition of the versions that a reader may read; the statement joins Document."""
    return or_(and_(released_versions(now), _admits(reader)), organised_documents(reader.organiser))


def check_shown(session: Session, document_id: int, reader: Reader, now: datetime) -> ShownDocument:
    """Return a document whose title a reader may see.

    Raises:
        NotFoundError: "no-such-document", alike for a missing one, a draft, and one whose title is hidden.
    """
    row = session.execute(
        select(Document, _is_published(), public_documents(now)).where(
            Document.id == document_id, shown_documents(reader, now)
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("no-such-document")
    document, is_published, is_title_public = row
    return ShownDocument(
        document,
        restriction_of(document, now) if is_published else Restriction.NOT_PUBLIC,
        is_title_public,
    )


def can_show_title(session: Session, document: Document, now: datetime) -> bool:
    """Return whether everyone may see the title of a document: it has a public page."""
    shown = select(Document.id).where(Document.id == document.id, public_documents(now))
    return session.scalar(shown) is not None


def check_readable(
    session: Session, version_id: int, reader: Reader, now: datetime
) -> ReadableVersion:
    """Return a version that a reader may read.

    Raises:
        NotFoundError: "no-such-document", alike for a missing, a withdrawn and an embargoed one, and for one
            that is for other readers.
    """
    row = session.execute(
        select(Document, DocumentVersion, DocumentFile, public_versions(now))
        .join(Document, Document.id == DocumentVersion.document_id)
        .outerjoin(DocumentFile, DocumentFile.id == DocumentVersion.file_id)
        .where(DocumentVersion.id == version_id, readable_versions(reader, now))
    ).one_or_none()
    if row is None:
        raise NotFoundError("no-such-document")
    return ReadableVersion(*row)


def restriction_of(document: Document, now: datetime) -> Restriction | None:
    """Return why not everyone may read a published document of a public event or body; None if they may."""
    if document.published_at is None:
        return Restriction.NOT_PUBLIC
    if is_embargoed(document, now):
        return Restriction.EMBARGO
    match document.access:
        case DocumentAccess.REGISTRANTS:
            return Restriction.REGISTRANTS
        case DocumentAccess.LINK:
            return Restriction.LINK
        case DocumentAccess.EVERYONE:
            return None


def is_embargoed(document: Document, now: datetime) -> bool:
    """Return whether a document is under embargo: until its instant, not at it."""
    return document.embargo_until is not None and now < document.embargo_until


def organised_documents(organiser: Organiser | None) -> ColumnElement[bool]:
    """Return the condition of the documents that an account may edit: those of its events and bodies.

    One of an event and a body is edited by those who edit the event.
    """
    if organiser is None:
        return false()
    edits_event = _of_document(Event.id == Document.event_id, has_role(organiser, Role.EDITOR))
    edits_series = _of_document(Series.id == Document.series_id, may_edit(organiser))
    return or_(edits_event, and_(Document.event_id.is_(None), edits_series))


def _is_published() -> ColumnElement[bool]:
    """Return the condition that a document is published, and its event or body public."""
    event_is_public = _of_document(Event.id == Document.event_id, Event.state.in_(PUBLIC))
    series_is_public = _of_document(Series.id == Document.series_id, queries.is_public())
    return and_(
        Document.published_at.is_not(None),
        or_(event_is_public, and_(Document.event_id.is_(None), series_is_public)),
    )


def _is_title_hidden(now: datetime) -> ColumnElement[bool]:
    return and_(
        Document.is_title_embargoed,
        Document.embargo_until.is_not(None),
        Document.embargo_until > now,
    )


def _is_out(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a version is published, not withdrawn, and under no embargo."""
    return (
        DocumentVersion.withdrawn_at.is_(None),
        DocumentVersion.published_at.is_not(None),
        DocumentVersion.public_at <= now,
        # Beside public_at, which was computed from it: what a version says must not be earlier than this.
        or_(Document.embargo_until.is_(None), Document.embargo_until <= now),
    )


def _admits(reader: Reader) -> ColumnElement[bool]:
    """Return the condition that a published document without embargo is for a reader."""
    conditions = [Document.access == DocumentAccess.EVERYONE]
    if reader.registration_ids:
        is_of_type = or_(
            Document.registration_type_id.is_(None),
            Document.registration_type_id == Registration.registration_type_id,
        )
        is_registered = _of_document(
            Registration.id.in_(reader.registration_ids),
            Registration.event_id == Document.event_id,
            Registration.status == Status.CONFIRMED,
            is_of_type,
        )
        conditions.append(and_(Document.access == DocumentAccess.REGISTRANTS, is_registered))
    if reader.document_id is not None:
        conditions.append(
            and_(Document.access == DocumentAccess.LINK, Document.id == reader.document_id)
        )
    return or_(*conditions)


def _of_document(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return that there is a row for a document, also in statements that read other rows of its table."""
    return exists().where(*conditions).correlate(Document)
