"""Write the words of title and symbol by which a document is found; the caller commits."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.documents.models import Document, DocumentText
from webinars.events.search.words import indexed_text
from webinars.localized_text import all_languages


def write_title(session: Session, document: Document) -> None:
    """Write the words of title and symbol of a document."""
    words = indexed_text((document.symbol, *all_languages(document.title)))
    row = session.scalar(
        select(DocumentText).where(
            DocumentText.document_id == document.id, DocumentText.version_id.is_(None)
        )
    )
    if row is None:
        session.add(DocumentText(document_id=document.id, search_text=words))
    else:
        row.search_text = words
