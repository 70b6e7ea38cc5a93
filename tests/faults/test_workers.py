"""Ten thousand e-mails while workers are killed, started twice, rejected and misled."""

import signal
import time
from collections import Counter, defaultdict
from datetime import timedelta
from email import message_from_bytes
from functools import partial

from sqlalchemy import update

from tests.faults.clients import addresses, cancel, manage_token, register_person, run_concurrently
from tests.faults.installation import HOST, on_database, scaled, wait_until
from tests.registrations.terms import AT_ONCE
from webinars.database import transaction
from webinars.events.enums import NotificationMode
from webinars.outbox.models import Message
from webinars.timezones import clock
from webinars.worker.loop import deliver_once

MAILS, KILLS, PAIRS = scaled(60, 10_000), scaled(1, 20), scaled(12, 1000)
MOST_SECONDS = scaled(120, 1800)
ALL = list(addresses(0, MAILS))


def deliveries(sink):
    """Return the received bodies by address, and the Message-IDs."""
    bodies = defaultdict(list)
    for to, body in list(sink.taken):
        bodies[to].append(body)
    identities = {message_from_bytes(body)["Message-ID"] for _, body in list(sink.taken)}
    return bodies, identities


def fail_first_attempt(every):
    """Return a function with an error for every nth address, at its first attempt."""
    tried = set()

    def response(response, to):
        is_first = to not in tried
        tried.add(to)
        return response if is_first and int(to[1:].partition("@")[0]) % every == 0 else None

    return response


def test_every_email_arrives_and_a_repeat_has_the_same_bytes(installation, sink, figure):
    """3 % are deferred before acceptance; 2 % are accepted, but the response denies it."""
    sink.responses = {
        "RCPT": partial(fail_first_attempt(33), "451 later"),
        "DATA": partial(fail_first_attempt(50), "421 closing"),
    }
    sink.keeps_what_it_refuses = True
    installation.set_up(notification_mode=NotificationMode.NEVER)
    installation.register_directly(ALL)
    begun = clock.now()
    try:
        clock.stop(begun)
        deliver_once(installation.app)
        first = len(sink.taken)
        clock.stop(begun + timedelta(minutes=2))
        deliver_once(installation.app)
        clock.stop(begun + timedelta(minutes=10))
        deliver_once(installation.app)
    finally:
        clock.go()

    bodies, identities = deliveries(sink)
    denied = len(range(0, MAILS, 50))
    same = all(len(set(body)) == 1 for body in bodies.values())
    violations = installation.invariant_violations(sink=sink)
    figure("delivery", f"{MAILS} of {MAILS} arrive, as many Message-IDs, repeats the same",
           f"{len(bodies)}, {len(identities)} Message-IDs, {len(sink.taken) - MAILS} repeats")  # fmt: skip
    assert first < MAILS + denied, "nothing was put off"
    assert set(bodies) == set(ALL)
    assert len(identities) == MAILS
    assert same
    assert len(sink.taken) == MAILS + denied
    assert violations == []


@on_database("sqlite")
def test_killed_workers_lose_nothing(installation, sink, figure):
    installation.set_up(notification_mode=NotificationMode.NEVER)
    installation.register_directly(ALL)
    for kill in range(1, KILLS + 1):
        workers = [installation.start_worker(), installation.start_worker()]
        wait_until(
            lambda there=kill * MAILS // (KILLS + 2): len(sink.taken) >= there, MOST_SECONDS, 0.01
        )
        for worker in workers:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
    begun, before = time.monotonic(), len(sink.taken)
    installation.deliver(MOST_SECONDS)
    took, left = time.monotonic() - begun, len(sink.taken) - before

    bodies, identities = deliveries(sink)
    repeats = len(sink.taken) - MAILS
    violations = installation.invariant_violations(sink=sink)
    figure("killed workers", f"2 workers killed {KILLS} times, {MAILS} mails: 0 lost, repeats <= killed",
           f"{MAILS - len(bodies)} lost, {repeats} repeats, {violations or 'none broken'}")  # fmt: skip
    figure(
        "killed workers",
        "all sent within 120 s of the last kill",
        f"{took:.1f} s for the last {left}",
    )
    assert set(bodies) == set(ALL)
    assert len(identities) == MAILS
    assert all(len(set(body)) == 1 for body in bodies.values())
    assert repeats <= 2 * KILLS
    assert violations == []


@on_database("postgresql")
def test_two_servers_and_two_workers_send_everything_once(installation, sink, figure):
    """There is no scheduler: the daily summary is a row that becomes due."""
    installation.settings["OUTBOX_LEASE_SECONDS"] = (
        120  # no process is killed, so nothing may be sent twice
    )
    installation.set_up(
        notification_mode=NotificationMode.DAILY, capacity=PAIRS // 2, columns=AT_ONCE
    )
    with installation.serving() as (_, one), installation.serving() as (_, other):
        workers = [installation.start_worker(), installation.start_worker()]
        both = (one, other)
        tasks = [partial(register_person, crowd, name) for name in ALL[:PAIRS] for crowd in both]
        responses = run_concurrently(tasks, 10)
        held = installation.rows("SELECT id FROM registrations WHERE status = 'confirmed'")
        links = [manage_token(installation, row) for (row,) in held[: PAIRS // 4]]
        responses += run_concurrently(
            [partial(cancel, crowd, link) for link in links for crowd in both], 10
        )
        make_due(installation, "organiser.digest")
        wait_until(installation.is_idle, MOST_SECONDS)
        for worker in workers:
            worker.terminate()
            assert worker.wait(30) == 0

    identities = Counter(message_from_bytes(body)["Message-ID"] for _, body in sink.taken)
    topics = dict(installation.rows("SELECT topic, count(*) FROM messages GROUP BY topic"))
    promoted = topics["registration.confirmed"] - PAIRS // 2
    letters = Counter(to for to, _ in sink.taken)[HOST]
    violations = installation.invariant_violations(sink=sink, acknowledged=ALL[:PAIRS])
    figure("started twice", f"2 servers, 2 workers, {PAIRS} people twice: all told once, 1 daily letter",
           f"{max(identities.values())} time, {letters} letter, {len(sink.taken)} mails")  # fmt: skip
    assert {response.status for response in responses} == {303}
    assert max(identities.values()) == 1
    assert (topics["organiser.digest"], letters) == (1, 1)
    assert (promoted, topics["registration.cancelled"]) == (PAIRS // 4, PAIRS // 4)
    assert violations == []


def make_due(installation, topic):
    """Make the messages of a topic due."""
    with installation.app.app_context():
        with transaction() as session:
            session.execute(
                update(Message).where(Message.topic == topic).values(due_at=clock.now())
            )
        installation.close_connections()
