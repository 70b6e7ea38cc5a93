"""Counters of limits in the database, so that all web machines count together."""

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

# A window's counter: how often, and until which second of the Unix clock it counts.
COUNTS = Table(
    "limit_counts",
    Base.metadata,
    Column("key", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("ends_at", BigInteger, nullable=False, index=True),
)

# For this one transaction: a counter that a crash takes back is no harm, so no form waits for the disk.
_NO_WAIT = (func.set_config("synchronous_commit", "off", True),)  # noqa: FBT003 - PostgreSQL's is_local


class TableStorage(Storage):
    """Fixed windows, each counted by one statement of its own connection, outside any use-case's session."""

    STORAGE_SCHEME = [SCHEME]

    def __init__(self, uri: str | None = None, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=False)
        self._calls = 0

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what a failing database raises."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count and return the new count; a window that is over begins anew."""
        now = _now()
        is_postgresql = db.engine.dialect.name == "postgresql"
        insert = insert_postgresql if is_postgresql else insert_sqlite
        fresh = insert(COUNTS).values(key=key, count=amount, ends_at=now + expiry)
        over = COUNTS.c.ends_at <= now
        statement = fresh.on_conflict_do_update(
            index_elements=[COUNTS.c.key],
            set_={
                "count": case((over, amount), else_=COUNTS.c.count + amount),
                "ends_at": case((over, now + expiry), else_=COUNTS.c.ends_at),
            },
        ).returning(COUNTS.c.count, *(_NO_WAIT if is_postgresql else ()))
        with _writing() as connection:
            count = int(connection.execute(statement).one()[0])
            self._calls += 1
            if self._calls % SWEEP_EVERY == 0:
                connection.execute(delete(COUNTS).where(COUNTS.c.ends_at <= now))
        return count

    def get(self, key: str) -> int:
        """Return the count of a window that is not over."""
        found = self._row(key)
        return found[0] if found else 0

    def get_expiry(self, key: str) -> float:
        """Return the second at which the window ends."""
        found = self._row(key)
        return float(found[1]) if found else float(_now())

    def check(self) -> bool:
        """Tell whether the table can be read."""
        try:
            self._row("")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int | None:
        """Forget every counter."""
        with _writing() as connection:
            return connection.execute(delete(COUNTS)).rowcount

    def clear(self, key: str) -> None:
        """Forget one counter."""
        with _writing() as connection:
            connection.execute(delete(COUNTS).where(COUNTS.c.key == key))

    def _row(self, key: str) -> tuple[int, int] | None:
        with db.engine.connect() as connection:
            found = connection.execute(
                select(COUNTS.c.count, COUNTS.c.ends_at).where(
                    COUNTS.c.key == key, COUNTS.c.ends_at > _now()
                )
            ).one_or_none()
        return (found[0], found[1]) if found else None


def _writing() -> AbstractContextManager[Connection]:
    """Return a connection whose transaction takes its turn among SQLite's writers from the start."""
    return db.engine.execution_options(writes=True).begin()


def _now() -> int:
    return int(clock.now().timestamp())
