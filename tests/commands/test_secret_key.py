"""The database knows its secret key, so that a host with another one is refused."""

import os
import subprocess
import threading
from pathlib import Path

import pytest
from sqlalchemy import event, select

from tests.conftest import fresh_database
from tests.events.many_events import add_events
from tests.fork_server import ForkedProcess
from webinars.accounts.organisers import add_organiser
from webinars.capabilities.reply_secrets import reply_secrets
from webinars.commands.errors import CommandError
from webinars.commands.installation import create_checked_application, open_app
from webinars.commands.schema import check_or_store_secret_key
from webinars.configuration import KEY_FILE
from webinars.database import db, transaction
from webinars.events.models import Event
from webinars.timezones import clock
from webinars.worker.maintenance import Maintenance

from .conftest import COMMAND

SECONDS = 30
FIRST, SECOND, THIRD = (
    f"{name} key of this test, of enough bytes" for name in ("1st", "2nd", "3rd")
)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, environment, tmp_path):
    """Yield the URL of a database of each kind as `webinars db upgrade` creates it."""
    if request.param == "sqlite":
        path = tmp_path / "webinars.db"
        path.write_bytes(request.getfixturevalue("migrated_sqlite"))
        yield f"sqlite:///{path}"
        return
    server, migrated = map(request.getfixturevalue, ("postgres_server", "migrated_postgres"))
    with fresh_database(server, template=migrated) as url:
        yield url


class Start:
    """Does what a starting host does with its keys."""

    def __call__(self, key, *older, before_storing=None):
        """Start a host; return whether it is ready."""
        app = self.application(key, *older)
        with open_app(app):
            if before_storing:
                call_before(db.engine, "INSERT INTO database_key", before_storing)
            check_or_store_secret_key(app)
        return self.readiness(app)

    def application(self, key, *older):
        """Return the application with keys."""
        return create_checked_application(SECRET_KEY=key, SECRET_KEY_FALLBACKS=list(older))

    def readiness(self, app):
        """Return what a host says that goes on."""
        with open_app(app):
            return app.test_client().get("/readyz").text


def call_before(engine, beginning, function):
    """Call a function before each statement with this beginning."""

    @event.listens_for(engine, "before_cursor_execute")
    def check(_connection, _cursor, statement, *_):
        if statement.startswith(beginning):
            function()


@pytest.fixture
def start(database_url, monkeypatch):
    """Return a function that does what a starting host does with its keys."""
    monkeypatch.setenv("WEBINARS_DATABASE_URL", database_url)
    return Start()


def test_first_host_decides_the_key_of_all(start, run):
    assert start(FIRST) == "ready\n"

    with pytest.raises(CommandError, match="WEBINARS_SECRET_KEY is not the key of this database"):
        start(SECOND)
    assert start(FIRST) == "ready\n"
    assert run("outbox", "status", SECRET_KEY=FIRST).status == 0
    refused = run("outbox", "status", SECRET_KEY=SECOND)
    assert refused.status == 2
    assert refused.err.startswith("webinars: WEBINARS_SECRET_KEY is not the key of this database")


def test_trial_installation_continues_with_a_key_in_its_settings(run, monkeypatch):
    monkeypatch.delenv("WEBINARS_SECRET_KEY", raising=False)
    run("db", "upgrade")
    app = create_checked_application()  # with the key of its data folder
    with open_app(app):
        check_or_store_secret_key(app)
    trial_key = Path("var", KEY_FILE).read_text("ascii").strip()

    refused = run("outbox", "status", SECRET_KEY=SECOND)
    with_former = run("outbox", "status", SECRET_KEY=SECOND, SECRET_KEY_FALLBACKS=trial_key)
    rekeyed = run("db", "rekey", SECRET_KEY=SECOND)

    assert refused.status == 2
    assert "the former one into WEBINARS_SECRET_KEY_FALLBACKS" in refused.err
    assert "webinars db rekey" in refused.err
    assert refused.err.count("\n") == 1
    assert (with_former.status, rekeyed.status) == (0, 0)
    assert run("outbox", "status", SECRET_KEY=SECOND).status == 0


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("worker",)])
def test_process_with_another_key_does_not_start(start, command):
    start(FIRST)

    environment = {**os.environ, "WEBINARS_SECRET_KEY": SECOND}
    pipe = subprocess.PIPE
    with ForkedProcess(
        [COMMAND, *command], env=environment, stdout=pipe, stderr=pipe, text=True
    ) as process:
        try:
            out, err = process.communicate(timeout=SECONDS)
        finally:
            process.kill()

    assert (process.returncode, out) == (2, "")
    assert err.startswith("webinars: WEBINARS_SECRET_KEY is not the key of this database")


