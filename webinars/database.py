"""Database access: declarative base, column types, transactions and the setup of SQLite."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
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
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, make_transient_to_detached
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator

from webinars.driver_execution import execute_bare
from webinars.prepared_statements import PreparedChange, PreparedQuery, set_open_connection
from webinars.write_queue import WriteQueue

Result = TypeVar("Result")
Stored = TypeVar("Stored", bound="Base")
Locking = TypeVar("Locking", bound=Select[Any])
_FromDatabase = Callable[[Any], datetime | None]
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_STANDALONE = "webinars_standalone"
_ERASE_AFTER_COMMIT = "webinars_erases"
_BUSY_MILLISECONDS, _CHECKPOINT_BUSY_MILLISECONDS = 15_000, 1_000


@event.listens_for(Table, "after_parent_attach")
def _never_reuse_ids(table: Table, _metadata: MetaData) -> None:
    """Set AUTOINCREMENT on all SQLite tables, so that ids of deleted rows are not reused.

    References:
        SQLite's manual, AUTOINCREMENT.
    """
    table.dialect_options["sqlite"]["autoincrement"] = True


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; rejects naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store an aware instant as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant as aware UTC; SQLite drops the time zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> _FromDatabase | None:
        """Parse SQLite's text in one call, because a batch of e-mails reads thousands of instants."""
        if dialect.name == "sqlite":
            return _parse_sqlite_instant
        return super().result_processor(dialect, coltype)


def _parse_sqlite_instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class LocalDateTime(TypeDecorator[datetime]):
    """A naive local time, stored next to a time zone column; rejects aware values."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store the local time unchanged."""
        if value is not None and value.tzinfo is not None:
            raise ValueError("a local time has no time zone")
        return value


class Base(DeclarativeBase):
    """Declarative base: datetime maps to UtcDateTime, enums to text, dictionaries and lists to JSON."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UtcDateTime(),
        str: Text(),
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            length=40,
            values_callable=lambda enum: [member.value for member in enum],
            create_constraint=False,
        ),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        list[str]: JSON(),
    }


db = SQLAlchemy(metadata=Base.metadata)
# The write queue of each engine on an SQLite file.
_QUEUES: WeakKeyDictionary[Engine, WriteQueue] = WeakKeyDictionary()


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the transaction of one use case: commit when the block ends, roll back if it raises."""
    session = db.session()
    session.rollback()  # drop stale reads
    with _wait_for_write_slot(db.engine):
        # BEGIN IMMEDIATE on SQLite
        connection = session.connection(execution_options={"writes": True})
        set_open_connection(session, connection)
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            session.info.pop(_ERASE_AFTER_COMMIT, None)
            raise
        finally:
            set_open_connection(session, None)
        if session.info.pop(_ERASE_AFTER_COMMIT, False):
            _truncate_wal(db.engine)


def erase_deleted_bytes(session: Session) -> None:
    """After the commit, truncate SQLite's write-ahead log, which still holds deleted data."""
    session.info[_ERASE_AFTER_COMMIT] = True


def _truncate_wal(engine: Engine) -> None:
    """Checkpoint and truncate the write-ahead log; secure_delete has overwritten deleted data in the file.

    A concurrent reader can block this; the next erasure, or the hourly one, then does it.
    """
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_CHECKPOINT_BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
    except sqlite3.Error:
        # The change itself is committed; a full disk is reported by the next write.
        connection.invalidate()
    finally:
        connection.close()


def _wait_for_write_slot(engine: Engine) -> AbstractContextManager[None]:
    """Return the context manager that waits for the SQLite write lock."""
    queue = _QUEUES.get(engine)
    return queue.acquire() if queue else nullcontext()


def unattached(mapped: type[Stored], columns: Mapping[str, Any]) -> Stored:
    """Return the object of a row that belongs to no session; its constructor would set each column."""
    row = mapped.__mapper__.class_manager.new_instance()
    vars(row).update(columns)
    return cast("Stored", row)


def stored(session: Session, mapped: type[Stored], columns: Mapping[str, Any]) -> Stored:
    """Return the object of a row read or inserted without the ORM, as if the session had loaded it."""
    row = unattached(mapped, columns)
    make_transient_to_detached(row)
    session.add(row)
    return row


