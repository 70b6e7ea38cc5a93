"""The registration form while its server is killed, requests are retried, and many clients write at once."""

import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.clients import (
    DISCONNECTED,
    addresses,
    cancel,
    manage_token,
    p99,
    register_continuously,
    register_person,
    send_request,
)
from tests.faults.installation import on_database, scaled, wait_until
from tests.load.test_rush import Crowd
from webinars.events.enums import NotificationMode
from webinars.timezones import clock

KILLS = scaled(2, 60)
WRITERS, WRITING_SECONDS = 50, scaled(1, 300)


@on_database("postgresql")
def test_retry_after_killed_server_registers_once(installation, figure):
    installation.set_up()
    with installation.serving("die-before-answer") as (process, crowd):
        with pytest.raises(DISCONNECTED):
            register_person(crowd, "ana@example.org")
        assert process.wait(10) == -signal.SIGKILL
    with installation.serving() as (_, crowd):
        status = register_person(crowd, "ana@example.org").status

    count = installation.count("SELECT count(*) FROM registrations")
    figure(
        "lost response", "killed after the commit, sent again: 1 row, 303", f"{count} row, {status}"
    )
    assert (status, count) == (303, 1)
    topics = Counter(topic for (topic,) in installation.rows("SELECT topic FROM messages"))
    # A queued message already covers the resubmission, so it exists once.
    assert (topics["registration.confirmed"], topics["registration.again"]) == (1, 0)
    assert installation.invariant_violations(acknowledged=["ana@example.org"]) == []


@on_database("sqlite")
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(installation, figure):
    """The product runs SQLite in WAL mode, so that mode is tested."""
    installation.set_up()
    seen = []
    for kill in range(KILLS):
        with installation.serving() as (process, crowd), ThreadPoolExecutor(4) as pool:
            before = installation.count("SELECT count(*) FROM registrations")
            futures = [
                pool.submit(
                    register_continuously,
                    crowd,
                    addresses((kill * 10 + thread) * 100_000),
                    process.poll,
                )
                for thread in range(4)
            ]
            wait_until(
                lambda before=before: installation.count("SELECT count(*) FROM registrations") > before + 9,
                30, pause=0.01,
            )  # fmt: skip
            process.kill()
            seen += [response for future in futures for response in future.result()]

    acknowledged = [name for name, response in seen if response.status == 303]
    violations = installation.invariant_violations(acknowledged=acknowledged)
    figure("killed servers", f"{KILLS} SIGKILLs under load: 0 of the acknowledged lost",
           f"{len(acknowledged)} acknowledged, {violations or 'none lost'}")  # fmt: skip
    assert violations == []
    assert {response.status for _, response in seen} == {303}
    if installation.url.startswith("sqlite"):
        assert installation.rows("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_fifty_concurrent_sqlite_writers_never_get_database_is_locked(installation, sink, figure):
    """Two servers and a worker write one file; each of fifty clients registers, reads pages and cancels."""
    installation.set_up(notification_mode=NotificationMode.NEVER)
    with installation.serving() as (_, one), installation.serving() as (_, other):
        installation.start_worker()
        deadline = time.monotonic() + WRITING_SECONDS
        doors = [one, Crowd(other.port, installation.slug)]
        with ThreadPoolExecutor(WRITERS) as pool:
            futures = [
                pool.submit(
                    visit_until,
                    installation,
                    doors[thread % 2],
                    addresses(thread * 100_000),
                    deadline,
                )
                for thread in range(WRITERS)
            ]
            seen = [response for future in futures for response in future.result()]
        wait_until(installation.is_idle, scaled(60, 1800))

    statuses = dict(Counter(response.status for response in seen))
    locked = installation.log.read_text().count("database is locked")
    violations = installation.invariant_violations(sink=sink, late=clock.now())
    figure("SQLite writers", f"{WRITERS} write and read for {WRITING_SECONDS} s: no 5xx, never locked",
           f"{statuses}, {locked} locked, {violations or 'none broken'}")  # fmt: skip
    figure("SQLite writers", "99 of 100 answers within 4 s", f"{p99(seen)} ms of {len(seen)}")
    assert set(statuses) == {200, 303}
    assert locked == 0
    assert violations == []
    assert installation.rows("PRAGMA integrity_check") == [("ok",)]


def visit_until(installation, crowd, names, deadline):
    """Register, read the event, list and manage pages, and cancel, repeatedly until a deadline."""
    seen = []
    for name in names:
        if time.monotonic() > deadline:
            return seen
        seen.append(register_person(crowd, name))
        if seen[-1].status != 303:
            continue
        rows = installation.rows(f"SELECT id FROM registrations WHERE address = '{name}'")
        link = manage_token(installation, rows[0][0])
        pages = (crowd.path.removesuffix("/registrations"), "/", f"/registrations/{link}")
        seen += [send_request(crowd.port, page) for page in pages]
        seen.append(cancel(crowd, link))
    return seen
