"""webinars serve: the web server and the delivery of mail, in one process or several."""

import errno
import logging
import os
import signal
import socket
import sys
import threading
from contextlib import ExitStack, suppress
from types import FrameType

import click
from flask import Flask

from webinars.commands.context import (
    CommandError,
    application,
    email_destination,
    initialize_or_check,
    open_app,
    upgrade_schema,
)
from webinars.commands.demo import fill
from webinars.commands.http_server import web_server
from webinars.commands.logs import write_logs
from webinars.commands.memory import share_arenas
from webinars.commands.organiser import link_for
from webinars.commands.security_checks import check_python
from webinars.settings import PREFIX
from webinars.web.core.startup import is_loopback
from webinars.worker.loop import run_worker

log = logging.getLogger(__name__)

BACKLOG = 1024
WORKER_ENDS_SECONDS = 30  # how long a message in hand may take when we are told to stop


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="0 takes a free one.",
)
@click.option("--no-worker", is_flag=True, help="Deliver no mail: webinars worker runs elsewhere.")
@click.option(
    "--processes",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="One per core is enough.",
)
@click.option(
    "--try-out",
    is_flag=True,
    help="Bring the database up to date and add the sample listing first.",
)
def serve(host: str, port: int, processes: int, *, no_worker: bool, try_out: bool) -> None:
    """Serve the pages and deliver the mail until stopped with Ctrl-C or SIGTERM.

    The database is made if there is none. Behind a proxy that speaks https, set WEBINARS_BASE_URL to the
    address that people use and WEBINARS_TRUSTED_PROXIES to 1.
    """
    write_logs()
    share_arenas()
    _end_on_signals()
    with _listening_socket(host, port) as door:
        overrides = _own_address(door)
        app = application(**overrides)
        # Closed again before the work begins: connections must not be shared with processes that are forked.
        with open_app(app):
            if try_out:
                upgrade_schema(app)
            else:
                initialize_or_check(app)
            for line in _greeting(app, host, try_out=try_out, no_worker=no_worker):
                click.echo(line)
        sys.stdout.flush()
        delivery = None if no_worker else Delivery(app)
        if processes == 1:
            _serve_here(app, door, delivery)
        else:
            _serve_in(processes, overrides, door, delivery)
    if delivery and delivery.failed:
        raise SystemExit(1)


class Delivery:
    """The worker's thread. If it breaks, the whole process ends, so that whoever watches it restarts it."""

    def __init__(self, app: Flask) -> None:
        self.failed = False
        self._app = app
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="delivery", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def end(self) -> None:
        """Let the message in hand be finished, and no other begun."""
        self._stop.set()
        self._thread.join(WORKER_ENDS_SECONDS)

    def _run(self) -> None:
        try:
            run_worker(self._app, self._stop)
        except Exception:
            self.failed = True
            log.exception("The delivery of mail broke down")
            os.kill(os.getpid(), signal.SIGTERM)


def _listening_socket(host: str, port: int) -> socket.socket:
    """Return a listening socket, before anything else is begun."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with ExitStack() as on_failure:
            door = on_failure.enter_context(socket.socket(family, kind, protocol))
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(place)
            door.listen(BACKLOG)
            on_failure.pop_all()
            return door
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            said = f"port {port} is taken: stop what uses it, or choose another (--port, make run PORT=)"
        else:
            said = f"cannot listen at {host}, port {port}: {error.strerror or error}"
        raise CommandError(said) from error


def _own_address(door: socket.socket) -> dict[str, str]:
    """Return the address that links get when no setting says which: the one that we listen at."""
    if os.environ.get(f"{PREFIX}BASE_URL"):
        return {}
    return {"BASE_URL": f"http://127.0.0.1:{door.getsockname()[1]}"}


def _greeting(app: Flask, host: str, *, try_out: bool, no_worker: bool) -> list[str]:
    base = app.config["BASE_URL"]
    lines = [f"The list of events: {base}/"]
    if try_out:
        filled = fill(app)
        lines.insert(0, filled.said)
        if filled.organiser:
            lines.append(
                f"To sign in as the organiser {filled.organiser}: {link_for(app, filled.organiser)}"
            )
            lines.append("  It works once, within 30 minutes; the next start prints a new one.")
    lines += check_python()
    lines.append("Mail is delivered by webinars worker" if no_worker else email_destination(app))
    if not app.config["PRODUCTION"] and not is_loopback(host):
        lines.append(
            f"Others can reach this, and it is for trying out only: set {PREFIX}BASE_URL to its https address"
        )
    return [*lines, "Ctrl-C stops it."]


def _serve_here(app: Flask, door: socket.socket, delivery: Delivery | None) -> None:
    """Serve from this process until told to stop; requests under way are finished."""
    server = web_server(app, door)
    try:
        if delivery:
            delivery.start()
        server.run()
    finally:
        server.close()
        if delivery:
            delivery.end()


def _serve_in(
    processes: int, overrides: dict[str, str], door: socket.socket, delivery: Delivery | None
) -> None:
    """Serve from several processes on one socket; this one delivers, and ends all when one of them dies."""
    children: list[int] = []
    try:
        # One by one into the list: whatever interrupts this, those begun are ended below.
        children.extend(_child(overrides, door) for _ in range(processes))
        if delivery:
            delivery.start()
        os.wait()
        log.error("A web process died; the others are ended too")
        raise SystemExit(1)
    finally:
        for child in children:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGTERM)
                os.waitpid(child, 0)
        if delivery:
            delivery.end()


def _child(overrides: dict[str, str], door: socket.socket) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _serve_here(application(**overrides), door, None)
            status = 0
        except Exception:
            log.exception("A web process could not start")
        finally:
            sys.stdout.flush()
            os._exit(status)
    return child


def _end_on_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)


def _end(_number: int, _frame: FrameType | None) -> None:
    # Once is enough: a second Ctrl-C would break off the requests that are being finished.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit
