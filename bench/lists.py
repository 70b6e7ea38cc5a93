"""What lists cost with few and with many events, on one database that is filled step by step.

Usage: lists.py REQUESTS SIZE … Prints one line of JSON: the figures of each list by size.
"""

import json
import os
import re
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, text
from werkzeug.test import TestResponse

from bench.processes import cpu_seconds
from tests.events.many_events import add_events, copy_events
from tests.statements import rows_read, sent_statements, sqlite_steps
from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.app import create_app
from webinars.commands.installation import open_app
from webinars.commands.schema import upgrade_schema
from webinars.database import Base, db, transaction
from webinars.events.models import Event, Series
from webinars.events.search.index import create_index, drop_index
from webinars.events.series_creation import create_series
from webinars.outbox.models import Message, MessageState
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.timezones import clock
from webinars.web.core import current_caches

COMPOSED = 2000  # events at each size
ROWS_TOGETHER = 1000
_TABLES = Base.metadata.tables
LISTS = {
    "list": "/",
    "month": "/?month={month}",
    "series": "/?series=trade",
    "format": "/?format=hybrid",
    "past": "/?past=1",
    "past, coming month": "/?past=1&month={month}",
    "new since": "/?since=2020-01-01",
    "new since, series": "/?since=2020-01-01&series=trade",
    "month view": "/?view=month&month={month}",
    "month view of a series": "/?view=month&month={month}&series=trade",
    "month view, search": "/?view=month&month={month}&q=webinar",
    "later page": "/?after={after}",
    "page of a series": "/series/trade",
    "search, 40 events": "/?q=kigali",
    "search, every event": "/?q=webinar",
    "search, no event": "/?q=nothing",
    "event": "/events/{slug}",
    "own events": "/organise/events",
    "own past events": "/organise/events?state=past",
    "registrations": "/organise/events/{id}/registrations",
    "registrations, waiting": "/organise/events/{id}/registrations?state=waiting",
    "waiting list": "/organise/events/{id}/waiting-list",
    "messages": "/organise/events/{id}/emails",
    "comments": "/organise/events/{id}/comments",
    "delegations": "/organise/events/{id}/delegations",
    "organisers": "/organise/people",
}
# Every event has this text, and some of the first ones a rare word before it.
_TEXT, _RARE = "How offices share what they know, with examples of the last year. " * 4, 60
_STATUSES = (Status.CONFIRMED, Status.WAITING, Status.CANCELLED)


def _describe(turn: int) -> str:
    return _TEXT if turn % 2 or turn >= 2 * _RARE else f"Held in Kigali. {_TEXT}"


def _plain(_turn: int) -> str:
    return _TEXT


def fill(number: int, now: datetime, composed: int = COMPOSED) -> None:
    """Add events, and as many registrations and messages at one event, until there are so many.

    Some events are composed, the others are copies of them. Each thousand of rows is committed: PostgreSQL
    keeps every version of a count until the transaction that changed it ends.
    """
    with transaction() as session:
        before, last_id = session.execute(select(func.count(Event.id), func.max(Event.id))).one()
    is_postgresql = db.engine.dialect.name == "postgresql"
    with transaction() as session:
        if is_postgresql:
            drop_index(session.connection())
        add_events(
            session,
            session.scalars(select(Organiser)).one(),
            min(number - before, composed),
            now=now,
            series_ids=list(session.scalars(select(Series.id))),
            spread=timedelta(days=400),
            seed=before + 1,
            describe=_plain if before else _describe,
        )
        for _ in copy_events(session, last_id or 0, number - before - composed, now=now):
            session.commit()
        if is_postgresql:
            create_index(session.connection())
    event_id = _busy_event().id
    for start in range(before, number, ROWS_TOGETHER):
        turns = range(start, min(number, start + ROWS_TOGETHER))
        with transaction() as session:
            registrations = [_registration(event_id, turn, now) for turn in turns]
            session.execute(insert(_TABLES[Registration.__tablename__]), registrations)
            messages = [_message(event_id, turn, now) for turn in turns]
            session.execute(insert(_TABLES[Message.__tablename__]), messages)
    if is_postgresql:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _busy_event() -> Event:
    """Return the event that has all registrations."""
    return db.session.scalars(
        select(Event).where(Event.state == "published").order_by(Event.id).limit(1)
    ).one()


