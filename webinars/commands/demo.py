"""webinars demo: load sample data."""

from dataclasses import dataclass

import click
from flask import Flask

from webinars.accounts.queries import only_administrator
from webinars.commands.installation import create_checked_application, open_app
from webinars.commands.organiser import link_for
from webinars.commands.schema import initialize_or_check
from webinars.database import db, transaction
from webinars.demo.sample_data import load_sample_data


@dataclass(frozen=True)
class LoadedSample:
    """Result of loading the sample data; organiser is whom to sign in as, or empty."""

    summary: str
    organiser: str


@click.command()
def demo() -> None:
    """Fill an empty installation with sample events.

    The command prints a sign-in link for their organiser. The sample has past events, and upcoming ones
    of every type with dates relative to today. If there are events already, nothing is added, except that
    a sample event that starts within the hour is replaced once it is over. The database is created if
    there is none.
    """
    with open_app(create_checked_application()) as app:
        initialize_or_check(app)
        filled = load_sample(app)
        click.echo(filled.summary)
        if filled.organiser:
            click.echo(f"To sign in as {filled.organiser}: {link_for(app, filled.organiser)}")


def load_sample(app: Flask) -> LoadedSample:
    """Add the sample listing unless there are events; requires an application context."""
    with transaction() as session:
        loaded = load_sample_data(session, app.extensions["site"])
    organiser = loaded.organiser
    if not organiser:
        administrator = only_administrator(db.session())
        organiser = administrator.email if administrator else ""
    summary = (
        f"The sample listing has {loaded.events} events, {loaded.past} of them past"
        if loaded.events
        else "There are events already: the sample listing was not added"
    )
    return LoadedSample(summary, organiser)
