"""Frequent statements, compiled once: plain rows and values, without the ORM."""

# Of a statement that reads one row, SQLAlchemy takes 0.2 to 0.3 ms and SQLite a tenth of that. Here the
# statement is compiled once for each dialect, and the driver executes it directly. If there are
# before_cursor_execute listeners, which must see each statement, or if the driver of SQLite fails, SQLAlchemy
# executes it as any other and raises the usual errors; those of PostgreSQL's driver are converted to them.

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, UpdateBase, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from webinars.compiled_statements import CompiledChange, CompiledQuery, Query
from webinars.driver_execution import execute_by_driver, is_listened_to

# Of most queries and insertions of several rows.
LONGEST_LIST = 8
_CONNECTION = "webinars_open_connection"
# Else SQLAlchemy reports none for an insertion.
_WITH_ROWCOUNT = {"preserve_rowcount": True}

_INSERTS: dict[str, Callable[[Any], Any]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}


def set_open_connection(session: Session, connection: Connection | None) -> None:
    """Note the connection of a session's transaction, or that it has ended, for open_connection()."""
    session.info[_CONNECTION] = connection


def open_connection(session: Session) -> Connection:
    """Return the connection of a session, of its open transaction without the search for its engine.

    The session sets a savepoint when it is first asked for its connection in a nested transaction.
    """
    connection: Connection | None = session.info.get(_CONNECTION)
    if connection is None or not connection.in_transaction() or session.in_nested_transaction():
        return session.connection()
    return connection


def flushed(session: Session) -> Connection:
    """Return the connection of a session, its changes flushed as before a query of its own."""
    session.flush()
    return open_connection(session)


class PreparedQuery:
    """A frequent query, compiled once for each dialect and each length of its lists.

    longest: how long a list may be. Longer ones are so rare that SQLAlchemy may expand them each time.
    """

    def __init__(self, statement: Query, longest: int = LONGEST_LIST) -> None:
        self._statement, self._longest = statement, longest
        self._by_shape: dict[tuple[Any, ...], CompiledQuery] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Execute the query and return its rows; lists are the values of expanding parameters."""
        lengths = [len(value) for value in values.values() if isinstance(value, list)]
        if max(lengths, default=0) > self._longest or is_listened_to(connection):
            return connection.execute(self._statement, values).all()
        query = self._compiled(connection.dialect, values, lengths)
        parameters = query.parameters(values)
        return execute_by_driver(
            connection,
            query.sql,
            lambda cursor: query.processed(cursor.execute(query.sql, parameters).fetchall()),
            lambda: connection.execute(self._statement, values).all(),
        )

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any] | None:
        """Execute the query and return its first row; None without one."""
        rows = self.rows(connection, values)
        return rows[0] if rows else None

    def _compiled(
        self, dialect: Dialect, values: Mapping[str, Any], lengths: Sequence[int]
    ) -> CompiledQuery:
        shape = (dialect.name, *values, *lengths)
        query = self._by_shape.get(shape)
        if query is None:
            query = self._by_shape[shape] = CompiledQuery(self._statement, dialect, values)
        return query


class PreparedChange:
    """A frequent change, compiled once for each dialect; its values other than those given are constants.

    It may be repeated after an error, so it must be idempotent.
    """

    def __init__(self, statement: UpdateBase) -> None:
        self._statement = statement
        self._by_dialect: dict[str, CompiledChange] = {}

    def execute(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Execute the change and return the number of affected rows."""
        if is_listened_to(connection):
            return connection.execute(self._statement, dict(values)).rowcount
        change = self._compiled(connection.dialect)
        return change.execute(connection, self._statement, values)

    def execute_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute the change with the values of each row."""
        if not rows:
            return
        if is_listened_to(connection):
            connection.execute(self._statement, [dict(row) for row in rows])
            return
        change = self._compiled(connection.dialect)
        change.execute_all(connection, self._statement, rows)

    def _compiled(self, dialect: Dialect) -> CompiledChange:
        change = self._by_dialect.get(dialect.name)
        if change is None:
            change = self._by_dialect[dialect.name] = CompiledChange(self._statement, dialect)
        return change


class PreparedInsert:
    """A frequent insertion, compiled once for each dialect and each number of rows.

    build makes the statement from the insert function of a dialect; columns are those that are given.
    """

    def __init__(
        self, build: Callable[[Callable[[Any], Any]], Any], columns: Sequence[str]
    ) -> None:
        self._build = build
        self._columns = columns
        self._by_shape: dict[tuple[str, int], tuple[Insert, CompiledChange]] = {}
        # What the value of a column is called in each row of one statement.
        self._names = [
            [(column, f"{column}_{number}") for column in columns] for number in range(LONGEST_LIST)
        ]

    def execute(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Insert rows by one statement; return how many were inserted or, after a conflict, changed."""
        if not rows:
            return 0
        dialect = connection.dialect
        if len(rows) > LONGEST_LIST:
            fresh = self._build(_INSERTS[dialect.name])
            many = [dict(row) for row in rows]
            return connection.execute(fresh, many, execution_options=_WITH_ROWCOUNT).rowcount
        shape = dialect.name, len(rows)
        if shape not in self._by_shape:
            statement = self._of_rows(*shape)
            self._by_shape[shape] = statement, CompiledChange(statement, dialect)
        statement, change = self._by_shape[shape]
        values = {
            name: row[column]
            for row, names in zip(rows, self._names, strict=False)
            for column, name in names
        }
        if is_listened_to(connection):
            return connection.execute(statement, values, execution_options=_WITH_ROWCOUNT).rowcount
        return change.execute(connection, statement, values)

    def execute_one(self, connection: Connection, row: Mapping[str, Any]) -> int:
        """Insert a row and return its id."""
        dialect = connection.dialect
        shape = dialect.name, 0
        if shape not in self._by_shape:
            one = self._of_rows(dialect.name, 1)
            returning = one.returning(one.table.c.id)
            self._by_shape[shape] = returning, CompiledChange(returning, dialect)
        statement, change = self._by_shape[shape]
        values = {name: row[column] for column, name in self._names[0]}
        if is_listened_to(connection):
            return int(connection.execute(statement, values).scalar_one())
        return change.scalar(connection, statement, values)

    def _of_rows(self, dialect: str, count: int) -> Insert:
        fresh: Insert = self._build(_INSERTS[dialect])
        columns = fresh.table.c
        # What SQLAlchemy would add when it executes the statement itself.
        constants = {
            column.name: column.default.arg
            for column in columns
            if isinstance(column.default, ScalarElementColumnDefault)
            and column.name not in self._columns
        }
        return fresh.values(
            [
                constants
                | {
                    name: bindparam(f"{name}_{number}", type_=columns[name].type)
                    for name in self._columns
                }
                for number in range(count)
            ]
        )
