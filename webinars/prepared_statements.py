"""Frequent statements, compiled once: plain rows and values, without the ORM."""

# Of a statement that reads one row, SQLAlchemy takes 0.2 to 0.3 ms and SQLite a tenth of that. Here the
# statement is compiled once for each dialect, and the driver executes it directly. If there are
# before_cursor_execute listeners, which must see each statement, or if the driver of SQLite fails, SQLAlchemy
# executes it as any other and raises the usual errors; those of PostgreSQL's driver are converted to them.

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Insert, Select, UpdateBase, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import TypeEngine

# Longer lists are so rare that SQLAlchemy may expand them each time.
LONGEST_LIST = 8
_CONNECTION = "webinars_open_connection"
# Else SQLAlchemy reports none for an insertion.
_WITH_ROWCOUNT = {"preserve_rowcount": True}

_Result = TypeVar("_Result")
_Processor = Callable[[Any], Any]
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


def execute_bare(connection: Connection, sql: str) -> None:
    """Execute a statement without values or rows by SQLite's driver; its errors are SQLAlchemy's."""
    if _is_listened_to(connection):
        connection.exec_driver_sql(sql)
        return
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute(sql)
    except sqlite3.Error as error:
        raise _as_sqlalchemy(connection, sql, error) from error


class PreparedQuery:
    """A frequent query, compiled once for each dialect and each length of its lists."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._by_shape: dict[tuple[Any, ...], _CompiledQuery] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Execute the query and return its rows; lists are the values of expanding parameters."""
        lengths = [len(value) for value in values.values() if isinstance(value, list)]
        if max(lengths, default=0) > LONGEST_LIST or _is_listened_to(connection):
            return connection.execute(self._statement, values).all()
        query = self._compiled(connection.dialect, values, lengths)
        parameters = query.parameters(values)
        return _executed(
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
    ) -> "_CompiledQuery":
        shape = (dialect.name, *values, *lengths)
        query = self._by_shape.get(shape)
        if query is None:
            query = self._by_shape[shape] = _CompiledQuery(self._statement, dialect, values)
        return query


