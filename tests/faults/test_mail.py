"""The worker while its mail server is away, its rows are poisoned, and a crowd must be told of a new time."""

import http.client
import socket
import time
from datetime import datetime, timedelta

from tests.faults.conftest import scaled
from tests.mail.sink import Sink, running
from webinars.database import transaction
from webinars.events.actions import change_event
from webinars.events.announcement import Announcement
from webinars.events.models import Event
from webinars.outbox.actions import post
from webinars.outbox.rules import COMPOSE_ATTEMPTS, GAPS
from webinars.registration.actions import register
from webinars.timekeeping import clock
from webinars.timekeeping.when import Timed
from webinars.worker import deliver_once

PEOPLE, MOST_SECONDS = scaled(20, 10_000), scaled(120, 300)
LATER = Timed(datetime(2027, 7, 16, 17), datetime(2027, 7, 16, 18, 30), "Europe/Zurich")
QUEUED = "SELECT count(*) FROM messages WHERE state = 'queued'"


def until(reached, seconds):
    """Wait for something that other processes bring about, without getting into their way."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def enter(ground, count):
    """Register people without going through the form."""
    with ground.app.app_context():
        with transaction() as session:
            for number in range(count):
                register(
                    session, event_id=ground.event_id, name="Ann", email=f"p{number}@example.org",
                    affiliation="", zone="Africa/Nairobi", language="en",
                )  # fmt: skip
        ground.let_go()


def seconds_of(crowd, path):
    """Return the status of a page and how long it took."""
    connection = http.client.HTTPConnection("127.0.0.1", crowd.port, timeout=30)
    begun = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, time.perf_counter() - begun


def test_r7_r26_while_no_mail_can_leave_people_register_and_afterwards_it_leaves(ground, figure):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    ground.settings["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
    ground.build()
    acknowledged = []
    with ground.serving() as (_, crowd):
        ground.worker()
        connection = crowd.connect()
        for number in range(20):
            assert crowd.send(connection, f"p{number}@example.org") == 303
            acknowledged.append(f"p{number}@example.org")
        connection.close()
        health = [seconds_of(crowd, "/healthz") for _ in range(20)]
        assert ground.rows("SELECT count(*) FROM messages WHERE state = 'failed'") == [(0,)]
        assert ground.broken(acknowledged=acknowledged) == []
        with running(Sink(), port=port) as sink:
            begun = time.monotonic()
            until(lambda: ground.rows(QUEUED) == [(0,)], 60)
            drained = time.monotonic() - begun

            broken = ground.broken(sink=sink, acknowledged=acknowledged, late=clock.now())
    slowest = max(seconds for _, seconds in health)
    figure(
        "R7",
        "mail server away: 0 lost, drained within 300 s",
        f"{drained:.1f} s, {broken or 'none lost'}",
    )
    figure("R26", "/healthz meanwhile within 50 ms", f"{slowest * 1000:.0f} ms")
    assert broken == []
    assert {status for status, _ in health} == {200}


def test_r22_a_poisoned_row_fails_with_its_reason_and_the_others_leave(ground, sink, figure):
    ground.build()
    enter(ground, 5)
    with ground.app.app_context():
        with transaction() as session:
            post(session, "no.such.topic", facts={}, priority=9)
            post(session, "registration.confirmed", facts={}, priority=9)
        try:
            start = clock.now()
            for attempt in range(COMPOSE_ATTEMPTS):
                clock.stop(start + sum(GAPS[:attempt], timedelta()) * 2)
                deliver_once(ground.app)
        finally:
            clock.go()
        ground.let_go()

    failed = ground.rows("SELECT reason FROM messages WHERE state = 'failed'")
    figure("R22", "2 rows that cannot be written: failed, others sent", f"{len(failed)} failed")
    assert len(failed) == 2
    assert ground.rows(QUEUED) == [(0,)]
    assert ground.broken(sink=sink) == []


def test_r17_a_crowd_is_told_of_a_new_time(ground, sink, figure):
    ground.build()
    enter(ground, PEOPLE)
    deliver(ground, lambda: ground.rows(QUEUED) == [(0,)])
    first = len(sink.taken)
    with ground.app.app_context():
        begun = time.monotonic()
        with transaction() as session:
            event = session.get_one(Event, ground.event_id)
            said = Announcement(title=event.title, when=LATER, cities=("GVA",))
            change_event(
                session,
                event.id,
                said=said,
                revision=event.revision,
                site=ground.app.extensions["site"],
            )
        posted = time.monotonic() - begun
        ground.let_go()
    begun = time.monotonic()
    deliver(ground, lambda: ground.rows(QUEUED) == [(0,)])
    told = time.monotonic() - begun

    figure("R17", f"{PEOPLE} told of a new time within {MOST_SECONDS} s", f"{told:.1f} s")
    figure("R17", "the request within 2 s", f"{posted:.2f} s")
    assert posted < 2
    assert told < MOST_SECONDS
    assert len(sink.taken) - first >= PEOPLE
    raised = ground.rows("SELECT sequence, count(*) FROM invitations GROUP BY sequence ORDER BY 1")
    assert raised == [(0, PEOPLE), (1, PEOPLE)]
    assert ground.broken(sink=sink, late=clock.now()) == []


def deliver(ground, done):
    """Let a worker run until something is so."""
    worker = ground.worker()
    until(done, MOST_SECONDS)
    worker.terminate()
    assert worker.wait(30) == 0
