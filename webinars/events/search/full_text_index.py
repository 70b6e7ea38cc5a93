"""Full-text indexes of columns search_text: FTS5 on SQLite, GIN on PostgreSQL."""

# The database keeps an index with each change of a row: SQLite by triggers, PostgreSQL by an index over an
# expression. Both take the words as they are, so results are the same.

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Table,
    bindparam,
    event,
    literal_column,
    text,
)
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

MAX_ROWID = 2**63 - 1
# FTS5 overwrites what is deleted since this version.
_SECURE_DELETE_SINCE = (3, 42, 0)


@dataclass(frozen=True)
class FullTextIndex:
    """The index of the column search_text of a table, whose rows have an id.

    name: of the table of FTS5. postgresql_name: of the index there. rows: what the rows are, for faults.
    listing: the column with the list that a row is in, empty if there are no lists. Rows in the list "none"
    are not indexed. Those in "past" have negative numbers in SQLite's index, so that each list is a range;
    in PostgreSQL's, the list is a word after a bar. has_long_texts: PostgreSQL uses the index even for words
    that most texts have.
    """

    name: str
    postgresql_name: str
    table: Table
    rows: str
    listing: str = ""
    has_long_texts: bool = False

    @property
    def triggers(self) -> dict[str, str]:
        """The triggers of SQLite: what follows CREATE TRIGGER and the name, by name."""
        add = (
            f"INSERT INTO {self.name}(rowid, search_text)"
            f" SELECT {self._rowid('new')}, new.search_text WHERE {self._is_indexed('new')}"
        )
        # FTS5 removes a row by its old text; it must not remove one that is not there.
        remove = (
            f"INSERT INTO {self.name}({self.name}, rowid, search_text)"  # noqa: S608 - no input
            f" SELECT 'delete', id, old.search_text FROM {self.name}_docsize"
            f" WHERE id = {self._rowid('old')}"
        )
        changed = " OR ".join(f"old.{column} <> new.{column}" for column in self._columns)
        update_of = ", ".join(self._columns)
        return {
            f"{self.name}_insert": f"AFTER INSERT ON {self.table} BEGIN {add}; END",
            f"{self.name}_delete": f"AFTER DELETE ON {self.table} BEGIN {remove}; END",
            f"{self.name}_update": (
                f"AFTER UPDATE OF {update_of} ON {self.table} WHEN {changed} BEGIN {remove}; {add}; END"
            ),
        }

    def create(self, connection: Connection) -> None:
        """Create the index; on SQLite it is empty, and add_missing() fills it."""
        if connection.dialect.name != "sqlite":
            connection.execute(text(f"CREATE INDEX {self._gin}"))
            return
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE {self.name}"
            " USING fts5(search_text, content='', detail=none, tokenize='ascii')"
        )
        if sqlite3.sqlite_version_info >= _SECURE_DELETE_SINCE:
            connection.exec_driver_sql(
                f"INSERT INTO {self.name}({self.name}, rank) VALUES('secure-delete', 1)"
            )
        for name, body in self.triggers.items():
            connection.exec_driver_sql(f"CREATE TRIGGER {name} {body}")

    def drop(self, connection: Connection) -> None:
        """Drop the index, or what there is of it."""
        if connection.dialect.name != "sqlite":
            connection.execute(text(f"DROP INDEX IF EXISTS {self.postgresql_name}"))
            return
        for name in self.triggers:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {self.name}")

    def replace_on_postgresql(self, engine: Engine) -> None:
        """Create the index of PostgreSQL anew, without blocking changes of rows."""
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"DROP INDEX CONCURRENTLY IF EXISTS {self.postgresql_name}"))
            connection.execute(text(f"CREATE INDEX CONCURRENTLY {self._gin}"))

    def keep_with_table(self) -> None:
        """Create and drop the index with its table."""
        event.listen(
            self.table, "after_create", lambda _, connection, **__: self.create(connection)
        )
        event.listen(self.table, "before_drop", lambda _, connection, **__: self.drop(connection))

    def is_in_models(self, name: str | None, kind: str) -> bool:
        """Return whether the models may describe a table or index; they do not describe this index."""
        is_own = name is not None and name.startswith((self.name, self.postgresql_name))
        return not (kind in {"table", "index"} and is_own)

    def add_missing(self, connection: Connection, ids: Sequence[int]) -> None:
        """Add those of these rows that the index lacks; PostgreSQL's has all."""
        if connection.dialect.name != "sqlite" or not ids:
            return
        rowid = self._rowid(str(self.table))
        statement = text(
            f"INSERT INTO {self.name}(rowid, search_text) SELECT {rowid}, search_text FROM {self.table}"  # noqa: S608
            f" WHERE {self._lacks_row} AND id IN :ids"
        )
        connection.execute(
            statement.bindparams(bindparam("ids", expanding=True)), {"ids": list(ids)}
        )

    def faults(self, connection: Connection) -> list[str]:
        """Return what is wrong with the index, one phrase for each; empty if it is complete."""
        find = self._sqlite_faults if connection.dialect.name == "sqlite" else self._pg_faults
        return [f"the index of {self.rows} {fault}" for fault in find(connection)]

    def matches(
        self,
        words: Iterable[tuple[str, bool]],
        *,
        listed: str = "",
        rowids: tuple[int, int] = (-MAX_ROWID, MAX_ROWID),
        most: int = MAX_ROWID,
    ) -> ColumnElement[bool]:
        """Return the condition that the index has all of these words in the text of a row, in any order.

        words: each with whether only its beginning counts. listed: the list that rows are in, for PostgreSQL,
        and rowids: the first and last number of it in SQLite's index. most: of how many rows it must be true;
        SQLite reads all of them before the first.
        """
        asked = list(words)
        fts5 = " AND ".join(f'"{word}"{"*" if is_prefix else ""}' for word, is_prefix in asked)
        tsquery = [f"'{word}'{':*' if is_prefix else ''}" for word, is_prefix in asked]
        if listed:
            tsquery.insert(0, f"'|{listed}'")
        columns = self.table.columns
        condition = _IsIndexedLongText if self.has_long_texts else _IsIndexed
        return condition(
            literal_column(self.name),
            columns["id"],
            *(bindparam(None, rowid, BigInteger()) for rowid in rowids),
            bindparam(None, fts5),
            bindparam(None, most, BigInteger()),
            bindparam(None, " & ".join(tsquery)),
            *(columns[name] for name in self._columns),
        )

    @property
    def _columns(self) -> list[str]:
        """Names of the columns that decide what is in the index."""
        return ["search_text", self.listing] if self.listing else ["search_text"]

    @property
    def _gin(self) -> str:
        """The definition of PostgreSQL's index."""
        # Without a list of pending entries, which searches would have to read.
        vector = _vector(*self._columns)
        return (
            f"{self.postgresql_name} ON {self.table} USING gin ({vector}) WITH (fastupdate = off)"
        )

    def _rowid(self, row: str) -> str:
        """Return the number of a row in SQLite's index."""
        if not self.listing:
            return f"{row}.id"
        return f"CASE {row}.{self.listing} WHEN 'past' THEN -{row}.id ELSE {row}.id END"

    def _is_indexed(self, row: str) -> str:
        return f"{row}.{self.listing} <> 'none'" if self.listing else "true"

    @property
    def _lacks_row(self) -> str:
        """The condition that SQLite's index should have a row of the table, and has not."""
        table = str(self.table)
        return (
            f"{self._is_indexed(table)} AND NOT EXISTS (SELECT 1 FROM {self.name}_docsize AS size"  # noqa: S608
            f" WHERE size.id = {self._rowid(table)})"
        )

    def _pg_faults(self, connection: Connection) -> list[str]:
        valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)"
        is_valid = connection.scalar(text(valid), {"name": self.postgresql_name})
        if is_valid is None:
            return ["is missing"]
        return [] if is_valid else ["is damaged"]

    def _sqlite_faults(self, connection: Connection) -> list[str]:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')"
        )
        if {self.name, *self.triggers} - set(names.scalars()):
            return ["is missing"]
        table = str(self.table)
        missing = f"SELECT count(*) FROM {table} WHERE {self._lacks_row}"  # noqa: S608
        surplus = (
            f"SELECT count(*) FROM {self.name}_docsize AS size WHERE NOT EXISTS (SELECT 1 FROM {table}"  # noqa: S608
            f" WHERE {table}.id = abs(size.id) AND {self._rowid(table)} = size.id"
            f" AND {self._is_indexed(table)})"
        )
        try:
            lacking = connection.exec_driver_sql(missing).scalar()
            stale = connection.exec_driver_sql(surplus).scalar()
            connection.exec_driver_sql(
                f"INSERT INTO {self.name}({self.name}) VALUES('integrity-check')"
            )
        except DatabaseError:
            return ["is damaged"]
        return [f"lacks {lacking} and has {stale} too many"] if lacking or stale else []


