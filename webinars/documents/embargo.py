"""Which embargo a document may get: none in the past, and none on what somebody could read already."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.documents.access import released_versions
from webinars.documents.models import Document, DocumentVersion
from webinars.errors import InvalidInputError
from webinars.timezones import clock


def check_embargo(session: Session, document: Document, until: datetime | None) -> None:
    """Check the instant to which the embargo of a locked document is set or changed; None ends it.

    Raises:
        InvalidInputError: "embargo-is-past"; "embargo-on-public" if its readers could read a version of it.
    """
    if until is None or until == document.embargo_until:
        return
    now = clock.now()
    if until <= now:
        raise InvalidInputError("embargo-is-past")
    if document.id is None:
        return
    released = (
        select(DocumentVersion.id)
        .join(Document, Document.id == DocumentVersion.document_id)
        .where(Document.id == document.id, released_versions(now))
    )
    if session.scalar(released.limit(1)) is not None:
        raise InvalidInputError("embargo-on-public")
