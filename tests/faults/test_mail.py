"""The worker while its mail server is down, slow or rejecting, and while rows are invalid."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import NOON, Browser
from tests.emails.sink import Sink, running
from tests.faults.clients import p99, register_person, send_request
from tests.faults.installation import HOST, on_database, scaled, wait_until
from tests.faults.smtp import (
    ALL_LEAVE,
    ALL_WAIT,
    ONE_FAILS,
    ONE_WAITS,
    SCRIPTS,
    VICTIM,
    Script,
    scripted_server,
)  # fmt: skip
from tests.web.conftest import token_of
from webinars.accounts.queries import organiser_by_email
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import transaction
from webinars.events.enums import NotificationMode
from webinars.outbox.enqueue import enqueue
from webinars.outbox.message_retries import COMPOSE_ATTEMPTS, RETRY_DELAYS
from webinars.timezones import clock
from webinars.worker.loop import deliver_once

DOWN_SECONDS, REQUESTS_PER_REGISTRATION = scaled(1, 600), scaled(2, 6)
# States of the victim's message and of the others, during the fault and afterwards.
WANTED = {
    ALL_WAIT: ({"queued"}, {"queued"}, {"sent"}, {"sent"}),
    ONE_WAITS: ({"queued"}, {"sent"}, {"sent"}, {"sent"}),
    ONE_FAILS: ({"failed"}, {"sent"}, {"failed"}, {"sent"}),
    ALL_LEAVE: ({"sent"}, {"sent"}, {"sent"}, {"sent"}),
}


@pytest.fixture
def stopped_clock():
    """Return a function that stops the clock; it is restarted afterwards."""
    yield clock.stop
    clock.go()


def request_continuously(crowd, seconds, numbers):
    """Send requests, some of them registrations, 20 a second; return addresses and responses."""
    came, responses, deadline = [], [], time.monotonic() + seconds
    while time.monotonic() < deadline or len(came) < 8:
        begun = time.monotonic()
        responses.append(send_request(crowd.port, crowd.path.removesuffix("/registrations")))
        if len(responses) % REQUESTS_PER_REGISTRATION == 0:
            came.append(f"p{next(numbers)}@example.org")
            responses.append(register_person(crowd, came[-1]))
        time.sleep(max(0, begun + 0.05 - time.monotonic()))
    return came, responses


@on_database("sqlite")
def test_registration_continues_while_the_mail_server_is_down(installation, figure):
    sink, numbers = Sink(), iter(range(1_000_000))
    with running(sink):
        installation.settings["SMTP_URL"] = sink.url  # reserve a port
    installation.set_up()
    with installation.serving() as (_, crowd):
        with running(sink, port=sink.port):
            installation.start_worker()
            early, up = request_continuously(crowd, DOWN_SECONDS / 10, numbers)
            wait_until(installation.is_idle, 600)
        late, down = request_continuously(crowd, DOWN_SECONDS, numbers)
        waiting = installation.rows(
            "SELECT state, count(*) FROM messages WHERE state <> 'sent' AND topic <> 'place.ends'"
            " GROUP BY state"
        )
        violations = installation.invariant_violations(acknowledged=[*early, *late])
        with running(sink, port=sink.port):
            begun = time.monotonic()
            wait_until(installation.is_idle, 1800)
            drained = time.monotonic() - begun
            violations += installation.invariant_violations(sink=sink, late=clock.now())

    figure("mail server", f"mail server away for {DOWN_SECONDS} s: 0 lost, drained within 300 s",
           f"{waiting[0][1]} waited, {drained:.1f} s, {violations or 'none lost'}")  # fmt: skip
    figure("mail server", "99 of 100 answers meanwhile as before, within 20 %",
           f"{p99(up)} ms before, {p99(down)} ms away")  # fmt: skip
    # Two per registrant: one to them, one to the organiser.
    assert waiting == [("queued", 2 * len(late))]
    assert violations == []
    assert {response.status for response in [*up, *down]} == {200, 303}


def run_round(installation, server, script, number):
    """Deliver to a scripted server, then to a working one; return the states after each."""
    begun = NOON + timedelta(hours=number)
    clock.stop(begun)  # restarted by the fixture
    installation.register_directly(
        [f"{name}-{number}@example.org" for name in (VICTIM, "ann", "bob")]
    )
    installation.app.config["SMTP_URL"] = (
        f"smtp://{script.user}127.0.0.1:{server.port}{script.url_query}"
    )
    with server.running_script(script):
        deliver_once(installation.app)
    before_content = message_states(installation, number)
    installation.app.config["SMTP_URL"] = f"smtp://127.0.0.1:{server.port}"
    clock.stop(begun + timedelta(minutes=2))
    deliver_once(installation.app)
    return *before_content, *message_states(installation, number)


def message_states(installation, number):
    """Return the states of the victim's message of a round, and of the others."""
    rows = installation.rows(
        "SELECT r.address, m.state FROM messages m JOIN registrations r ON r.id = m.registration_id "
        f"WHERE r.address LIKE '%-{number}@example.org'"
    )
    victims = {state for address, state in rows if address.startswith(VICTIM)}
    return victims, {state for address, state in rows if not address.startswith(VICTIM)}


