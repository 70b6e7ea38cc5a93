"""Whoever locks several messages locks them by id, as workers do: in two orders each would wait for the other."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text, update

from webinars.database import db, transaction
from webinars.outbox import actions
from webinars.outbox.models import Message, MessageState
from webinars.timezones import clock

WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.fixture
def overrides(postgres_url):
    return {"DATABASE_URL": postgres_url}


@pytest.fixture
def lane(app):
    """Queue two messages of one lane, of which the first lies behind the second in the table."""
    common = {"topic": "t", "facts": {}, "lane": "a", "state": MessageState.QUEUED}
    now = clock.now()
    with transaction() as session:
        rows = [{**common, "created_at": now, "due_at": now, "mail_id": f"<{n}@x>"} for n in (1, 2)]
        session.execute(insert(Message), rows)
        first, second = session.scalars(select(Message.id).order_by(Message.id))
    with transaction() as session:
        later = now + timedelta(hours=1)
        session.execute(update(Message).where(Message.id == first).values(due_at=later))
    return first, second


def locked(number):
    return select(Message.id).where(Message.id == number).with_for_update(nowait=True)


def supersede(app):
    with app.app_context(), transaction() as session:
        return actions.supersede(session, lane="a", topics=("t",), reason="not so any more")


def test_superseding_waits_for_the_first_message_before_it_locks_the_second(app, lane):
    first, second = lane
    with (
        ThreadPoolExecutor(1) as hand,
        db.engine.connect() as worker,
        db.engine.connect() as looking,
    ):
        worker.execute(locked(first))
        superseding = hand.submit(supersede, app)
        while not looking.scalar(WAITING) and not superseding.done():
            looking.rollback()
            time.sleep(0.01)
        try:
            worker.execute(locked(second))
        finally:
            worker.rollback()

        assert superseding.result(30) == 2
