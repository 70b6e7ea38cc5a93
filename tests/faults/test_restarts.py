"""PostgreSQL restarts, is killed, drops connections or freezes under registrations and delivery."""

import html
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.faults.clients import (
    TOKEN,
    addresses,
    register_continuously,
    register_person,
    send_request,
)
from tests.faults.installation import Installation, scaled, wait_until
from webinars.timezones import clock

RESTARTS, PAUSE = scaled(2, 12), scaled(1, 10)
CUT_SECONDS, FROZEN_SECONDS = scaled(1, 60), scaled(1, 30)
THREADS = 2
KEPT = re.compile(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', re.DOTALL)
CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def installation(tmp_path, sink, postmaster):
    """Create an installation on it."""
    installation = Installation(postmaster.url, tmp_path, sink.url)
    yield installation
    installation.close()


class Crowd:
    """Clients that register twenty times a second, and their responses."""

    def __init__(self, seen):
        self.seen = seen

    @property
    def acknowledged(self):
        """Return the addresses whose registration was confirmed."""
        return [name for name, response in self.seen if response.status == 303]

    @property
    def statuses(self):
        """Count the responses by status."""
        return Counter(response.status for _, response in self.seen)

    def first_success_after(self, instant):
        """Return the seconds from an instant to the first success requested after it."""
        return min(
            response.begun + response.seconds - instant
            for _, response in self.seen
            if response.status == 303 and response.begun >= instant
        )


@contextmanager
def registering(crowd, seen, start=0):
    """Register continuously during the block."""
    done = threading.Event()
    with ThreadPoolExecutor(THREADS) as pool:
        work = [
            pool.submit(
                register_continuously,
                crowd,
                addresses((start + thread) * 100_000),
                done.is_set,
                THREADS / 20,
            )
            for thread in range(THREADS)
        ]
        try:
            yield
        finally:
            done.set()
        for future in work:
            seen += future.result()


def check_after_delivery(installation, sink, people):
    """Return the violated invariants once all messages were sent."""
    wait_until(installation.is_idle, 120)
    return installation.invariant_violations(
        sink=sink, acknowledged=people.acknowledged, late=clock.now()
    )


def test_database_restarts_and_kills_lose_nothing(installation, sink, postmaster, figure):
    """Alternates immediate restarts and SIGKILL of the server; the worker is not restarted."""
    installation.set_up()
    people = Crowd([])
    downs = []
    with installation.serving() as (_, crowd):
        installation.start_worker()
        with registering(crowd, people.seen):
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
        # No request during the outage, so the pool still holds dead connections.
        postmaster.restart()
        last = register_person(crowd, "last@example.org").status
        violations = check_after_delivery(installation, sink, people)

    back = max(people.first_success_after(up) for _, up in downs)
    # Requested after one restart and answered before the next.
    quiet = list(
        zip(
            [up for _, up in downs],
            [*(down for down, _ in downs[1:]), time.monotonic()],
            strict=True,
        )
    )
    stale = [
        response
        for _, response in people.seen
        for up, down in quiet
        if response.status != 303
        and up < response.begun
        and response.begun + response.seconds < down
    ]
    figure("database restarts", f"{RESTARTS} immediate restarts and SIGKILLs under load: 0 lost, else 503",
           f"{dict(people.statuses)}, {violations or 'none lost'}")  # fmt: skip
    figure(
        "database restarts",
        "errors only while it is away; a good answer within 3 s",
        f"{len(stale)}, {back:.1f} s",
    )
    assert violations == []
    assert set(people.statuses) <= {303, 503}
    refused = [response for _, response in people.seen if response.status == 503]
    assert all(response.headers["Retry-After"] for response in refused)
    assert stale == []
    assert last == 303


def test_dropped_connections_and_a_frozen_database_are_recovered_from(
    installation, sink, postmaster, figure
):
    installation.set_up()
    people, patient, cut = Crowd([]), Crowd([]), 0
    with installation.serving() as (_, crowd):
        installation.start_worker()
        with registering(crowd, people.seen, 0):
            deadline = time.monotonic() + CUT_SECONDS
            while time.monotonic() < deadline:
                time.sleep(0.3)
                cut += len(installation.rows(CUT))
        last = register_person(crowd, "last@example.org").status
        with registering(crowd, patient.seen, THREADS):
            time.sleep(0.5)
            with postmaster.frozen():
                time.sleep(FROZEN_SECONDS)
            thawed = time.monotonic()
            time.sleep(1)
        violations = check_after_delivery(installation, sink, Crowd(people.seen + patient.seen))

    figure("database restarts", f"every connection cut for {CUT_SECONDS} s: 0 lost, else 503",
           f"{cut} cut, {dict(people.statuses)}, {violations or 'none lost'}")  # fmt: skip
    figure("database restarts", f"every process stopped for {FROZEN_SECONDS} s: 0 lost, goes on by itself",
           f"{dict(patient.statuses)}, {patient.first_success_after(thawed):.1f} s after")  # fmt: skip
    assert cut > 0
    assert last == 303
    assert set(people.statuses) | set(patient.statuses) <= {303, 503}
    assert violations == []


def test_form_sent_without_database_is_returned(installation, postmaster):
    installation.set_up()
    with installation.serving() as (_, crowd):
        postmaster.stop()
        refused = register_person(crowd, "ana@example.org")
        postmaster.start()
        hidden_fields = {name: html.unescape(value) for name, value in KEPT.findall(refused.text)}
        token = TOKEN.search(refused.text)[1]
        sent = send_request(
            crowd.port, crowd.path, crowd.cookie, {"csrf_token": token, **hidden_fields}
        )

    assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
    assert hidden_fields == {"name": "Ana", "email": "ana@example.org", "zone": "Europe/Zurich"}
    assert sent.status == 303
