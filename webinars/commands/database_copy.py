"""Copy all rows of one database into an empty one: from SQLite to PostgreSQL, or back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any

from sqlalchemy import Connection, Engine, Table, exists, func, select, text, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from webinars.commands.installation import error_summary
from webinars.database import Base
from webinars.localized_text import comparable
from webinars.sqlite_ids import advance_ids, last_used_ids

BATCH_SIZE = 500
# Rows of a batch of a table with large ones, so that 20 MB are in memory.
LARGE_ROWS = {"document_file_chunks": 20, "stored_files": 2}
# A new database is not empty here: the migration inserts a row, and the first start stores its secret key.
FILLED_AT_FIRST = {"event_changes", "database_key"}


class NotEmptyError(Exception):
    """The new database contains rows; the text names the first such table."""


class CopyDiffersError(Exception):
    """A copied row reads back differently; the text names the table and the row."""


class CopyRejectedError(Exception):
    """The new database rejected a row; the text names its table and the reason."""


@dataclass(frozen=True)
class CopyCounts:
    """Number of rows and tables copied."""

    rows: int
    tables: int


def copy_all(source: Engine, session: Session) -> CopyCounts:
    """Copy all rows into the database of a session; the caller commits.

    The source is locked against writes and not changed. Every row is read back and compared.

    Raises:
        NotEmptyError, CopyRejectedError, CopyDiffersError: the caller must roll back.
    """
    target = session.connection()
    tables = Base.metadata.sorted_tables  # parents before children
    _check_empty(target, tables)
    rows = 0
    with lock_for_copy(source, tables) as connection:
        for table in tables:
            try:
                rows += _copy(connection, target, table)
            except (DataError, IntegrityError) as error:
                raise CopyRejectedError(f"{table.name}, {error_summary(error)}") from error
        for table in tables:
            _compare(connection, target, table)
        _copy_sequences(connection, target, tables)
    return CopyCounts(rows, len(tables))


def _check_empty(target: Connection, tables: Sequence[Table]) -> None:
    for table in tables:
        if table.name in FILLED_AT_FIRST:
            target.execute(table.delete())
        elif target.scalar(select(exists().select_from(table))):
            raise NotEmptyError(table.name)


@contextmanager
def lock_for_copy(source: Engine, tables: Sequence[Table]) -> Iterator[Connection]:
    """Open a connection that blocks other writers until it is closed."""
    with source.connect().execution_options(writes=True) as connection:
        if source.dialect.name == "postgresql":
            quoted = source.dialect.identifier_preparer.format_table
            connection.execute(
                text(f"LOCK TABLE {', '.join(quoted(table) for table in tables)} IN SHARE MODE")
            )
        else:
            connection.execute(text("SELECT 1"))  # its BEGIN is IMMEDIATE
        yield connection


def _copy(source: Connection, target: Connection, table: Table) -> int:
    """Copy the rows of a table; self-referencing columns are filled in after all rows exist."""
    self_references = [key.parent for key in table.foreign_keys if key.column.table is table]
    count, deferred = 0, []
    remaining = _rows(source, table)
    while rows := list(islice(remaining, _batch_size(table))):
        deferred += [
            row for row in rows if any(row[column.name] is not None for column in self_references)
        ]
        empty = dict.fromkeys((column.name for column in self_references), None)
        target.execute(table.insert(), [{**row, **empty} for row in rows])
        count += len(rows)
    for row in deferred:
        values = {column.name: row[column.name] for column in self_references}
        target.execute(update(table).where(*_primary_key_matches(table, row)).values(values))
    return count


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table by primary key, fetched in batches."""
    statement = select(table).order_by(*table.primary_key.columns)
    options = {"yield_per": _batch_size(table)}
    with connection.execute(statement, execution_options=options) as result:
        for row in result.mappings():
            yield dict(row)


def _batch_size(table: Table) -> int:
    return LARGE_ROWS.get(table.name, BATCH_SIZE)


def _compare(source: Connection, target: Connection, table: Table) -> None:
    for old, new in zip_longest(_rows(source, table), _rows(target, table)):
        if _in_all_languages(old) != _in_all_languages(new):
            row = ", ".join(str((old or new or {})[key.name]) for key in table.primary_key.columns)
            raise CopyDiffersError(f"{table.name} {row}")


def _in_all_languages(row: dict[str, Any] | None) -> dict[str, Any] | None:
    return row and {name: comparable(value) for name, value in row.items()}


def _copy_sequences(source: Connection, target: Connection, tables: Sequence[Table]) -> None:
    """Advance the sequences of the new database past all ids ever used, including those of deleted rows."""
    if source.dialect.name == "sqlite":
        used = last_used_ids(source)
    else:
        used = {}
        for table in tables:
            sequence = _sequence(source, table)
            if sequence:
                row = source.exec_driver_sql(f"SELECT last_value, is_called FROM {sequence}").one()  # noqa: S608
                used[table.name] = row.last_value if row.is_called else 0
    if target.dialect.name == "sqlite":
        advance_ids(target, used)
        return
    for table in tables:
        sequence, last = _sequence(target, table), used.get(table.name, 0)
        if sequence and last:
            target.execute(select(func.setval(sequence, last)))


def _sequence(connection: Connection, table: Table) -> str | None:
    """Return the name of the sequence of a PostgreSQL table's autoincrement column."""
    column = table.autoincrement_column
    if column is None:
        return None
    sequence: str | None = connection.scalar(
        select(func.pg_get_serial_sequence(table.name, column.name))
    )
    return sequence


def _primary_key_matches(table: Table, row: dict[str, Any]) -> Iterator[Any]:
    return (column == row[column.name] for column in table.primary_key.columns)
