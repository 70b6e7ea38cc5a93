"""The worker while its mail server is away, slow or refusing, and while its rows are poisoned."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import NOON, Browser
from tests.emails.sink import Sink, running
from tests.faults.ground import HOST, mainly, scaled, until
from tests.faults.people import ask, come, p99
from tests.faults.smtp import (
    ALL_LEAVE,
    ALL_WAIT,
    ONE_FAILS,
    ONE_WAITS,
    SCRIPTS,
    VICTIM,
    Script,
    scripted,
)  # fmt: skip
from tests.web.conftest import token_of
from webinars.accounts.actions import sign_in_link
from webinars.accounts.queries import organiser_by_email
from webinars.database import transaction
from webinars.events.rules import NotificationMode
from webinars.outbox.actions import enqueue
from webinars.outbox.rules import COMPOSE_ATTEMPTS, RETRY_DELAYS
from webinars.timezones import clock
from webinars.worker.loop import deliver_once

DOWN_SECONDS, EACH = scaled(1, 600), scaled(2, 6)
# The victim's message and the others', while it goes wrong and when it is over.
WANTED = {
    ALL_WAIT: ({"queued"}, {"queued"}, {"sent"}, {"sent"}),
    ONE_WAITS: ({"queued"}, {"sent"}, {"sent"}, {"sent"}),
    ONE_FAILS: ({"failed"}, {"sent"}, {"failed"}, {"sent"}),
    ALL_LEAVE: ({"sent"}, {"sent"}, {"sent"}, {"sent"}),
}


@pytest.fixture
def stopped():
    """Give an action that stops the clock; it runs again afterwards."""
    yield clock.stop
    clock.go()


def keep_asking(crowd, seconds, numbers):
    """Look and now and then register, twenty times a second; return who came, and all answers."""
    came, answers, end = [], [], time.monotonic() + seconds
    while time.monotonic() < end or len(came) < 8:
        begun = time.monotonic()
        answers.append(ask(crowd.port, crowd.path.removesuffix("/registrations")))
        if len(answers) % EACH == 0:
            came.append(f"p{next(numbers)}@example.org")
            answers.append(come(crowd, came[-1]))
        time.sleep(max(0, begun + 0.05 - time.monotonic()))
    return came, answers


@mainly("sqlite")
def test_registration_continues_while_the_mail_server_is_down(ground, figure):
    sink, numbers = Sink(), iter(range(1_000_000))
    with running(sink):
        ground.settings["SMTP_URL"] = sink.url  # a port that is ours
    ground.build()
    with ground.serving() as (_, crowd):
        with running(sink, port=sink.port):
            ground.worker()
            early, up = keep_asking(crowd, DOWN_SECONDS / 10, numbers)
            until(ground.is_idle, 600)
        late, down = keep_asking(crowd, DOWN_SECONDS, numbers)
        waiting = ground.rows(
            "SELECT state, count(*) FROM messages WHERE state <> 'sent' AND topic <> 'place.ends'"
            " GROUP BY state"
        )
        broken = ground.broken(acknowledged=[*early, *late])
        with running(sink, port=sink.port):
            begun = time.monotonic()
            until(ground.is_idle, 1800)
            drained = time.monotonic() - begun
            broken += ground.broken(sink=sink, late=clock.now())

    figure("mail server", f"mail server away for {DOWN_SECONDS} s: 0 lost, drained within 300 s",
           f"{waiting[0][1]} waited, {drained:.1f} s, {broken or 'none lost'}")  # fmt: skip
    figure("mail server", "99 of 100 answers meanwhile as before, within 20 %",
           f"{p99(up)} ms before, {p99(down)} ms away")  # fmt: skip
    # Two for each who came: one to them, one to the organiser.
    assert waiting == [("queued", 2 * len(late))]
    assert broken == []
    assert {answer.status for answer in [*up, *down]} == {200, 303}


def play(ground, server, script, number):
    """Let a round of mail meet a script, then a good server; return where the messages stood and stand."""
    begun = NOON + timedelta(hours=number)
    clock.stop(begun)  # the fixture that is asked for lets it go
    ground.enter([f"{name}-{number}@example.org" for name in (VICTIM, "ann", "bob")])
    ground.app.config["SMTP_URL"] = f"smtp://{script.user}127.0.0.1:{server.port}{script.asks}"
    with server.playing(script):
        deliver_once(ground.app)
    before_content = stand(ground, number)
    ground.app.config["SMTP_URL"] = f"smtp://127.0.0.1:{server.port}"
    clock.stop(begun + timedelta(minutes=2))
    deliver_once(ground.app)
    return *before_content, *stand(ground, number)


def stand(ground, number):
    """Return the states of the victim's message of a round, and of the others'."""
    rows = ground.rows(
        "SELECT r.address, m.state FROM messages m JOIN registrations r ON r.id = m.registration_id "
        f"WHERE r.address LIKE '%-{number}@example.org'"
    )
    victims = {state for address, state in rows if address.startswith(VICTIM)}
    return victims, {state for address, state in rows if not address.startswith(VICTIM)}


@mainly("sqlite")
def test_mail_server_errors_lose_nothing_and_delay_only_what_must_wait(ground, figure, stopped):
    ground.build(notification_mode=NotificationMode.NEVER)
    with scripted() as server:
        seen = {
            script.name: play(ground, server, script, number)
            for number, script in enumerate(SCRIPTS)
        }
        broken = ground.broken(sink=server)

    wanted = {script.name: WANTED[script.then] for script in SCRIPTS}
    figure("mail server", f"{len(SCRIPTS)} wrong ways of a mail server: only what must waits or fails",
           f"{sum(seen[name] == wanted[name] for name in wanted)} as wanted, {broken or 'none lost'}")  # fmt: skip
    assert seen == wanted
    assert broken == []
    assert server.not_ascii == 0, "a server that knows no 8 bits would have refused it"
    copies = {}
    for to, body in server.taken:
        copies.setdefault(to, []).append(body)
    assert all(len(set(copy)) == 1 for copy in copies.values()), "a repeat is not the same"
    repeated = {f"{VICTIM}-{at}@example.org" for at, script in enumerate(SCRIPTS) if script.keeps}
    assert {to for to, bodies in copies.items() if len(bodies) > 1} == repeated
    assert all(reason in messages_page(ground) for reason in ("no such mailbox", "do not like it"))


def messages_page(ground):
    """Return what the organiser sees of an event's mail."""
    with ground.app.app_context():
        with transaction() as session:
            path = f"/sign-in/{sign_in_link(session, organiser_by_email(session, HOST))}"
        ground.app.test_client_class = Browser
        browser = ground.app.test_client()
        browser.post(path, data={"csrf_token": token_of(browser.get(path))})
        page = browser.get(f"/organise/events/{ground.event_id}/messages").text
        ground.let_go()
    return page


