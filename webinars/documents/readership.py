"""Whether anybody but its editors could read a document or version until now."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webinars.documents.models import Document, DocumentRevision, DocumentVersion
from webinars.events.enums import PUBLIC
from webinars.events.history.as_on import was_public as was_public_event
from webinars.events.history.stored_revisions import SeriesRevision
from webinars.events.models import Event, Series
from webinars.events.queries import is_public


def was_public(version: DocumentVersion, now: datetime) -> bool:
    """Return whether a version of a published document has been public until now, or until its withdrawal."""
    return version.public_at is not None and version.public_at <= (version.withdrawn_at or now)


def may_have_been_read(
    session: Session, document: Document, versions: Iterable[DocumentVersion], now: datetime
) -> bool:
    """Return whether somebody who does not edit a document could read one of some versions of it."""
    if document.published_at is None or not owner_was_public(session, document):
        return False
    return any(was_public(one, now) for one in versions)


def was_published(session: Session, document: Document) -> bool:
    """Return whether a document is published, or was before it became a draft again."""
    if document.published_at is not None:
        return True
    return any(values["published_at"] for values in _revisions(session, document))


def was_shown(session: Session, document: Document) -> bool:
    """Return whether a document was published while it belonged to an event or body that was ever public."""
    if not was_published(session, document):
        return False
    owners = {(document.event_id, document.series_id)}
    owners |= {(one["event_id"], one["series_id"]) for one in _revisions(session, document)}
    return any(_was_public_owner(session, *one) for one in owners)


def owner_was_public(session: Session, document: Document) -> bool:
    """Return whether the event of a document, or its body without one, is public or was."""
    return _was_public_owner(session, document.event_id, document.series_id)


def is_owner_public(session: Session, event_id: int | None, series_id: int | None) -> bool:
    """Return whether an event, or without one a body, is public now."""
    if event_id is not None:
        public = exists().where(Event.id == event_id, Event.state.in_(PUBLIC))
    else:
        public = exists().where(Series.id == series_id, is_public())
    return bool(session.scalar(select(public)))


def _was_public_owner(session: Session, event_id: int | None, series_id: int | None) -> bool:
    if is_owner_public(session, event_id, series_id):
        return True
    if event_id is not None:
        return was_public_event(session, event_id)
    was_published = exists().where(
        SeriesRevision.series_id == series_id,
        SeriesRevision.values["is_published"].as_boolean(),
    )
    return bool(session.scalar(select(was_published)))


def _revisions(session: Session, document: Document) -> Iterator[dict[str, Any]]:
    rows = select(DocumentRevision.values).where(DocumentRevision.document_id == document.id)
    return iter(session.scalars(rows))
