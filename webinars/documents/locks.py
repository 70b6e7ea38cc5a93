"""Lock a document before it is changed, after its event; what changes with it besides its row."""

from collections.abc import Collection, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webinars.database import for_update
from webinars.documents.models import Document
from webinars.errors import ConflictError, NotFoundError
from webinars.events.locks import lock_events
from webinars.events.models import Event, Series
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


def lock_documents(
    session: Session,
    document_ids: Collection[int],
    *,
    event_id: int | None = None,
    series_id: int | None = None,
) -> None:
    """Lock several documents that are changed together, their events before and their bodies after them.

    Without that, the second document would be locked after the body of the first, whose row each change of a
    document raises. event_id, series_id: those of documents that are created with them.

    Raises:
        ConflictError: "document-changed" when one was moved meanwhile.
    """
    is_wanted = Document.id.in_(document_ids)
    event_ids = {event_id, *session.scalars(select(Document.event_id).where(is_wanted))}
    events = lock_events(session, [one for one in event_ids if one is not None])
    rows = for_update(select(Document).where(is_wanted).order_by(Document.id))
    documents = session.scalars(rows).all()
    if not {one.event_id for one in documents} <= event_ids | {None}:
        raise ConflictError("document-changed")
    series_ids = {series_id, *(one.series_id for one in documents)}
    series_ids |= {one.series_id for one in events}
    is_body = Series.id.in_([one for one in series_ids if one is not None])
    session.execute(for_update(select(Series.id).where(is_body).order_by(Series.id)))


def lock_documents_of_event(session: Session, event_id: int) -> Sequence[Document]:
    """Lock an event and its documents, and return these in order of id."""
    lock_events(session, [event_id])
    of_event = Document.event_id == event_id
    rows = for_update(select(Document).where(of_event).order_by(Document.id))
    return session.scalars(rows).all()


def mark_changed(session: Session, document: Document, *former_owners: int | None) -> None:
    """Raise the revision of a locked document, and renew the pages of its event and body.

    former_owners: the ids of the event and body that it had before, if they may be others.
    """
    document.revision += 1
    document.changed_at = clock.now()
    renew_pages(session, document, *former_owners)


def renew_pages(
    session: Session,
    document: Document,
    event_id: int | None = None,
    series_id: int | None = None,
) -> None:
    """Raise the counters of the event and body of a document, and of those that it had before.

    The events are locked. Not by the ORM, which would renew feeds and lists that show no documents.
    """
    for table, ids in (
        (Event, {document.event_id, event_id}),
        (Series, {document.series_id, series_id}),
    ):
        for owner_id in sorted(one for one in ids if one is not None):
            session.execute(
                update(table)
                .where(table.id == owner_id)
                .values(documents_revision=table.documents_revision + 1),
                execution_options={"synchronize_session": False},
            )