def _registration(event_id: int, turn: int, now: datetime) -> dict[str, Any]:
    status, address = _STATUSES[turn % 3], f"person{turn}@example.org"
    return {
        "event_id": event_id,
        "status": status,
        "status_at": now,
        "name": f"Person {turn}",
        "email": address,
        "address": address,
        "timezone": "",
        "language": "en",
        "created_at": now,
        "queued_at": now + timedelta(seconds=turn) if status is Status.WAITING else None,
    }


def _message(event_id: int, turn: int, now: datetime) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "registration_id": turn + 1,
        "topic": "registration.confirmed",
        "payload": {},
        "ordering_key": f"key{turn}",
        "state": MessageState.SENT if turn % 100 else MessageState.FAILED,
        "due_at": now,
        "sent_at": now,
        "created_at": now,
    }


def measure(client: FlaskClient, requests: int) -> dict[str, dict[str, Any]]:
    """Return statements, work and CPU of each list."""
    event = _busy_event()
    after = re.search(r"[?]after=([\d-]+)", client.get("/").text)
    values = {
        "month": f"{clock.now() + timedelta(days=40):%Y-%m}",
        "after": after[1] if after else "",
        "slug": event.slug,
        "id": event.id,
    }
    return {
        name: measure_page(client, path.format(**values), requests) for name, path in LISTS.items()
    }


def measure_page(client: FlaskClient, path: str, requests: int) -> dict[str, Any]:
    """Return statements, work and CPU of one page."""
    with sent_statements() as sent:
        status = client.get(path).status_code
    assert status == 200, (path, status)  # noqa: S101, PLR2004
    work = sum(_work(*one) for one in sent)
    return {"statements": len(sent), "work": work, "cpu_ms": min(_cpu(client, path, requests))}


def _cpu(client: FlaskClient, path: str, requests: int) -> list[float]:
    pids, times = [os.getpid(), *_backends()], []
    for _ in range(requests):
        before = cpu_seconds(pids)
        client.get(path)
        times.append((cpu_seconds(pids) - before) * 1000)
    return times


def _backends() -> Sequence[int]:
    if db.engine.dialect.name == "sqlite":
        return ()
    with db.engine.connect() as connection:
        found = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        return connection.scalars(text(found)).all()


def _work(statement: str, parameters: Any) -> int:
    """Return the steps that SQLite takes for a statement, or the rows that PostgreSQL reads."""
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            return int(sqlite_steps(connection.connection.dbapi_connection, statement, parameters))
        explained = connection.exec_driver_sql(
            f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters
        ).scalar()
        plan = explained if isinstance(explained, list) else json.loads(str(explained))
        return int(rows_read(plan[0]["Plan"]))


class FreshClient(FlaskClient):
    """A client whose requests read anew: none sees objects that another one has loaded, or a cached page."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Send a request in an application context of its own."""
        current_caches.init_app(self.application)
        with self.application.app_context():
            return super().open(*args, **options)


def signed_in(app: Flask) -> FlaskClient:
    """Return a client that is signed in as the one organiser, and reads anew for each request."""
    app.test_client_class = FreshClient
    client = app.test_client()
    with transaction() as session:
        host = session.scalars(select(Organiser)).one()
        path = f"/sign-in/{issue_sign_in_token(session, host)}"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)
    assert token  # noqa: S101 - every form has one
    client.post(path, data={"csrf_token": token[1]})
    return client


def main(requests: str, *sizes: str) -> None:
    """Fill the database to each size in turn, measure, and print the figures."""
    app, now = create_app(), clock.now()
    figures = {}
    with open_app(app):
        upgrade_schema(app)
        with transaction() as session:
            add_organiser(
                session, email="host@example.org", name="Host", admin=True, timezone="Europe/Zurich"
            )
            create_series(session, name="Trade")
            create_series(session, name="Metadata")
        client = signed_in(app)
        for size in sizes:
            begun = time.monotonic()
            fill(int(size), now)
            filled = time.monotonic() - begun
            figures[size] = {"filled_in_s": filled, "lists": measure(client, int(requests))}
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
