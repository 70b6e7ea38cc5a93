"""Revisions of documents: what a change stores of a document with its versions, and reading them."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.accounts.acting_account import acting_account_id
from webinars.accounts.models import Organiser
from webinars.documents.models import (
    Document,
    DocumentFile,
    DocumentRevision,
    DocumentVersion,
    FormerOwner,
)
from webinars.events.history.revision_writer import record_document_change
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
_RECORDED = "recorded_documents"


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
    """Store a revision by the account that acts, if something changed; the event or body refers to it.

    before: what document_values() returned before the change, empty for a new document. What one transaction
    does to a document is one revision.
    """
    after = document_values(session, document)
    if after == before:
        return
    _record_owners(session, document, before)
    previous = {name: value for name, value in before.items() if after[name] != value}
    recorded = _recorded(session)
    # Not one that was rolled back to a savepoint.
    if (row := recorded.get(document.id)) is not None and row in session:
        if row.previous:
            # What changed first was something else before.
            row.previous = previous | row.previous
        row.values = after
        return
    row = DocumentRevision(
        document_id=document.id,
        organiser_id=acting_account_id(session),
        changed_at=clock.now(),
        values=after,
        previous=previous,
    )
    session.add(row)
    session.flush()
    recorded[document.id] = row
    for event_id, series_id in {_owner(before), _owner(after)}:
        record_document_change(
            session,
            document.id,
            event_id=event_id,
            series_id=series_id,
            after={"revision_id": row.id, **_name(after)},
        )


def record_deletion(session: Session, document: Document) -> None:
    """Store in the history of its event or body that a document is deleted, with its own history."""
    values = document_values(session, document)
    event_id, series_id = _owner(values)
    record_document_change(
        session, document.id, event_id=event_id, series_id=series_id, before=_name(values)
    )


def revisions_by_id(session: Session, ids: Collection[int]) -> dict[int, DocumentRevision]:
    """Return revisions to which histories of events and bodies refer; those of deleted documents are gone."""
    rows = session.scalars(select(DocumentRevision).where(DocumentRevision.id.in_(ids)))
    return {row.id: row for row in rows}


def _record_owners(session: Session, document: Document, before: Mapping[str, Any]) -> None:
    """Store that a document belonged to another event or body: pages of former days list it there."""
    left = {
        name: before[name]
        for name in ("event_id", "series_id")
        if before.get(name) not in {None, getattr(document, name)}
    }
    if left:
        session.add(FormerOwner(document_id=document.id, **left))


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


def _recorded(session: Session) -> dict[int, DocumentRevision]:
    """Return the revisions that the transaction has stored, by the id of their document."""
    transaction = session.get_transaction()
    known, rows = session.info.get(_RECORDED, (None, None))
    if known is transaction and rows is not None:
        return cast("dict[int, DocumentRevision]", rows)
    stored: dict[int, DocumentRevision] = {}
    session.info[_RECORDED] = transaction, stored
    return stored


def _owner(values: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return the ids of the event, or of the body alone, in whose history a document is."""
    event_id = values.get("event_id")
    return event_id, values.get("series_id") if event_id is None else None


def _name(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"symbol": values["symbol"], "title": values["title"]}


def _version(version: DocumentVersion, file: DocumentFile | None) -> dict[str, Any]:
    values = {name: _stored(getattr(version, name)) for name in _VERSION}
    values["file"] = None if file is None else {name: getattr(file, name) for name in _FILE}
    return values


def _stored(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else stored_value(value)
