"""Lock a document before it is changed, after its event; what changes with it besides its row."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database import for_update
from webinars.documents.models import Document
from webinars.errors import ConflictError, NotFoundError
from webinars.events.locks import lock_events
from webinars.timezones import clock


def lock_document(
    session: Session, document_id: int, revision: int | None = None, *, event_id: int | None = None
) -> Document:
    """Lock and return a document that is still at the revision an editor saw, if there is one.

    event_id: of an event to which it will belong, which is locked too.

    Raises:
        NotFoundError: "no-such-document".
        ConflictError: "document-changed" when it has a newer revision.
    """
    present = session.scalar(select(Document.event_id).where(Document.id == document_id))
    lock_events(session, [one for one in (present, event_id) if one is not None])
    document = session.scalar(for_update(select(Document).where(Document.id == document_id)))
    if document is None:
        raise NotFoundError("no-such-document")
    if document.event_id not in {None, present} or revision not in {None, document.revision}:
        raise ConflictError("document-changed")
    return document


def mark_changed(document: Document) -> None:
    """Raise the revision of a locked document."""
    document.revision += 1
    document.changed_at = clock.now()