def test_key_changes_on_one_host_after_the_other(start):
    start(FIRST)

    assert start(FIRST, SECOND) == "ready\n"
    assert start(SECOND, FIRST) == "ready\n"
    assert start(FIRST, SECOND) == "ready\n"
    assert start(SECOND, FIRST) == "ready\n"
    assert start(SECOND) == "ready\n"
    with pytest.raises(CommandError):
        start(FIRST)


def test_host_that_starts_late_does_not_bring_the_former_key_back(start):
    start(FIRST)
    start(FIRST, SECOND)
    start(SECOND, FIRST)
    finished = start.application(SECOND)

    assert start(FIRST, SECOND) == "ready\n"

    assert start.readiness(finished) == "ready\n"
    assert start(SECOND) == "ready\n"


def test_worker_that_starts_late_encrypts_nothing_under_the_former_key(start):
    start(FIRST)
    start(SECOND, FIRST)
    with open_app(start.application(SECOND)), transaction() as session:
        host = add_organiser(session, email="o@example.org", name="O", timezone="Europe/Zurich")
        add_events(session, host, 1, now=clock.now())
        [event_id] = session.scalars(select(Event.id))
        stored = reply_secrets(session, [event_id], [SECOND])

    late = start.application(FIRST, SECOND)
    with open_app(late):
        Maintenance(late).purge()

    with open_app(start.application(SECOND)), transaction() as session:
        assert reply_secrets(session, [event_id], [SECOND]) == stored


def test_former_key_comes_back_on_request(start, run):
    start(FIRST)
    start(SECOND, FIRST)

    assert run("db", "rekey", SECRET_KEY=FIRST).status == 0

    assert start(FIRST) == "ready\n"
    assert start(SECOND, FIRST) == "ready\n"
    with pytest.raises(CommandError):
        start(SECOND)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_one_of_two_keys_that_succeed_the_same_is_refused(start):
    start(FIRST)
    both_begin, results = threading.Barrier(2, timeout=SECONDS), {}

    def begin(*_):
        both_begin.wait()

    def start_with(key):
        try:
            results[key] = start(key, FIRST, before_storing=begin)
        except CommandError:
            results[key] = "refused"

    threads = [threading.Thread(target=start_with, args=(key,)) for key in (SECOND, THIRD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)

    assert sorted(results.values()) == ["ready\n", "refused"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_host_with_the_stored_key_starts_on_a_read_only_database(start, database_url, monkeypatch):
    start(FIRST)
    separator = "&" if "?" in database_url else "?"
    read_only = f"{separator}options=-c%20default_transaction_read_only%3Don"
    monkeypatch.setenv("WEBINARS_DATABASE_URL", database_url + read_only)

    assert start(FIRST) == "ready\n"
    assert start(FIRST, SECOND) == "ready\n"


def test_host_that_still_runs_with_the_former_key_is_not_ready(start):
    start(FIRST)
    app = start.application(FIRST)
    start(SECOND, FIRST)

    with open_app(app):
        answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.text) == (503, "secret key: not the one of this database\n")


def test_key_without_the_former_one_is_accepted_on_request(start, run):
    start(FIRST)

    done = run("db", "rekey", SECRET_KEY=THIRD)

    assert (done.status, done.err) == (0, "")
    assert start(THIRD) == "ready\n"
    with pytest.raises(CommandError):
        start(FIRST)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_restored_backup_starts_with_any_key(run, start, tmp_path):
    start(FIRST)
    assert run("backup", "all.backup", SECRET_KEY=FIRST).status == 0
    restored = {"DATABASE_URL": f"sqlite:///{tmp_path / 'restored.db'}", "SECRET_KEY": SECOND}

    done = run("restore", "all.backup", **restored)

    assert done.status == 0, done.err
    assert run("outbox", "resume", **restored).status == 0
