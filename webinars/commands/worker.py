"""webinars worker: deliver messages without a web server."""

import threading

import click

from webinars.commands.installation import email_destination, open_installation
from webinars.commands.logs import log_to_stderr
from webinars.commands.schema import check_or_store_secret_key
from webinars.commands.web_server.malloc_arenas import limit_malloc_arenas
from webinars.worker.file_texts import reading_files
from webinars.worker.loop import run_worker, stop_on_signals


@click.command()
def worker() -> None:
    """Deliver e-mail until stopped.

    Several workers can run at the same time. A web server started with --no-worker needs at least one. Stop a
    worker with Ctrl-C or SIGTERM; it finishes the current message first.
    """
    log_to_stderr()
    limit_malloc_arenas()
    stop = threading.Event()
    stop_on_signals(stop)
    with open_installation() as app:
        check_or_store_secret_key(app)
        click.echo(email_destination(app))
    with reading_files(app, stop):
        run_worker(app, stop)
