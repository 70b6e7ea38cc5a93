"""Ten thousand mails while workers are killed, started by mistake, answered and answered wrongly."""

import signal
import time
from collections import Counter, defaultdict
from datetime import timedelta
from email import message_from_bytes
from functools import partial

from sqlalchemy import update

from tests.faults.ground import HOST, mainly, scaled, until
from tests.faults.people import addresses, at_once, come, give_back, link_of
from tests.registrations.terms import AT_ONCE
from webinars.database import transaction
from webinars.events.rules import NotificationMode
from webinars.outbox.models import Message
from webinars.timezones import clock
from webinars.worker.loop import deliver_once

MAILS, KILLS, PAIRS = scaled(60, 10_000), scaled(1, 20), scaled(12, 1000)
MOST_SECONDS = scaled(120, 1800)
ALL = list(addresses(0, MAILS))


def arrived(sink):
    """Return the bytes that arrived for each address, and the Message-IDs."""
    bodies = defaultdict(list)
    for to, body in list(sink.taken):
        bodies[to].append(body)
    identities = {message_from_bytes(body)["Message-ID"] for _, body in list(sink.taken)}
    return bodies, identities


def once(every):
    """Return a wrong answer for one address in so many, the first time it is tried."""
    tried = set()

    def answer(response, to):
        is_first = to not in tried
        tried.add(to)
        return response if is_first and int(to[1:].partition("@")[0]) % every == 0 else None

    return answer


def test_every_email_arrives_and_a_repeat_has_the_same_bytes(ground, sink, figure):
    """3 in 100 are put off before they are taken, 2 in 100 are taken and the answer denies it."""
    sink.answers = {
        "RCPT": partial(once(33), "451 later"),
        "DATA": partial(once(50), "421 closing"),
    }
    sink.keeps_what_it_refuses = True
    ground.build(notification_mode=NotificationMode.NEVER)
    ground.enter(ALL)
    begun = clock.now()
    try:
        clock.stop(begun)
        deliver_once(ground.app)
        first = len(sink.taken)
        clock.stop(begun + timedelta(minutes=2))
        deliver_once(ground.app)
        clock.stop(begun + timedelta(minutes=10))
        deliver_once(ground.app)
    finally:
        clock.go()

    bodies, identities = arrived(sink)
    denied = len(range(0, MAILS, 50))
    same = all(len(set(body)) == 1 for body in bodies.values())
    broken = ground.broken(sink=sink)
    figure("delivery", f"{MAILS} of {MAILS} arrive, as many Message-IDs, repeats the same",
           f"{len(bodies)}, {len(identities)} Message-IDs, {len(sink.taken) - MAILS} repeats")  # fmt: skip
    assert first < MAILS + denied, "nothing was put off"
    assert set(bodies) == set(ALL)
    assert len(identities) == MAILS
    assert same
    assert len(sink.taken) == MAILS + denied
    assert broken == []


@mainly("sqlite")
def test_killed_workers_lose_nothing(ground, sink, figure):
    ground.build(notification_mode=NotificationMode.NEVER)
    ground.enter(ALL)
    for kill in range(1, KILLS + 1):
        workers = [ground.worker(), ground.worker()]
        until(
            lambda there=kill * MAILS // (KILLS + 2): len(sink.taken) >= there, MOST_SECONDS, 0.01
        )
        for worker in workers:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
    begun, before = time.monotonic(), len(sink.taken)
    ground.deliver(MOST_SECONDS)
    took, left = time.monotonic() - begun, len(sink.taken) - before

    bodies, identities = arrived(sink)
    repeats = len(sink.taken) - MAILS
    broken = ground.broken(sink=sink)
    figure("killed workers", f"2 workers killed {KILLS} times, {MAILS} mails: 0 lost, repeats <= killed",
           f"{MAILS - len(bodies)} lost, {repeats} repeats, {broken or 'none broken'}")  # fmt: skip
    figure(
        "killed workers",
        "all sent within 120 s of the last kill",
        f"{took:.1f} s for the last {left}",
    )
    assert set(bodies) == set(ALL)
    assert len(identities) == MAILS
    assert all(len(set(body)) == 1 for body in bodies.values())
    assert repeats <= 2 * KILLS
    assert broken == []


@mainly("postgresql")
def test_two_servers_and_two_workers_send_everything_once(ground, sink, figure):
    """Two servers and two workers. No scheduler runs beside them: the daily letter is a row that falls due."""
    ground.settings["OUTBOX_LEASE_SECONDS"] = 120  # nobody is killed, so nothing may go twice
    ground.build(notification_mode=NotificationMode.DAILY, capacity=PAIRS // 2, terms=AT_ONCE)
    with ground.serving() as (_, one), ground.serving() as (_, other):
        workers = [ground.worker(), ground.worker()]
        both = (one, other)
        tasks = [partial(come, crowd, name) for name in ALL[:PAIRS] for crowd in both]
        answers = at_once(tasks, 10)
        held = ground.rows("SELECT id FROM registrations WHERE status = 'confirmed'")
        links = [link_of(ground, row) for (row,) in held[: PAIRS // 4]]
        answers += at_once(
            [partial(give_back, crowd, link) for link in links for crowd in both], 10
        )
        fall_due(ground, "organiser.digest")
        until(ground.is_idle, MOST_SECONDS)
        for worker in workers:
            worker.terminate()
            assert worker.wait(30) == 0

    identities = Counter(message_from_bytes(body)["Message-ID"] for _, body in sink.taken)
    topics = dict(ground.rows("SELECT topic, count(*) FROM messages GROUP BY topic"))
    promoted = topics["registration.confirmed"] - PAIRS // 2
    letters = Counter(to for to, _ in sink.taken)[HOST]
    broken = ground.broken(sink=sink, acknowledged=ALL[:PAIRS])
    figure("started twice", f"2 servers, 2 workers, {PAIRS} people twice: all told once, 1 daily letter",
           f"{max(identities.values())} time, {letters} letter, {len(sink.taken)} mails")  # fmt: skip
    assert {answer.status for answer in answers} == {303}
    assert max(identities.values()) == 1
    assert (topics["organiser.digest"], letters) == (1, 1)
    assert (promoted, topics["registration.cancelled"]) == (PAIRS // 4, PAIRS // 4)
    assert broken == []


def fall_due(ground, topic):
    """Let it be evening for the messages of a topic."""
    with ground.app.app_context():
        with transaction() as session:
            session.execute(
                update(Message).where(Message.topic == topic).values(due_at=clock.now())
            )
        ground.let_go()
