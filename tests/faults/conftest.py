"""An installation on each database whose servers and workers are processes that can be killed; a table of figures."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import SUMMER, make_app
from tests.faults.invariants import broken
from tests.load.test_rush import Crowd, rows
from tests.mail.sink import Sink, running
from tests.worker.test_sigkill import WORKER
from webinars.database import Base, db, transaction
from webinars.events.actions import create_event, publish
from webinars.events.announcement import Announcement
from webinars.people.actions import add_organiser

ROOT = Path(__file__).resolve().parents[2]
# make faults says "long"; everything else runs the short half.
IS_LONG = os.environ.get("WEBINARS_FAULTS") == "long"
FIGURES = []


def scaled(short, long):
    """Return the number for the half that runs."""
    return long if IS_LONG else short


class Ground:
    """An installation: its settings, its event, and the processes that work on it."""

    def __init__(self, url, folder, smtp_url):
        self.url, self.folder = url, folder
        self.settings = {
            "DATA": str(folder / "var"),
            "DATABASE_URL": url,
            "SMTP_URL": smtp_url,
            "SECRET_KEY": "a key that is only good for tests, and long",
            "MAIL_FROM": "events@example.org",
            "LANGUAGES": ["en"],
            "FORMS_LIMIT": "1000000 per minute",
            "OUTBOX_LEASE_SECONDS": 1,
        }
        self.processes = []
        self.app = make_app(folder, **self.settings)

    def build(self, capacity=None):
        """Make the tables and publish an event."""
        with self.app.app_context():
            Base.metadata.create_all(db.engine)
            site = self.app.extensions["site"]
            with transaction() as session:
                host = add_organiser(
                    session, email="host@example.org", name="Host", zone="Europe/Zurich"
                )
                session.flush()
                said = Announcement(title="Rush", when=SUMMER, cities=("GVA",), capacity=capacity)
                made = create_event(session, organiser=host, said=said, site=site)
                publish(session, made.id, site)
                self.event_id, self.slug = made.id, made.slug
            self.let_go()

    def let_go(self):
        """Close the connections of this process."""
        db.session.remove()
        db.engine.dispose()

    def start(self, *command, **options):
        """Start a process of this installation."""
        process = subprocess.Popen(
            [sys.executable, *command], cwd=self.folder, stdin=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)}, **options,
        )  # fmt: skip
        self.processes.append(process)
        return process

    def worker(self):
        """Start a worker."""
        return self.start("-c", WORKER, json.dumps(self.settings))

    @contextmanager
    def serving(self, fault="none"):
        """Start a server; give its process and people in front of it."""
        command = (str(Path(__file__).with_name("server.py")), json.dumps(self.settings), fault)
        process = self.start(*command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
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

    def rows(self, query):
        """Return what a query finds."""
        return rows(self.url, query)

    def broken(self, **said):
        """Return which invariants do not hold."""
        return broken(self.url, **said)


@pytest.fixture
def sink():
    """Give a mail server."""
    with running(Sink()) as sink:
        yield sink


@pytest.fixture(params=["sqlite", "postgresql"])
def ground(request, tmp_path, sink):
    """Give an installation on each database, without an event yet."""
    url = f"sqlite:///{tmp_path / 'faults.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    ground = Ground(url, tmp_path, sink.url)
    yield ground
    for process in ground.processes:
        ground.end(process)
    with ground.app.app_context():
        ground.let_go()


@pytest.fixture
def figure(request):
    """Give an action that enters a figure into the table: row, what is wanted, what was seen."""

    def figure(row, wanted, seen):
        kind = "PostgreSQL" if "postgresql" in request.node.name else "SQLite"
        FIGURES.append((row, wanted, str(seen), kind))

    return figure


def pytest_terminal_summary(terminalreporter):
    """Print the table after the long half."""
    if not (IS_LONG and FIGURES):
        return
    terminalreporter.section("faults")
    for line in [("row", "wanted", "seen", "database"), *sorted(FIGURES)]:
        terminalreporter.write_line("{:<5} {:<52} {:<28} {}".format(*line))
