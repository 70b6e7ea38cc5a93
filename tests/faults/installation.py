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
from tests.faults.invariants import invariant_violations
from tests.fork_server import ForkedProcess
from tests.load.test_rush import Crowd, rows
from webinars.accounts.organisers import add_organiser
from webinars.accounts.queries import organiser_by_email
from webinars.database import Base, db, transaction
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.enums import NotificationMode
from webinars.events.lifecycle import publish_event
from webinars.registrations.new_registration import register_attendee

ROOT = Path(__file__).resolve().parents[2]
# `make chaos` sets "long"; everything else runs the short variant.
IS_LONG = os.environ.get("WEBINARS_FAULTS") == "long"
DATABASES = ("sqlite", "postgresql")
WORKER = """
import json, sys, threading
from webinars.app import create_app
from webinars.worker.loop import run_worker, stop_on_signals
stop = threading.Event()
stop_on_signals(stop)
print("stops on signals", flush=True)
run_worker(create_app(**json.loads(sys.argv[1])), stop)
"""
PROGRAM = "from webinars.cli import main; main()"
HOST = "host@example.org"
# Deadlines are not e-mails: they are due later.
QUEUED = "SELECT count(*) FROM messages WHERE state = 'queued' AND topic <> 'place.ends'"


def scaled(short, long):
    """Return the value for the variant that runs."""
    return long if IS_LONG else short


def on_database(kind):
    """Parametrize a test with one database in the short variant, with both in the long one."""
    return pytest.mark.parametrize("installation", scaled([kind], DATABASES), indirect=True)


def wait_until(reached, seconds, pause=0.1):
    """Poll until a condition holds, or fail after a timeout."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(pause)


class Installation:
    """An installation: its settings, its first event, and its processes."""

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
            # All clients share one address, and use few mailboxes.
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

    def set_up(
        self,
        capacity=None,
        notification_mode=NotificationMode.EACH,
        *,
        migrated=False,
        columns=None,
    ):
        """Create the tables, by migrations if requested, and publish an event."""
        with self.app.app_context():
            if migrated:
                upgrade()
            else:
                Base.metadata.create_all(db.engine)
            with transaction() as session:
                add_organiser(session, email=HOST, name="Host", timezone="Europe/Zurich")
        self.event_id, self.slug = self.publish_event(capacity, notification_mode, columns=columns)

    def publish_event(
        self, capacity=None, notification_mode=NotificationMode.EACH, *, columns=None
    ):
        """Publish an event with these columns; return its id and slug."""
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
                # No reminders, so that all queued messages are due now.
                for name, value in {"reminders": [], **(columns or {})}.items():
                    setattr(made, name, value)
                publish_event(session, made.id, site)
                identity = made.id, made.slug
            self.close_connections()
        return identity

    def register_directly(self, names):
        """Register addresses without the form."""
        with self.app.app_context():
            with transaction() as session:
                for name in names:
                    register_attendee(
                        session, event_id=self.event_id, name="Zoë", email=name, timezone="Africa/Nairobi",
                        language="en",
                    )  # fmt: skip
            self.close_connections()

    def close_connections(self):
        """Close the database connections of this process."""
        db.session.remove()
        # Not while another thread has checked one out.
        if not db.engine.pool.checkedout():
            db.engine.dispose()

    def start(self, *command, settings=None, **options):
        """Start a process of this installation; its standard error goes into the log."""
        with self.log.open("ab") as log:
            process = ForkedProcess(
                [sys.executable, *command], cwd=self.folder, stdin=subprocess.PIPE, stderr=log,
                text=True, env=os.environ | {"PYTHONPATH": str(ROOT)} | (settings or {}), **options,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def command(self, *words, program=PROGRAM, stdout=subprocess.DEVNULL):
        """Start a command of the product, with the settings as environment variables."""
        variables = [
            (name, value) for name, value in self.settings.items() if isinstance(value, str)
        ]
        settings = {f"WEBINARS_{name}": value for name, value in variables}
        return self.start("-c", program, *words, settings=settings, stdout=stdout)

    def start_worker(self):
        """Start a worker; return its process as soon as SIGTERM ends it in order."""
        worker = self.start("-c", WORKER, json.dumps(self.settings), stdout=subprocess.PIPE)
        assert worker.stdout.readline()
        return worker

    @contextmanager
    def serving(self, fault="none"):
        """Run a server; yield its process and a client."""
        command = (str(Path(__file__).with_name("server.py")), json.dumps(self.settings), fault)
        process = self.start(*command, stdout=subprocess.PIPE)
        try:
            yield process, Crowd(int(process.stdout.readline()), self.slug)
        finally:
            self.stop_process(process)

    def stop_process(self, process):
        """Kill a process, if it still runs."""
        process.kill()
        process.wait(30)
        process.stdin.close()
        if process.stdout:
            process.stdout.close()

    def close(self):
        """Kill all processes and close the database."""
        for process in self.processes:
            self.stop_process(process)
        with self.app.app_context():
            self.close_connections()

    def rows(self, query):
        """Return the rows of a query."""
        return rows(self.url, query)

    def count(self, query):
        """Return the single number of a query."""
        return self.rows(query)[0][0]

    def is_idle(self):
        """Check if no message is queued."""
        return self.count(QUEUED) == 0

    def deliver(self, seconds):
        """Run a worker until nothing is queued; return the seconds it took."""
        worker, begun = self.start_worker(), time.monotonic()
        wait_until(self.is_idle, seconds)
        took = time.monotonic() - begun
        worker.terminate()
        assert worker.wait(30) == 0
        return took

    def invariant_violations(self, **options):
        """Return the violated invariants."""
        return invariant_violations(self.url, **options)
