"""webinars outbox: how many messages wait, and going on after a restore."""

import click

from webinars.commands.context import installation
from webinars.database import db, transaction
from webinars.outbox.actions import resume as resume_outbox
from webinars.outbox.queries import count_queued, paused_since
from webinars.outbox.rules import pause_text


@click.group()
def outbox() -> None:
    """Look at the queue of messages, and let it go on after a restore."""


@outbox.command("status")
def status() -> None:
    """Say how many messages are queued, and whether they leave; exit 1 while the outbox is paused."""
    with installation():
        session = db.session()
        paused_at, queued = paused_since(session), count_queued(session)
        session.rollback()
    if paused_at is None:
        click.echo(f"The outbox is open: {queued} queued.")
        return
    click.echo(_capitalised(pause_text(paused_at, queued)))
    raise SystemExit(1)


@outbox.command("resume")
def resume() -> None:
    """Let messages leave again after a restore.

    Before, see to it that the installation that was backed up does not run any more: what it has sent since
    the backup leaves once more, with the same Message-ID, which most mail programs show once.
    """
    with installation(), transaction() as session:
        was_paused, queued = paused_since(session) is not None, count_queued(session)
        resume_outbox(session)
    click.echo(
        f"The outbox is open again: {queued} queued."
        if was_paused
        else "The outbox was not paused."
    )


def _capitalised(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
