"""A worker is killed repeatedly while it sends: no e-mail is lost, and repeats are identical."""

import json
import os
import signal
import sys
import time
from collections import defaultdict
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.conftest import SUMMER, make_app
from tests.emails.sink import Sink, running
from tests.faults.installation import WORKER, scaled
from tests.fork_server import ForkedProcess
from webinars.accounts.organisers import add_organiser
from webinars.capabilities.link_creation import issue_links
from webinars.capabilities.link_purposes import OF_REGISTRATION
from webinars.database import Base, db, transaction
from webinars.events.creation import create_event
from webinars.events.details import EventDetails
from webinars.events.lifecycle import publish_event
from webinars.outbox.enqueue import enqueue, ordering_key_of
from webinars.outbox.models import Message, MessageState
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.timezones import clock

MAILS, KILLS = scaled((300, 2), (1000, 5))
LEASE = 1


@pytest.fixture
def sink():
    with running(Sink()) as sink:
        yield sink


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request, sink):
    """Return settings for worker processes and the test; a short lease, so that leases of killed workers expire soon."""
    fields = {"SMTP_URL": sink.url, "OUTBOX_LEASE_SECONDS": LEASE}
    if request.param == "postgresql":
        fields["DATABASE_URL"] = request.getfixturevalue("postgres_url")
    return fields


@pytest.fixture
def installed(settings, tmp_path):
    """Create an application with a thousand registrations and their queued e-mails."""
    app = make_app(tmp_path, **settings)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            fill(session, app.extensions["site"])
        yield app
        db.session.remove()
        db.engine.dispose()


def fill(session, site):
    organiser = add_organiser(
        session, email="a@example.org", name="Amira", admin=True, timezone="Europe/Zurich"
    )
    session.flush()
    details = EventDetails(title="Children", when=SUMMER, cities=("GVA", "NYC"))
    event = create_event(session, organiser=organiser, details=details, site=site)
    event.reminders = []
    publish_event(session, event.id, site)
    now = clock.now()
    for number in range(MAILS):
        address = f"p{number:04}@example.com"
        row = Registration(
            event_id=event.id, status=Status.CONFIRMED, name="Ann", email=address, address=address,
            affiliation="", timezone="Africa/Nairobi", language="en", token_version=1, new_email="",
            created_at=now, status_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        issue_links(session, OF_REGISTRATION, [(row.id, event.id)])
        enqueue(
            session,
            "registration.confirmed",
            payload={"registration_id": row.id},
            ordering_key=ordering_key_of(event.id, address),
            event_id=event.id,
            registration_id=row.id,
        )


@pytest.fixture
def start(settings, tmp_path):
    """Return a function that starts a worker process."""
    fields = {
        "DATA_DIR": str(tmp_path / "var"),
        "SECRET_KEY": "a key that is only good for tests, and long",
        "MAIL_FROM": "events@example.org",
        "LANGUAGES": ["en"],
        **settings,
    }
    started = []

    def start():
        started.append(ForkedProcess([sys.executable, "-c", WORKER, json.dumps(fields)], cwd=tmp_path,
                                        env=os.environ | {"PYTHONPATH": str(Path.cwd())}))  # fmt: skip
        return started[-1]

    yield start
    for item in started:
        item.kill()
        item.wait()


def wait_until(reached, seconds=60):
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def test_killed_workers_lose_no_email_and_repeats_are_identical(installed, start, sink):
    for kill in range(1, KILLS + 1):
        workers = [start(), start()]
        wait_until(lambda there=kill * MAILS // (KILLS + 1): len(sink.taken) >= there)
        for worker in workers:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
    last = start()
    wait_until(lambda: len({to for to, _ in sink.taken}) == MAILS)
    wait_until(lambda: queued() == 0)
    last.send_signal(signal.SIGTERM)

    assert last.wait(10) == 0
    bodies = defaultdict(set)
    for recipient, body in sink.taken:
        bodies[recipient].add(body)
    assert len(bodies) == MAILS
    assert {len(one) for one in bodies.values()} == {1}
    assert len({message_from_bytes(body)["Message-ID"] for _, body in sink.taken}) == MAILS
    # Each killed worker may have sent one message that was not recorded yet.
    assert len(sink.taken) - MAILS <= 2 * KILLS


def queued():
    db.session.rollback()
    return db.session.scalar(
        select(func.count()).where(Message.state != MessageState.SENT).select_from(Message)
    )
