"""A PostgreSQL server shared by the processes of a test run, stopped when the last one exits.

Each process that needs it holds a lock. The first starts the server and a watcher that waits for the lock to
be free and then removes the server: so it is removed also when the run is killed, and a run that needs it
again never sees a half-removed one.
"""

import fcntl
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO
from uuid import uuid4

import pytest
from sqlalchemy import Engine, make_url, text

from tools.postmaster import FORGETFUL, start_postmaster

# For tests whose statements no other test sends to PostgreSQL, and of what locks or sorts: there a test takes
# three times as long. Any other test is on SQLite only.
on_both_databases = pytest.mark.parametrize("database", ["sqlite", "postgresql"])

_ALONE = uuid4().hex
_waiting: list[subprocess.Popen] = []  # referenced, or Python would warn that they still run
TAKE_AWAY = 'place="$1"; folder="$2"; shift 2; "$@"; rm -r "$folder" "$place"'


@contextmanager
def shared_postgres(programs: Path) -> Iterator[str]:
    """Return the URL of the run's server."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", _ALONE)
    place = Path(tempfile.gettempdir()) / f"webinars-test-postgres-{run}"
    with _locked(place / "users", fcntl.LOCK_SH):
        with _locked(place / "start", fcntl.LOCK_EX):
            address = place / "address"
            if not address.exists():
                address.write_text(_started(programs, place))
        yield address.read_text()


# Of this database only: other tests share the server.
_BLOCKED = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def wait_until_blocked(engine: Engine, task: Future) -> None:
    """Wait until a transaction waits for a lock of another, or until the task is done."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not task.done() and not connection.scalar(_BLOCKED):
            time.sleep(0.01)


def durable(url: str) -> str:
    """Return the URL of a database with durable commits, as an installation has."""
    fields = {"options": "-csynchronous_commit=on"}
    return make_url(url).update_query_dict(fields).render_as_string(hide_password=False)


@contextmanager
def _locked(file: Path, kind: int) -> Iterator[None]:
    while not (lock := _lock(file, kind)):
        pass
    with lock:
        yield


def _lock(file: Path, kind: int) -> IO | None:
    """Lock and return a file; None if it was removed with the previous server."""
    file.parent.mkdir(exist_ok=True)
    with ExitStack() as stack, suppress(FileNotFoundError):
        lock = stack.enter_context(file.open("a"))
        fcntl.flock(lock, kind)
        if os.path.samestat(os.fstat(lock.fileno()), file.stat()):
            stack.pop_all()
            return lock
    return None


def _started(programs: Path, place: Path) -> str:
    server = start_postmaster(programs, FORGETFUL)
    stop = server.command("pg_ctl", "-w", "-m", "immediate", "stop")
    parts = ["sh", "-c", TAKE_AWAY, "sh", place, server.folder, *stop]
    command = ["flock", place / "users", *parts]
    _waiting.append(
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    )
    return server.url
