"""That a mail has left is recorded at once; the disk is waited for with each tenth, and then for all of them."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import func, select

from tests.mail.sink import Sink, running
from tests.postgres import durable
from webinars.database import db
from webinars.events.models import Notify
from webinars.outbox.models import Message, MessageState
from webinars.worker.loop import deliver_once
from webinars.worker.record import LASTING


@pytest.fixture
def sink():
    with running(Sink()) as sink:
        yield sink


@pytest.fixture
def overrides(sink, postgres_url):
    return {"SMTP_URL": sink.url, "DATABASE_URL": durable(postgres_url)}


@contextmanager
def records():
    """Collect for each record whether its commit waits for the disk, as the connection itself says."""
    seen = []

    def note(_connection, cursor, statement, *_rest):
        if statement.startswith("UPDATE messages") and "sent_at" in statement:
            seen.append(cursor.connection.execute("SHOW synchronous_commit").fetchone()[0])

    sqlalchemy_event.listen(db.engine, "after_cursor_execute", note)
    try:
        yield seen
    finally:
        sqlalchemy_event.remove(db.engine, "after_cursor_execute", note)


def test_each_tenth_record_waits_for_the_disk(app, session, sink, make_event, make_registration):
    event = make_event(notify=Notify.NEVER)
    for each in range(2 * LASTING + 1):
        make_registration(event, email=f"p{each}@example.org")

    with records() as waits:
        deliver_once(app)

    assert waits == 2 * [*(LASTING - 1) * ["off"], "on"] + ["off"]
    sent = select(func.count()).where(Message.state == MessageState.SENT)
    assert session.scalar(sent) == len(sink.taken) == len(waits)
