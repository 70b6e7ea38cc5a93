"""webinars demo: something to look at."""

from dataclasses import dataclass

import click
from flask import Flask

from webinars.accounts.queries import only_administrator
from webinars.commands.context import application, initialize_or_check, open_app
from webinars.commands.organiser import link_for
from webinars.database import db, transaction
from webinars.demo.loading import load


@dataclass(frozen=True)
class Filled:
    """What the sample listing left: a sentence about it, and somebody to sign in as, if anybody."""

    said: str
    organiser: str


@click.command()
def demo() -> None:
    """Fill an empty installation with a sample listing, and print a sign-in link for its organiser.

    Past events, and coming ones of every kind with dates computed from today. An installation that has
    events is left as it is, but for the sample event that starts within the hour: once it is over, there is
    another. The database is made if there is none.
    """
    with open_app(application()) as app:
        initialize_or_check(app)
        filled = fill(app)
        click.echo(filled.said)
        if filled.organiser:
            click.echo(f"To sign in as {filled.organiser}: {link_for(app, filled.organiser)}")


def fill(app: Flask) -> Filled:
    """Add the sample listing unless there are events; app's context is pushed."""
    with transaction() as session:
        loaded = load(session, app.extensions["site"])
    organiser = loaded.organiser
    if not organiser:
        found = only_administrator(db.session())
        organiser = found.email if found else ""
    said = (
        f"The sample listing has {loaded.events} events, {loaded.past} of them past"
        if loaded.events
        else "There are events already: the sample listing was not added"
    )
    return Filled(said, organiser)
