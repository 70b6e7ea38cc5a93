"""Run migrations against the application's database, inside one transaction."""

from alembic import context
from flask import current_app

from webinars.database import advance_ids, db, last_used_ids


def run() -> None:
    """Upgrade or downgrade over the application's own engine."""
    # SQLite needs its foreign keys off while tables are copied (batch mode); that is only possible
    # outside a transaction, so it comes before the BEGIN.
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        driver = connection.connection.driver_connection
        if sqlite and driver is not None:
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            writing = connection.execution_options(writes=True)
            context.configure(
                connection=writing,
                target_metadata=db.metadata,
                **current_app.extensions["migrate"].configure_args,
            )
            with context.begin_transaction():
                given = last_used_ids(writing) if sqlite else {}
                context.run_migrations()
                if sqlite:
                    advance_ids(writing, given)
        finally:
            if sqlite and driver is not None:
                driver.execute("PRAGMA foreign_keys=ON")


run()
