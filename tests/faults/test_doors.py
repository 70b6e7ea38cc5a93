"""The form of registration while its server dies, its sender insists, and everybody writes at once."""

import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.ground import scaled, until
from tests.faults.people import GONE, addresses, come, keep_coming

KILLS = scaled(2, 60)


def test_r4_a_server_killed_between_commit_and_answer_is_asked_again(ground, figure):
    ground.build()
    with ground.serving("die-before-answer") as (process, crowd):
        with pytest.raises(GONE):
            come(crowd, "ana@example.org")
        assert process.wait(10) == -signal.SIGKILL
    with ground.serving() as (_, crowd):
        status = come(crowd, "ana@example.org").status

    count = ground.count("SELECT count(*) FROM registrations")
    figure("R4", "killed after the commit, sent again: 1 row, 303", f"{count} row, {status}")
    assert (status, count) == (303, 1)
    topics = Counter(topic for (topic,) in ground.rows("SELECT topic FROM messages"))
    assert topics["registration.confirmed"] == topics["registration.again"] == 1
    assert ground.broken(acknowledged=["ana@example.org"]) == []


def test_r16_nothing_acknowledged_is_lost_when_the_server_is_killed(ground, figure):
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
            seen += [each for hand in work for each in hand.result()]

    acknowledged = [name for name, answer in seen if answer.status == 303]
    broken = ground.broken(acknowledged=acknowledged)
    figure("R16", f"{KILLS} SIGKILLs under load: 0 of the acknowledged lost",
           f"{len(acknowledged)} acknowledged, {broken or 'none lost'}")  # fmt: skip
    assert broken == []
    assert {answer.status for _, answer in seen} == {303}
    if ground.url.startswith("sqlite"):
        assert ground.rows("PRAGMA integrity_check") == [("ok",)]
