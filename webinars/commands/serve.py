"""webinars serve: run the web server and the delivery worker, in one or more processes."""

import errno
import logging
import os
import signal
import socket
import sys
import threading
from contextlib import ExitStack
from functools import partial
from types import FrameType

import click
from flask import Flask

from webinars.commands.demo import load_sample
from webinars.commands.errors import CommandError
from webinars.commands.installation import create_checked_application, email_destination, open_app
from webinars.commands.logs import log_to_stderr
from webinars.commands.organiser import link_for
from webinars.commands.schema import check_or_store_secret_key, initialize_or_check, upgrade_schema
from webinars.commands.security_checks import check_python
from webinars.commands.web_server.http_server import CONNECTIONS, allowed_connections, web_server
from webinars.commands.web_server.malloc_arenas import limit_malloc_arenas
from webinars.commands.web_server.warm_up import warm_up
from webinars.commands.web_server.web_processes import WebProcesses
from webinars.configuration import is_loopback
from webinars.database import db
from webinars.settings import PREFIX
from webinars.web.core.current_caches import init_caches_of_process
from webinars.worker.file_texts import reading_files
from webinars.worker.loop import run_worker

log = logging.getLogger(__name__)

BACKLOG = 1024
WORKER_STOP_SECONDS = 30  # how long shutdown waits for the current message


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 chooses a free one.",
)
@click.option(
    "--no-worker", is_flag=True, help="Do not deliver e-mail; run webinars worker separately."
)
@click.option(
    "--processes",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Number of web processes; one per core is enough.",
)
@click.option(
    "--try-out",
    is_flag=True,
    help="First upgrade the database and add sample events.",
)
def serve(host: str, port: int, processes: int, *, no_worker: bool, try_out: bool) -> None:
    """Run the web server and deliver e-mail until stopped.

    Stop it with Ctrl-C or SIGTERM. The database is created if there is none. Behind an https proxy, set
    WEBINARS_BASE_URL to the public address and WEBINARS_TRUSTED_PROXIES to 1.
    """
    log_to_stderr()
    limit_malloc_arenas()
    _exit_on_signals()
    with _listening_socket(host, port) as listener:
        app = create_checked_application(**_default_base_url(listener))
        # Closed before forking: processes must not share database connections.
        with open_app(app):
            if try_out:
                upgrade_schema(app)
            else:
                initialize_or_check(app)
            check_or_store_secret_key(app)
            for line in _startup_lines(app, host, try_out=try_out, no_worker=no_worker):
                click.echo(line)
        sys.stdout.flush()
        delivery = None if no_worker else DeliveryThread(app)
        try:
            if processes == 1:
                _serve_single(app, listener, delivery)
            else:
                _serve_processes(app, processes, listener, delivery)
        finally:
            if delivery and delivery.failed:
                raise SystemExit(1)


class DeliveryThread:
    """The worker thread; if it fails, the process exits so that its supervisor restarts it."""

    def __init__(self, app: Flask) -> None:
        self.failed = False
        self._app = app
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start delivering."""
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(self._stop,), name="delivery", daemon=True
        )
        self._thread.start()

    def stop(self) -> bool:
        """Finish the current message, stop, and close connections; return whether it has stopped."""
        self._stop.set()
        if self._thread is None or self._thread.ident is None:  # a signal came before its start
            return True
        self._thread.join(WORKER_STOP_SECONDS)
        if self._thread.is_alive():
            return False
        with self._app.app_context():
            db.engine.dispose()
        return True

    def _run(self, stop: threading.Event) -> None:
        try:
            with reading_files(self._app, stop):
                run_worker(self._app, stop)
        except Exception:
            self.failed = True
            log.exception("The delivery worker failed")
            os.kill(os.getpid(), signal.SIGTERM)


def _listening_socket(host: str, port: int) -> socket.socket:
    """Open the listening socket first, so that a port in use is reported before any other work."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with ExitStack() as on_failure:
            listener = on_failure.enter_context(socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
            on_failure.pop_all()
            return listener
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = (
                f"port {port} is in use: stop the process that uses it, "
                "or choose another (--port, make run PORT=)"
            )
        else:
            message = f"cannot listen on {host}, port {port}: {error.strerror or error}"
        raise CommandError(message) from error


def _default_base_url(listener: socket.socket) -> dict[str, str]:
    """Return the listening address as BASE_URL if that setting is missing."""
    if os.environ.get(f"{PREFIX}BASE_URL"):
        return {}
    return {"BASE_URL": f"http://127.0.0.1:{listener.getsockname()[1]}"}


def _startup_lines(app: Flask, host: str, *, try_out: bool, no_worker: bool) -> list[str]:
    base = app.config["BASE_URL"]
    lines = [f"Events: {base}/"]
    if try_out:
        filled = load_sample(app)
        lines.insert(0, filled.summary)
        if filled.organiser:
            lines.append(
                f"To sign in as the organiser {filled.organiser}: {link_for(app, filled.organiser)}"
            )
            lines.append(
                "  The link works once, within 30 minutes; the next start prints a new one."
            )
    lines += check_python()
    lines.append("E-mail is delivered by webinars worker" if no_worker else email_destination(app))
    if not app.config["PRODUCTION"] and not is_loopback(host):
        lines.append(
            f"This trial installation is open to other computers: set {PREFIX}BASE_URL to its https address"
        )
    return [*lines, "Press Ctrl-C to stop."]


def _serve_single(app: Flask, listener: socket.socket, delivery: DeliveryThread | None) -> None:
    """Serve from this process until stopped; pending requests are finished."""
    server = web_server(app, listener)
    try:
        if delivery:
            delivery.start()
        server.run()
    finally:
        server.close()
        if delivery:
            delivery.stop()


def _serve_processes(
    app: Flask, processes: int, listener: socket.socket, delivery: DeliveryThread | None
) -> None:
    """Serve from several processes on one socket, and deliver from this one."""
    allowed_connections(CONNECTIONS)  # refused here, not by each process
    warm_up(app)
    init_caches_of_process(app, processes)
    try:
        WebProcesses(partial(_serve_single, app, listener, None), delivery).run(processes)
    finally:
        if delivery:
            delivery.stop()


def _exit_on_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _exit)


def _exit(_number: int, _frame: FrameType | None) -> None:
    # Ignore further signals: a second Ctrl-C would interrupt the requests that are being finished.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit
