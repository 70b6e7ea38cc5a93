"""More registrations than places over HTTP: the lock holds, and without it the same test oversells."""

import http.client
import re
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import create_engine, text

from tests.fork_server import ForkedProcess

SERVER = Path(__file__).with_name("server.py")
ROOT = SERVER.parents[2]
PEOPLE, PLACES, AT_ONCE = 200, 50, 50
KILLED_AFTER = 40
FEW_PLACES = 20  # all of those who are there at once want one
# Without the lock the first rush nearly always oversells.
RUSHES = 16  # the first that oversells ends the test


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """Return the URL of an empty database of each kind."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path / 'rush.db'}"


class Crowd:
    """Clients that fetched the form and have not submitted it yet."""

    def __init__(self, port: int, slug: str) -> None:
        self.port, self.path = port, f"/events/{slug}/registrations"
        connection = self.connect()
        connection.request("GET", self.path)
        response = connection.getresponse()
        self.cookie = response.headers["Set-Cookie"].partition(";")[0]
        match = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', response.read().decode())
        self.token = match[1]
        connection.close()

    def connect(self, number: int = 0) -> http.client.HTTPConnection:
        """Connect from an address of its own: requests of one client are serialized by its limit."""
        own = (f"127.0.0.{number + 1}", 0)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=own)

    def send(self, connection, email: str) -> int:
        fields = {"csrf_token": self.token, "name": "Ana", "email": email, "zone": "Europe/Zurich"}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        connection.request("POST", self.path, urlencode(fields), headers)
        response = connection.getresponse()
        response.read()
        return response.status

    def rush(self, addresses: list[str]) -> Counter:
        """Submit the form for every address, all threads starting together; count the statuses."""
        gate = threading.Barrier(AT_ONCE)

        def send_share(number: int, share: list[str]) -> list[int]:
            connection = self.connect(number)
            connection.connect()
            gate.wait()
            statuses = [self.send(connection, address) for address in share]
            connection.close()
            return statuses

        with ThreadPoolExecutor(AT_ONCE) as pool:
            shares = [addresses[start::AT_ONCE] for start in range(AT_ONCE)]
            return Counter(
                status
                for shares_statuses in pool.map(send_share, range(AT_ONCE), shares)
                for status in shares_statuses
            )


@contextmanager
def crowd_before(url: str, folder: Path, guard: str, places: int = PLACES):
    """Start a server and yield its clients."""
    command = [sys.executable, str(SERVER), url, str(folder / "data"), guard, str(places)]
    with ForkedProcess(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            port, slug = process.stdout.readline().split()
            crowd = Crowd(int(port), slug)
            crowd.process = process
            yield crowd
        finally:
            process.stdin.close()
            process.wait(60)


def rows(url: str, query: str) -> list[tuple]:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]
    finally:
        engine.dispose()


def count_by_status(url: str) -> dict[str, int]:
    return dict(rows(url, "SELECT status, count(*) FROM registrations GROUP BY status"))


def delete_registrations(url: str) -> None:
    """Delete all registrations and their messages."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM messages WHERE registration_id IS NOT NULL"))
            connection.execute(text("DELETE FROM registrations"))
    finally:
        engine.dispose()


ADDRESSES = [f"person{number}@example.org" for number in range(PEOPLE)]


def test_200_people_at_once_get_exactly_50_places(database_url, tmp_path):
    with crowd_before(database_url, tmp_path, "locked") as crowd:
        responses = crowd.rush(ADDRESSES)

    assert responses == {303: PEOPLE}
    assert count_by_status(database_url) == {"confirmed": PLACES, "waiting": PEOPLE - PLACES}
    notified = (
        "SELECT topic, count(*) FROM messages WHERE topic LIKE 'registration.%' GROUP BY topic"
    )
    assert dict(rows(database_url, notified)) == {
        "registration.confirmed": PLACES,
        "registration.waiting": PEOPLE - PLACES,
    }
    # Confirmed registrations are older than waiting ones.
    ids = dict(rows(database_url, "SELECT status, max(id) FROM registrations GROUP BY status"))
    assert ids["confirmed"] == PLACES


def test_killed_server_has_stored_all_that_it_acknowledged(database_url, tmp_path):
    acknowledged = []

    def send_share(crowd: Crowd, number: int) -> None:
        connection = crowd.connect(number)
        with (
            closing(connection),
            suppress(OSError, http.client.HTTPException),
        ):  # the server is gone
            for address in ADDRESSES[number::AT_ONCE]:
                assert crowd.send(connection, address) == 303
                acknowledged.append(address)
                if len(acknowledged) >= KILLED_AFTER:
                    crowd.process.kill()

    with (
        crowd_before(database_url, tmp_path, "locked", KILLED_AFTER // 2) as crowd,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        list(pool.map(partial(send_share, crowd), range(AT_ONCE)))

    assert KILLED_AFTER <= len(acknowledged) < PEOPLE
    stored = {address for (address,) in rows(database_url, "SELECT address FROM registrations")}
    assert set(acknowledged) - stored == set()
    held = KILLED_AFTER // 2
    assert count_by_status(database_url) == {"confirmed": held, "waiting": len(stored) - held}
    notified = "SELECT count(*) FROM messages WHERE topic LIKE 'registration.%'"
    assert rows(database_url, notified) == [(len(stored),)]


def test_without_the_guard_the_same_rush_oversells(database_url, tmp_path):
    """Threads may not overlap in one rush, but they do in some; those who come later would only wait.

    Two decide at a time: they would fill an even number of places exactly.
    """
    places = FEW_PLACES - 1
    with crowd_before(database_url, tmp_path, "unlocked", places) as crowd:
        for turn in range(RUSHES):
            crowd.rush([f"turn{turn}-{address}" for address in ADDRESSES[: 3 * FEW_PLACES]])
            if count_by_status(database_url)["confirmed"] > places:
                break
            delete_registrations(database_url)

    assert count_by_status(database_url).get("confirmed", 0) > places


def test_one_person_who_presses_50_times_at_once_has_one_place(database_url, tmp_path):
    with crowd_before(database_url, tmp_path, "locked") as crowd:
        responses = crowd.rush(["ana@example.org", "Ana@Example.ORG"] * (AT_ONCE // 2))

    assert responses == {303: AT_ONCE}
    assert count_by_status(database_url) == {"confirmed": 1}
    notified = "SELECT count(*) FROM messages WHERE topic LIKE 'registration.%'"
    # A resubmission is answered by the e-mail that is already queued.
    assert rows(database_url, notified) == [(1,)]