class PreparedChange:
    """A frequent change, compiled once for each dialect; its values other than those given are constants.

    It may be repeated after an error, so it must be idempotent.
    """

    def __init__(self, statement: UpdateBase) -> None:
        self._statement = statement
        self._by_dialect: dict[str, _CompiledChange] = {}

    def execute(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Execute the change and return the number of affected rows."""
        if _is_listened_to(connection):
            return connection.execute(self._statement, dict(values)).rowcount
        change = self._compiled(connection.dialect)
        return change.execute(connection, self._statement, values)

    def execute_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute the change with the values of each row."""
        if not rows:
            return
        if _is_listened_to(connection):
            connection.execute(self._statement, [dict(row) for row in rows])
            return
        change = self._compiled(connection.dialect)
        change.execute_all(connection, self._statement, rows)

    def _compiled(self, dialect: Dialect) -> "_CompiledChange":
        change = self._by_dialect.get(dialect.name)
        if change is None:
            change = self._by_dialect[dialect.name] = _CompiledChange(self._statement, dialect)
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
        self._by_shape: dict[tuple[str, int], tuple[Insert, _CompiledChange]] = {}
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
            self._by_shape[shape] = statement, _CompiledChange(statement, dialect)
        statement, change = self._by_shape[shape]
        values = {
            name: row[column]
            for row, names in zip(rows, self._names, strict=False)
            for column, name in names
        }
        if _is_listened_to(connection):
            return connection.execute(statement, values, execution_options=_WITH_ROWCOUNT).rowcount
        return change.execute(connection, statement, values)

    def execute_one(self, connection: Connection, row: Mapping[str, Any]) -> int:
        """Insert a row and return its id."""
        dialect = connection.dialect
        shape = dialect.name, 0
        if shape not in self._by_shape:
            one = self._of_rows(dialect.name, 1)
            returning = one.returning(one.table.c.id)
            self._by_shape[shape] = returning, _CompiledChange(returning, dialect)
        statement, change = self._by_shape[shape]
        values = {name: row[column] for column, name in self._names[0]}
        if _is_listened_to(connection):
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


class _CompiledChange:
    """The SQL of a change, its constant values, and how the driver takes the others."""

    def __init__(self, statement: UpdateBase, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - only DDL has another compiler
        self._is_positional = compiled.positional
        processors = _bind_processors(compiled, dialect)
        constants = {
            name: processors[name](value) if name in processors else value
            for name, value in compiled.construct_params(_check=False).items()
        }
        self.sql, names = str(compiled), list(constants)
        if compiled.positional:
            given = {name for bind, name in compiled.bind_names.items() if bind.required}
            self.sql, names = _with_literals(self.sql, compiled.positiontup or (), constants, given)
        # What each parameter is called, how its value is converted, and the constant if none is given.
        self._slots = [(name, processors.get(name), constants[name]) for name in names]

    def execute(
        self, connection: Connection, statement: UpdateBase, values: Mapping[str, Any]
    ) -> int:
        """Execute the change and return the number of affected rows; statement is the same uncompiled."""
        parameters = self.parameters(values)
        return _executed(
            connection,
            self.sql,
            lambda cursor: int(cursor.execute(self.sql, parameters).rowcount),
            lambda: connection.execute(statement, dict(values)).rowcount,
        )

    def scalar(
        self, connection: Connection, statement: UpdateBase, values: Mapping[str, Any]
    ) -> int:
        """Execute the change and return the number that it returns; statement is the same uncompiled."""
        parameters = self.parameters(values)
        return _executed(
            connection,
            self.sql,
            lambda cursor: int(cursor.execute(self.sql, parameters).fetchall()[0][0]),
            lambda: int(connection.execute(statement, dict(values)).scalar_one()),
        )

    def execute_all(
        self, connection: Connection, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Execute the change with the values of each row; statement is the same uncompiled."""
        parameters: list[Any] = [self.parameters(row) for row in rows]
        # SQLite: rows before a faulty one are changed, and the same when repeated.
        _executed(
            connection,
            self.sql,
            lambda cursor: cursor.executemany(self.sql, parameters),
            lambda: connection.execute(statement, [dict(row) for row in rows]).rowcount,
        )

    def parameters(self, values: Mapping[str, Any]) -> tuple[Any, ...] | dict[str, Any]:
        """Return the values of one execution as the driver takes them."""
        processed = [
            (process(values[name]) if process else values[name]) if name in values else constant
            for name, process, constant in self._slots
        ]
        if self._is_positional:
            return tuple(processed)
        return {slot[0]: value for slot, value in zip(self._slots, processed, strict=True)}


class _CompiledQuery:
    """The SQL of a query with lists of certain lengths, and how values and columns are converted."""

    def __init__(
        self, statement: Select[*tuple[Any, ...]], dialect: Dialect, values: Mapping[str, Any]
    ) -> None:
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - only DDL has another compiler
        expanded = compiled.construct_expanded_state(dict(values))
        self.sql = expanded.statement
        names: Sequence[str] | None = expanded.positiontup
        self._is_positional = names is not None
        processors = _bind_processors(compiled, dialect)
        lists = expanded.parameter_expansion
        constants: dict[str, Any] = {}
        for name, value in compiled.construct_params(_check=False).items():
            if name not in values:
                items = zip(lists[name], value, strict=True) if name in lists else [(name, value)]
                process = processors.get(name)
                constants |= {item: process(one) if process else one for item, one in items}
        # Which of the values each parameter is: its name, and its number in a list.
        sources: dict[str, tuple[str, int | None]] = {}
        for name in values:
            if name in lists:
                sources |= {item: (name, number) for number, item in enumerate(lists[name])}
            else:
                sources[name] = (name, None)
        if names is not None:
            self.sql, names = _with_literals(self.sql, names, constants, sources)
        self._slots = [
            (name, *sources[name], processors.get(sources[name][0]), None)
            if name in sources
            else (name, None, None, None, constants[name])
            for name in (names if names is not None else [*constants, *sources])
        ]
        self._columns = [
            (index, processor)
            for index, column in enumerate(statement.selected_columns)
            if (processor := _result_processor(column.type, dialect))
        ]

    def parameters(self, values: Mapping[str, Any]) -> tuple[Any, ...] | dict[str, Any]:
        """Return the values of one execution as the driver takes them."""
        taken = []
        for _, name, number, process, constant in self._slots:
            if name is None:
                taken.append(constant)
                continue
            value = values[name] if number is None else values[name][number]
            taken.append(process(value) if process else value)
        if self._is_positional:
            return tuple(taken)
        return {slot[0]: value for slot, value in zip(self._slots, taken, strict=True)}

    def processed(self, rows: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """Return the rows with each value as its column's type has it."""
        if not self._columns:
            return rows
        return [self._processed(row) for row in rows]

    def _processed(self, row: Sequence[Any]) -> Sequence[Any]:
        values = list(row)
        for index, processor in self._columns:
            values[index] = processor(values[index])
        return values


def _executed(
    connection: Connection,
    sql: str,
    execute: Callable[[Any], _Result],
    repeat: Callable[[], _Result],
) -> _Result:
    """Execute a statement on a cursor of the driver; repeat: the same by SQLAlchemy."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        return _repeated_after_error(connection, driver, sql, execute, repeat)
    if not connection.in_transaction():
        connection.begin()  # as SQLAlchemy does by itself before a statement
    try:
        return execute(driver.cursor())
    except connection.dialect.loaded_dbapi.Error as error:
        is_lost = connection.dialect.is_disconnect(error, driver, None)
        if is_lost:
            connection.invalidate(error)
        raise _as_sqlalchemy(connection, sql, error, is_lost=is_lost) from error


def _repeated_after_error(
    connection: Connection,
    driver: sqlite3.Connection,
    sql: str,
    execute: Callable[[sqlite3.Cursor], _Result],
    repeat: Callable[[], _Result],
) -> _Result:
    """Execute a statement by SQLite's driver; after an error, which changed nothing, by SQLAlchemy.

    A full disk, an I/O error or lack of memory may roll back the whole transaction. A repetition, and all
    that follows it, would then be committed statement by statement, so the error is raised instead.
    """
    was_in_transaction = driver.in_transaction
    try:
        return execute(driver.cursor())
    except sqlite3.Error as error:
        if was_in_transaction and not driver.in_transaction:
            raise _as_sqlalchemy(connection, sql, error) from error
        return repeat()


def _as_sqlalchemy(
    connection: Connection, sql: str, error: Exception, *, is_lost: bool = False
) -> BaseException:
    dialect = connection.dialect
    return DBAPIError.instance(
        sql,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_lost,
        dialect=dialect,
    )


def _with_literals(
    sql: str, names: Sequence[str], constants: Mapping[str, Any], given: Collection[str]
) -> tuple[str, list[str]]:
    """Write constants into the SQL of SQLite; return it, and the names of the parameters that remain.

    SQLite plans a statement again at each execution if a parameter may decide whether a partial index
    applies, which takes up to twenty times as long as its execution.
    """
    pieces = sql.split("?")
    if len(pieces) != len(names) + 1:
        return sql, list(names)  # a question mark that is no parameter
    written, left = [pieces[0]], []
    for name, piece in zip(names, pieces[1:], strict=True):
        literal = None if name in given else _literal(constants.get(name))
        if literal is None:
            left.append(name)
        written += ["?" if literal is None else literal, piece]
    return "".join(written), left


def _literal(value: object) -> str | None:
    """Return a value as SQL; None if it must stay a parameter."""
    match value:
        case None:
            return "NULL"
        case str() if "\0" not in value:
            return "'" + value.replace("'", "''") + "'"
        case int():
            return str(int(value))
    return None


def _bind_processors(compiled: SQLCompiler, dialect: Dialect) -> dict[str, _Processor]:
    return {
        name: processor
        for bind, name in compiled.bind_names.items()
        if (processor := bind.type.dialect_impl(dialect).bind_processor(dialect))
    }


def _result_processor(column_type: TypeEngine[Any], dialect: Dialect) -> _Processor | None:
    return column_type.dialect_impl(dialect).result_processor(dialect, None)


def _is_listened_to(connection: Connection) -> bool:
    return bool(connection.engine.dispatch.before_cursor_execute)
