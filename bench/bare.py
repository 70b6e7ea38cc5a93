"""The lower bound: a bare Flask app that runs the same statements and returns the same bytes.

Usage: bare.py PORT PAGE RUSH. It first requests each row from the product, in this process and on the same
database, and records its statements; then it serves them at /0, /1 and so on, through SQLAlchemy Core with
the product's engine settings. The statements of a form get the address that each form submits; nothing
else differs.
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

from bench.recording import EMAIL, Recorded, Transaction, record
from webinars import database
from webinars.app import create_app
from webinars.commands import http_server, serve
from webinars.database import db


def main(port: str, page: str, rush: str) -> None:
    """Record, print what was recorded, and serve until terminated."""
    product = create_app()
    recorded = record(product, page, rush)
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
        address = request.form["email"] if request.method == "POST" else ""
        for transaction in transactions:
            _run(transaction, engine, address)
        return Response(body, status, headers)

    return view


def _run(transaction: Transaction, engine: Engine, address: str) -> None:
    with engine.connect() as connection:
        if transaction.writes:
            connection = connection.execution_options(writes=True)  # noqa: PLW2901 - the same one
        for clause, values in transaction.statements:
            answer = connection.execute(clause, with_address(values, address))
            if answer.returns_rows:
                answer.all()
        if transaction.kept:
            connection.commit()


def with_address(values: Any, address: str) -> Any:
    """Replace the recorded address in the values of a statement by the address of this form."""
    if isinstance(values, dict):
        return {name: with_address(value, address) for name, value in values.items()}
    if isinstance(values, list | tuple):
        return type(values)(with_address(value, address) for value in values)
    return values.replace(EMAIL, address) if isinstance(values, str) and address else values


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
