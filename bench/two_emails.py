"""CPU of the two e-mails of one registration: a round of the worker, and the floor of its work."""

# The floor executes the statements of the same round by the driver, and sends the same bytes by a socket, in
# a process and a database of its own. Both register the same person by the product before, which is not
# counted, so that rows have the same ids. Usage: python -m bench.two_emails [TURNS [PAUSE]]

import base64
import pickle
import socket
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import delete, make_url

from bench import databases, fill
from bench.mail import NO_BUDGETS
from bench.processes import HOST, BenchError, answer, free_port, outcome, python, running
from bench.rows import settings_of
from webinars.app import create_app
from webinars.commands.installation import open_app
from webinars.database import db, transaction
from webinars.outbox.models import LedgerEntry
from webinars.worker.delivery import DeliveryWorker
from webinars.write_queue import in_background

TURNS, WARM_UP = 200, 20
Step = tuple[int, str, Any, bool]  # number of the connection, SQL, values, whether of several rows
STEPS: list[Step] = []
COMMIT = "COMMIT"
_NUMBERS: dict[int, int] = {}


def _note(connection: object, sql: str, values: Any = (), *, several: bool = False) -> None:
    number = _NUMBERS.setdefault(id(connection), len(_NUMBERS))
    STEPS.append((number, sql, values, several))


class NotingCursor(sqlite3.Cursor):
    """Notes each statement."""

    def execute(self, sql: str, values: Any = ()) -> "NotingCursor":
        """Execute and note a statement."""
        _note(self.connection, sql, values)
        return super().execute(sql, values)

    def executemany(self, sql: str, values: Any) -> "NotingCursor":
        """Execute and note a statement of several rows."""
        _note(self.connection, sql, values, several=True)
        return super().executemany(sql, values)


class NotingConnection(sqlite3.Connection):
    """Notes statements and commits."""

    def cursor(self, factory: Any = NotingCursor) -> Any:
        """Return a cursor that notes."""
        return super().cursor(factory)

    def commit(self) -> None:
        """Commit, and note it if there is a transaction."""
        if self.in_transaction:
            _note(self, COMMIT)
        super().commit()


def _noting_psycopg() -> None:
    """Let cursors and connections of psycopg note."""
    import psycopg  # noqa: PLC0415 - not for SQLite

    execute, many, commit = (
        psycopg.Cursor.execute,
        psycopg.Cursor.executemany,
        psycopg.Connection.commit,
    )

    def noting_execute(self: Any, sql: Any, values: Any = None, **others: Any) -> Any:
        _note(self.connection, sql, values)
        return execute(self, sql, values, **others)

    def noting_many(self: Any, sql: Any, values: Any, **others: Any) -> Any:
        _note(self.connection, sql, values, several=True)
        return many(self, sql, values, **others)

    def noting_commit(self: Any) -> None:
        _note(self, COMMIT)
        commit(self)

    cursor_class: Any = psycopg.Cursor
    cursor_class.execute, cursor_class.executemany = noting_execute, noting_many
    connection_class: Any = psycopg.Connection
    connection_class.commit = noting_commit


def product() -> None:
    """Answer each turn with the nanoseconds of a round, its statements and its e-mails."""
    options: dict[str, Any] = {"hide_parameters": True}
    overrides: dict[str, Any] = {}
    if databases_kind() == "sqlite":
        overrides["SQLALCHEMY_ENGINE_OPTIONS"] = options | {
            "connect_args": {"factory": NotingConnection}
        }
    else:
        _noting_psycopg()
    app = create_app(**overrides)
    with open_app(app):
        pass
    worker = DeliveryWorker(app, threading.Event())
    emails: list[tuple[str, str, bytes]] = []
    transport: Any = worker.transport
    send = transport.send

    def noting_send(envelope: Any, before_content: Any) -> str:
        emails.append((envelope.sender, envelope.recipient, envelope.body))
        return str(send(envelope, before_content))

    transport.send = noting_send

    def turn(_work: Any) -> Any:
        STEPS.clear()
        emails.clear()
        began = time.process_time_ns()
        with app.app_context(), in_background():
            worker.deliver_batch()
        used = time.process_time_ns() - began
        steps = [(number, sql, _plain(values), many) for number, sql, values, many in STEPS]
        return used, (steps, list(emails))

    _answer_turns(app, turn)
    worker.close()


def _plain(values: Any) -> Any:
    """Return values that can be sent to another process."""
    match values:
        case dict():
            return {name: _plain(value) for name, value in values.items()}
        case list() | tuple():
            return [_plain(value) for value in values]
        case memoryview():
            return bytes(values)
    return values


def floor() -> None:
    """Answer each turn with the nanoseconds of the same statements and bytes."""
    app = create_app()
    with open_app(app):
        url = make_url(db.engine.url)
    connections: dict[int, Any] = {}
    server = socket.create_connection((HOST, int(sys.argv[2])))
    server.recv(1000)
    server.sendall(b"EHLO localhost\r\n")
    server.recv(10_000)

    def connected(number: int, *, commits: bool) -> Any:
        if number not in connections:
            connections[number] = _connected(url, commits=commits)
        return connections[number]

    def turn(work: Any) -> Any:
        steps, emails = work
        with_commit = {number for number, sql, _, _ in steps if sql == COMMIT}
        for number, *_ in steps:
            connected(number, commits=number in with_commit)
        began = time.process_time_ns()
        for number, sql, values, several in steps:
            connection = connections[number]
            if sql == COMMIT:
                connection.commit()
                continue
            cursor = connection.cursor()
            if several:
                cursor.executemany(sql, values)
            else:
                cursor.execute(sql, values)
                if cursor.description:
                    cursor.fetchall()
        for sender, recipient, body in emails:
            _send(server, sender, recipient, body)
        return time.process_time_ns() - began, None

    _answer_turns(app, turn)


