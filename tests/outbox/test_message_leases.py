"""Leasing follows the index of the queue, however long it is, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import event, insert, text

from webinars.database import db, transaction
from webinars.outbox import message_leases
from webinars.outbox.enqueue import enqueue
from webinars.outbox.models import Message, MessageState
from webinars.timezones import clock

WAITING, BATCH = 2000, 20


@pytest.fixture(params=["sqlite", "postgresql"])
def overrides(request):
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("postgres_tables_url")}


@pytest.fixture
def waiting(app, clock):
    """Fill the queue; every second message is the second of its ordering key."""
    common = {"topic": "t", "payload": {}, "state": MessageState.QUEUED, "created_at": clock.now()}
    rows = [
        {
            **common,
            "ordering_key": f"1-{number // 2}",
            "priority": number % 3 - 1,
            "due_at": clock.now(),
        }
        for number in range(WAITING)
    ]
    with transaction() as session:
        session.execute(insert(Message), rows)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


@pytest.fixture
def asked(app):
    """Return the executed statements with their parameters."""
    asked = []

    def hear(_connection, _cursor, statement, given, *_):
        asked.append((statement, given))

    event.listen(db.engine, "before_cursor_execute", hear)
    yield asked
    event.remove(db.engine, "before_cursor_execute", hear)


def test_leasing_reads_no_more_rows_than_it_leases(waiting, asked):
    with transaction() as session:
        batch = message_leases.lease_messages(session, lease=timedelta(seconds=120), limit=BATCH)
    looked, postponed = [item for item in asked if "messages" in item[0]]

    assert len(batch) == BATCH
    assert "UPDATE" in postponed[0]
    plan = planned(*looked)
    assert "ix_messages_queue" in plan
    assert "ix_messages_ordering_key" in plan
    assert not [
        word
        for word in ("Sort", "Seq Scan", "Bitmap", "TEMP B-TREE")
        if word in plan.replace("Seq Scan on outbox_pauses", "")
    ]


def test_first_messages_of_ordering_keys_are_leased_by_priority(waiting):
    with transaction() as session:
        batch = message_leases.lease_messages(session, lease=timedelta(seconds=120), limit=WAITING)

    assert len(batch) == WAITING // 2
    assert {item.id % 2 for item in batch} == {1}
    assert {item.leased_until - clock.now() for item in batch} == {timedelta(seconds=120)}
    assert [item.id % 3 for item in batch] == sorted(
        (item.id % 3 for item in batch), key=(0, 2, 1).index
    )


def test_release_restores_messages_in_one_statement(waiting, asked):
    with transaction() as session:
        batch = message_leases.lease_messages(session, lease=timedelta(seconds=120), limit=BATCH)
    with transaction() as session:
        late = session.get(Message, batch[0].id)
        late.due_at = clock.now() + timedelta(seconds=240)  # someone else has it by now
    asked.clear()

    with transaction() as session:
        message_leases.release(session, batch)

    assert [statement.split()[0] for statement, _ in asked if "messages" in statement] == ["UPDATE"]
    with transaction() as session:
        results = [session.get(Message, item.id) for item in batch]
        assert [item.attempts for item in results] == [1] + [0] * (BATCH - 1)
        assert {item.due_at for item in results[1:]} == {clock.now()}


def planned(statement, given):
    """Return the query plan of a statement."""
    explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"{explain}{statement}", given).all()
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize(("keys", "new"), [(["a", "b"], [True, True]), (["a", "a"], [False])])
def test_message_is_new_if_it_is_alone_in_its_ordering_key(app, clock, keys, new):
    with transaction() as writing:
        for key in keys:
            enqueue(writing, "registration.links", payload={}, ordering_key=key)

    with transaction() as writing:
        due = message_leases.lock_due(writing, limit=10)

    assert [message.is_new for message in due] == new
