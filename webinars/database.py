"""Database access: declarative base, transactions, row locks and the setup of SQLite."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Connection, Engine, Enum, MetaData, Select, Table, Text, event
from sqlalchemy.orm import DeclarativeBase, Session, make_transient_to_detached

from webinars.column_types import UtcDateTime
from webinars.driver_execution import execute_bare
from webinars.prepared_statements import set_open_connection
from webinars.write_queue import WriteQueue

Stored = TypeVar("Stored", bound="Base")
Locking = TypeVar("Locking", bound=Select[Any])
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
    with wait_for_write_slot(db.engine):
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


def wait_for_write_slot(engine: Engine) -> AbstractContextManager[None]:
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


def for_update(
    statement: Locking, *, skip_locked: bool = False, blocks_references: bool = False
) -> Locking:
    """Lock the selected rows, and refresh objects that are loaded already.

    FOR NO KEY UPDATE on PostgreSQL, nothing on SQLite. It blocks other locks and updates of a row, but not
    foreign key checks (FOR KEY SHARE), unless blocks_references: for rows that will be deleted. skip_locked:
    leave out rows that another transaction has locked.

    References:
        docs/decisions/0041: the order in which rows are locked.
    """
    locking = statement.with_for_update(key_share=not blocks_references, skip_locked=skip_locked)
    return locking.execution_options(populate_existing=True)


def for_reference(statement: Locking) -> Locking:
    """Keep the selected rows from being deleted until the commit, as a reference to them does."""
    return statement.with_for_update(read=True, key_share=True)


def reading() -> Connection:
    """Return an autocommit connection for reads without a session; use it in a with statement.

    Autocommit saves the BEGIN and ROLLBACK of single statements.
    """
    engine = db.engine
    return engine.connect().execution_options(**autocommit_options(engine))


def autocommit_options(engine: Engine) -> dict[str, Any]:
    """Return the execution options of an autocommit connection."""
    # On SQLite, AUTOCOMMIT would change the isolation level that prepare() set, and not restore it.
    isolation = {} if engine.dialect.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
    return {_STANDALONE: True, **isolation}


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
