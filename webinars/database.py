"""The database: the base of all tables, instants in UTC, and the one place that commits."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Select,
    Table,
    Text,
    UpdateBase,
    event,
    inspect,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from webinars.write_queue import WriteQueue

Locking = TypeVar("Locking", bound=Select[Any])
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_STANDALONE = "webinars_standalone"
_ERASES = "webinars_erases"
_BUSY_MILLISECONDS, _LOG_BUSY_MILLISECONDS = 15_000, 1_000
# How a connection of PostgreSQL is told not to wait for the disk after a commit, and to wait.
_HASTE, _PATIENCE = "SET synchronous_commit TO off", "SET synchronous_commit TO DEFAULT"


@event.listens_for(Table, "after_parent_attach")
def _number_once(table: Table, _metadata: MetaData) -> None:
    """Let no table of SQLite give an id out twice, those of models and of migrations alike.

    References:
        SQLite's manual, AUTOINCREMENT.
    """
    table.dialect_options["sqlite"]["autoincrement"] = True


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store an aware instant as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant back with its zone, which SQLite drops."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class LocalDateTime(TypeDecorator[datetime]):
    """A naive wall-clock time, never without a zone column beside it; aware values are refused."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store the wall clock as it is."""
        if value is not None and value.tzinfo is not None:
            raise ValueError("a wall-clock time has no zone of its own")
        return value


class Base(DeclarativeBase):
    """The base of all tables: instants are UtcDateTime, enums text, dictionaries and lists JSON."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UtcDateTime(),
        str: Text(),
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            length=40,
            values_callable=lambda kind: [member.value for member in kind],
            create_constraint=False,
        ),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        list[str]: JSON(),
    }


db = SQLAlchemy(metadata=Base.metadata)
# Of each engine on an SQLite file.
_QUEUES: WeakKeyDictionary[Engine, WriteQueue] = WeakKeyDictionary()


@contextmanager
def transaction() -> Iterator[Session]:
    """Give one use-case its session: commit when the block ends, roll back when it raises."""
    session = db.session()
    session.rollback()  # decide on what is true now
    with _wait_for_write_slot(db.engine):
        session.connection(
            execution_options={"writes": True}
        )  # so that SQLite's BEGIN is IMMEDIATE
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            session.info.pop(_ERASES, None)
            raise
        if session.info.pop(_ERASES, False):
            _empty_log(db.engine)


def erase_deleted_bytes(session: Session) -> None:
    """Once the session has committed, remove from SQLite's log what its changes deleted or overwrote."""
    session.info[_ERASES] = True


def _empty_log(engine: Engine) -> None:
    """Write the log into the database file, where secure_delete overwrites what is gone, and empty it.

    Somebody who reads meanwhile holds it up; it is left for the next erasure, or the hourly one, then.
    """
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_LOG_BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
    except sqlite3.Error:
        # What was asked for is done and committed; a full disk is said by whoever writes next.
        connection.invalidate()
    finally:
        connection.close()


def _wait_for_write_slot(engine: Engine) -> AbstractContextManager[None]:
    """Return the wait for one's turn among all who write to an SQLite file."""
    queue = _QUEUES.get(engine)
    return queue.turn() if queue else nullcontext()


def for_update(statement: Locking, *, skip_locked: bool = False) -> Locking:
    """Make a SELECT lock its rows, and refresh objects that were loaded before.

    FOR NO KEY UPDATE on PostgreSQL, nothing on SQLite: it excludes other locks and changes of a row, but lets
    foreign key checks (FOR KEY SHARE) pass. skip_locked: leave out rows that another transaction has locked.

    References:
        docs/decisions/0037: the order in which rows are locked.
    """
    return statement.with_for_update(key_share=True, skip_locked=skip_locked).execution_options(
        populate_existing=True
    )


def reading() -> Connection:
    """Return a connection for reads that need no session, to be closed by a with statement.

    Each is a transaction by itself, which spares one statement its BEGIN and ROLLBACK.
    """
    engine = db.engine
    return engine.connect().execution_options(**_alone(engine))


