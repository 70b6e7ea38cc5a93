"""The end of an embargo as a message: what depends on it is done at its instant, once."""

# What may be read depends on the clock alone (access.py): a late worker delays e-mails, not pages.

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from webinars.documents.models import Document
from webinars.events.caching.change_counter import mark_events_changed
from webinars.outbox.enqueue import enqueue
from webinars.outbox.models import Message
from webinars.outbox.supersession import supersede
from webinars.timezones import clock

TOPIC = "document.embargo-ended"


def schedule_lifting(session: Session, document: Document) -> None:
    """Queue the end of a document's embargo in place of a queued one; none without an embargo to come."""
    key = _key(document.id)
    supersede(session, ordering_key=key, topics=(TOPIC,), reason="the embargo was changed")
    until = document.embargo_until
    if until is not None and until > clock.now():
        payload = {"document_id": document.id, "embargo_until": until.isoformat()}
        enqueue(session, TOPIC, payload=payload, due_at=until, ordering_key=key)


def cancel_lifting(session: Session, document_id: int) -> None:
    """Take back the queued end of the embargo of a document that is deleted."""
    reason = "the document was deleted"
    supersede(session, ordering_key=_key(document_id), topics=(TOPIC,), reason=reason)


def lift_embargo(session: Session, message: Message) -> int:
    """Renew what depends on the end of an embargo, unless that was changed; return how many documents."""
    document = session.get(Document, int(message.payload["document_id"]))
    until = datetime.fromisoformat(message.payload["embargo_until"])
    if document is None or document.published_at is None or document.embargo_until != until:
        return 0
    # Feeds and lists that are cached by the number of changes.
    mark_events_changed(session)
    return 1


def _key(document_id: int) -> str:
    return f"document-{document_id}"


HANDLERS: dict[str, Callable[[Session, Message], int]] = {TOPIC: lift_embargo}
