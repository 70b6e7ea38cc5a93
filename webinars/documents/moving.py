"""Move a document to another event or body: its address and versions stay. The caller commits."""

from dataclasses import replace

from sqlalchemy.orm import Session

from webinars.documents.editing import change_document, details_of
from webinars.documents.enums import DocumentAccess
from webinars.documents.locks import lock_document
from webinars.documents.models import Document
from webinars.documents.readership import (
    is_owner_public,
    may_have_been_read,
    owner_was_public,
)
from webinars.documents.versions import publish_contents, versions_of
from webinars.errors import InvalidInputError, NotFoundError
from webinars.events.models import Event
from webinars.timezones import clock


def move_document(
    session: Session,
    document_id: int,
    *,
    event_id: int | None = None,
    series_id: int | None = None,
    revision: int | None = None,
) -> Document:
    """Move a document to an event, or to a body alone; the caller has checked that both may be edited.

    Of an event, it is also on the page of that event's body, unless it was not on that of its own.

    Raises:
        NotFoundError: "no-such-document", "no-such-event".
        ConflictError: "document-changed".
        InvalidInputError: "moved-nowhere", "registrants-without-event", "registration-type-of-event" if it is
            for registrants of a type of its event, "move-would-hide" if it was read and would not be public.
    """
    document = lock_document(session, document_id, revision, event_id=event_id)
    if event_id is not None:
        event = session.get(Event, event_id, populate_existing=True)
        if event is None:
            raise NotFoundError("no-such-event")
        series_id = event.series_id if document.series_id is not None else None
    check_move(session, document, event_id, series_id)
    if (
        document.published_at is not None
        and not owner_was_public(session, document)
        and is_owner_public(session, event_id, series_id)
    ):
        # It comes out now: lists of what is new and e-mails would take it for an old one.
        document.published_at = clock.now()
        publish_contents(session, document)
    moved = replace(details_of(document), event_id=event_id, series_id=series_id)
    return change_document(session, document_id, moved, revision=document.revision)


def check_move(
    session: Session, document: Document, event_id: int | None, series_id: int | None
) -> None:
    """Check that a document may be moved. Raises as move_document()."""
    is_same_event = event_id == document.event_id
    if is_same_event and (event_id is not None or series_id == document.series_id):
        raise InvalidInputError("moved-nowhere")
    if document.access is DocumentAccess.REGISTRANTS and event_id is None:
        raise InvalidInputError("registrants-without-event")
    if document.registration_type_id is not None:
        raise InvalidInputError("registration-type-of-event")
    was_read = may_have_been_read(session, document, versions_of(session, document.id), clock.now())
    if was_read and not is_owner_public(session, event_id, series_id):
        raise InvalidInputError("move-would-hide")
