"""The form of registration while its server dies, its sender insists, and its database goes away."""

import http.client
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from sqlalchemy import create_engine, text

from tests.faults.conftest import scaled
from tests.load.test_rush import AT_ONCE, crowd_before
from webinars.safety import tokens

KILLS, PLACES, ROUNDS = scaled(2, 60), scaled(5, 20), scaled(2, 20)
SECONDS = scaled(2, 60)
GONE = (http.client.HTTPException, OSError)


def addresses(start, count=100_000):
    return (f"p{number}@example.org" for number in range(start, start + count))


def send_until_gone(crowd, names, acknowledged, answers, stop=lambda: False):
    """Register one after the other until the server is gone; note whom it said yes to."""
    connection = crowd.connect()
    try:
        for name in names:
            if stop():
                return
            status = crowd.send(connection, name)
            answers[status] += 1
            if status == 303:
                acknowledged.append(name)
    except GONE:
        return
    finally:
        connection.close()


def test_r3_without_lock_and_index_one_person_has_several_places(tmp_path):
    """The control of the test in tests/load: it is the guards that keep it at one."""
    url = f"sqlite:///{tmp_path / 'rush.db'}"
    with crowd_before(url, tmp_path, "unlocked") as crowd:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP INDEX uq_registrations_active"))
            count = connection.execute(text("SELECT count(*) FROM registrations"))
            assert count.scalar() == 0
        crowd.rush(["ana@example.org"] * AT_ONCE)
        with engine.begin() as connection:
            count = connection.execute(text("SELECT count(*) FROM registrations")).scalar()
        engine.dispose()

    assert count > 1


def test_r3_equal_forms_at_once_make_one_registration(ground, figure):
    ground.build(capacity=PLACES)
    with ground.serving() as (_, crowd):
        answers = crowd.rush(["ana@example.org"] * AT_ONCE)

    count = ground.rows("SELECT count(*) FROM registrations")[0][0]
    figure(
        "R3", "50 equal forms at once: 1 row, 50 polite answers", f"{count} row, {dict(answers)}"
    )
    assert (count, answers) == (1, {303: AT_ONCE})
    assert ground.broken(acknowledged=["ana@example.org"]) == []


def test_r4_a_server_killed_between_commit_and_answer_is_asked_again(ground, figure):
    ground.build()
    with ground.serving("die-before-answer") as (process, crowd):
        connection = crowd.connect()
        with pytest.raises(GONE):
            crowd.send(connection, "ana@example.org")
        connection.close()
        assert process.wait(10) == -signal.SIGKILL
    with ground.serving() as (_, crowd):
        status = come(crowd, "ana@example.org")

    count = ground.rows("SELECT count(*) FROM registrations")[0][0]
    figure("R4", "killed after the commit, sent again: 1 row, 303", f"{count} row, {status}")
    assert (status, count) == (303, 1)
    topics = Counter(topic for (topic,) in ground.rows("SELECT topic FROM messages"))
    assert topics["registration.confirmed"] == topics["registration.again"] == 1
    assert ground.broken(acknowledged=["ana@example.org"]) == []


def test_r16_nothing_acknowledged_is_lost_when_the_server_is_killed(ground, figure):
    ground.build()
    acknowledged, answers = [], Counter()
    for kill in range(KILLS):
        with ground.serving() as (process, crowd):
            hands = [
                threading.Thread(
                    target=send_until_gone,
                    args=(crowd, addresses((kill * 10 + hand) * 100_000), acknowledged, answers),
                )
                for hand in range(4)
            ]
            for hand in hands:
                hand.start()
            wanted = len(acknowledged) + 10
            end = time.monotonic() + 30
            while len(acknowledged) < wanted and time.monotonic() < end:
                time.sleep(0.005)
            process.kill()
            for hand in hands:
                hand.join(30)

    broken = ground.broken(acknowledged=acknowledged)
    figure("R16", f"{KILLS} SIGKILLs under load: 0 of the acknowledged lost",
           f"{len(acknowledged)} acknowledged, {broken or 'none lost'}")  # fmt: skip
    assert broken == []
    assert set(answers) == {303}
    if ground.url.startswith("sqlite"):
        assert ground.rows("PRAGMA integrity_check") == [("ok",)]


def test_r2_places_given_back_while_others_register_are_taken_again(ground, figure):
    ground.build(capacity=PLACES)
    site = ground.app.extensions["site"]
    with ground.serving() as (_, crowd):
        crowd.rush(list(addresses(0, PLACES + 50)))
        for turn in range(ROUNDS):
            holders = ground.rows("SELECT id FROM registrations WHERE status = 'confirmed'")
            leaving = [tokens.sign("manage", row, 1, site.keys) for (row,) in holders[:3]]
            with ThreadPoolExecutor(6) as hands:
                given = [hands.submit(give_back, crowd, token) for token in leaving]
                mine = [*addresses(1000 + turn * 3, 3)]
                more = [hands.submit(come, crowd, name) for name in mine]
                assert {each.result() for each in [*given, *more]} == {303}
            count = ground.rows("SELECT count(*) FROM registrations WHERE status = 'confirmed'")
            assert count == [(PLACES,)]
            assert ground.broken() == []
    figure("R2", f"{ROUNDS} rounds of leaving and coming at once: always full", f"{PLACES} held")


def come(crowd, name):
    """Register once."""
    connection = crowd.connect()
    status = crowd.send(connection, name)
    connection.close()
    return status


def give_back(crowd, token):
    """Give a place back by its link."""
    connection = crowd.connect()
    fields = urlencode({"csrf_token": crowd.token})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": crowd.cookie}
    connection.request("POST", f"/registrations/{token}/cancellation", fields, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


@pytest.mark.parametrize("ground", ["postgresql"], indirect=True)
def test_r9_a_database_that_drops_every_connection_is_asked_again(ground, figure):
    ground.build()
    acknowledged, answers, done = [], Counter(), threading.Event()
    with ground.serving() as (_, crowd):
        hands = [
            threading.Thread(
                target=send_until_gone,
                args=(crowd, addresses(hand * 100_000), acknowledged, answers, done.is_set),
            )
            for hand in range(3)
        ]
        for hand in hands:
            hand.start()
        end, drops = time.monotonic() + SECONDS, 0
        while time.monotonic() < end:
            time.sleep(0.3)
            drops += len(ground.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ))  # fmt: skip
        time.sleep(0.3)
        before = answers[303]
        last = come(crowd, "last@example.org")
        done.set()
        for hand in hands:
            hand.join(30)

    broken = ground.broken(acknowledged=[*acknowledged, "last@example.org"])
    figure("R9", f"connections cut for {SECONDS} s: errors are 503, none lost",
           f"{drops} cut, {dict(answers)}, {broken or 'none lost'}")  # fmt: skip
    assert drops > 0
    assert before > 0
    assert last == 303
    assert set(answers) <= {303, 503}
    assert broken == []
