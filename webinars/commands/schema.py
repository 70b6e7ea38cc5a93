"""webinars db: make the database, bring it up to date, ask whether it is."""

import click

from webinars.commands.opening import (
    application,
    bring_up_to_date,
    installation,
    is_current,
    opened,
    shown_database,
)


@click.group("db")
def schema() -> None:
    """Make the database and bring it up to date."""


@schema.command("upgrade")
def upgrade() -> None:
    """Make the database, or bring it up to date after an upgrade of the program.

    It can be run again at any time: what is there already is left alone. Make a backup first.
    """
    with opened(application()) as app:
        was_current = is_current()
        bring_up_to_date(app)
        state = "was up to date" if was_current else "is up to date"
        click.echo(f"The database {state}: {shown_database(app)}")


@schema.command("check")
def check() -> None:
    """Say whether the database is the one that this version needs; exit 2 if not."""
    with installation() as app:
        click.echo(f"The database is up to date: {shown_database(app)}")
