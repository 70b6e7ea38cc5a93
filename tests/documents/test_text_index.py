"""PostgreSQL finds the texts of documents by their index, even those with words that most have."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql

from webinars.database import db
from webinars.documents.models import DocumentText
from webinars.documents.search.text_index import TEXT_INDEX

TEXTS = 2000


@pytest.fixture
def overrides(postgres_tables_url):
    return {"DATABASE_URL": postgres_tables_url}


def test_index_is_used_for_words_that_all_texts_have(app):
    statement = select(DocumentText.id).where(TEXT_INDEX.matches([("water", True)]))
    sql = statement.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    with db.engine.connect() as connection:
        # Without the versions that the texts belong to.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(
            text(
                "INSERT INTO document_texts (document_id, version_id, search_text)"
                " SELECT number, number, 'water word' || number || repeat(' and', 200)"
                " FROM generate_series(1, :texts) AS number"
            ),
            {"texts": TEXTS},
        )
        connection.execute(text("ANALYZE document_texts"))
        plan = "\n".join(connection.scalars(text(f"EXPLAIN {sql}")))
        count = len(connection.execute(statement).all())

    assert (TEXT_INDEX.postgresql_name in plan, count) == (True, TEXTS), plan
