"""What a watchdog is told while something is wrong: what it is, at once, and nothing about where or which release."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.conftest import postgres_programs
from tests.emails.sink import Sink, running
from tests.faults.ground import Ground, until
from tests.faults.people import ask
from tools.postmaster import own_postmaster
from webinars.database import transaction
from webinars.outbox.models import Message, MessageState
from webinars.timezones import clock

READY = (200, "ready\n")
NO_DATABASE = (503, "database: does not answer\n")
OLD_MAIL = (503, "outbox: mail has been waiting for over 10 minutes\n")


@pytest.fixture
def postmaster():
    """Give a PostgreSQL of our own."""
    with own_postmaster(postgres_programs()) as postmaster:
        yield postmaster


@pytest.fixture
def ground(tmp_path, sink, postmaster):
    """Give an installation on it."""
    ground = Ground(postmaster.url, tmp_path, sink.url)
    yield ground
    ground.close()


def ready(crowd):
    """Ask whether all is well."""
    answer = ask(crowd.port, "/readyz")
    return answer.status, answer.text


def lives(crowd, count=20):
    """Ask whether the process lives, several times; return the answers."""
    return [ask(crowd.port, "/healthz") for _ in range(count)]


def wait_ten_minutes(ground):
    """Let what is queued have been due for eleven minutes."""
    with ground.app.app_context():
        with transaction() as session:
            queued = update(Message).where(Message.state == MessageState.QUEUED)
            session.execute(queued.values(due_at=clock.now() - timedelta(minutes=11)))
        ground.let_go()


def test_readiness_names_the_problem_while_liveness_stays_up(ground, postmaster, figure):
    sink = Sink()
    with running(sink):
        ground.settings["SMTP_URL"] = sink.url  # a port that is ours; nobody answers there now
    ground.build(migrated=True)
    with ground.serving() as (_, crowd):
        seen, alive = [ready(crowd)], []
        postmaster.stop()
        alive += lives(crowd)
        seen.append(ready(crowd))
        postmaster.start()
        seen.append(ready(crowd))

        ground.enter(["ana@example.org"])
        wait_ten_minutes(ground)
        ground.worker()
        # Each try takes the mail for a moment, as if it were not late.
        until(lambda: ready(crowd) == OLD_MAIL, 20)
        seen.append(OLD_MAIL)
        alive += lives(crowd)
        with running(sink, port=sink.port):
            until(ground.is_idle, 120)
        seen.append(ready(crowd))

        with postmaster.frozen():
            alive += lives(crowd)
            seen.append(ready(crowd))
        until(lambda: ready(crowd) == READY, 20)

    wanted = [READY, NO_DATABASE, READY, OLD_MAIL, READY, NO_DATABASE]
    slowest = max(answer.seconds for answer in alive)
    figure("health", "/readyz: no database, old mail, database stopped; ready again by itself",
           "as wanted" if seen == wanted else seen)  # fmt: skip
    figure("health", "/healthz within 50 ms: database away, mail away, database stopped",
           f"{slowest * 1000:.0f} ms at most")  # fmt: skip
    assert seen == wanted
    assert {(answer.status, answer.text) for answer in alive} == {(200, "ok\n")}
    assert ground.broken(sink=sink, late=clock.now()) == []
