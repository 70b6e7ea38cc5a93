"""The documents that a private link shows, each with the versions that its reader may read now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from webinars.documents.access import Reader, ShownVersion, readable_versions, shown_documents
from webinars.documents.models import Document, DocumentFile, DocumentVersion


@dataclass(frozen=True)
class ReadableDocument:
    """A document whose title a reader may see, and the versions that they may read, which may be none."""

    document: Document
    versions: Sequence[ShownVersion]


def readable_documents(
    session: Session, condition: ColumnElement[bool], reader: Reader, now: datetime
) -> list[ReadableDocument]:
    """Return the documents of a condition that a reader may see, by symbol, in two statements."""
    shown = select(Document).where(condition, shown_documents(reader, now))
    documents = session.scalars(shown.order_by(Document.sort_key, Document.id)).all()
    versions = {one.id: list[ShownVersion]() for one in documents}
    rows = session.execute(
        select(DocumentVersion, DocumentFile)
        .join(Document, Document.id == DocumentVersion.document_id)
        .outerjoin(DocumentFile, DocumentFile.id == DocumentVersion.file_id)
        .where(condition, readable_versions(reader, now))
        .order_by(DocumentVersion.id)
    )
    for version, file in rows:
        if version.document_id in versions:
            versions[version.document_id].append(ShownVersion(version, file))
    return [ReadableDocument(one, versions[one.id]) for one in documents]
