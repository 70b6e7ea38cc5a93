"""webinars outbox: show the queue, and resume it after a restore."""

import click

from webinars.commands.installation import open_installation
from webinars.database import db, transaction
from webinars.outbox.pause import pause_text, paused_since
from webinars.outbox.pause import resume as resume_outbox
from webinars.outbox.queries import count_queued


@click.group()
def outbox() -> None:
    """Show the message queue, and resume it after a restore."""


@outbox.command("status")
def status() -> None:
    """Print the number of queued messages.

    Exit status: 0 if they are being sent, 1 if the outbox is paused.
    """
    with open_installation():
        session = db.session()
        paused_at, queued = paused_since(session), count_queued(session)
        session.rollback()
    if paused_at is None:
        click.echo(f"The outbox is running: {queued} queued.")
        return
    click.echo(_capitalised(pause_text(paused_at, queued)))
    raise SystemExit(1)


@outbox.command("resume")
def resume() -> None:
    """Resume sending after a restore.

    First make sure that the backed-up installation no longer runs. E-mails that it sent after the backup are
    sent again with the same Message-ID, which most mail programs show only once.
    """
    with open_installation(), transaction() as session:
        was_paused, queued = paused_since(session) is not None, count_queued(session)
        resume_outbox(session)
    click.echo(
        f"The outbox has resumed: {queued} queued." if was_paused else "The outbox was not paused."
    )


def _capitalised(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
