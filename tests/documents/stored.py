"""Documents as rows, for tests of what reads them."""

from datetime import timedelta

from webinars.database import transaction
from webinars.documents.enums import (
    DocumentAccess,
    DocumentType,
    Stage,
    StoragePlace,
    VersionType,
)
from webinars.documents.models import Document, DocumentFile, DocumentVersion
from webinars.documents.storage.stored_files import write_chunks
from webinars.timezones import clock

PDF = b"%PDF-1.4 "


def store_document(symbol, *, body=b"", languages=("en",), withdrawn=False, name="", **columns):
    """Store a document that was published an hour ago, each language with a file; return its id."""
    published_at = columns.pop("published_at", clock.now() - timedelta(hours=1))
    with transaction() as session:
        document = Document(
            **{
                "symbol": symbol,
                "address": symbol,
                "address_key": symbol.lower(),
                "sort_key": symbol,
                "title": f"Title of {symbol}",
                "document_type": DocumentType.REPORT,
                "stage": Stage.BEFORE,
                "access": DocumentAccess.EVERYONE,
                "published_at": published_at,
                "created_at": published_at or clock.now(),
                "changed_at": published_at or clock.now(),
                **columns,
            }
        )
        session.add(document)
        session.flush()
        for language in languages:
            file = DocumentFile(
                name=name or f"{symbol.replace('/', '-')}-{language}.pdf",
                media_type="application/pdf",
                size=len(body or PDF),
                digest="0" * 64,
                place=StoragePlace.DATABASE,
                created_at=clock.now(),
            )
            session.add(file)
            session.flush()
            write_chunks(session, file.id, 0, body or PDF)
            released = published_at or clock.now()
            session.add(
                DocumentVersion(
                    document_id=document.id,
                    version_type=VersionType.ORIGINAL,
                    language=language,
                    file_id=file.id,
                    published_at=released,
                    public_at=max(released, columns.get("embargo_until") or released),
                    withdrawn_at=clock.now() if withdrawn else None,
                )
            )
        return document.id
