"""Single statements in autocommit mode, without a session: one round trip instead of three."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Select, UpdateBase
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from webinars.database import autocommit_options, wait_for_write_slot
from webinars.prepared_statements import PreparedChange, PreparedQuery

Result = TypeVar("Result")
# Of one connection: whether its commits wait for the disk, and as all others do.
_NO_WAIT = {
    "postgresql": "SET synchronous_commit = off",
    "sqlite": "PRAGMA synchronous=NORMAL",
}
_WAIT = {"postgresql": "RESET synchronous_commit", "sqlite": "PRAGMA synchronous=FULL"}


class SingleStatements:
    """Executes single statements in autocommit mode: one round trip instead of three.

    The connection stays open until close(). waits_for_disk: a change is on disk when it returns. Else it is
    lost if the power or PostgreSQL fails, but not if this process does, and it becomes durable with the next
    commit of any connection that waits.

    References:
        PostgreSQL's manual, Asynchronous Commit; SQLite's manual, PRAGMA synchronous.
    """

    def __init__(self, engine: Engine, *, waits_for_disk: bool = True) -> None:
        self._engine = engine
        self._waits_for_disk = waits_for_disk
        self._connection: Connection | None = None

    def rows(self, query: PreparedQuery, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Execute a query; a lost connection is replaced once."""
        return self._execute(lambda connection: query.rows(connection, values))

    def change(self, statement: UpdateBase | PreparedChange, values: dict[str, Any]) -> int:
        """Execute a change and return the number of affected rows.

        A lost connection is replaced once, so the change must be idempotent. It must not return rows, because
        SQLite would commit only after they are fetched.
        """
        with wait_for_write_slot(self._engine):
            return self._execute(lambda connection: _changed_rows(connection, statement, values))

    def _execute(self, execute: Callable[[Connection], Result]) -> Result:
        if self._connection is not None:
            try:
                return execute(self._connection)
            except SQLAlchemyError as error:
                self.close()
                if not (isinstance(error, DBAPIError) and error.connection_invalidated):
                    raise
        options = autocommit_options(self._engine)
        self._connection = self._engine.connect().execution_options(**options)
        try:
            if not self._waits_for_disk:
                self._connection.exec_driver_sql(_NO_WAIT[self._engine.dialect.name])
            return execute(self._connection)
        except SQLAlchemyError:
            self.close()  # a lost connection could never be used again
            raise

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if not (self._waits_for_disk or connection.invalidated):
            try:
                connection.exec_driver_sql(_WAIT[self._engine.dialect.name])
            except SQLAlchemyError:
                connection.invalidate()  # nobody else may get it from the pool
        connection.close()


def _changed_rows(
    connection: Connection, statement: UpdateBase | PreparedChange, values: dict[str, Any]
) -> int:
    if isinstance(statement, PreparedChange):
        return statement.execute(connection, values)
    return connection.execute(statement, values).rowcount


class FastScalar:
    """A frequent query for one number, with minimal overhead.

    On SQLite the query goes to the driver directly, at a fifth of the cost of a SQLAlchemy connection, unless
    there are before_cursor_execute listeners, which must see it. If that fails, the query is repeated with
    SQLAlchemy, which handles lost connections and raises the usual errors.
    """

    def __init__(self, statement: Select[int]) -> None:
        self._statement = statement
        self._sql = ""

    def number(self, engine: Engine) -> int:
        """Execute the query; return 0 if there is no row."""
        if engine.dialect.name == "sqlite" and not engine.dispatch.before_cursor_execute:
            try:
                return self._query_driver(engine)
            except sqlite3.Error:
                pass
        with engine.connect().execution_options(**autocommit_options(engine)) as connection:
            return connection.scalar(self._statement) or 0

    def _query_driver(self, engine: Engine) -> int:
        if not self._sql:
            compiled = self._statement.compile(engine, compile_kwargs={"literal_binds": True})
            self._sql = str(compiled)
        connection = engine.raw_connection()
        try:
            row = connection.cursor().execute(self._sql).fetchone()
        except sqlite3.Error:
            connection.invalidate()
            raise
        finally:
            connection.close()
        return int(row[0]) if row else 0
