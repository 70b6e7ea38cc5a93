"""The form of registration while its server dies, its sender insists, and everybody writes at once."""

import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.ground import mainly, scaled, until
from tests.faults.people import GONE, addresses, ask, come, give_back, keep_coming, link_of, p99
from tests.load.test_rush import Crowd
from webinars.events.rules import NotificationMode
from webinars.timezones import clock

KILLS = scaled(2, 60)
WRITERS, WRITING_SECONDS = 50, scaled(1, 300)


@mainly("postgresql")
def test_a_retry_after_a_server_killed_before_its_response_registers_once(ground, figure):
    ground.build()
    with ground.serving("die-before-answer") as (process, crowd):
        with pytest.raises(GONE):
            come(crowd, "ana@example.org")
        assert process.wait(10) == -signal.SIGKILL
    with ground.serving() as (_, crowd):
        status = come(crowd, "ana@example.org").status

    count = ground.count("SELECT count(*) FROM registrations")
    figure(
        "lost response", "killed after the commit, sent again: 1 row, 303", f"{count} row, {status}"
    )
    assert (status, count) == (303, 1)
    topics = Counter(topic for (topic,) in ground.rows("SELECT topic FROM messages"))
    # What waits already says all there is to say: sent twice, it is written once.
    assert (topics["registration.confirmed"], topics["registration.again"]) == (1, 0)
    assert ground.broken(acknowledged=["ana@example.org"]) == []


@mainly("sqlite")
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(ground, figure):
    """The product keeps SQLite in WAL mode, so that is the mode that is killed."""
    ground.build()
    seen = []
    for kill in range(KILLS):
        with ground.serving() as (process, crowd), ThreadPoolExecutor(4) as hands:
            before = ground.count("SELECT count(*) FROM registrations")
            work = [
                hands.submit(
                    keep_coming, crowd, addresses((kill * 10 + hand) * 100_000), process.poll
                )
                for hand in range(4)
            ]
            until(
                lambda before=before: ground.count("SELECT count(*) FROM registrations") > before + 9,
                30, pause=0.01,
            )  # fmt: skip
            process.kill()
            seen += [acknowledged for hand in work for acknowledged in hand.result()]

    acknowledged = [name for name, answer in seen if answer.status == 303]
    broken = ground.broken(acknowledged=acknowledged)
    figure("killed servers", f"{KILLS} SIGKILLs under load: 0 of the acknowledged lost",
           f"{len(acknowledged)} acknowledged, {broken or 'none lost'}")  # fmt: skip
    assert broken == []
    assert {answer.status for _, answer in seen} == {303}
    if ground.url.startswith("sqlite"):
        assert ground.rows("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("ground", ["sqlite"], indirect=True)
def test_fifty_concurrent_sqlite_writers_never_get_database_is_locked(ground, sink, figure):
    """Two servers and a worker write the same file; each of fifty registers, looks around and leaves again."""
    ground.build(notification_mode=NotificationMode.NEVER)
    with ground.serving() as (_, one), ground.serving() as (_, other):
        ground.worker()
        end = time.monotonic() + WRITING_SECONDS
        doors = [one, Crowd(other.port, ground.slug)]
        with ThreadPoolExecutor(WRITERS) as hands:
            work = [
                hands.submit(live, ground, doors[hand % 2], addresses(hand * 100_000), end)
                for hand in range(WRITERS)
            ]
            seen = [answer for hand in work for answer in hand.result()]
        until(ground.is_idle, scaled(60, 1800))

    statuses = dict(Counter(answer.status for answer in seen))
    locked = ground.log.read_text().count("database is locked")
    broken = ground.broken(sink=sink, late=clock.now())
    figure("SQLite writers", f"{WRITERS} write and read for {WRITING_SECONDS} s: no 5xx, never locked",
           f"{statuses}, {locked} locked, {broken or 'none broken'}")  # fmt: skip
    figure("SQLite writers", "99 of 100 answers within 4 s", f"{p99(seen)} ms of {len(seen)}")
    assert set(statuses) == {200, 303}
    assert locked == 0
    assert broken == []
    assert ground.rows("PRAGMA integrity_check") == [("ok",)]


def live(ground, crowd, names, end):
    """Register, look at the event, the list and one's own page, and give the place back; again until the end."""
    seen = []
    for name in names:
        if time.monotonic() > end:
            return seen
        seen.append(come(crowd, name))
        if seen[-1].status != 303:
            continue
        rows = ground.rows(f"SELECT id FROM registrations WHERE address = '{name}'")
        link = link_of(ground, rows[0][0])
        pages = (crowd.path.removesuffix("/registrations"), "/", f"/registrations/{link}")
        seen += [ask(crowd.port, page) for page in pages]
        seen.append(give_back(crowd, link))
    return seen
