"""webinars db: make the database, bring it up to date, ask whether it is, move to another one."""

import click
from sqlalchemy import Engine

from webinars.commands.context import (
    Refusal,
    application,
    bring_up_to_date,
    installation,
    is_current,
    made_or_current,
    make_data_folder,
    must_be_there,
    opened,
    shown_database,
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
    with opened(application()) as app:
        make_data_folder(app)
        was_current = is_current()
        bring_up_to_date(app)
        state = "was up to date" if was_current else "is up to date"
        click.echo(f"The database {state}: {shown_database(app)}")


@schema.command("check")
def check() -> None:
    """Say whether the database is the one that this version needs; exit 2 if not."""
    with installation() as app:
        click.echo(f"The database is up to date: {shown_database(app)}")


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
    if shown_database(here) == shown_database(there):
        raise Refusal(
            "the settings name the old database: let WEBINARS_DATABASE_URL name the new one"
        )
    must_be_there(there)
    with opened(there):
        if not is_current():
            raise Refusal(
                "the old database is not of this version: run webinars db upgrade with it"
            )
        old = db.engine
        with opened(here):
            made_or_current(here)
            done = _copied(old)
    click.echo(f"Copied and compared {done.rows} rows of {done.tables} tables.")
    click.echo(f"All is in the new database now: {shown_database(here)}")


def _copied(old: Engine) -> Copied:
    try:
        with transaction() as session:
            return copy_all(old, session)
    except NotEmptyError as error:
        raise Refusal(f"the new database is not empty, it holds {error}") from error
    except NotTakenError as error:
        raise Refusal(f"nothing was copied, for the new database does not take {error}") from error
    except DifferentError as error:
        raise Refusal(f"nothing was copied, for this reads back differently: {error}") from error
