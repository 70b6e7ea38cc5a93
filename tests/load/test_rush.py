"""More people than places, all at once, through HTTP: the lock holds, and without it the same test oversells."""

import http.client
import re
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import create_engine, text

SERVER = Path(__file__).with_name("server.py")
ROOT = SERVER.parents[2]
PEOPLE, PLACES, AT_ONCE = 400, 50, 50
# Without the guard the first rush oversells nearly always.
RUSHES = 4


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """Give the address of an empty database of each kind."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path / 'rush.db'}"


class Crowd:
    """Many browsers that were shown the form and have not sent it yet."""

    def __init__(self, port: int, slug: str) -> None:
        self.port, self.path = port, f"/events/{slug}/registrations"
        connection = self.connect()
        connection.request("GET", self.path)
        answer = connection.getresponse()
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        match = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
        self.token = match[1]
        connection.close()

    def connect(self, number: int = 0) -> http.client.HTTPConnection:
        """Come from an address of one's own: those of one client wait for each other at its count."""
        own = (f"127.0.0.{number + 1}", 0)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=own)

    def send(self, connection, email: str) -> int:
        fields = {"csrf_token": self.token, "name": "Ana", "email": email, "zone": "Europe/Zurich"}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        connection.request("POST", self.path, urlencode(fields), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def rush(self, addresses: list[str]) -> Counter:
        """Send the form for every address, all hands starting together; count the answers."""
        gate = threading.Barrier(AT_ONCE)

        def hand(number: int, share: list[str]) -> list[int]:
            connection = self.connect(number)
            connection.connect()
            gate.wait()
            statuses = [self.send(connection, address) for address in share]
            connection.close()
            return statuses

        with ThreadPoolExecutor(AT_ONCE) as hands:
            shares = [addresses[start::AT_ONCE] for start in range(AT_ONCE)]
            return Counter(
                status
                for shares_statuses in hands.map(hand, range(AT_ONCE), shares)
                for status in shares_statuses
            )


@contextmanager
def crowd_before(url: str, folder: Path, guard: str, places: int = PLACES):
    """Give a crowd in front of a server that runs by itself."""
    command = [sys.executable, str(SERVER), url, str(folder / "data"), guard, str(places)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            port, slug = process.stdout.readline().split()
            yield Crowd(int(port), slug)
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


def held(url: str) -> dict[str, int]:
    return dict(rows(url, "SELECT status, count(*) FROM registrations GROUP BY status"))


def empty(url: str) -> None:
    """Let everybody be gone, and what they were told."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM messages WHERE registration_id IS NOT NULL"))
            connection.execute(text("DELETE FROM registrations"))
    finally:
        engine.dispose()


STRANGERS = [f"person{number}@example.org" for number in range(PEOPLE)]


def test_400_people_at_once_get_exactly_50_places(database_url, tmp_path):
    with crowd_before(database_url, tmp_path, "locked") as crowd:
        answers = crowd.rush(STRANGERS)

    assert answers == {303: PEOPLE}
    assert held(database_url) == {"confirmed": PLACES, "waiting": PEOPLE - PLACES}
    told = "SELECT topic, count(*) FROM messages WHERE topic LIKE 'registration.%' GROUP BY topic"
    assert dict(rows(database_url, told)) == {
        "registration.confirmed": PLACES,
        "registration.waiting": PEOPLE - PLACES,
    }
    # Whoever has a place asked before everybody who waits.
    ids = dict(rows(database_url, "SELECT status, max(id) FROM registrations GROUP BY status"))
    assert ids["confirmed"] == PLACES


def test_without_the_guard_the_same_rush_oversells(database_url, tmp_path):
    """Luck may keep the hands apart in one rush, but not in each."""
    with crowd_before(database_url, tmp_path, "unlocked") as crowd:
        for turn in range(RUSHES):
            crowd.rush([f"turn{turn}-{address}" for address in STRANGERS])
            if held(database_url)["confirmed"] > PLACES:
                break
            empty(database_url)

    assert held(database_url).get("confirmed", 0) > PLACES


def test_one_person_who_presses_50_times_at_once_has_one_place(database_url, tmp_path):
    with crowd_before(database_url, tmp_path, "locked") as crowd:
        answers = crowd.rush(["ana@example.org", "Ana@Example.ORG"] * (AT_ONCE // 2))

    assert answers == {303: AT_ONCE}
    assert held(database_url) == {"confirmed": 1}
    told = "SELECT count(*) FROM messages WHERE topic LIKE 'registration.%'"
    # A second press within a moment is answered by the mail that is queued already.
    assert rows(database_url, told) == [(1,)]
