"""The lower bound: a bare Flask app that runs the same statements and returns the same bytes.

Usage: bare.py PORT PAGE RUSH, or PORT and rows as JSON. It first requests each row from the product, in this
process and on the same database, and records its statements; then it serves them at /0, /1 and so on, through
SQLAlchemy Core with the product's engine settings. The statements of a form get the address that each form
submits, and its client; nothing else differs.
"""

import json
import socket
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request
from psycopg.types.json import Json, Jsonb
from sqlalchemy import Engine, create_engine, make_url
from waitress.server import create_server

from bench.recording import (
    Recorded,
    Registrant,
    Transaction,
    Wanted,
    record,
    registrant_from,
    rows_of,
)
from webinars import database
from webinars.app import create_app
from webinars.commands import serve
from webinars.commands.web_server import http_server
from webinars.database import db


def main(port: str, *rows: str) -> None:
    """Record, print what was recorded, and serve until terminated."""
    product = create_app()
    is_json = len(rows) == 1
    recorded = record(
        product,
        [Wanted(**row) for row in json.loads(rows[0])] if is_json else rows_of(product, *rows),
    )
    with product.app_context():
        db.session.remove()
        db.engine.dispose()
    app = bare_app(recorded, _engine(product))
    with socket.create_server(("127.0.0.1", int(port)), backlog=serve.BACKLOG) as door:
        server = create_server(
            app,
            sockets=[door],
            threads=http_server.THREADS,
            connection_limit=http_server.CONNECTIONS,
            asyncore_use_poll=True,
            channel_timeout=http_server.IDLE_SECONDS,
            clear_untrusted_proxy_headers=False,
            ident=None,
        )
        sys.stdout.write(json.dumps(_said(recorded)) + "\n")
        sys.stdout.flush()
        server.run()


def bare_app(recorded: dict[str, Recorded], engine: Engine) -> Flask:
    """Create an application with one view per recorded request."""
    app = Flask("bare")
    for number, one in enumerate(recorded.values()):
        app.add_url_rule(f"/{number}", f"view{number}", _view(one, engine), methods=["GET", "POST"])
    return app


def _view(recorded: Recorded, engine: Engine) -> Callable[[], Response]:
    transactions, status, headers, body = (
        recorded.transactions,
        recorded.status,
        recorded.headers,
        recorded.body,
    )

    def view() -> Response:
        names = recorded.registrant, _sender() if request.method == "POST" else None
        for transaction in transactions:
            _run(transaction, engine, *names)
        return Response(body, status, headers)

    return view


def _sender() -> Registrant:
    return registrant_from(request.form["email"], request.headers["X-Forwarded-For"])


def _run(
    transaction: Transaction, engine: Engine, recorded: Registrant, sender: Registrant | None
) -> None:
    with engine.connect() as connection:
        if transaction.writes:
            connection = connection.execution_options(writes=True)  # noqa: PLW2901 - the same one
        for clause, values in transaction.statements:
            own = recorded.replaced_in(values, sender) if sender else values
            answer = connection.execute(clause, own)
            if answer.returns_rows:
                answer.all()
        if transaction.kept:
            connection.commit()


def _engine(product: Flask) -> Engine:
    options = dict(product.config.get("SQLALCHEMY_ENGINE_OPTIONS", {}))
    engine = create_engine(make_url(product.config["SQLALCHEMY_DATABASE_URI"]), **options)
    database.prepare(engine)
    return engine


def _said(recorded: dict[str, Recorded]) -> dict[str, Any]:
    return {
        name: {
            "status": one.status,
            "bytes": len(one.body),
            "statements": one.statements,
            "etag": dict(one.headers).get("ETag", ""),
            "registrant": one.registrant,
            "sql": [sql for transaction in one.transactions for sql, _values in transaction.sent],
            "writes": [
                [sql, _plain(values)]
                for transaction in one.transactions
                if transaction.kept and transaction.writes
                for sql, values in transaction.sent
            ],
        }
        for name, one in recorded.items()
    }


def _plain(values: Any) -> Any:
    """Convert values to JSON types; sqlite3 and psycopg accept them back as text."""
    if isinstance(values, dict):
        return {name: _plain(value) for name, value in values.items()}
    if isinstance(values, list | tuple):
        return [_plain(value) for value in values]
    if values is None or isinstance(values, str | int | float):
        return values
    return json.dumps(values.obj) if isinstance(values, Jsonb | Json) else str(values)


if __name__ == "__main__":
    main(*sys.argv[1:])
