"""A database that restarts, is killed, drops everybody or freezes, while people register and mail leaves."""

import html
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.conftest import postgres_programs
from tests.faults.ground import Ground, scaled, until
from tests.faults.people import TOKEN, addresses, ask, come, keep_coming
from tools.postmaster import own_postmaster
from webinars.timezones import clock

RESTARTS, PAUSE = scaled(2, 12), scaled(1, 10)
CUT_SECONDS, FROZEN_SECONDS = scaled(1, 60), scaled(1, 30)
HANDS = 2
KEPT = re.compile(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', re.DOTALL)
CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def postmaster():
    """Give a PostgreSQL of our own."""
    with own_postmaster(postgres_programs()) as postmaster:
        yield postmaster


@pytest.fixture
def ground(tmp_path, sink, postmaster):
    """Give an installation on it."""
    ground = Ground(postmaster.url, tmp_path, sink.url)
    yield ground
    ground.close()


class Crowd:
    """People who register twenty times a second, and what they were answered."""

    def __init__(self, seen):
        self.seen = seen

    @property
    def acknowledged(self):
        """Return who was told yes."""
        return [name for name, answer in self.seen if answer.status == 303]

    @property
    def statuses(self):
        """Return how often each answer came."""
        return Counter(answer.status for _, answer in self.seen)

    def first_good_after(self, instant):
        """Return how many seconds after an instant the first yes was asked for and had."""
        return min(
            answer.begun + answer.seconds - instant
            for _, answer in self.seen
            if answer.status == 303 and answer.begun >= instant
        )


@contextmanager
def coming(crowd, seen, start=0):
    """Let people come for as long as it lasts."""
    done = threading.Event()
    with ThreadPoolExecutor(HANDS) as hands:
        work = [
            hands.submit(
                keep_coming, crowd, addresses((start + hand) * 100_000), done.is_set, HANDS / 20
            )
            for hand in range(HANDS)
        ]
        try:
            yield
        finally:
            done.set()
        for future in work:
            seen += future.result()


def ask_all(ground, sink, people):
    """Return what is wrong once all mail has left by itself."""
    until(ground.is_idle, 120)
    return ground.broken(sink=sink, acknowledged=people.acknowledged, late=clock.now())


def test_database_restarts_and_kills_lose_nothing(ground, sink, postmaster, figure):
    """Immediate restarts and SIGKILLs of the server in turn; the worker is left to itself."""
    ground.build()
    people = Crowd([])
    downs = []
    with ground.serving() as (_, crowd):
        ground.worker()
        with coming(crowd, people.seen):
            for turn in range(RESTARTS):
                time.sleep(PAUSE)
                begun = time.monotonic()
                if turn % 2:
                    postmaster.kill()
                    postmaster.start()
                else:
                    postmaster.restart()
                downs.append((begun, time.monotonic()))
            time.sleep(PAUSE)
        # Nobody asks while it is away, so nobody has noticed that the kept connections are dead.
        postmaster.restart()
        last = come(crowd, "last@example.org").status
        broken = ask_all(ground, sink, people)

    back = max(people.first_good_after(up) for _, up in downs)
    # Asked after it was up again and answered before it went down the next time.
    quiet = list(
        zip(
            [up for _, up in downs],
            [*(down for down, _ in downs[1:]), time.monotonic()],
            strict=True,
        )
    )
    stale = [
        answer
        for _, answer in people.seen
        for up, down in quiet
        if answer.status != 303 and up < answer.begun and answer.begun + answer.seconds < down
    ]
    figure("database restarts", f"{RESTARTS} immediate restarts and SIGKILLs under load: 0 lost, else 503",
           f"{dict(people.statuses)}, {broken or 'none lost'}")  # fmt: skip
    figure(
        "database restarts",
        "errors only while it is away; a good answer within 3 s",
        f"{len(stale)}, {back:.1f} s",
    )
    assert broken == []
    assert set(people.statuses) <= {303, 503}
    refused = [answer for _, answer in people.seen if answer.status == 503]
    assert all(answer.headers["Retry-After"] for answer in refused)
    assert stale == []
    assert last == 303


def test_dropped_connections_and_a_frozen_database_are_recovered_from(
    ground, sink, postmaster, figure
):
    ground.build()
    people, patient, cut = Crowd([]), Crowd([]), 0
    with ground.serving() as (_, crowd):
        ground.worker()
        with coming(crowd, people.seen, 0):
            end = time.monotonic() + CUT_SECONDS
            while time.monotonic() < end:
                time.sleep(0.3)
                cut += len(ground.rows(CUT))
        last = come(crowd, "last@example.org").status
        with coming(crowd, patient.seen, HANDS):
            time.sleep(0.5)
            with postmaster.frozen():
                time.sleep(FROZEN_SECONDS)
            thawed = time.monotonic()
            time.sleep(1)
        broken = ask_all(ground, sink, Crowd(people.seen + patient.seen))

    figure("database restarts", f"every connection cut for {CUT_SECONDS} s: 0 lost, else 503",
           f"{cut} cut, {dict(people.statuses)}, {broken or 'none lost'}")  # fmt: skip
    figure("database restarts", f"every process stopped for {FROZEN_SECONDS} s: 0 lost, goes on by itself",
           f"{dict(patient.statuses)}, {patient.first_good_after(thawed):.1f} s after")  # fmt: skip
    assert cut > 0
    assert last == 303
    assert set(people.statuses) | set(patient.statuses) <= {303, 503}
    assert broken == []


def test_a_form_sent_while_the_database_is_away_is_handed_back(ground, postmaster):
    ground.build()
    with ground.serving() as (_, crowd):
        postmaster.stop()
        refused = come(crowd, "ana@example.org")
        postmaster.start()
        hidden_fields = {name: html.unescape(value) for name, value in KEPT.findall(refused.text)}
        token = TOKEN.search(refused.text)[1]
        sent = ask(crowd.port, crowd.path, crowd.cookie, {"csrf_token": token, **hidden_fields})

    assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
    assert hidden_fields == {"name": "Ana", "email": "ana@example.org", "zone": "Europe/Zurich"}
    assert sent.status == 303
