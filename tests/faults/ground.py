"""An installation whose servers and workers are processes that can be killed."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask_migrate import upgrade

from tests.conftest import SUMMER, make_app
from tests.faults.invariants import broken
from tests.load.test_rush import Crowd, rows
from webinars.accounts.actions import add_organiser
from webinars.accounts.queries import organiser_by_email
from webinars.database import Base, db, transaction
from webinars.events.actions import create_event, publish
from webinars.events.details import EventDetails
from webinars.events.rules import NotificationMode
from webinars.registrations.actions import register

ROOT = Path(__file__).resolve().parents[2]
# make chaos says "long"; everything else runs the short half.
IS_LONG = os.environ.get("WEBINARS_FAULTS") == "long"
KINDS = ("sqlite", "postgresql")
WORKER = """
import json, sys, threading
from webinars.app import create_app
from webinars.worker.loop import run_worker, stop_on_signals
stop = threading.Event()
stop_on_signals(stop)
run_worker(create_app(**json.loads(sys.argv[1])), stop)
"""
HOST = "host@example.org"
# A deadline is no e-mail: it waits for its time.
QUEUED = "SELECT count(*) FROM messages WHERE state = 'queued' AND topic <> 'place.ends'"


def scaled(short, long):
    """Return the number for the half that runs."""
    return long if IS_LONG else short


def mainly(kind):
    """Let a test run on one kind of database in the short half, and on both in the long one."""
    return pytest.mark.parametrize("ground", scaled([kind], KINDS), indirect=True)


def until(reached, seconds, pause=0.1):
    """Wait for something that other processes bring about, without getting into their way."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(pause)


class Ground:
    """An installation: its settings, its first event, and the processes that work on it."""

    def __init__(self, url, folder, smtp_url):
        self.url, self.folder = url, folder
        self.settings = {
            "DATA_DIR": str(folder / "var"),
            "DATABASE_URL": url,
            "SMTP_URL": smtp_url,
            "SECRET_KEY": "a key that is only good for tests, and long",
            "MAIL_FROM": "events@example.org",
            "LANGUAGES": ["en"],
            "FORMS_LIMIT": "1000000 per minute",
            # All people of these tests sit behind one address, and write to a few mailboxes.
            "CLIENT_REGISTRATIONS_PER_HOUR": 1_000_000,
            "CLIENT_EMAILS_PER_HOUR": 1_000_000,
            "MAILBOX_EMAILS_PER_HOUR": 1_000_000,
            "EVENT_EMAILS_PER_HOUR": 1_000_000,
            "ORGANISER_NOTICES_PER_HOUR": 1_000_000,
            "OUTBOX_LEASE_SECONDS": 1,
        }
        self.processes = []
        self.log = folder / "log"
        self.app = make_app(folder, **self.settings)

    def build(
        self, capacity=None, notification_mode=NotificationMode.EACH, *, migrated=False, terms=None
    ):
        """Make the tables, as a release does if that matters, and publish an event."""
        with self.app.app_context():
            if migrated:
                upgrade()
            else:
                Base.metadata.create_all(db.engine)
            with transaction() as session:
                add_organiser(session, email=HOST, name="Host", zone="Europe/Zurich")
        self.event_id, self.slug = self.announce(capacity, notification_mode, terms=terms)

    def announce(self, capacity=None, notification_mode=NotificationMode.EACH, *, terms=None):
        """Publish an event on some terms, columns of its row; return its number and its slug."""
        with self.app.app_context():
            site = self.app.extensions["site"]
            with transaction() as session:
                host = organiser_by_email(session, HOST)
                details = EventDetails(
                    title="Rush",
                    when=SUMMER,
                    cities=("GVA",),
                    capacity=capacity,
                    notification_mode=notification_mode,
                )
                made = create_event(session, organiser=host, details=details, site=site)
                # What is queued here is what has to leave now.
                for name, value in {"reminders": [], **(terms or {})}.items():
                    setattr(made, name, value)
                publish(session, made.id, site)
                identity = made.id, made.slug
            self.let_go()
        return identity

    def enter(self, names):
        """Register people without going through the form."""
        with self.app.app_context():
            with transaction() as session:
                for name in names:
                    register(
                        session, event_id=self.event_id, name="Zoë", email=name, zone="Africa/Nairobi",
                        language="en",
                    )  # fmt: skip
            self.let_go()

    def let_go(self):
        """Close the connections of this process."""
        db.session.remove()
        # Another thread that holds one would lose it unclosed.
        if not db.engine.pool.checkedout():
            db.engine.dispose()

    def start(self, *command, settings=None, **options):
        """Start a process of this installation; what it complains of goes into the log."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command], cwd=self.folder, stdin=subprocess.PIPE, stderr=log,
                text=True, env=os.environ | {"PYTHONPATH": str(ROOT)} | (settings or {}), **options,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def command(self, *words, program="from webinars.cli import main; main()"):
        """Start a command of the product, as an operator does: its settings stand in the environment."""
        variables = [
            (name, value) for name, value in self.settings.items() if isinstance(value, str)
        ]
        settings = {f"WEBINARS_{name}": value for name, value in variables}
        return self.start("-c", program, *words, settings=settings, stdout=subprocess.DEVNULL)

    def worker(self):
        """Start a worker."""
        return self.start("-c", WORKER, json.dumps(self.settings))

    @contextmanager
    def serving(self, fault="none"):
        """Start a server; give its process and people in front of it."""
        command = (str(Path(__file__).with_name("server.py")), json.dumps(self.settings), fault)
        process = self.start(*command, stdout=subprocess.PIPE)
        try:
            yield process, Crowd(int(process.stdout.readline()), self.slug)
        finally:
            self.end(process)

    def end(self, process):
        """End a process of ours, if it still runs."""
        process.kill()
        process.wait(30)
        process.stdin.close()
        if process.stdout:
            process.stdout.close()

    def close(self):
        """End every process and let go of the database."""
        for process in self.processes:
            self.end(process)
        with self.app.app_context():
            self.let_go()

    def rows(self, query):
        """Return what a query finds."""
        return rows(self.url, query)

    def count(self, query):
        """Return the one number that a query finds."""
        return self.rows(query)[0][0]

    def is_idle(self):
        """Tell whether no message is queued."""
        return self.count(QUEUED) == 0

    def deliver(self, seconds):
        """Let a worker run until nothing is queued; return how long it took."""
        worker, begun = self.worker(), time.monotonic()
        until(self.is_idle, seconds)
        took = time.monotonic() - begun
        worker.terminate()
        assert worker.wait(30) == 0
        return took

    def broken(self, **options):
        """Return which invariants do not hold."""
        return broken(self.url, **options)