@on_database("sqlite")
def test_mail_server_errors_lose_nothing_and_delay_only_what_must_wait(
    installation, figure, stopped_clock
):
    installation.set_up(notification_mode=NotificationMode.NEVER)
    with scripted_server() as server:
        seen = {
            script.name: run_round(installation, server, script, number)
            for number, script in enumerate(SCRIPTS)
        }
        violations = installation.invariant_violations(sink=server)

    wanted = {script.name: WANTED[script.outcome] for script in SCRIPTS}
    figure("mail server", f"{len(SCRIPTS)} wrong ways of a mail server: only what must waits or fails",
           f"{sum(seen[name] == wanted[name] for name in wanted)} as wanted, {violations or 'none lost'}")  # fmt: skip
    assert seen == wanted
    assert violations == []
    assert server.not_ascii == 0, "a server that knows no 8 bits would have refused it"
    copies = {}
    for to, body in server.taken:
        copies.setdefault(to, []).append(body)
    assert all(len(set(copy)) == 1 for copy in copies.values()), "a repeat is not the same"
    repeated = {
        f"{VICTIM}-{at}@example.org" for at, script in enumerate(SCRIPTS) if script.accepts_message
    }
    assert {to for to, bodies in copies.items() if len(bodies) > 1} == repeated
    assert all(
        reason in messages_page(installation) for reason in ("no such mailbox", "do not like it")
    )


def messages_page(installation):
    """Return the organiser's page of an event's e-mail."""
    with installation.app.app_context():
        with transaction() as session:
            path = f"/sign-in/{issue_sign_in_token(session, organiser_by_email(session, HOST))}"
        installation.app.test_client_class = Browser
        browser = installation.app.test_client()
        browser.post(path, data={"csrf_token": token_of(browser.get(path))})
        page = browser.get(f"/organise/events/{installation.event_id}/emails").text
        installation.close_connections()
    return page


@on_database("postgresql")
def test_temporary_failures_are_retried_for_two_days_with_growing_delays(
    installation, figure, stopped_clock
):
    installation.set_up(notification_mode=NotificationMode.NEVER)
    installation.register_directly([f"{VICTIM}-{number}@example.org" for number in range(5)])
    rounds, now = [], clock.now()
    with (
        scripted_server() as server,
        server.running_script(Script("451", ONE_WAITS, "RCPT", "451 later")),
    ):
        installation.app.config["SMTP_URL"] = f"smtp://127.0.0.1:{server.port}"
        while now:
            stopped_clock(now)
            deliver_once(installation.app)
            dues = installation.rows("SELECT due_at FROM messages WHERE state = 'queued'")
            dues = [as_instant(due) for (due,) in dues]
            rounds.append({due - now for due in dues})
            now = max(dues, default=None)

    gaps = rounds[:-1]
    longest = sum((max(gap) for gap in gaps), timedelta())
    failed = installation.rows("SELECT state, reason FROM messages")
    figure("mail server", "451 for ever: growing gaps with jitter for 48 h or more, then failed",
           f"{len(rounds)} attempts in {longest.total_seconds() / 3600:.0f} h")  # fmt: skip
    least = [min(*gap, timedelta(hours=12)) for gap in gaps]
    assert least == sorted(least), "the gaps do not grow up to half a day"
    assert all(len(gap) > 1 for gap in gaps), "all come back in the same moment"
    assert sum((min(gap) for gap in gaps), timedelta()) >= timedelta(hours=48)
    assert failed == [("failed", "451 later")] * 5
    assert installation.invariant_violations(sink=server) == []


def as_instant(value):
    """Convert a database value to an aware datetime; SQLite returns it without a time zone."""
    instant = datetime.fromisoformat(str(value))
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def test_message_that_cannot_be_composed_fails_and_the_others_are_sent(
    installation, sink, figure, stopped_clock
):
    installation.set_up()
    installation.register_directly(f"p{number}@example.org" for number in range(5))
    with installation.app.app_context():
        with transaction() as session:
            enqueue(session, "no.such.topic", payload={}, priority=9)
            enqueue(session, "registration.confirmed", payload={}, priority=9)
        start = clock.now()
        for attempt in range(COMPOSE_ATTEMPTS):
            stopped_clock(start + sum(RETRY_DELAYS[:attempt], timedelta()) * 2)
            deliver_once(installation.app)
        installation.close_connections()

    reasons = Counter(bool(reason) for (reason,) in installation.rows(
        "SELECT reason FROM messages WHERE state = 'failed'"
    ))  # fmt: skip
    figure(
        "poison messages",
        "2 rows that cannot be written: failed with reason, others sent",
        f"{reasons[True]} failed",
    )
    assert reasons == {True: 2}
    assert installation.is_idle()
    assert installation.invariant_violations(sink=sink) == []
