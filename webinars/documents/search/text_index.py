"""The full-text index of document_texts.search_text: words of titles and symbols, and of files."""

from webinars.database import Base
from webinars.documents.models import DocumentText
from webinars.events.search.full_text_index import FullTextIndex

TEXT_INDEX = FullTextIndex(
    name="document_search",
    postgresql_name="ix_document_texts_search",
    table=Base.metadata.tables[DocumentText.__tablename__],
    rows="documents",
    has_long_texts=True,
)
TEXT_INDEX.keep_with_table()
