"""Serves one event with limited places from a process of its own, with or without its lock.

Usage: server.py DATABASE_URL FOLDER GUARD CAPACITY, where GUARD is "locked" or "unlocked". Prints one line:
the port and the event's slug. Exits when its standard input closes.
"""

import sys
import threading
from datetime import datetime
from pathlib import Path

import waitress
from sqlalchemy import event as listeners
from sqlalchemy import select

from webinars import database
from webinars.accounts.organisers import add_organiser
from webinars.app import create_app
from webinars.database import Base, db, transaction
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.lifecycle import publish_event
from webinars.events.models import Event
from webinars.registrations import locks
from webinars.registrations.places import capacity
from webinars.registrations.places.places_held import page_state_and_places_held
from webinars.timezones.schedule import Timed
from webinars.web.registration import views
from webinars.web.registration.group_commit import LockedEvent

LONGEST_WAIT = 1  # seconds


def remove_lock() -> None:
    """Read the event without its lock, each form by itself, and let two count before either writes."""
    decide, both = capacity.has_place_for_new, threading.Barrier(2)

    def read_without_lock(session, event_id):
        return session.scalar(select(Event).where(Event.id == event_id))

    def register_alone(slug, register):
        with transaction() as session:
            state, held = page_state_and_places_held(session.connection(), slug)
            event = read_without_lock(session, state.event_id)
            register(session, LockedEvent(event, state, held))

    def decide_together(*args, **counted):
        try:
            both.wait(LONGEST_WAIT)
        except threading.BrokenBarrierError:
            both.reset()  # nobody else has come
        return decide(*args, **counted)

    def autocommit(engine):
        if engine.dialect.name == "sqlite":

            @listeners.listens_for(engine, "connect")
            def connect(connection, _record):
                connection.isolation_level = None
                connection.execute("PRAGMA busy_timeout=15000")

    locks.lock_published_event = read_without_lock
    views.register_jointly = register_alone
    capacity.has_place_for_new = decide_together
    database.prepare = autocommit


def create_published_event(app, capacity: int) -> str:
    """Publish an event and return its slug."""
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            host = add_organiser(
                session, email="host@example.org", name="Host", timezone="Europe/Zurich"
            )
            when = Timed(datetime(2037, 7, 16, 15), datetime(2037, 7, 16, 16), "Europe/Zurich")
            details = EventDetails(title="Rush", when=when, cities=("GVA",), capacity=capacity)
            made = create_event(
                session, organiser=host, details=details, site=app.extensions["site"]
            )
            publish_event(session, made.id, app.extensions["site"])
            slug = made.slug
        db.engine.dispose()
    return slug


def main(url: str, folder: str, guard: str, capacity: str) -> None:
    """Serve until standard input closes."""
    if guard == "unlocked":
        remove_lock()
    Path(folder).mkdir(exist_ok=True)
    app = create_app(
        DATA_DIR=folder,
        DATABASE_URL=url,
        SECRET_KEY="a key that is only good for tests, and long",
        FORMS_LIMIT="100000 per minute",
        CLIENT_REGISTRATIONS_PER_HOUR=100_000,
        LANGUAGES=["en"],
    )
    slug = create_published_event(app, int(capacity))
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8, connection_limit=500)
    sys.stdout.write(f"{server.effective_port} {slug}\n")
    sys.stdout.flush()
    threading.Thread(target=server.run, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
