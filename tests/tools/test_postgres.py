"""The shared PostgreSQL is removed with the run, however it ends, and usable while it is being removed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.conftest import postgres_programs

USER_OF_IT = """
import sys
from pathlib import Path
from tests.postgres import shared_postgres
with shared_postgres(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""
PATIENCE_SECONDS = 60


@pytest.fixture
def run():
    """Return an unused name of a run."""
    return uuid4().hex


@pytest.fixture
def user(run):
    """Return a function that starts a process of a run, which uses the server until its input ends."""
    started = []

    def user():
        process = subprocess.Popen(
            [sys.executable, "-c", USER_OF_IT, postgres_programs()],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTEST_XDIST_TESTRUNUID": run},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield user
    for process in started:
        process.communicate()


def answers(url):
    engine = create_engine(url, connect_args={"connect_timeout": 2})
    try:
        with engine.connect() as connection:
            return connection.execute(text("SELECT 1")).scalar() == 1
    except OperationalError:
        return False
    finally:
        engine.dispose()


def test_last_process_removes_the_server_even_when_killed(user, run):
    first, second = user(), user()
    address = first.stdout.readline().strip()
    assert second.stdout.readline().strip() == address

    first.communicate()
    assert answers(address)

    os.kill(second.pid, signal.SIGKILL)
    newcomer = user()
    assert answers(newcomer.stdout.readline().strip())
    newcomer.communicate()
    until = time.monotonic() + PATIENCE_SECONDS
    while list(Path(tempfile.gettempdir()).glob(f"*{run}*")) and time.monotonic() < until:
        time.sleep(0.1)
    assert not list(Path(tempfile.gettempdir()).glob(f"*{run}*"))
    assert not answers(address)
