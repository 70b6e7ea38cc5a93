"""webinars worker: delivery without a web server."""

import threading

import click

from webinars.commands.context import email_destination, installation
from webinars.commands.logs import write_logs
from webinars.commands.memory import share_arenas
from webinars.worker.loop import run_worker, stop_on_signals


@click.command()
def worker() -> None:
    """Deliver mail until stopped; any number of workers share the work.

    A web server started with --no-worker needs at least one. Stop it with Ctrl-C or SIGTERM: the message
    in hand is finished first.
    """
    write_logs()
    share_arenas()
    stop = threading.Event()
    stop_on_signals(stop)
    with installation() as app:
        click.echo(email_destination(app))
    run_worker(app, stop)
