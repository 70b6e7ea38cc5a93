"""All rows of one database into another that is empty: from SQLite to PostgreSQL when it grows, or back.

Nobody writes to the old one meanwhile, and it is left as it was. Every row is read back from the new one and
compared before anything of it is kept.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any

from sqlalchemy import Connection, Engine, Table, exists, func, select, text, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from webinars.commands.context import error_summary
from webinars.database import Base, count_on, ids_given

ROWS_AT_ONCE = 500
# What a new database holds already: how often an event has changed, which is never.
MADE_WITH_IT = "event_changes"


class NotEmptyError(Exception):
    """The new database holds rows already; the text names the first such table."""


class DifferentError(Exception):
    """What was copied reads back differently; the text names the table and the row."""


class NotTakenError(Exception):
    """The new database does not take a row; the text names its table and says why."""


@dataclass(frozen=True)
class Copied:
    """How many rows of how many tables were copied."""

    rows: int
    tables: int


def copy_all(source: Engine, session: Session) -> Copied:
    """Copy all rows into the database of a session, whose transaction the caller ends.

    Raises:
        NotEmptyError, NotTakenError, DifferentError: nothing may be kept.
    """
    target = session.connection()
    tables = Base.metadata.sorted_tables  # each after those it refers to
    _must_be_empty(target, tables)
    rows = 0
    with lock_for_copy(source, tables) as connection:
        for table in tables:
            try:
                rows += _copy(connection, target, table)
            except (DataError, IntegrityError) as error:
                raise NotTakenError(f"{table.name}, {error_summary(error)}") from error
        for table in tables:
            _compare(connection, target, table)
        _count_on(connection, target, tables)
    return Copied(rows, len(tables))


def _must_be_empty(target: Connection, tables: Sequence[Table]) -> None:
    for table in tables:
        if table.name == MADE_WITH_IT:
            target.execute(table.delete())
        elif target.scalar(select(exists().select_from(table))):
            raise NotEmptyError(table.name)


@contextmanager
def lock_for_copy(source: Engine, tables: Sequence[Table]) -> Iterator[Connection]:
    """Give a connection to a database that nobody else writes to meanwhile."""
    with source.connect().execution_options(writes=True) as connection:
        if source.dialect.name == "postgresql":
            named = source.dialect.identifier_preparer.format_table
            connection.execute(
                text(f"LOCK TABLE {', '.join(named(each) for each in tables)} IN SHARE MODE")
            )
        else:
            connection.execute(text("SELECT 1"))  # its BEGIN is IMMEDIATE
        yield connection


def _copy(source: Connection, target: Connection, table: Table) -> int:
    """Copy the rows of a table; what refers to rows of the same table is filled in once all are there."""
    own = [key.parent for key in table.foreign_keys if key.column.table is table]
    count, later = 0, []
    found = _rows(source, table)
    while rows := list(islice(found, ROWS_AT_ONCE)):
        later += [row for row in rows if any(row[column.name] is not None for column in own)]
        empty = dict.fromkeys((column.name for column in own), None)
        target.execute(table.insert(), [{**row, **empty} for row in rows])
        count += len(rows)
    for row in later:
        said = {column.name: row[column.name] for column in own}
        target.execute(update(table).where(*_is(table, row)).values(said))
    return count


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table in the order of its key, some at once."""
    asked = select(table).order_by(*table.primary_key.columns)
    with connection.execute(asked, execution_options={"yield_per": ROWS_AT_ONCE}) as found:
        for row in found.mappings():
            yield dict(row)


def _compare(source: Connection, target: Connection, table: Table) -> None:
    for old, new in zip_longest(_rows(source, table), _rows(target, table)):
        if old != new:
            row = ", ".join(str((old or new or {})[key.name]) for key in table.primary_key.columns)
            raise DifferentError(f"{table.name} {row}")


def _count_on(source: Connection, target: Connection, tables: Sequence[Table]) -> None:
    """Let the new database give only ids that the old one has never given, those of deleted rows included."""
    if source.dialect.name == "sqlite":
        given = ids_given(source)
    else:
        given = {}
        for table in tables:
            sequence = _sequence(source, table)
            if sequence:
                row = source.exec_driver_sql(f"SELECT last_value, is_called FROM {sequence}").one()  # noqa: S608
                given[table.name] = row.last_value if row.is_called else 0
    if target.dialect.name == "sqlite":
        count_on(target, given)
        return
    for table in tables:
        sequence, last = _sequence(target, table), given.get(table.name, 0)
        if sequence and last:
            target.execute(select(func.setval(sequence, last)))


def _sequence(connection: Connection, table: Table) -> str | None:
    """Return the name of the sequence that numbers a table of PostgreSQL."""
    counted = table.autoincrement_column
    if counted is None:
        return None
    found: str | None = connection.scalar(
        select(func.pg_get_serial_sequence(table.name, counted.name))
    )
    return found


def _is(table: Table, row: dict[str, Any]) -> Iterator[Any]:
    return (column == row[column.name] for column in table.primary_key.columns)
