"""Delete documents that nobody could ever read, with their files. The caller commits."""

from collections.abc import Sequence

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from webinars.documents.history import record_deletion
from webinars.documents.lifting import cancel_lifting
from webinars.documents.locks import lock_document, lock_documents_of_event, renew_pages
from webinars.documents.models import Document, DocumentVersion
from webinars.documents.readership import was_shown
from webinars.documents.storage.stored_files import delete_file
from webinars.documents.versions import versions_of
from webinars.errors import ConflictError


def delete_document(session: Session, document_id: int, *, revision: int | None = None) -> None:
    """Delete a draft of which nobody but its editors has seen anything; others may take its symbol.

    Raises:
        NotFoundError: "no-such-document".
        ConflictError: "document-changed"; "document-was-shown" for one that is or was public.
    """
    document = lock_document(session, document_id, revision)
    check_unseen(session, document)
    record_deletion(session, document)
    _delete(session, document)


def check_unseen(session: Session, document: Document) -> None:
    """Check that only its editors have seen a document.

    Raises:
        ConflictError: "document-was-shown".
    """
    if was_shown(session, document):
        raise ConflictError("document-was-shown")


def delete_documents_of_event(session: Session, event_id: int) -> None:
    """Delete the documents of a draft that is being deleted; their files would be left of them.

    Raises:
        ConflictError: "event-has-documents" (facts: document), if one of them is or was public.
    """
    for document in lock_documents_of_event(session, event_id):
        if was_shown(session, document):
            name = document.symbol or str(document.title)
            raise ConflictError("event-has-documents", document=name)
        _delete(session, document)


def number_of_documents(session: Session, event_id: int) -> int:
    """Return how many documents an event has, drafts included."""
    counted = select(func.count()).where(Document.event_id == event_id)
    return session.scalar(counted) or 0


def _delete(session: Session, document: Document) -> None:
    file_ids = {one.file_id for one in versions_of(session, document.id)} - {None}
    cancel_lifting(session, document.id)
    renew_pages(session, document)
    session.execute(delete(DocumentVersion).where(DocumentVersion.document_id == document.id))
    session.delete(document)
    session.flush()
    _delete_files(session, sorted(one for one in file_ids if one is not None))


def _delete_files(session: Session, ids: Sequence[int]) -> None:
    for file_id in ids:
        if not session.scalar(select(exists().where(DocumentVersion.file_id == file_id))):
            delete_file(session, file_id)
