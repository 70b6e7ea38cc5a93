"""Fill an empty database, or its outbox, for a measurement, in a process of its own.

Usage: fill.py events COUNT | rush COUNT PLACES | queue COUNT | settle. Prints one line of JSON.
"""

import json
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.accounts.organisers import add_organiser
from webinars.app import create_app
from webinars.commands.installation import open_app
from webinars.commands.schema import upgrade_schema
from webinars.database import db, transaction
from webinars.events import creation, lifecycle
from webinars.events.details import EventDetails
from webinars.events.enums import NotificationMode
from webinars.events.models import Event
from webinars.events.series_creation import create_series
from webinars.outbox.models import LedgerEntry, Message, MessageState
from webinars.registrations.new_registration import register_attendee
from webinars.scheduling.models import Invitation
from webinars.timezones import clock
from webinars.timezones.schedule import Timed

ABOUT = """How statistical offices, mapping agencies and their partners share what they know, with examples of
the last year and time for questions.

## Programme

- *What has changed* since the last meeting, and what it means for countries
- Three short talks with examples, **ten minutes each**
- Questions and answers, moderated

Slides and a recording are published within a week. Read [the note](https://example.org/note) first.
"""
LINKS = (
    {"url": "https://example.org/agenda", "text": "Agenda"},
    {"url": "https://example.org/background", "text": "Background paper"},
)
ROOMY = 1_000_000  # a limit that is counted but never reached
PAGE_PLACES, PAGE_PEOPLE = 200, 20


def events(app: Flask, number: int) -> dict[str, Any]:
    """Publish events over the coming months: one to read, one to register for, and others."""
    upgrade_schema(app)
    site = app.extensions["site"]
    first = clock.now().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    slugs: list[str] = []
    with transaction() as session:
        host = add_organiser(
            session, email="host@example.org", name="Host", timezone="Europe/Zurich"
        )
        series = [
            create_series(session, name=name).id
            for name in ("Metadata", "Geospatial data", "Trade", "Open data", "Methods")
        ]
        for turn in range(number):
            details = _announcement(turn, first, series[turn % len(series)])
            made = creation.create_event(session, organiser=host, details=details, site=site)
            lifecycle.publish_event(session, made.id, site)
            if turn <= 1:
                slugs.append(made.slug)
    with transaction() as session:
        register_people(session, slugs[0], PAGE_PEOPLE, "reader")
        session.execute(delete(Message))
    return {"page": slugs[0], "rush": slugs[-1]}


def rush(app: Flask, number: int, places: int) -> dict[str, Any]:
    """Publish events for which many people come at once; return their slugs."""
    site, slugs = app.extensions["site"], []
    first = clock.now().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    with transaction() as session:
        host = session.scalars(select(Organiser).limit(1)).one()
        for turn in range(number):
            details = replace(_announcement(turn, first, None), capacity=places)
            made = creation.create_event(session, organiser=host, details=details, site=site)
            lifecycle.publish_event(session, made.id, site)
            slugs.append(made.slug)
    return {"slugs": slugs}


def queue(_app: Flask, number: int) -> dict[str, Any]:
    """Queue the messages of new registrations in an empty outbox; return how many are due."""
    with transaction() as session:
        # SQLite reuses ids of deleted rows, and each invitation refers to its message.
        session.execute(delete(Invitation))
        session.execute(delete(Message))
        # Else an earlier run of the same hour would fill the ledger of the one organiser.
        session.execute(delete(LedgerEntry))
    slug = rush_slug()
    batch = f"queue{int(clock.now().timestamp() * 1000)}"
    with transaction() as session:
        register_people(session, slug, number, batch)
    waiting = select(Message.id).where(
        Message.state == MessageState.QUEUED, Message.due_at <= clock.now()
    )
    return {"messages": len(db.session.scalars(waiting).all())}


def settle(_app: Flask) -> dict[str, Any]:
    """Mark all messages as sent; delete the ledger, which without budgets has more slots than any budget.

    PostgreSQL would plan for no rows in a table that was emptied and analysed, until it is analysed again.
    """
    now = clock.now()
    sent = {"state": MessageState.SENT, "sent_at": now, "due_at": now, "key": None, "body": None}
    with transaction() as session:
        session.execute(update(Message).where(Message.state == MessageState.QUEUED).values(sent))
        session.execute(delete(LedgerEntry))
    return {}


def _announcement(turn: int, first: datetime, series_id: int | None) -> EventDetails:
    # The event that is read is in the middle of the first page, the one for registrations beyond.
    day = first + timedelta(days=2 + turn // 6)
    start = day.replace(hour=9 + turn % 6)
    return EventDetails(
        title=f"Webinar {turn + 1} on the modernisation of official statistics",
        when=Timed(start, start + timedelta(minutes=90), "Europe/Zurich"),
        cities=("GVA", "NYC"),
        description=ABOUT,
        links=LINKS,
        languages=("en", "fr"),
        series_id=series_id,
        meeting_url=f"https://rooms.example.org/{turn}",
        capacity=PAGE_PLACES if turn == 0 else ROOMY,
        # The lower bound replays one registration, and a summary is queued once.
        notification_mode=NotificationMode.EACH,
    )


def rush_slug() -> str:
    """Return the slug of the event that people register for."""
    return db.session.scalars(select(Event.slug).order_by(Event.id).offset(1).limit(1)).one()


def register_people(session: Session, slug: str, number: int, batch: str) -> None:
    """Register people, whose addresses contain the name of their batch."""
    event_id = session.scalars(select(Event.id).where(Event.slug == slug)).one()
    for turn in range(number):
        register_attendee(
            session,
            event_id=event_id,
            name="Ana Example",
            email=f"{batch}-{turn}@example.org",
            affiliation="Example Institute",
            timezone="America/New_York",
            language="en",
        )


def analyze() -> None:
    """Let PostgreSQL collect statistics, as it does by itself within a minute."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def main(what: str, *numbers: str) -> None:
    """Run one of the four and print the result."""
    app = create_app()
    with open_app(app):
        fill: Any = {"events": events, "rush": rush, "queue": queue, "settle": settle}[what]
        done = fill(app, *map(int, numbers))
        analyze()
    sys.stdout.write(json.dumps(done) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
