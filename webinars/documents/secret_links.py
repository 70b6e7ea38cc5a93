"""The secret link of a document that only those who have it may read; the caller commits."""

from sqlalchemy.orm import Session

from webinars.capabilities.link_creation import ensure_links
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_revocation import replace_links
from webinars.documents.enums import DocumentAccess
from webinars.documents.models import Document


def follow_access(session: Session, document: Document, former: DocumentAccess | None) -> None:
    """Issue the secret link of a locked document if its access needs one.

    former: its access before, None of a new one. A document that was for others meanwhile gets another link:
    those who had the former one may not be those for whom it is now.
    """
    if document.access is not DocumentAccess.LINK:
        return
    if former not in {None, DocumentAccess.LINK}:
        replace_secret_link(session, document)
    else:
        ensure_links(session, Purpose.DOCUMENT, [(document.id, None)])


def replace_secret_link(session: Session, document: Document) -> None:
    """Issue another secret link for a locked document; the present one opens nothing any more."""
    replace_links(session, (Purpose.DOCUMENT,), [(document.id, None)])