@mainly("postgresql")
def test_temporary_failures_are_retried_for_two_days_with_growing_delays(ground, figure, stopped):
    ground.build(notification_mode=NotificationMode.NEVER)
    ground.enter([f"{VICTIM}-{number}@example.org" for number in range(5)])
    rounds, now = [], clock.now()
    with scripted() as server, server.playing(Script("451", ONE_WAITS, "RCPT", "451 later")):
        ground.app.config["SMTP_URL"] = f"smtp://127.0.0.1:{server.port}"
        while now:
            stopped(now)
            deliver_once(ground.app)
            dues = ground.rows("SELECT due_at FROM messages WHERE state = 'queued'")
            dues = [as_instant(due) for (due,) in dues]
            rounds.append({due - now for due in dues})
            now = max(dues, default=None)

    gaps = rounds[:-1]
    longest = sum((max(gap) for gap in gaps), timedelta())
    failed = ground.rows("SELECT state, reason FROM messages")
    figure("mail server", "451 for ever: growing gaps with jitter for 48 h or more, then failed",
           f"{len(rounds)} attempts in {longest.total_seconds() / 3600:.0f} h")  # fmt: skip
    least = [min(*gap, timedelta(hours=12)) for gap in gaps]
    assert least == sorted(least), "the gaps do not grow up to half a day"
    assert all(len(gap) > 1 for gap in gaps), "all come back in the same moment"
    assert sum((min(gap) for gap in gaps), timedelta()) >= timedelta(hours=48)
    assert failed == [("failed", "451 later")] * 5
    assert ground.broken(sink=server) == []


def as_instant(value):
    """Return what a database says of an instant; SQLite drops its zone."""
    instant = datetime.fromisoformat(str(value))
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def test_a_message_that_cannot_be_composed_fails_and_the_others_are_sent(
    ground, sink, figure, stopped
):
    ground.build()
    ground.enter(f"p{number}@example.org" for number in range(5))
    with ground.app.app_context():
        with transaction() as session:
            enqueue(session, "no.such.topic", payload={}, priority=9)
            enqueue(session, "registration.confirmed", payload={}, priority=9)
        start = clock.now()
        for attempt in range(COMPOSE_ATTEMPTS):
            stopped(start + sum(RETRY_DELAYS[:attempt], timedelta()) * 2)
            deliver_once(ground.app)
        ground.let_go()

    reasons = Counter(bool(reason) for (reason,) in ground.rows(
        "SELECT reason FROM messages WHERE state = 'failed'"
    ))  # fmt: skip
    figure(
        "poison messages",
        "2 rows that cannot be written: failed with reason, others sent",
        f"{reasons[True]} failed",
    )
    assert reasons == {True: 2}
    assert ground.is_idle()
    assert ground.broken(sink=sink) == []
