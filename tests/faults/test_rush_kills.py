"""Web processes, the worker and PostgreSQL are killed during a rush: what was acknowledged is stored, once."""

import os
import re
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.clients import DISCONNECTED
from tests.faults.installation import DATABASES, Installation, scaled, wait_until
from tests.load.test_rush import Crowd
from webinars.timezones import clock

PEOPLE, PLACES, CLIENTS = scaled(120, 600), scaled(40, 200), scaled(20, 60)
MOST_SECONDS = 120
PLACES_IN_ORDER = "SELECT status FROM registrations ORDER BY id"
WAITING = "SELECT id FROM registrations WHERE status = 'waiting' ORDER BY {}"


@pytest.fixture(params=DATABASES)
def server(request):
    """Return a PostgreSQL server that can be killed, or None for SQLite."""
    return request.getfixturevalue("postmaster") if request.param == "postgresql" else None


@pytest.fixture
def installation(tmp_path, sink, server):
    """Create an installation on it."""
    url = server.url if server else f"sqlite:///{tmp_path / 'faults.db'}"
    installation = Installation(url, tmp_path, sink.url)
    yield installation
    installation.close()


@contextmanager
def serving(installation):
    """Run webinars serve with two web processes; yield its process and a client."""
    words = ("serve", "--processes", "2", "--no-worker", "--port", "0")
    process = installation.command(*words, stdout=subprocess.PIPE)
    try:
        line = process.stdout.readline()
        assert line, installation.log.read_text()
        port = int(re.search(r":(\d+)/", line)[1])
        yield process, Crowd(port, installation.slug)
    finally:
        process.terminate()
        process.wait(30)


class Rush:
    """People who send the form until it is acknowledged."""

    def __init__(self, crowd):
        self.crowd = crowd
        self.acknowledged, self.others = [], []
        self._deadline = time.monotonic() + MOST_SECONDS

    def send_share(self, number):
        """Register a share of the people from one address."""
        for person in range(number, PEOPLE, CLIENTS):
            while not self.is_acknowledged(number, f"p{person}@example.org"):
                assert time.monotonic() < self._deadline, "not acknowledged in time"
                time.sleep(0.05)

    def is_acknowledged(self, number, address):
        """Send the form once; return whether it was acknowledged."""
        connection = self.crowd.connect(number)
        try:
            status = self.crowd.send(connection, address)
        except DISCONNECTED as error:
            status = type(error).__name__
        finally:
            connection.close()
        if status == 303:
            self.acknowledged.append(address)
            return True
        self.others.append(status)
        return False

    def wait_for(self, share):
        """Wait until a share of the people is registered."""
        wait_until(lambda: len(self.acknowledged) >= PEOPLE * share, MOST_SECONDS, pause=0.005)


def web_processes(process):
    """Return the process ids of the web processes."""
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()


def kill_each(rush, installation, process, server):
    """Kill web processes, the worker and PostgreSQL one after the other; start the latter two again."""
    worker = installation.start_worker()
    before = web_processes(process)
    rush.wait_for(1 / 6)
    os.kill(int(before[0]), signal.SIGKILL)
    rush.wait_for(2 / 6)
    worker.kill()
    installation.start_worker()
    if server:
        rush.wait_for(3 / 6)
        server.kill()
        server.start()
        rush.wait_for(4 / 6)
        server.restart()
    rush.wait_for(5 / 6)
    os.kill(int(before[1]), signal.SIGKILL)
    wait_until(lambda: len(set(web_processes(process)) - set(before)) == len(before), 30)


def test_what_was_acknowledged_in_a_rush_is_stored_once(installation, server, sink, figure):
    installation.set_up(capacity=PLACES, migrated=True)
    with serving(installation) as (process, crowd), ThreadPoolExecutor(CLIENTS + 1) as pool:
        rush = Rush(crowd)
        kills = pool.submit(kill_each, rush, installation, process, server)
        list(pool.map(rush.send_share, range(CLIENTS)))
        kills.result()
        wait_until(installation.is_idle, MOST_SECONDS)
        violations = installation.invariant_violations(
            sink=sink, acknowledged=rush.acknowledged, late=clock.now()
        )

    others = {status: rush.others.count(status) for status in set(rush.others)}
    figure("rush with kills", f"{PEOPLE} people, web processes, worker and PostgreSQL killed: 0 lost or doubled",
           f"{len(rush.acknowledged)} acknowledged, {others}, {violations or 'none lost'}")  # fmt: skip
    assert violations == []
    stored = [address for (address,) in installation.rows("SELECT address FROM registrations")]
    assert sorted(stored) == sorted(rush.acknowledged)
    statuses = [status for (status,) in installation.rows(PLACES_IN_ORDER)]
    assert statuses == ["confirmed"] * PLACES + ["waiting"] * (PEOPLE - PLACES)
    in_order, by_position = (
        installation.rows(WAITING.format(by)) for by in ("id", "queued_at, id")
    )
    assert by_position == in_order
    assert {status for status in others if isinstance(status, int)} <= {503}
    # Everybody has received an e-mail with their own address.
    assert {to for to, _ in sink.taken} >= set(stored)
