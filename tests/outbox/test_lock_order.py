"""Messages are locked in one order, because two orders would deadlock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text, update

from tests.postgres import wait_until_blocked
from webinars.access.erasure import EMAIL_TOPICS
from webinars.access.erasure import erase_people as forget_invitee
from webinars.comments import notifications
from webinars.comments.models import Comment
from webinars.database import db, for_update, transaction
from webinars.events.removal import delete_rows_of_event
from webinars.outbox import (
    budget_ledger,
    email_budgets,
    enqueue,
    message_leases,
    retention,
    supersession,
)
from webinars.outbox.locks import delete_messages, lock_messages
from webinars.outbox.message_leases import LeasedMessage
from webinars.outbox.models import BudgetState, LedgerEntry, Message, MessageState
from webinars.outbox.topics import TOPICS
from webinars.registrations.notifications import TYPE_CHANGED
from webinars.timezones import clock

EVENT, REGISTRATION, ADDRESS = 1, 1, "ana@example.org"
LANE = enqueue.ordering_key_of(EVENT, ADDRESS)
# Without an index, and without ORDER BY, rows are locked in their physical order.
AS_STORED = text("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
LONG_AGO = timedelta(days=60)


@pytest.fixture
def overrides(postgres_tables_url):
    return {"DATABASE_URL": postgres_tables_url}


@pytest.fixture
def two_messages(app):
    """Return a factory of two messages of one ordering key, in reversed physical order."""

    def build(**columns):
        now = clock.now()
        common = {
            "topic": "t", "payload": {}, "ordering_key": LANE, "state": MessageState.QUEUED, "event_id": EVENT,
            "registration_id": REGISTRATION, "created_at": now, "due_at": now,
        } | columns  # fmt: skip
        with transaction() as session:
            session.execute(insert(Message), [{**common, "mail_id": f"<{n}@x>"} for n in (1, 2)])
            first, second = session.scalars(select(Message.id).order_by(Message.id))
        with transaction() as session:
            # PostgreSQL writes a changed row anew, behind the others.
            session.execute(update(Message).where(Message.id == first).values(reason="moved"))
        return first, second

    return build


def leased(number):
    row = db.session.get_one(Message, number)
    db.session.rollback()
    return LeasedMessage(
        id=row.id, topic=row.topic, event_id=row.event_id, ordering_key=row.ordering_key, attempts=1, due_at=row.due_at,
        leased_until=row.due_at, enqueued_at=row.created_at, sender="", recipient="", body=None,
        is_last_trace=False,
    )  # fmt: skip


def supersede(session, _):
    supersession.supersede(session, ordering_key=LANE, topics=("t",), reason="not so any more")


def forget(session, _):
    retention.forget(session, [REGISTRATION])


def expedite_waiting(session, _):
    email_budgets.expedite_waiting(session, [REGISTRATION])


def forget_invitation(session, _):
    forget_invitee(session, event_id=EVENT, addresses=[ADDRESS], registration_ids=[REGISTRATION])


def forget_comment(session, _):
    notifications.erase_emails(
        session, Comment(id=1, event_id=EVENT, ordering_key=LANE), is_last=True
    )


def remove_event(session, _):
    delete_rows_of_event(session, EVENT)


def lock_batch(session, second):
    message_leases.lock_batch(session, [second])


def lock_all(session, _):
    lock_messages(session, Message.event_id == EVENT)


def locked_first(app, act, first, second):
    """Return whether an action waits for the first message while another holds it, and leaves the second free."""

    def run():
        with app.app_context(), transaction() as session:
            session.execute(AS_STORED)
            act(session, None)

    with ThreadPoolExecutor(1) as pool, db.engine.connect() as other:
        other.execute(for_update(select(Message.id).where(Message.id == first)))
        running = pool.submit(run)
        wait_until_blocked(db.engine, running)
        try:
            is_blocked = not running.done()
            free = for_update(select(Message.id).where(Message.id == second), skip_locked=True)
            is_second_free = other.scalar(free) == second
        finally:
            other.rollback()
        running.result(30)
    return is_blocked and is_second_free


WAYS = [
    (supersede, {}),
    (forget, {"state": MessageState.SENT}),
    (expedite_waiting, {"budget_state": BudgetState.WAITING}),
    (forget_invitation, {"topic": EMAIL_TOPICS[0]}),
    (forget_comment, {"topic": notifications.ANSWER}),
    (remove_event, {}),
    (lock_batch, {}),
]


@pytest.mark.parametrize(("act", "columns"), WAYS, ids=[act.__name__ for act, _ in WAYS])
def test_messages_are_locked_in_order_of_id(app, two_messages, act, columns):
    first, second = two_messages(**columns)
    batch = leased(second)

    assert locked_first(app, lambda session, _: act(session, batch), first, second)


@pytest.mark.parametrize("act", [lock_all, remove_event, forget])
def test_messages_that_fan_out_are_locked_before_earlier_emails(app, two_messages, act):
    email, fanned_out = two_messages(
        state=MessageState.SENT if act is forget else MessageState.QUEUED
    )
    with transaction() as session:
        is_later = Message.id == fanned_out
        session.execute(update(Message).where(is_later).values(topic=TYPE_CHANGED))

    assert not TOPICS[TYPE_CHANGED].is_email
    assert locked_first(app, act, fanned_out, email)


def test_purging_messages_skips_locked_rows(app, two_messages):
    first, _ = two_messages(state=MessageState.SENT, due_at=clock.now() - LONG_AGO)

    with db.engine.connect() as other:
        other.execute(for_update(select(Message.id).where(Message.id == first)))
        with transaction() as session:
            assert retention.purge(session) == 1

    assert db.session.scalars(select(Message.id)).all() == [first]
    with transaction() as session:
        assert delete_messages(session, Message.id == first) == 1


def test_purging_the_ledger_skips_locked_rows(app):
    long_ago = clock.now() - LONG_AGO
    slot = {
        "key": "k",
        "budget": 2,
        "spent_at": long_ago,
        "frees_at": long_ago + budget_ledger.HOUR,
    }
    with transaction() as session:
        session.execute(insert(LedgerEntry), [{**slot, "slot": n} for n in (1, 2)])

    with db.engine.connect() as other:
        other.execute(for_update(select(LedgerEntry.slot).where(LedgerEntry.slot == 1)))
        with transaction() as session:
            assert budget_ledger.purge(session) == 1

    assert db.session.scalars(select(LedgerEntry.slot)).all() == [1]
    with transaction() as session:
        assert budget_ledger.purge(session) == 1
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 0
