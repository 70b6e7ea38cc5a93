"""Statements compiled to SQL: their constants, and how the driver takes and returns values."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Dialect, Select, UpdateBase
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from webinars.driver_execution import execute_by_driver

_Processor = Callable[[Any], Any]
_NAMED = re.compile(r"%\((\w+)\)s")
Query = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]


class CompiledChange:
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
        given = {name for bind, name in compiled.bind_names.items() if bind.required}
        names = compiled.positiontup if compiled.positional else list(constants)
        self.sql, names = _with_literals(str(compiled), names or (), constants, given, dialect)
        # What each parameter is called, how its value is converted, and the constant if none is given.
        self._slots = [(name, processors.get(name), constants[name]) for name in names]

    def execute(
        self, connection: Connection, statement: UpdateBase, values: Mapping[str, Any]
    ) -> int:
        """Execute the change and return the number of affected rows; statement is the same uncompiled."""
        parameters = self.parameters(values)
        return execute_by_driver(
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
        return execute_by_driver(
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
        execute_by_driver(
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


class CompiledQuery:
    """The SQL of a query with lists of certain lengths, and how values and columns are converted."""

    def __init__(self, statement: Query, dialect: Dialect, values: Mapping[str, Any]) -> None:
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
        names = names if names is not None else [*constants, *sources]
        self.sql, names = _with_literals(self.sql, names, constants, sources, dialect)
        self._slots = [
            (name, *sources[name], processors.get(sources[name][0]), None)
            if name in sources
            else (name, None, None, None, constants[name])
            for name in names
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


def _with_literals(
    sql: str,
    names: Sequence[str],
    constants: Mapping[str, Any],
    given: Collection[str],
    dialect: Dialect,
) -> tuple[str, list[str]]:
    """Write constants into SQL; return it, and the names of the parameters that remain.

    SQLite plans a statement again at each execution if a parameter may decide whether a partial index
    applies, which takes up to twenty times as long as its execution; PostgreSQL does not use such an index
    in a plan that it keeps. Its driver converts each parameter again at each execution.
    """
    literals = {
        name: literal
        for name, value in constants.items()
        if name not in given and (literal := _literal(value, dialect)) is not None
    }
    if not dialect.positional:
        written = _NAMED.sub(lambda match: literals.get(match[1], match[0]), sql)
        return written, [name for name in names if name not in literals]
    pieces = sql.split("?")
    if len(pieces) != len(names) + 1:
        return sql, list(names)  # a question mark that is no parameter
    ends = [(literals.get(name, "?"), piece) for name, piece in zip(names, pieces[1:], strict=True)]
    left = [name for name in names if name not in literals]
    return "".join([pieces[0], *(part for end in ends for part in end)]), left


def _literal(value: object, dialect: Dialect) -> str | None:
    """Return a value as SQL; None if it must stay a parameter."""
    match value:
        case None:
            return "NULL"
        case str() if "\0" not in value:
            text = "'" + value.replace("'", "''") + "'"
            return text if dialect.positional else text.replace("%", "%%")
        case bool() if dialect.name == "postgresql":
            return str(value).lower()
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