def _send(server: socket.socket, sender: str, recipient: str, body: bytes) -> None:
    server.sendall(f"MAIL FROM:<{sender}>\r\nRCPT TO:<{recipient}>\r\nDATA\r\n".encode())
    replies = b""
    while replies.count(b"\r\n") < 3:  # noqa: PLR2004 - one to each command
        replies += server.recv(1000)
    server.sendall(body + b".\r\n")
    server.recv(1000)


def _connected(url: Any, *, commits: bool) -> Any:
    """Connect as the worker does; a connection without commits is that of its records."""
    if url.get_backend_name() == "sqlite":
        connection = sqlite3.connect(url.database, isolation_level=None)
        for pragma in ("foreign_keys=ON", "secure_delete=ON", "busy_timeout=15000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA synchronous={'FULL' if commits else 'NORMAL'}")
        return connection
    import psycopg  # noqa: PLC0415 - not for SQLite

    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    made = psycopg.connect(address, autocommit=not commits)
    if not commits:
        made.execute("SET synchronous_commit = off")
    return made


def databases_kind() -> str:
    """Return the kind of database of this process's settings."""
    return sys.argv[3]


def _answer_turns(app: Any, turn: Callable[[Any], tuple[int, Any]]) -> None:
    sys.stdout.write("{}\n")
    sys.stdout.flush()
    with app.app_context():
        slug = fill.rush_slug()
    for line in sys.stdin:
        batch, pause, work = pickle.loads(base64.b64decode(line))  # noqa: S301 - of our own process
        with app.app_context(), transaction() as session:
            session.execute(delete(LedgerEntry))
            fill.register_people(session, slug, 1, batch)
        time.sleep(pause)
        result = turn(work)
        sys.stdout.write(f'"{base64.b64encode(pickle.dumps(result)).decode()}"\n')
        sys.stdout.flush()


def measure(kind: str, turns: int, pause: float, folder: Path) -> Iterator[str]:
    """Measure one kind of database, product and floor in turns; yield the lines of the table."""
    log, port = folder / "two_emails.log", free_port()
    with databases.database(kind, folder) as url:
        settings = settings_of(url, folder) | NO_BUDGETS
        settings["WEBINARS_SMTP_URL"] = f"smtp://{HOST}:{port}"
        outcome(python("-m", "bench.fill", "events", "40"), settings, log)
        names = ("product", "floor")
        with (
            databases.copied(url, folder) as copy,
            running(python("-m", "bench.sink", str(port)), {}, log) as sink,
        ):
            answer(sink)
            of_floor = settings | {"WEBINARS_DATABASE_URL": copy}
            commands = [python("-m", "bench.two_emails", name, str(port), kind) for name in names]
            with (
                running(commands[0], settings, log) as ours,
                running(commands[1], of_floor, log) as bare,
            ):
                answer(ours), answer(bare)
                used: dict[str, list[float]] = {name: [] for name in names}
                for number in range(WARM_UP + turns):
                    spent, work = _turn(ours, f"t{number}", pause)
                    least, _ = _turn(bare, f"t{number}", pause, work)
                    if number >= WARM_UP:
                        used["product"].append(spent / 2e6)
                        used["floor"].append(least / 2e6)
                statements = sum(sql != COMMIT for _, sql, _, _ in work[0])
    for name, figures in used.items():
        ordered = sorted(figures)
        yield (
            f"{kind:<10} {name:<8} an e-mail: median {median(figures):.2f} ms, "
            f"tenth {ordered[len(ordered) // 10]:.2f}, least {ordered[0]:.2f}"
        )
    yield f"{kind:<10} {statements} statements, {sum(len(body) for *_, body in work[1])} bytes"


def _turn(process: Any, batch: str, pause: float, work: Any = None) -> Any:
    line = base64.b64encode(pickle.dumps((batch, pause, work))).decode()
    process.stdin.write(line + "\n")
    process.stdin.flush()
    return pickle.loads(base64.b64decode(answer(process)))  # noqa: S301 - of our own process


def main() -> None:
    """Measure both kinds of database, or be one of the two processes."""
    if sys.argv[1:2] == ["product"]:
        product()
    elif sys.argv[1:2] == ["floor"]:
        floor()
    else:
        turns = int(sys.argv[1]) if sys.argv[1:] else TURNS
        pause = float(sys.argv[2]) if sys.argv[2:] else 0.0
        for kind in ("sqlite", "postgresql"):
            with tempfile.TemporaryDirectory(prefix="webinars-bench-") as folder:
                try:
                    for line in measure(kind, turns, pause, Path(folder)):
                        sys.stdout.write(line + "\n")
                        sys.stdout.flush()
                except BenchError:
                    log = Path(folder) / "two_emails.log"
                    sys.stderr.write(log.read_text(encoding="utf-8")[-2000:])
                    raise


if __name__ == "__main__":
    main()
