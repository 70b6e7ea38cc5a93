"""Write the words by which documents are found: of title and symbol with each change, of files afterwards."""

from collections.abc import Iterable

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from webinars.database import db, transaction
from webinars.documents.models import Document, DocumentFile, DocumentText, DocumentVersion
from webinars.documents.search.file_text import UnreadableFileError, file_text, has_readable_text
from webinars.documents.search.text_index import TEXT_INDEX
from webinars.documents.search.titles import write_title
from webinars.documents.storage.stored_files import LOST_FILE_ERRORS, read_range
from webinars.events.search.words import indexed_text

BATCH_LENGTH = 500
_NOT_READ = "not-read"  # of a type or size whose text is not read
_LACKS_TITLE = ~exists().where(
    DocumentText.document_id == Document.id, DocumentText.version_id.is_(None)
)
_LACKS_TEXT = ~exists().where(DocumentText.version_id == DocumentVersion.id)


def read_next_file(failed: set[int] | None = None) -> bool:
    """Read the text of one file that was not read yet, and store its words; return whether there was one.

    failed: ids of versions to leave out; one whose reading raises an error is added.

    Raises:
        StoreUnavailableError, OSError, SQLAlchemyError: it cannot be read now.
    """
    failed = set() if failed is None else failed
    reading = db.session()
    pending = (
        select(DocumentVersion.id, DocumentVersion.document_id, DocumentFile)
        .join(DocumentFile, DocumentFile.id == DocumentVersion.file_id)
        .where(
            DocumentVersion.withdrawn_at.is_(None), _LACKS_TEXT, DocumentVersion.id.not_in(failed)
        )
        .order_by(DocumentVersion.id.desc())
        .limit(1)
    )
    row = reading.execute(pending).first()
    if row is None:
        return False
    version_id, document_id, file = row
    reading.expunge(file)
    reading.rollback()
    failed.add(version_id)
    words, problem = "", _NOT_READ
    if has_readable_text(file.media_type, file.size):
        blocks = read_range(reading, file)
        words, problem = _words(file.media_type, blocks)
    with transaction() as session:
        # Another worker may have read it meanwhile, or its document may be gone. If both store it at once,
        # the second fails by the unique version, and looks for the next file.
        still = select(DocumentVersion.id).where(DocumentVersion.id == version_id, _LACKS_TEXT)
        if session.scalar(still) is not None:
            session.add(
                DocumentText(
                    document_id=document_id,
                    version_id=version_id,
                    search_text=words,
                    problem=problem,
                )
            )
    failed.discard(version_id)
    return True


def _words(media_type: str, blocks: Iterable[bytes]) -> tuple[str, str]:
    """Return the words of a file, or what is wrong with it."""
    try:
        return indexed_text([file_text(media_type, blocks)]), ""
    except UnreadableFileError as error:
        return "", str(error)
    except LOST_FILE_ERRORS:
        return "", "file-missing"


def write_missing_titles() -> int:
    """Write the words of titles that lack them, in batches; return their number."""
    number = 0
    while True:
        with transaction() as session:
            batch = select(Document).where(_LACKS_TITLE).order_by(Document.id).limit(BATCH_LENGTH)
            documents = session.scalars(batch).all()
            for document in documents:
                write_title(session, document)
        if not documents:
            return number
        number += len(documents)


def rebuild_document_index() -> int:
    """Build the index anew; the worker reads files again. Return the number of documents."""
    with transaction() as session:
        TEXT_INDEX.drop(session.connection())
        session.execute(delete(DocumentText))
        TEXT_INDEX.create(session.connection())
    return write_missing_titles()


def document_search_faults(session: Session) -> list[str]:
    """Return what is wrong with the search in documents, one phrase for each; files may still be read."""
    lacking = session.scalar(select(func.count()).select_from(Document).where(_LACKS_TITLE))
    texts = [f"{lacking} documents have no search text"] if lacking else []
    return [*TEXT_INDEX.faults(session.connection()), *texts]