# Not of the type Boolean, which SQLite would compare with 1, and then not use the index.
class _IsIndexed(FunctionElement[bool]):
    """Whether an index has a row under a query; the clauses are those of FullTextIndex.matches()."""

    inherit_cache = True


class _IsIndexedLongText(_IsIndexed):
    """The same where each text takes so long to read that PostgreSQL must not do so instead."""

    inherit_cache = True


@compiles(_IsIndexed, "sqlite")
@compiles(_IsIndexedLongText, "sqlite")
def _is_indexed_sqlite(element: _IsIndexed, compiler: SQLCompiler, **options: Any) -> str:
    table, id_, first, last, query, most, *_ = _compiled(element, compiler, options)
    return (
        f"({id_} IN (SELECT abs(rowid) FROM {table} WHERE {table} MATCH {query}"  # noqa: S608 - compiled
        f" AND rowid BETWEEN {first} AND {last} LIMIT {most}))"
    )


@compiles(_IsIndexed, "postgresql")
def _is_indexed_postgresql(element: _IsIndexed, compiler: SQLCompiler, **options: Any) -> str:
    _, _, _, _, _, _, query, *columns = _compiled(element, compiler, options)
    return f"({_vector(*columns)} @@ CAST({query} AS tsquery))"


@compiles(_IsIndexedLongText, "postgresql")
def _is_indexed_long_text(
    element: _IsIndexedLongText, compiler: SQLCompiler, **options: Any
) -> str:
    """Hide the query from the planner, which would read all texts for frequent words, and split each."""
    _, _, _, _, _, _, query, *columns = _compiled(element, compiler, options)
    return f"({_vector(*columns)} @@ (SELECT CAST({query} AS tsquery)))"


def _compiled(element: _IsIndexed, compiler: SQLCompiler, options: dict[str, Any]) -> list[str]:
    return [compiler.process(part, **options) for part in element.clauses]


def _vector(search_text: str, listing: str = "") -> str:
    """Return the expression that PostgreSQL indexes: the words of a text, and its list after a bar."""
    words = f"array_remove(string_to_array({search_text}, ' '), '')"
    if listing:
        words = f"array_append({words}, '|' || {listing})"
    return f"array_to_tsvector({words})"
