"""Execute statements by the database's driver itself; its errors become SQLAlchemy's."""

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

_Result = TypeVar("_Result")


def execute_bare(connection: Connection, sql: str) -> None:
    """Execute a statement without values or rows by the driver; its errors are SQLAlchemy's."""
    if is_listened_to(connection):
        connection.exec_driver_sql(sql)
        return
    driver: Any = connection.connection.dbapi_connection
    try:
        driver.execute(sql)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_sqlalchemy(connection, sql, error) from error


def execute_by_driver(
    connection: Connection,
    sql: str,
    execute: Callable[[Any], _Result],
    repeat: Callable[[], _Result],
) -> _Result:
    """Execute a statement on a cursor of the driver; repeat: the same by SQLAlchemy."""
    driver: Any = connection.connection.dbapi_connection
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


def is_listened_to(connection: Connection) -> bool:
    """Return whether a listener must see each statement, which the driver would hide from it."""
    return bool(connection.engine.dispatch.before_cursor_execute)
