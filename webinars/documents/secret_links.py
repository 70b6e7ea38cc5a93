"""The secret link of a document that only those who have it may read; the caller commits."""

from sqlalchemy.orm import Session

from webinars.capabilities.link_creation import ensure_links
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_revocation import replace_links
from webinars.documents.enums import DocumentAccess
from webinars.documents.models import Document


def ensure_secret_link(session: Session, document: Document) -> None:
    """Issue the secret link of a locked document for whose access it is needed, unless it has one."""
    if document.access is DocumentAccess.LINK:
        ensure_links(session, Purpose.DOCUMENT, [(document.id, None)])


def replace_secret_link(session: Session, document: Document) -> None:
    """Issue another secret link for a locked document; the present one opens nothing any more."""
    replace_links(session, (Purpose.DOCUMENT,), [(document.id, None)])
