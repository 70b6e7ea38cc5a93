"""webinars db: make the database, bring it up to date, ask whether it is, move to another one."""

import click
from sqlalchemy import Engine

from webinars.commands.context import (
    CommandError,
    application,
    check_database_exists,
    display_url,
    initialize_or_check,
    installation,
    is_current,
    make_data_folder,
    open_app,
    upgrade_schema,
)
from webinars.commands.database_copy import (
    Copied,
    DifferentError,
    NotEmptyError,
    NotTakenError,
    copy_all,
)
from webinars.database import db, transaction


@click.group("db")
def schema() -> None:
    """Make the database and bring it up to date."""


@schema.command("upgrade")
def upgrade() -> None:
    """Make the database, or bring it up to date after an upgrade of the program.

    It can be run again at any time: what is there already is left alone. Make a backup first.
    """
    with open_app(application()) as app:
        make_data_folder(app)
        was_current = is_current()
        upgrade_schema(app)
        state = "was up to date" if was_current else "is up to date"
        click.echo(f"The database {state}: {display_url(app)}")


@schema.command("check")
def check() -> None:
    """Say whether the database is the one that this version needs; exit 2 if not."""
    with installation() as app:
        click.echo(f"The database is up to date: {display_url(app)}")


@schema.command("copy")
@click.option(
    "--from",
    "origin",
    metavar="URL",
    help="The old database; the SQLite file in the data folder if it is not said.",
)
def copy(origin: str | None) -> None:
    """Copy everything into the database of the settings, which must be empty: to PostgreSQL when it grows.

    Stop webinars before, let WEBINARS_DATABASE_URL name the new database, run this, and start webinars again.
    Each row is read back and compared; if anything fails nothing is kept. The old database is left as it was.
    """
    here, there = application(), application(DATABASE_URL=origin or "")
    if display_url(here) == display_url(there):
        raise CommandError(
            "the settings name the old database: let WEBINARS_DATABASE_URL name the new one"
        )
    check_database_exists(there)
    with open_app(there):
        if not is_current():
            raise CommandError(
                "the old database is not of this version: run webinars db upgrade with it"
            )
        old = db.engine
        with open_app(here):
            initialize_or_check(here)
            done = _copied(old)
    click.echo(f"Copied and compared {done.rows} rows of {done.tables} tables.")
    click.echo(f"All is in the new database now: {display_url(here)}")


def _copied(old: Engine) -> Copied:
    try:
        with transaction() as session:
            return copy_all(old, session)
    except NotEmptyError as error:
        raise CommandError(f"the new database is not empty, it holds {error}") from error
    except NotTakenError as error:
        raise CommandError(
            f"nothing was copied, for the new database does not take {error}"
        ) from error
    except DifferentError as error:
        raise CommandError(
            f"nothing was copied, for this reads back differently: {error}"
        ) from error
