"""The full-text index of document_texts.search_text: FTS5 on SQLite, GIN on PostgreSQL."""

# As that of events (events/search/index.py): the database keeps the index with each change of a row, and the
# words are split by the same function, so results are the same on both databases.

import sqlite3
from typing import Any

from sqlalchemy import Connection, bindparam, event, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from webinars.database import Base
from webinars.documents.models import DocumentText

TABLE = "document_search"
POSTGRESQL_INDEX = "ix_document_texts_search"
_TEXTS = Base.metadata.tables[DocumentText.__tablename__]
# FTS5 overwrites what is deleted since this version.
_SECURE_DELETE_SINCE = (3, 42, 0)
_MAX_WORDS = 10  # of a phrase

_ADD = f"INSERT INTO {TABLE}(rowid, search_text) VALUES (new.id, new.search_text)"  # noqa: S608 - no input
# FTS5 removes a row by its old text; it must not remove one that is not there.
_REMOVE = f"""INSERT INTO {TABLE}({TABLE}, rowid, search_text)
SELECT 'delete', id, old.search_text FROM {TABLE}_docsize WHERE id = old.id"""  # noqa: S608 - no input
TRIGGERS = {
    f"{TABLE}_insert": f"AFTER INSERT ON document_texts BEGIN {_ADD}; END",
    f"{TABLE}_delete": f"AFTER DELETE ON document_texts BEGIN {_REMOVE}; END",
    f"{TABLE}_update": (
        "AFTER UPDATE OF search_text ON document_texts WHEN old.search_text <> new.search_text"
        f" BEGIN {_REMOVE}; {_ADD}; END"
    ),
}


def _vector(search_text: str) -> str:
    return f"array_to_tsvector(array_remove(string_to_array({search_text}, ' '), ''))"


def create_index(connection: Connection) -> None:
    """Create the index, with the words of all rows."""
    if connection.dialect.name != "sqlite":
        vector = _vector("search_text")
        connection.execute(
            text(f"CREATE INDEX {POSTGRESQL_INDEX} ON document_texts USING gin ({vector})")
        )
        return
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE {TABLE} USING fts5(search_text, content='', detail=none, tokenize='ascii')"
    )
    if sqlite3.sqlite_version_info >= _SECURE_DELETE_SINCE:
        connection.exec_driver_sql(f"INSERT INTO {TABLE}({TABLE}, rank) VALUES('secure-delete', 1)")
    connection.exec_driver_sql(
        f"INSERT INTO {TABLE}(rowid, search_text) SELECT id, search_text FROM document_texts"  # noqa: S608
    )
    for name, body in TRIGGERS.items():
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {body}")


def drop_index(connection: Connection) -> None:
    """Drop the index, or what there is of it."""
    if connection.dialect.name != "sqlite":
        connection.execute(text(f"DROP INDEX IF EXISTS {POSTGRESQL_INDEX}"))
        return
    for name in TRIGGERS:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {TABLE}")


def is_in_models(name: str | None, kind: str, _parents: object) -> bool:
    """Return whether the models describe a table or index; they do not describe those of this index."""
    is_own = name is not None and name.startswith((TABLE, POSTGRESQL_INDEX))
    return not (kind in {"table", "index"} and is_own)


def index_faults(connection: Connection) -> list[str]:
    """Return what is wrong with the index, one phrase for each; empty if it is complete."""
    if connection.dialect.name != "sqlite":
        valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)"
        is_valid = connection.scalar(text(valid), {"name": POSTGRESQL_INDEX})
        return [] if is_valid else ["the index of documents is missing or damaged"]
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')"
    )
    if {TABLE, *TRIGGERS} - set(names.scalars()):
        return ["the index of documents is missing"]
    differing = (
        "SELECT (SELECT count(*) FROM document_texts"  # noqa: S608 - no input
        f" WHERE NOT EXISTS (SELECT 1 FROM {TABLE}_docsize AS size WHERE size.id = document_texts.id))"
        f" + (SELECT count(*) FROM {TABLE}_docsize AS size"
        " WHERE NOT EXISTS (SELECT 1 FROM document_texts WHERE document_texts.id = size.id))"
    )
    try:
        number = connection.exec_driver_sql(differing).scalar()
        connection.exec_driver_sql(f"INSERT INTO {TABLE}({TABLE}) VALUES('integrity-check')")
    except DatabaseError:
        return ["the index of documents is damaged"]
    return [f"the index of documents differs in {number} texts"] if number else []


@event.listens_for(_TEXTS, "after_create")
def _create_with_texts(_table: object, connection: Connection, **_options: object) -> None:
    create_index(connection)


@event.listens_for(_TEXTS, "before_drop")
def _drop_with_texts(_table: object, connection: Connection, **_options: object) -> None:
    drop_index(connection)


# Not of the type Boolean, which SQLite would compare with 1, and then not use the index.
class _IsIndexed(FunctionElement[bool]):
    """Whether the index has a text under a query; the clauses are those of is_indexed()."""

    inherit_cache = True


@compiles(_IsIndexed, "sqlite")
def _is_indexed_sqlite(element: _IsIndexed, compiler: SQLCompiler, **options: Any) -> str:
    id_, _, fts5, _ = (compiler.process(part, **options) for part in element.clauses)
    return f"({id_} IN (SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH {fts5}))"  # noqa: S608 - compiled


@compiles(_IsIndexed, "postgresql")
def _is_indexed_postgresql(element: _IsIndexed, compiler: SQLCompiler, **options: Any) -> str:
    _, search_text, _, query = (compiler.process(part, **options) for part in element.clauses)
    return f"({_vector(search_text)} @@ CAST({query} AS tsquery))"


def is_indexed(words: tuple[str, ...], *, is_prefix: bool) -> FunctionElement[bool]:
    """Return the condition that the index has words in a text, in any order; the last may go on there."""
    asked = [(word, False) for word in words[:-1][:_MAX_WORDS]] + [(words[-1], is_prefix)]
    fts5 = " AND ".join(f'"{word}"{"*" if goes_on else ""}' for word, goes_on in asked)
    tsquery = " & ".join(f"'{word}'{':*' if goes_on else ''}" for word, goes_on in asked)
    return _IsIndexed(
        DocumentText.id, DocumentText.search_text, bindparam(None, fts5), bindparam(None, tsquery)
    )
