"""PostgreSQL databases with all tables that tests use one after another: emptying one is quicker than a new one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

# A larger table would be planned differently than a new one, which is taken to have ten pages.
MAX_BYTES = 8 * 8192
# What a test may have changed beside rows: tables, columns, indexes, constraints, triggers, functions, statistics.
_SCHEMA = text(
    """
    SELECT
        (SELECT sum(hashtext(concat(xmin, oid, reltuples, relpages))::bigint)
            FROM pg_class WHERE oid >= 16384 AND relkind <> 'S'),
        (SELECT sum(hashtext(concat(xmin, attrelid, attnum))::bigint)
            FROM pg_attribute WHERE attrelid >= 16384),
        (SELECT sum(hashtext(concat(xmin, oid))::bigint) FROM pg_constraint WHERE oid >= 16384),
        (SELECT sum(hashtext(concat(xmin, oid))::bigint) FROM pg_trigger WHERE oid >= 16384),
        (SELECT sum(hashtext(concat(xmin, oid))::bigint) FROM pg_proc WHERE oid >= 16384),
        (SELECT sum(hashtext(concat(xmin, indexrelid))::bigint) FROM pg_index WHERE indrelid >= 16384),
        (SELECT count(*) FROM pg_statistic WHERE starelid >= 16384),
        (SELECT count(*) FROM pg_namespace),
        (SELECT count(*) FROM pg_db_role_setting)
    """
)
_LARGEST = text(
    "SELECT max(pg_relation_size(oid)) FROM pg_class WHERE oid >= 16384 AND relkind IN ('r', 'i')"
)
_END_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_TABLES = text(
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)
_SEQUENCES = text(
    "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
)


class EmptiedDatabases:
    """Databases of one process: copies of a template without rows, lent to one test after another."""

    def __init__(self, create: Callable[[], AbstractContextManager[str]]) -> None:
        self._create = create
        self._free: list[EmptiedDatabase] = []

    @contextmanager
    def borrow(self) -> Iterator[str]:
        """Lend a database without rows; yield its URL."""
        database = self._free.pop() if self._free else EmptiedDatabase(self._create())
        yield database.url
        if database.empty():
            self._free.append(database)
        else:
            database.drop()

    def drop_all(self) -> None:
        """Drop the databases."""
        while self._free:
            self._free.pop().drop()


class EmptiedDatabase:
    """One of them. Its connection is kept: a new one takes longer than to delete all rows."""

    def __init__(self, creation: AbstractContextManager[str]) -> None:
        self._creation = creation
        self.url = creation.__enter__()
        self._engine = create_engine(self.url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        with self._engine.connect() as connection:
            self._schema = connection.execute(_SCHEMA).one()
            # Of all tables: those of Base.metadata are not all.
            names = [f'"{name}"' for name in connection.scalars(_TABLES)]
        # Deletes no row of a table by its foreign keys, and runs no trigger.
        steps = ["SET LOCAL session_replication_role = replica", "SET LOCAL lock_timeout = '2s'"]
        self._deletion = "; ".join([*steps, *(f"DELETE FROM {name}" for name in names)])

    def empty(self) -> bool:
        """Delete all rows; return whether the database is then like a new one."""
        with suppress(OperationalError), self._engine.connect() as connection:
            connection.execute(_END_OTHERS)
            is_new = connection.execute(_SCHEMA).one() == self._schema
            if is_new and connection.scalar(_LARGEST) <= MAX_BYTES:
                connection.exec_driver_sql(self._deletion)
                connection.execute(_SEQUENCES)
                return True
        return False

    def drop(self) -> None:
        """Drop the database."""
        self._engine.dispose()
        self._creation.__exit__(None, None, None)
