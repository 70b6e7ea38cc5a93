"""Sent e-mails are recorded at once with asynchronous commits, flushed by the next batch."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import func, select

from tests.emails.sink import Sink, running
from tests.postgres import durable
from webinars.database import db
from webinars.events.enums import NotificationMode
from webinars.outbox.models import Message, MessageState
from webinars.worker.delivery import BATCH
from webinars.worker.loop import deliver_once


@pytest.fixture
def sink():
    with running(Sink()) as sink:
        yield sink


@pytest.fixture
def overrides(sink, postgres_tables_url):
    return {"SMTP_URL": sink.url, "DATABASE_URL": durable(postgres_tables_url)}


def setting_of(cursor):
    return cursor.connection.execute("SHOW synchronous_commit").fetchone()[0]


@contextmanager
def commits():
    """Collect sent and leased messages, and the synchronous_commit setting of their commits."""
    seen = []

    def note(_connection, cursor, statement, *_rest):
        if statement.startswith("UPDATE messages"):
            what = "sent" if "sent_at" in statement else "other"
            seen.append((what, setting_of(cursor)))

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)


def test_only_sent_records_commit_asynchronously(app, session, sink, make_event, make_registration):
    event = make_event(notification_mode=NotificationMode.NEVER)
    for item in range(BATCH + 2):
        make_registration(event, email=f"p{item}@example.org")

    with commits() as seen:
        deliver_once(app)

    assert {waits for what, waits in seen if what == "sent"} == {"off"}
    assert {waits for what, waits in seen if what == "other"} == {"on"}
    after = [what for what, _ in seen]
    assert [after.count("sent"), after[: after.index("sent") + BATCH + 1].count("sent")] == [
        BATCH + 2,
        BATCH,
    ]
    sent = select(func.count()).where(Message.state == MessageState.SENT)
    assert session.scalar(sent) == len(sink.taken) == BATCH + 2
