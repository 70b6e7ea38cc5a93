"""Versions of documents: due, published and withdrawn. Nothing else writes them. The caller commits."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.documents.details import (
    MOST_PAGES,
    Content,
    NewVersion,
    VersionKey,
    clean_reason,
    clean_version_key,
)
from webinars.documents.history import document_values, record_document
from webinars.documents.locks import lock_document, mark_changed
from webinars.documents.models import Document, DocumentFile, DocumentVersion
from webinars.documents.readership import owner_was_public
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.security.urls import https_url
from webinars.timezones import clock

MOST_VERSIONS = 200


def add_version(
    session: Session,
    document_id: int,
    key: VersionKey,
    *,
    due_on: date | None = None,
    content: Content | None = None,
    revision: int | None = None,
) -> DocumentVersion:
    """Add a version of a document: due, or with its content, which is published with the document.

    revision: of the document, as its editor saw it; None if that does not matter. Raises as add_versions().
    """
    added = [NewVersion(key, due_on, content)]
    return add_versions(session, document_id, added, revision=revision)[0]


def add_versions(
    session: Session,
    document_id: int,
    added: Sequence[NewVersion],
    *,
    revision: int | None = None,
) -> list[DocumentVersion]:
    """Add several versions of a document as one change.

    Raises:
        NotFoundError: "no-such-document".
        ConflictError: "document-changed", "version-exists".
        InvalidInputError: "too-many-versions" (facts: most), those of clean_version_key() and
            publish_version().
    """
    document = lock_document(session, document_id, revision)
    before = document_values(session, document)
    present = versions_of(session, document_id)
    if len(present) + len(added) > MOST_VERSIONS:
        raise InvalidInputError("too-many-versions", most=MOST_VERSIONS)
    keys = {key_of(one) for one in present if one.withdrawn_at is None}
    made = []
    for one in added:
        key = clean_version_key(one.key)
        if key in keys:
            raise ConflictError("version-exists")
        keys.add(key)
        version = DocumentVersion(
            document_id=document_id,
            version_type=key.version_type,
            number=key.number,
            language=key.language,
            due_on=one.due_on,
        )
        session.add(version)
        if one.content is not None:
            _publish(session, document, version, one.content)
        made.append(version)
    _finish(session, document, before)
    return made


def publish_version(
    session: Session,
    document_id: int,
    version_id: int,
    content: Content,
    *,
    revision: int | None = None,
) -> DocumentVersion:
    """Publish a version that is due, with its file or link.

    revision: of the version, as its editor saw it, as of all that follow here; None if that does not matter.

    Raises:
        NotFoundError: "no-such-document", "no-such-version".
        ConflictError: "version-changed", "version-is-out".
        InvalidInputError: "version-without-content", "too-many-pages" (facts: most), those of https_url().
    """
    document = lock_document(session, document_id)
    version = _version(session, document, version_id, revision)
    if version.published_at is not None:
        raise ConflictError("version-is-out")
    before = document_values(session, document)
    _publish(session, document, version, content)
    _finish(session, document, before, version)
    return version


def change_version(
    session: Session,
    document_id: int,
    version_id: int,
    *,
    due_on: date | None,
    dated_on: date | None,
    pages: int | None,
    revision: int | None = None,
) -> DocumentVersion:
    """Change what is stated of a version; its file or link stays.

    Raises:
        NotFoundError: "no-such-document", "no-such-version".
        ConflictError: "version-changed".
        InvalidInputError: "too-many-pages" (facts: most).
    """
    document = lock_document(session, document_id)
    version = _version(session, document, version_id, revision)
    before = document_values(session, document)
    version.due_on, version.dated_on, version.pages = due_on, dated_on, _checked_pages(pages)
    _finish(session, document, before, version)
    return version


def remove_due_version(
    session: Session, document_id: int, version_id: int, *, revision: int | None = None
) -> None:
    """Remove a version that is due: it is expected no more.

    Raises:
        NotFoundError: "no-such-document", "no-such-version".
        ConflictError: "version-changed", "version-is-out".
    """
    document = lock_document(session, document_id)
    version = _version(session, document, version_id, revision)
    if version.published_at is not None:
        raise ConflictError("version-is-out")
    before = document_values(session, document)
    session.delete(version)
    _finish(session, document, before)


def withdraw_version(
    session: Session, document_id: int, version_id: int, *, reason: str, revision: int | None = None
) -> DocumentVersion:
    """Take a version back, with a reason that is public if the version was; its file is served no more.

    Its row stays; public_at is None from then on if it was in a draft, or in that of an event.

    Raises:
        NotFoundError: "no-such-document", "no-such-version".
        ConflictError: "version-changed", "version-is-due".
        InvalidInputError: those of clean_reason().
    """
    document = lock_document(session, document_id)
    version = _version(session, document, version_id, revision)
    if version.published_at is None:
        raise ConflictError("version-is-due")
    before = document_values(session, document)
    version.withdrawal_reason = clean_reason(reason)
    version.withdrawn_at = clock.now()
    if document.published_at is None or not owner_was_public(session, document):
        version.public_at = None
    _finish(session, document, before)
    return version


def publish_contents(session: Session, document: Document) -> None:
    """Let the versions of a document that becomes public begin now; nothing of it was public before."""
    for version in versions_of(session, document.id):
        if version.withdrawn_at is not None:
            version.public_at = None
        elif version.published_at is not None:
            version.published_at = document.published_at
            version.public_at = _public_at(document, version.published_at)


def update_public_at(session: Session, document: Document) -> None:
    """Compute anew when the versions of a document are public, after its embargo was changed.

    Those under an embargo that is ended early begin now. Withdrawn ones keep theirs: it says whether they
    were public.
    """
    now = clock.now()
    for version in versions_of(session, document.id):
        if version.withdrawn_at is None:
            before, at = version.public_at, _public_at(document, version.published_at)
            if before is not None and at is not None and at <= now:
                at = max(at, min(before, now))
            version.public_at = at


def versions_of(session: Session, document_id: int) -> list[DocumentVersion]:
    """Return all versions of a document, withdrawn ones included, in order of id."""
    rows = select(DocumentVersion).where(DocumentVersion.document_id == document_id)
    return list(session.scalars(rows.order_by(DocumentVersion.id)))


def key_of(version: DocumentVersion) -> VersionKey:
    """Return which version of its document one is."""
    return VersionKey(version.language, version.version_type, version.number)


def _version(
    session: Session, document: Document, version_id: int, revision: int | None
) -> DocumentVersion:
    """Return a version of a locked document that was not withdrawn, at the revision that its editor saw."""
    version = session.get(DocumentVersion, version_id, populate_existing=True)
    if version is None or version.document_id != document.id or version.withdrawn_at is not None:
        raise NotFoundError("no-such-version")
    if revision not in {None, version.revision}:
        raise ConflictError("version-changed")
    return version


def _publish(
    session: Session, document: Document, version: DocumentVersion, content: Content
) -> None:
    if (content.file_id is None) == (not content.url):
        raise InvalidInputError("version-without-content")
    if content.file_id is not None and session.get(DocumentFile, content.file_id) is None:
        raise InvalidInputError("version-without-content")
    version.url = https_url(content.url) if content.url else ""
    version.file_id = content.file_id
    version.pages = _checked_pages(content.pages)
    version.dated_on = content.dated_on
    version.published_at = clock.now()
    version.public_at = _public_at(document, version.published_at)


def _public_at(document: Document, published_at: datetime | None) -> datetime | None:
    if published_at is None or document.embargo_until is None:
        return published_at
    return max(published_at, document.embargo_until)


def _checked_pages(pages: int | None) -> int | None:
    if pages is not None and not 1 <= pages <= MOST_PAGES:
        raise InvalidInputError("too-many-pages", most=MOST_PAGES)
    return pages


def _finish(
    session: Session,
    document: Document,
    before: dict[str, object],
    changed: DocumentVersion | None = None,
) -> None:
    session.flush()
    if document_values(session, document) != before:
        if changed is not None:
            changed.revision += 1
        mark_changed(session, document)
        record_document(session, document, before)
        session.flush()
