"""webinars organiser: who may announce events."""

import click
from flask import Flask
from sqlalchemy.orm import Session

from webinars.accounts.actions import add_organiser, sign_in_link
from webinars.accounts.models import Organiser
from webinars.accounts.queries import organiser_by_email
from webinars.commands.context import CommandError, installation
from webinars.database import transaction
from webinars.site import Site


@click.group()
def organiser() -> None:
    """Add organisers, and make links with which they sign in."""


@organiser.command("add")
@click.argument("email")
@click.option(
    "--name", default="", help="Shown to participants as the one to ask; EMAIL if left out."
)
@click.option("--admin", is_flag=True, help="Lets them manage other organisers too.")
def add(email: str, name: str, *, admin: bool) -> None:
    """Add an organiser with the address EMAIL, who may then announce events.

    They sign in with a link that is mailed to them: /sign-in, or webinars organiser link EMAIL.
    """
    with installation() as app:
        site: Site = app.extensions["site"]
        with transaction() as session:
            made = add_organiser(
                session,
                email=email,
                name=name,
                zone=site.zone,
                language=site.languages[0],
                admin=admin,
            )
            said = f"{made.name} <{made.email}>" if made.name != made.email else made.email
        what = "an administrator" if admin else "an organiser"
        click.echo(f"{said} is {what} and signs in at {site.url('/sign-in')}")


@organiser.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Print a link that signs the organiser EMAIL in, once, within 30 minutes.

    For the first sign-in, and for when mail does not arrive. Whoever has the link can use it.
    """
    with installation() as app:
        click.echo(link_for(app, email))


def link_for(app: Flask, email: str) -> str:
    """Return a new sign-in link of an organiser; app's context is pushed.

    Raises:
        Refusal: there is no such organiser, or they are disabled.
    """
    site: Site = app.extensions["site"]
    with transaction() as session:
        found = find_organiser(session, email)
        token = sign_in_link(session, found)
    return site.url(f"/sign-in/{token}")


def find_organiser(session: Session, email: str) -> Organiser:
    """Return the organiser with this address.

    Raises:
        Refusal: there is none, or they are disabled.
    """
    found = organiser_by_email(session, email)
    if found is None or found.disabled_at:
        raise CommandError(
            f"no organiser has the address {email}: add them with webinars organiser add"
        )
    return found
