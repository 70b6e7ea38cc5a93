"""Writers of one SQLite file queue across threads and processes; delivery yields to forms."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest
from sqlalchemy import event, text

from webinars import write_queue
from webinars.database import db, transaction
from webinars.outbox.enqueue import enqueue
from webinars.outbox.message_state import mark_sent
from webinars.single_statements import SingleStatements
from webinars.write_queue import WriteQueue, in_background

# Writes under the queue without SQLite's busy timeout; prints a character per turn.
WRITER = """
import sqlite3, sys
from webinars.write_queue import WriteQueue
path, turns, sign = sys.argv[1], int(sys.argv[2]), sys.argv[3]
line = sqlite3.connect(path, isolation_level=None, timeout=0)
queue = WriteQueue(path)
sys.stdin.readline()
for number in range(turns):
    with queue.acquire():
        line.execute("BEGIN IMMEDIATE")
        line.execute("INSERT INTO turns VALUES (?)", (sign,))
        line.execute("COMMIT")
        if turns == 1:
            print("has the turn", flush=True)
            sys.stdin.readline()
# SQLite locks the file while the last connection is closed, and the queue is not asked.
print("done", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path):
    """Return the path of a database file with one table."""
    path = str(tmp_path / "w.db")
    with sqlite3.connect(path) as line:
        line.execute("PRAGMA journal_mode=WAL")
        line.execute("CREATE TABLE turns (sign)")
    line.close()
    return path


def writer(path, turns, sign):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, path, str(turns), sign],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def started(what):
    thread = threading.Thread(target=what)
    thread.start()
    return thread


def until(reached):
    """Wait for a condition that another thread will satisfy."""
    for _ in range(2000):
        if reached():
            return
        threading.Event().wait(0.005)
    raise AssertionError("it never came")


def test_threads_write_in_order_of_arrival(path):
    queue, order = WriteQueue(path), []

    def write(number):
        with queue.acquire():
            order.append(number)

    with queue.acquire():
        threads = []
        for number in range(10):
            threads.append(started(lambda number=number: write(number)))
            until(lambda number=number: len(queue._threads) == number + 1)
    for thread in threads:
        thread.join()

    assert order == list(range(10))


def test_processes_queue_and_none_fails(path):
    turns = 400
    processes = [writer(path, turns, sign) for sign in "abc"]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    printed = [process.stdout.readline() for process in processes]
    for process in processes:
        process.communicate(timeout=60)

    assert printed == ["done\n"] * 3
    with sqlite3.connect(path) as line:
        signs = [sign for (sign,) in line.execute("SELECT sign FROM turns ORDER BY rowid")]
    line.close()
    assert sorted(signs) == sorted("abc" * turns)


def test_killed_process_releases_the_queue(path):
    with writer(path, 1, "a") as process:
        process.stdin.write("go\n")
        process.stdin.flush()
        assert process.stdout.readline() == "has the turn\n"
        done = []
        waiting = started(lambda: done.append(_turn(path)))
        os.kill(process.pid, signal.SIGKILL)
        waiting.join(30)

    assert done == [True]


def _turn(path):
    with WriteQueue(path).acquire():
        return True


def test_delivery_yields_to_forms(path, monkeypatch):
    monkeypatch.setattr(write_queue, "YIELD_SECONDS", 30)
    forms, worker, order = WriteQueue(path), WriteQueue(path), []

    def deliver():
        with in_background(), worker.acquire():
            order.append("worker")

    def form():
        with forms.acquire():
            order.append("form")

    with forms.acquire():
        first = started(deliver)
        later = started(form)
        until(lambda: len(forms._threads) == 1)
    later.join(30)
    first.join(30)

    assert order == ["form", "worker"]


def test_delivery_yields_for_a_limited_time(path, monkeypatch):
    monkeypatch.setattr(write_queue, "YIELD_SECONDS", 0.02)
    monkeypatch.setattr(write_queue, "MAX_WAIT_SECONDS", 0.05)
    forms, worker = WriteQueue(path), WriteQueue(path)

    with forms.acquire(), in_background(), worker.acquire():
        went_on = True

    assert went_on


def test_waiting_too_long_bypasses_the_queue(path, monkeypatch):
    monkeypatch.setattr(write_queue, "MAX_WAIT_SECONDS", 0.05)
    queue, done = WriteQueue(path), []

    with queue.acquire():
        waiting = started(lambda: done.append(_turn(path)))
        same_process = started(lambda: done.append(_turn_of(queue)))
        waiting.join(30)
        same_process.join(30)

    assert done == [True, True]
    assert _turn_of(queue)


def _turn_of(queue):
    with queue.acquire(), queue.acquire():  # a thread that holds the lock goes on
        return True


def test_read_only_folder_has_no_queue(tmp_path):
    assert _turn(str(tmp_path / "nowhere" / "w.db"))


def test_transactions_queue(app):
    """Without SQLite's busy timeout, a transaction that skips the queue fails at once."""

    @event.listens_for(db.engine, "connect")
    def connect(connection, _record):
        connection.execute("PRAGMA busy_timeout=0")

    db.session.remove()
    db.engine.dispose()
    hands, result = 8, 10
    gate, refused = threading.Barrier(hands), []

    def write():
        gate.wait()
        with app.app_context():
            try:
                for _ in range(result):
                    with transaction() as session:
                        message = enqueue(session, "t", payload={})
                        session.flush()
                        number = message.id
                    record = SingleStatements(db.engine)
                    assert mark_sent(record, number)
                    record.close()
            except Exception as error:  # noqa: BLE001 - counted below
                refused.append(error)

    threads = [started(write) for _ in range(hands)]
    for thread in threads:
        thread.join()

    assert refused == []
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM messages")) == hands * result