def for_update(statement: Locking, *, skip_locked: bool = False) -> Locking:
    """Lock the selected rows, and refresh objects that are loaded already.

    FOR NO KEY UPDATE on PostgreSQL, nothing on SQLite. It blocks other locks and updates of a row, but not
    foreign key checks (FOR KEY SHARE). skip_locked: leave out rows that another transaction has locked.

    References:
        docs/decisions/0037: the order in which rows are locked.
    """
    return statement.with_for_update(key_share=True, skip_locked=skip_locked).execution_options(
        populate_existing=True
    )


def reading() -> Connection:
    """Return an autocommit connection for reads without a session; use it in a with statement.

    Autocommit saves the BEGIN and ROLLBACK of single statements.
    """
    engine = db.engine
    return engine.connect().execution_options(**_autocommit_options(engine))


class CommitWithoutWaiting(ColumnElement[bool]):
    """A condition that is always true; on PostgreSQL the commit of its statement does not wait for the disk.

    The change is lost if the server or the power fails, but not if this process does, and it becomes durable
    with the next commit of any connection that waits.

    References:
        PostgreSQL's manual, Asynchronous Commit.
    """

    type = Boolean()
    inherit_cache = True


@compiles(CommitWithoutWaiting)
def _compile_no_wait(_element: CommitWithoutWaiting, compiler: SQLCompiler, **_options: Any) -> str:
    if compiler.dialect.name == "postgresql":
        return "set_config('synchronous_commit', 'off', true) = 'off'"
    return "1 = 1"


class SingleStatements:
    """Executes single statements in autocommit mode: one round trip instead of three.

    The connection stays open until close().
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def rows(self, query: PreparedQuery, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Execute a query; a lost connection is replaced once."""
        return self._execute(lambda connection: query.rows(connection, values))

    def change(self, statement: UpdateBase | PreparedChange, values: dict[str, Any]) -> int:
        """Execute a change and return the number of affected rows.

        A lost connection is replaced once, so the change must be idempotent. It must not return rows, because
        SQLite would commit only after they are fetched.
        """
        with _wait_for_write_slot(self._engine):
            return self._execute(lambda connection: _changed_rows(connection, statement, values))

    def _execute(self, execute: Callable[[Connection], Result]) -> Result:
        if self._connection is not None:
            try:
                return execute(self._connection)
            except SQLAlchemyError as error:
                self.close()
                if not (isinstance(error, DBAPIError) and error.connection_invalidated):
                    raise
        options = _autocommit_options(self._engine)
        self._connection = self._engine.connect().execution_options(**options)
        try:
            return execute(self._connection)
        except SQLAlchemyError:
            self.close()  # a lost connection could never be used again
            raise

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
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
        with engine.connect().execution_options(**_autocommit_options(engine)) as connection:
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


def _autocommit_options(engine: Engine) -> dict[str, Any]:
    """Return the execution options of an autocommit connection."""
    # On SQLite, AUTOCOMMIT would change the isolation level that prepare() set, and not restore it.
    isolation = {} if engine.dialect.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
    return {_STANDALONE: True, **isolation}


def last_used_ids(connection: Connection) -> dict[str, int]:
    """Return the highest id ever used in each SQLite table, including deleted rows."""
    exists = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"
    if connection.exec_driver_sql(exists).first() is None:
        return {}
    rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
    return {str(name): int(last) for name, last in rows}


def advance_ids(connection: Connection, last_ids: dict[str, int]) -> None:
    """Advance the id counters of SQLite tables; a recreated table would reuse the ids of deleted rows."""
    current = last_used_ids(connection)
    tables = set(inspect(connection).get_table_names())
    for name, last in last_ids.items():
        if name not in tables or current.get(name, -1) >= last:
            continue
        if name in current:
            statement = "UPDATE sqlite_sequence SET seq = ? WHERE name = ?"
        else:
            statement = "INSERT INTO sqlite_sequence (seq, name) VALUES (?, ?)"
        connection.exec_driver_sql(statement, (last, name))


def prepare(engine: Engine) -> None:
    """Configure an SQLite engine: one writer at a time, durable commits, foreign keys."""
    if engine.dialect.name != "sqlite":
        return
    if engine.url.database not in {None, "", ":memory:"}:
        _QUEUES[engine] = WriteQueue(str(engine.url.database))

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # begin() emits BEGIN
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            # Overwrite deleted data with zeros.
            "secure_delete=ON",
            f"busy_timeout={_BUSY_MILLISECONDS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        options = connection.get_execution_options()
        if not options.get(_STANDALONE):
            execute_bare(connection, "BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")
