"""Rate limit counters in a table, shared by all processes and servers."""

from contextlib import AbstractContextManager
from typing import Any

from limits.storage import Storage
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    Table,
    Text,
    case,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.exc import SQLAlchemyError

from webinars.database import Base, db
from webinars.timezones import clock

SCHEME = "webinars-table"
SWEEP_EVERY = 500

# A window's count, and the Unix time at which it ends.
COUNTS = Table(
    "limit_counts",
    Base.metadata,
    Column("key", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("ends_at", BigInteger, nullable=False, index=True),
)

# For this transaction only: a counter may be lost in a crash, so no form waits for the disk.
_NO_WAIT = (func.set_config("synchronous_commit", "off", True),)  # noqa: FBT003 - PostgreSQL's is_local


class DatabaseStorage(Storage):
    """Fixed windows, counted by one statement on a connection outside the request's session."""

    STORAGE_SCHEME = [SCHEME]

    def __init__(self, uri: str | None = None, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=False)
        self._calls = 0

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return the exceptions of a failing database."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Increment and return the count; start a new window if the last one has ended."""
        now = _now()
        is_postgresql = db.engine.dialect.name == "postgresql"
        insert = insert_postgresql if is_postgresql else insert_sqlite
        new_window = insert(COUNTS).values(key=key, count=amount, ends_at=now + expiry)
        has_ended = COUNTS.c.ends_at <= now
        statement = new_window.on_conflict_do_update(
            index_elements=[COUNTS.c.key],
            set_={
                "count": case((has_ended, amount), else_=COUNTS.c.count + amount),
                "ends_at": case((has_ended, now + expiry), else_=COUNTS.c.ends_at),
            },
        ).returning(COUNTS.c.count, *(_NO_WAIT if is_postgresql else ()))
        with _writing() as connection:
            count = int(connection.execute(statement).one()[0])
            self._calls += 1
            if self._calls % SWEEP_EVERY == 0:
                connection.execute(delete(COUNTS).where(COUNTS.c.ends_at <= now))
        return count

    def get(self, key: str) -> int:
        """Return the count of the current window."""
        row = self._row(key)
        return row[0] if row else 0

    def get_expiry(self, key: str) -> float:
        """Return the Unix time at which the window ends."""
        row = self._row(key)
        return float(row[1]) if row else float(_now())

    def check(self) -> bool:
        """Return whether the table can be read."""
        try:
            self._row("")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int | None:
        """Delete all counters; return how many there were."""
        with _writing() as connection:
            return connection.execute(delete(COUNTS)).rowcount

    def clear(self, key: str) -> None:
        """Delete a counter."""
        with _writing() as connection:
            connection.execute(delete(COUNTS).where(COUNTS.c.key == key))

    def _row(self, key: str) -> tuple[int, int] | None:
        with db.engine.connect() as connection:
            row = connection.execute(
                select(COUNTS.c.count, COUNTS.c.ends_at).where(
                    COUNTS.c.key == key, COUNTS.c.ends_at > _now()
                )
            ).one_or_none()
        return (row[0], row[1]) if row else None


def _writing() -> AbstractContextManager[Connection]:
    """Return a connection whose transaction begins with SQLite's write lock."""
    return db.engine.execution_options(writes=True).begin()


def _now() -> int:
    return int(clock.now().timestamp())