class SingleStatements:
    """Changes of one statement each: a transaction by itself, committed when it has been executed.

    One way to the database and back instead of three, on a connection that is kept until close(). One in
    haste does not wait for the disk on PostgreSQL, where that takes longest: its last changes are lost when
    the server or the power fails, not when the process does, and last with the next change of whoever waits.

    References:
        PostgreSQL's manual, Asynchronous Commit.
    """

    def __init__(self, engine: Engine, *, in_haste: bool = False) -> None:
        self._turn_of = engine
        self._engine = engine.execution_options(**_alone(engine))
        self._connection: Connection | None = None
        self._in_haste = in_haste and engine.dialect.name == "postgresql"

    def change(self, statement: UpdateBase, values: dict[str, Any]) -> int:
        """Return how many rows were changed.

        A connection that was lost meanwhile is replaced once, so the change must bear being made twice. It
        returns no rows: SQLite would commit only once they are fetched.
        """
        with _wait_for_write_slot(self._turn_of):
            return self._changed(statement, values)

    def _changed(self, statement: UpdateBase, values: dict[str, Any]) -> int:
        if self._connection is not None:
            try:
                return self._connection.execute(statement, values).rowcount
            except DBAPIError as error:
                self.close()
                if not error.connection_invalidated:
                    raise
        self._connection = self._engine.connect()
        if self._in_haste:
            self._connection.exec_driver_sql(_HASTE)
        return self._connection.execute(statement, values).rowcount

    def close(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with connection:
            if self._in_haste and not connection.invalidated:
                try:
                    connection.exec_driver_sql(_PATIENCE)
                except DBAPIError:
                    connection.invalidate()  # nobody is to get one that may still be in haste


class FastScalar:
    """A number that is asked for all day long: one statement, with as little around it as it takes.

    On SQLite the driver is asked, which costs a fifth of what SQLAlchemy's connection does; but not where
    somebody listens to what the engine executes, who is to hear of this as well. What fails that way is asked
    again the long way, which finds out whether the connection was lost and raises what others raise.
    """

    def __init__(self, statement: Select[int]) -> None:
        self._statement = statement
        self._sql = ""

    def number(self, engine: Engine) -> int:
        """Return the number; 0 if there is no row."""
        if engine.dialect.name == "sqlite" and not engine.dispatch.before_cursor_execute:
            try:
                return self._asked_of_the_driver(engine)
            except sqlite3.Error:
                pass
        with engine.connect().execution_options(**_alone(engine)) as connection:
            return connection.scalar(self._statement) or 0

    def _asked_of_the_driver(self, engine: Engine) -> int:
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


def _alone(engine: Engine) -> dict[str, Any]:
    """Return the options of a connection whose statements are transactions by themselves."""
    # SQLAlchemy would leave an SQLite connection with another isolation level than prepare() gave it.
    own = {} if engine.dialect.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
    return {_STANDALONE: True, **own}


def ids_given(connection: Connection) -> dict[str, int]:
    """Return the highest id that each table of SQLite has ever given, also to rows that are gone."""
    is_there = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"
    if connection.exec_driver_sql(is_there).first() is None:
        return {}
    rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
    return {str(name): int(last) for name, last in rows}


def count_on(connection: Connection, given: dict[str, int]) -> None:
    """Let tables of SQLite give only ids above those given already; a table made anew would forget them."""
    now = ids_given(connection)
    tables = set(inspect(connection).get_table_names())
    for name, last in given.items():
        if name not in tables or now.get(name, -1) >= last:
            continue
        if name in now:
            statement = "UPDATE sqlite_sequence SET seq = ? WHERE name = ?"
        else:
            statement = "INSERT INTO sqlite_sequence (seq, name) VALUES (?, ?)"
        connection.exec_driver_sql(statement, (last, name))


def prepare(engine: Engine) -> None:
    """Teach an SQLite engine its promises: one writer at a time, durable commits, foreign keys."""
    if engine.dialect.name != "sqlite":
        return
    if engine.url.database not in {None, "", ":memory:"}:
        _QUEUES[engine] = WriteQueue(str(engine.url.database))

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            # What is deleted is overwritten with zeros, not only forgotten.
            "secure_delete=ON",
            f"busy_timeout={_BUSY_MILLISECONDS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        options = connection.get_execution_options()
        if not options.get(_STANDALONE):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")
