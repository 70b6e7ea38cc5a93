"""Health responses during faults: they name the problem at once, but no host or version."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.conftest import postgres_programs
from tests.emails.sink import Sink, running
from tests.faults.clients import send_request
from tests.faults.installation import Installation, wait_until
from tools.postmaster import running_postmaster
from webinars.database import transaction
from webinars.outbox.models import Message, MessageState
from webinars.timezones import clock

READY = (200, "ready\n")
NO_DATABASE = (503, "database: does not answer\n")
OLD_MAIL = (503, "outbox: mail has been waiting for over 10 minutes\n")


@pytest.fixture
def postmaster():
    """Start a PostgreSQL server."""
    with running_postmaster(postgres_programs()) as postmaster:
        yield postmaster


@pytest.fixture
def installation(tmp_path, sink, postmaster):
    """Create an installation on it."""
    installation = Installation(postmaster.url, tmp_path, sink.url)
    yield installation
    installation.close()


def request_readiness(crowd):
    """Request the readiness page."""
    response = send_request(crowd.port, "/readyz")
    return response.status, response.text


def liveness_responses(crowd, count=20):
    """Request the liveness page several times; return the responses."""
    return [send_request(crowd.port, "/healthz") for _ in range(count)]


def age_messages(installation):
    """Make queued messages due eleven minutes ago."""
    with installation.app.app_context():
        with transaction() as session:
            queued = update(Message).where(Message.state == MessageState.QUEUED)
            session.execute(queued.values(due_at=clock.now() - timedelta(minutes=11)))
        installation.close_connections()


def test_readiness_names_the_problem_while_liveness_stays_up(installation, postmaster, figure):
    sink = Sink()
    with running(sink):
        installation.settings["SMTP_URL"] = sink.url  # reserve a port without a listener
    installation.set_up(migrated=True)
    with installation.serving() as (_, crowd):
        seen, alive = [request_readiness(crowd)], []
        postmaster.stop()
        alive += liveness_responses(crowd)
        seen.append(request_readiness(crowd))
        postmaster.start()
        seen.append(request_readiness(crowd))

        installation.register_directly(["ana@example.org"])
        age_messages(installation)
        installation.start_worker()
        # Each attempt leases the message briefly, during which it is not late.
        wait_until(lambda: request_readiness(crowd) == OLD_MAIL, 20)
        seen.append(OLD_MAIL)
        alive += liveness_responses(crowd)
        with running(sink, port=sink.port):
            wait_until(installation.is_idle, 120)
        seen.append(request_readiness(crowd))

        with postmaster.frozen():
            alive += liveness_responses(crowd)
            seen.append(request_readiness(crowd))
        wait_until(lambda: request_readiness(crowd) == READY, 20)

    wanted = [READY, NO_DATABASE, READY, OLD_MAIL, READY, NO_DATABASE]
    slowest = max(response.seconds for response in alive)
    figure("health", "/readyz: no database, old mail, database stopped; ready again by itself",
           "as wanted" if seen == wanted else seen)  # fmt: skip
    figure("health", "/healthz within 50 ms: database away, mail away, database stopped",
           f"{slowest * 1000:.0f} ms at most")  # fmt: skip
    assert seen == wanted
    assert {(response.status, response.text) for response in alive} == {(200, "ok\n")}
    assert installation.invariant_violations(sink=sink, late=clock.now()) == []
