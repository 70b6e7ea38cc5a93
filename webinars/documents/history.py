"""Revisions of documents: what a change stores of a document with its versions, and reading them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.accounts.acting_account import acting_account_id
from webinars.accounts.models import Organiser
from webinars.documents.models import Document, DocumentFile, DocumentRevision, DocumentVersion
from webinars.events.history.values import stored_value
from webinars.pagination import Page, page_of, parse_cursor
from webinars.timezones import clock

PAGE_LENGTH = 30
DocumentChange = tuple[DocumentRevision, Organiser | None]

_DOCUMENT = (
    *("symbol", "address", "title", "text_language", "document_type", "stage", "event_id"),
    *("series_id", "access", "registration_type_id", "embargo_until", "embargo_timezone"),
    *("is_title_embargoed", "published_at"),
)
_VERSION = (
    *("id", "version_type", "number", "language", "dated_on", "due_on", "pages", "url"),
    *("published_at", "withdrawn_at", "withdrawal_reason"),
)
_FILE = ("name", "size", "digest")


def document_values(session: Session, document: Document) -> dict[str, Any]:
    """Return what history stores of a document: its columns, and its versions in order of id.

    A version with a file has its name, size in octets and digest under "file".
    """
    session.flush()
    values = {name: _stored(getattr(document, name)) for name in _DOCUMENT}
    rows = session.execute(
        select(DocumentVersion, DocumentFile)
        .outerjoin(DocumentFile, DocumentFile.id == DocumentVersion.file_id)
        .where(DocumentVersion.document_id == document.id)
        .order_by(DocumentVersion.id)
    )
    values["versions"] = [_version(version, file) for version, file in rows]
    return values


def record_document(session: Session, document: Document, before: Mapping[str, Any]) -> None:
    """Store a revision by the account that acts, if something changed.

    before: what document_values() returned before the change, empty for a new document.
    """
    after = document_values(session, document)
    if after == before:
        return
    session.add(
        DocumentRevision(
            document_id=document.id,
            organiser_id=acting_account_id(session),
            changed_at=clock.now(),
            values=after,
            previous={name: value for name, value in before.items() if after[name] != value},
        )
    )


def document_history(
    session: Session, document_id: int, after: str = "", limit: int = PAGE_LENGTH
) -> Page[DocumentChange]:
    """Return a page of the revisions of a document, newest first, each with the account that made it.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    query = (
        select(DocumentRevision, Organiser)
        .outerjoin(Organiser, Organiser.id == DocumentRevision.organiser_id)
        .where(DocumentRevision.document_id == document_id)
    )
    if after:
        query = query.where(DocumentRevision.id < parse_cursor(after)[0])
    rows = session.execute(query.order_by(DocumentRevision.id.desc()).limit(limit + 1)).all()
    return page_of([(row, by) for row, by in rows], limit, lambda pair: (pair[0].id,))


def _version(version: DocumentVersion, file: DocumentFile | None) -> dict[str, Any]:
    values = {name: _stored(getattr(version, name)) for name in _VERSION}
    values["file"] = None if file is None else {name: getattr(file, name) for name in _FILE}
    return values


def _stored(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else stored_value(value)
