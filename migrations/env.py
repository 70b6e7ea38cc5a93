"""Run migrations against the application's database: in one transaction, on PostgreSQL in one for each."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import context
from alembic.util import load_python_file
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, PendingRollbackError

from webinars.database import db
from webinars.sqlite_ids import advance_ids, last_used_ids

online = load_python_file(str(Path(__file__).parent), "online.py")
# Of the lock that keeps two upgrades of one database apart.
UPGRADE_LOCK = 0x77656269
# Ten minutes of waiting: each try waits for a lock for LOCK_TIMEOUT, and a second passes before the next.
TRIES = 400
# A table was in use for too long; another transaction and the migration waited for each other.
RETRIED = ("55P03", "40P01")


def run() -> None:
    """Upgrade or downgrade over the application's own engine."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            _run_on_sqlite(connection)
        else:
            with _alone(connection):
                _run_on_postgresql(connection)


def _run_on_sqlite(connection: Connection) -> None:
    # SQLite needs its foreign keys off while tables are copied (batch mode); that is only possible
    # outside a transaction, so it comes before the BEGIN.
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - for the type checker
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        writing = connection.execution_options(writes=True)
        _configure(writing)
        with context.begin_transaction():
            given = last_used_ids(writing)
            context.run_migrations()
            advance_ids(writing, given)
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _run_on_postgresql(connection: Connection) -> None:
    for tries_left in reversed(range(TRIES)):
        _configure(connection, transaction_per_migration=True)
        connection.exec_driver_sql(f"SET lock_timeout = '{online.LOCK_TIMEOUT}'")
        connection.commit()
        try:
            context.run_migrations()
        except OperationalError as error:
            # What waits for a table waits behind this, so it is tried again later.
            connection.rollback()
            if getattr(error.orig, "sqlstate", "") not in RETRIED or not tries_left:
                raise
            time.sleep(1)
        except PendingRollbackError as error:
            # The connection was lost: what was done on it afterwards hides the reason.
            raise error.__context__ or error from None
        else:
            return


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Wait until no other process upgrades the database."""
    # Not in one statement, for which an index that the other creates would wait.
    while not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({UPGRADE_LOCK})").scalar():
        connection.rollback()
        time.sleep(0.2)
    connection.commit()
    try:
        yield
    finally:
        # A lost connection has given the lock back.
        if not connection.invalidated:
            connection.rollback()
            connection.exec_driver_sql("RESET lock_timeout")
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({UPGRADE_LOCK})")
            connection.commit()


def _configure(connection: Connection, **options: bool) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        **current_app.extensions["migrate"].configure_args,
        **options,
    )


run()
