"""webinars organiser: add organisers, remove their access, and print sign-in links."""

import click
from flask import Flask
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.accounts.queries import only_administrator, organiser_by_email
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.commands.errors import CommandError
from webinars.commands.installation import open_installation
from webinars.database import transaction
from webinars.events.team.ownership import first_administrator, remove_access
from webinars.site import Site


@click.group()
def organiser() -> None:
    """Add and remove organisers, and create sign-in links."""


@organiser.command("add")
@click.argument("email")
@click.option("--name", default="", help="Shown to participants as the contact. Default: EMAIL.")
@click.option(
    "--admin", is_flag=True, help="Make them an administrator, who can manage other organisers."
)
def add(email: str, name: str, *, admin: bool) -> None:
    """Add an organiser with the e-mail address EMAIL.

    They request a sign-in link by e-mail at /sign-in, or you print one: webinars organiser link EMAIL.
    """
    with open_installation() as app:
        site: Site = app.extensions["site"]
        with transaction() as session:
            added = add_organiser(
                session,
                email=email,
                name=name,
                timezone=site.timezone,
                language=site.languages[0],
                admin=admin,
            )
            label = f"{added.name} <{added.email}>" if added.name != added.email else added.email
        role = "an administrator" if admin else "an organiser"
        click.echo(f"{label} is {role} and signs in at {site.url('/sign-in')}")


@organiser.command("remove")
@click.argument("email")
@click.option(
    "--to",
    "successor",
    default="",
    metavar="EMAIL",
    help="Organiser who gets their events. Default: the administrator with the oldest account.",
)
def remove(email: str, successor: str) -> None:
    """End the access of EMAIL; an administrator gets their events.

    Events of an account that lost its access under an earlier release pass on too.
    """
    with open_installation(), transaction() as session:
        account = organiser_by_email(session, email)
        if account is None:
            raise _unknown(email)
        to = (
            find_organiser(session, successor)
            if successor
            else first_administrator(session, besides=account)
        )
        remove_access(session, account, successor=to, to_anyone=bool(successor))
        click.echo(
            f"{account.email} has no access and no roles any more; their events belong to {to.email}"
        )


@organiser.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Print a sign-in link for the organiser EMAIL.

    For the first sign-in, or if e-mail does not arrive. The link works once, within 30 minutes; anyone who
    has it can use it.
    """
    with open_installation() as app:
        click.echo(link_for(app, email))


def link_for(app: Flask, email: str) -> str:
    """Create a sign-in link for an organiser; requires an application context.

    Raises:
        CommandError: there is no such organiser, or they are disabled.
    """
    site: Site = app.extensions["site"]
    with transaction() as session:
        account = find_organiser(session, email)
        token = issue_sign_in_token(session, account)
    return site.url(f"/sign-in/{token}")


organiser_option = click.option(
    "--organiser",
    "email",
    default="",
    help="The organiser of the events. Default: the only administrator.",
)


def organiser_of_events(session: Session, email: str) -> Organiser:
    """Return the organiser that organiser_option names, by default the only administrator.

    Raises:
        CommandError: there is no such organiser, or not exactly one administrator.
    """
    if email:
        return find_organiser(session, email)
    administrator = only_administrator(session)
    if administrator is None:
        raise CommandError(
            "name the organiser with --organiser EMAIL: there is not exactly one administrator"
        )
    return administrator


def find_organiser(session: Session, email: str) -> Organiser:
    """Return the organiser with this address.

    Raises:
        CommandError: there is none, or they are disabled.
    """
    account = organiser_by_email(session, email)
    if account is None or account.disabled_at:
        raise _unknown(email)
    return account


def _unknown(email: str) -> CommandError:
    return CommandError(
        f"no organiser has the address {email}: add them with webinars organiser add"
    )
