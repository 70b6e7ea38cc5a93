"""Record the statements and the response of a request, so that a bare view can repeat them."""

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event

from bench.processes import BenchError
from webinars.database import db
from webinars.web.core.rate_limits import limiter

RIGHT = {"GET": ("200", "206", "304"), "POST": ("303",)}
_BEGIN = re.compile(r"BEGIN\b")
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Registrant(NamedTuple):
    """Texts of one person in the statements of a registration: address, client, pseudonym of the client."""

    email: str
    client: str
    digest: str

    def replaced_in(self, values: Any, other: "Registrant") -> Any:
        """Return the values of a statement with the texts of another person in place of this one's."""
        if isinstance(values, dict):
            return {name: self.replaced_in(value, other) for name, value in values.items()}
        if isinstance(values, list | tuple):
            return type(values)(self.replaced_in(value, other) for value in values)
        if isinstance(values, str):
            for own, new in zip(self, other, strict=True):
                values = values.replace(own, new)
        return values


def registrant_from(email: str, client: str) -> Registrant:
    """Return a person with a pseudonym that is as long as the product's."""
    return Registrant(email, client, hashlib.sha256(client.encode()).hexdigest()[:24])


@dataclass
class Transaction:
    """One transaction: whether it writes and was committed; its statements for SQLAlchemy and the driver."""

    writes: bool
    kept: bool = False
    statements: list[tuple[Any, Any]] = field(default_factory=list)
    sent: list[tuple[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Recorded:
    """Transactions and response of a request, and the person whose it is."""

    transactions: list[Transaction]
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    registrant: Registrant

    @property
    def statements(self) -> int:
        """Count the statements, including savepoints but not BEGIN and COMMIT."""
        return sum(len(one.sent) for one in self.transactions)


@dataclass(frozen=True)
class Wanted:
    """A row of the table: its name, and the request; clients differ where their requests are limited."""

    name: str
    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    clients_differ: bool = False


OF_FEEDS = ("event.ics", "304 of the file", "warm feed", "304 of the feed", "healthz")


def wanted(page: str, rush: str, etag: str = "", of_file: str = "") -> list[Wanted]:
    """Return the rows that are requests; the tags are those of the feed and of the event's file."""
    return [
        Wanted("event page", f"/events/{page}"),
        Wanted("list of 30", "/"),
        Wanted("event.ics", f"/events/{page}.ics"),
        Wanted("304 of the file", f"/events/{page}.ics", headers={"If-None-Match": of_file}),
        Wanted("warm feed", "/events.ics"),
        Wanted("304 of the feed", "/events.ics", headers={"If-None-Match": etag}),
        Wanted("healthz", "/healthz"),
        Wanted("registration", f"/events/{rush}/registrations", method="POST"),
        Wanted("form", f"/events/{rush}/registrations"),
        Wanted("page after", f"/events/{rush}/registrations/received"),
    ]


def rows_of(app: Flask, page: str, rush: str) -> list[Wanted]:
    """Return the rows that are requests, with the tags that feed and file have."""
    client = app.test_client()
    paths = ("/events.ics", f"/events/{page}.ics")
    return wanted(page, rush, *(str(client.get(path).headers["ETag"]) for path in paths))


def record(app: Flask, rows: Iterable[Wanted]) -> dict[str, Recorded]:
    """Request each row, twice where the first differs, and return what was recorded.

    The registration is that of a new person and client, whatever was recorded or repeated before.

    Raises:
        BenchError: a response has another status than the row is about.
    """
    client, registrant = app.test_client(), _new_registrant(app)
    recorded: dict[str, Recorded] = {}
    for row in rows:
        if row.method == "GET":
            # What is cached does not belong to the page; the first page after registering shows the address.
            for _ in range(2):
                client.get(row.path)
        body = _form(client, row.path, registrant) if row.method == "POST" else None
        with _listening(app) as transactions:
            answer = client.open(
                row.path,
                method=row.method,
                headers={**row.headers, "X-Forwarded-For": registrant.client},
                data=body,
                buffered=True,
            )
        if str(answer.status_code) not in RIGHT[row.method]:
            raise BenchError(f"recording of {row.method} {row.path}: {answer.status_code}")
        headers = [pair for pair in answer.headers if pair[0] != "Set-Cookie"]
        recorded[row.name] = Recorded(
            transactions, answer.status_code, headers, answer.data, registrant
        )
    return recorded


def _new_registrant(app: Flask) -> Registrant:
    high, low = secrets.token_bytes(2)
    client = f"100.64.{high}.{low}"  # forms of the measurement come from 10.0.0.0/8
    with app.test_request_context(environ_base={"REMOTE_ADDR": client}):
        digest = limiter.client_digest()
    return Registrant(f"recorded-{secrets.token_hex(4)}@example.org", client, digest)


def _form(client: FlaskClient, path: str, registrant: Registrant) -> dict[str, str]:
    token = _TOKEN.search(client.get(path).text)
    return {
        "csrf_token": token[1] if token else "",
        "name": "Ana Example",
        "email": registrant.email,
        "affiliation": "Example Institute",
        "zone": "Europe/Zurich",
    }


@contextmanager
def _listening(app: Flask) -> Iterator[list[Transaction]]:
    with app.app_context():
        engine = db.engine
    transactions: list[Transaction] = []
    open_now: dict[Connection, Transaction] = {}
    early: set[Connection] = set()

    def note(connection: Connection) -> None:
        open_now[connection] = Transaction(bool(connection.get_execution_options().get("writes")))
        transactions.append(open_now[connection])

    def begin(connection: Connection) -> None:
        if connection not in early:
            note(connection)
        early.discard(connection)

    def execute(connection: Connection, clause: Any, many: Any, one: Any, _options: Any) -> None:
        if not connection.in_transaction():  # begins with this statement, and reports it afterwards
            note(connection)
            early.add(connection)
        open_now[connection].statements.append((clause, many or one))

    def cursor(
        connection: Connection, _cursor: Any, sql: str, values: Any, _context: Any, is_many: Any
    ) -> None:
        if not _BEGIN.match(sql):
            # With RETURNING rows are inserted together, and their values still arrive as one tuple.
            rows = values if is_many and isinstance(values, list) else [values]
            open_now[connection].sent += [(sql, row) for row in rows]

    def commit(connection: Connection) -> None:
        open_now[connection].kept = True

    listeners = {
        "begin": begin,
        "before_execute": execute,
        "before_cursor_execute": cursor,
        "commit": commit,
    }
    with _heard(engine, listeners):
        yield transactions


@contextmanager
def _heard(engine: Engine, listeners: Mapping[str, Any]) -> Iterator[None]:
    for name, listener in listeners.items():
        # First, because the product's own listener sends BEGIN on SQLite.
        event.listen(engine, name, listener, insert=True)
    try:
        yield
    finally:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)
