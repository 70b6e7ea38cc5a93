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
from sqlalchemy.orm import Session
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
from webinars.events.search.index import EVENT_INDEX
from webinars.events.series_creation import create_series
from webinars.outbox.models import Message, MessageState
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.timezones import clock
from webinars.web.core import current_caches

COMPOSED = 2000  # events at each size
EVENTS_OF_A_BODY, MOST_BODIES, COMMITTEES = 20, 2000, 20
FULL_MONTH = timedelta(days=100)  # from now on
ROWS_TOGETHER = 1000
_TABLES = Base.metadata.tables
# Of what organisers see, by somebody who is signed in; everything else by anybody.
ORGANISE = "/organise"
LISTS = {
    "list": "/",
    "month": "/?month={month}",
    "series": "/?series=trade",
    "format": "/?format=hybrid",
    "past": "/?past=1",
    "past, coming month": "/?past=1&month={month}",
    "new since": "/?since=2020-01-01",
    "new since, series": "/?since=2020-01-01&series=trade",
    # Each shows the same number of events at each size: a few, or five a day.
    "month view of a body": "/?view=month&month={month}&series=bureau",
    "full month": "/?view=month&month={full_month}",
    "full month of a series": "/?view=month&month={full_month}&series=committee-1",
    "full month, search": "/?view=month&month={full_month}&q=webinar",
    "full month of a branch": "/?view=month&month={full_month}&series=congress&branch=1",
    "later page": "/?after={after}",
    "page of a series": "/series/trade",
    "search, 40 events": "/?q=kigali",
    "search, every event": "/?q=webinar",
    "search, no event": "/?q=nothing",
    "page of all bodies": "/series/congress",
    "page of a body": "/series/bureau",
    "branch of all bodies": "/?series=congress&branch=1",
    "branch of a body": "/?series=bureau&branch=1",
    "branch of some bodies": "/?series=committee-1&branch=1",
    "past of a branch": "/?series=congress&branch=1&past=1",
    "month of a branch": "/?series=congress&branch=1&month={full_month}",
    "new since, branch": "/?since=2020-01-01&series=congress&branch=1",
    "feed of a body": "/events.ics?series=bureau&branch=1",
    "news of a branch": "/events.atom?series=congress&branch=1",
    "search in a branch": "/?q=kigali&series=congress&branch=1",
    "search, a body": "/?q=bureau",
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
_FEED = "/events.ics"
_STATUSES = (Status.CONFIRMED, Status.WAITING, Status.CANCELLED)


def _series_of_events(session: Session) -> list[int]:
    """Return the ids to choose from: half of the events are of bodies, none further of the bureau."""
    rows = session.execute(select(Series.id, Series.parent_id, Series.slug)).all()
    bodies = [id_ for id_, parent_id, slug in rows if parent_id is not None and slug != "bureau"]
    flat = [id_ for id_, parent_id, slug in rows if parent_id is None and slug != "congress"]
    return [*flat * max(1, len(bodies) // len(flat)), *bodies]


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
        registered = session.scalar(select(func.count(Registration.id))) or 0
    is_postgresql = db.engine.dialect.name == "postgresql"
    with transaction() as session:
        if is_postgresql:
            EVENT_INDEX.drop(session.connection())
        add_events(
            session,
            session.scalars(select(Organiser)).one(),
            min(number - before, composed),
            now=now,
            series_ids=_series_of_events(session),
            spread=timedelta(days=400),
            seed=before + 1,
            describe=_plain if registered else _describe,
        )
        for _ in copy_events(session, last_id or 0, number - before - composed, now=now):
            session.commit()
        if is_postgresql:
            EVENT_INDEX.create(session.connection())
    event_id = _busy_event().id
    for start in range(registered, number, ROWS_TOGETHER):
        turns = range(start, min(number, start + ROWS_TOGETHER))
        with transaction() as session:
            registrations = [_registration(event_id, turn, now) for turn in turns]
            session.execute(insert(_TABLES[Registration.__tablename__]), registrations)
            messages = [_message(event_id, turn, now) for turn in turns]
            session.execute(insert(_TABLES[Message.__tablename__]), messages)
    if is_postgresql:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def add_bodies(events: int, now: datetime) -> None:
    """Add bodies for a number of events: a congress, its committees, and the working groups of these.

    The first time also a bureau with a few events, and a month with more than a page of it shows.
    """
    number = min(MOST_BODIES, events // EVENTS_OF_A_BODY)
    with transaction() as session:
        host = session.scalars(select(Organiser)).one()
        before = set(session.scalars(select(Series.slug)))
        if "congress" not in before:
            create_series(session, name="Congress").is_published = True
            session.flush()
        ids = dict(session.execute(select(Series.slug, Series.id)).tuples().all())
        names = ["Bureau", *(f"Committee {turn}" for turn in range(1, COMMITTEES + 1))]
        names += [f"Group {turn}" for turn in range(1, number - len(names))]
        for turn, name in enumerate(names):
            slug = name.lower().replace(" ", "-")
            if slug not in before:
                made = create_series(session, name=name)
                above = f"committee-{turn % COMMITTEES + 1}" if turn > COMMITTEES else "congress"
                made.parent_id = ids[above]
                session.flush()
                ids[slug] = made.id
        if "bureau" not in before:
            add_events(session, host, events // 25, now=now, series_ids=[ids["bureau"]], seed=-1)
            add_events(
                session,
                host,
                events * 2 // 5,
                now=now,
                series_ids=[ids["committee-1"]],
                seed=-2,
                around=(now + FULL_MONTH).replace(day=15),
                spread=timedelta(days=15),
            )


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


def measure(client: FlaskClient, anybody: FlaskClient, requests: int) -> dict[str, dict[str, Any]]:
    """Return statements, work and CPU of each list."""
    event = _busy_event()
    after = re.search(r"[?]after=([\d-]+)", anybody.get("/").text)
    values = {
        "full_month": f"{clock.now() + FULL_MONTH:%Y-%m}",
        "month": f"{clock.now() + timedelta(days=40):%Y-%m}",
        "after": after[1] if after else "",
        "slug": event.slug,
        "id": event.id,
    }
    return {
        name: measure_page(
            client if path.startswith(ORGANISE) else anybody, path.format(**values), requests
        )
        for name, path in LISTS.items()
    }


def measure_page(client: FlaskClient, path: str, requests: int) -> dict[str, Any]:
    """Return statements, work and CPU of one page."""
    if path.startswith(_FEED):
        client.get(path)  # stores the text of each event
    with sent_statements() as sent:
        status = client.get(path).status_code
    assert status == 200, (path, status)  # noqa: S101, PLR2004
    work = sum(_work(*one) for one in sent)
    return {"statements": len(sent), "work": work, "cpu_ms": min(_cpu(client, path, requests))}


def _cpu(client: FlaskClient, path: str, requests: int) -> list[float]:
    pids, times = [os.getpid(), *backends()], []
    for _ in range(requests):
        before = cpu_seconds(pids)
        client.get(path)
        times.append((cpu_seconds(pids) - before) * 1000)
    return times


def backends() -> Sequence[int]:
    """Return the processes of PostgreSQL that serve this database; none on SQLite."""
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
        anybody = app.test_client()
        for size in sizes:
            begun = time.monotonic()
            add_bodies(int(size), now)
            fill(int(size), now)
            filled = time.monotonic() - begun
            lists = measure(client, anybody, int(requests))
            figures[size] = {"filled_in_s": filled, "lists": lists}
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
