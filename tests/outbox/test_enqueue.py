"""The outbox: enqueue in the transaction of a change, lease in order of ordering keys, settle once."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.web.pages import statements
from webinars.database import db, transaction
from webinars.outbox import (
    enqueue,
    message_leases,
    message_retries,
    message_state,
    queries,
    retention,
    supersession,
)
from webinars.outbox.enqueue import NewMessage, ordering_key_of
from webinars.outbox.message_leases import Composed
from webinars.outbox.models import Message, MessageState
from webinars.single_statements import SingleStatements

LEASE = timedelta(seconds=120)


@pytest.fixture
def post(app, clock):
    """Return a factory of queued messages, which returns their ids."""

    def post(**fields):
        with transaction() as session:
            message = enqueue.enqueue(
                session, fields.pop("topic", "topic"), **{"payload": {}, **fields}
            )
            session.flush()
            return message and message.id

    return post


@pytest.fixture
def claim(app, clock):
    """Return a function that leases messages."""

    def claim(limit=10):
        with transaction() as session:
            return message_leases.lease_messages(session, lease=LEASE, limit=limit)

    return claim


@pytest.fixture
def settle(app):
    """Return a function that acts on one leased message; False if the lease has expired."""

    def settle(leased, mode):
        with transaction() as session:
            message = message_leases.still_leased(session, leased)
            if message is not None:
                mode(message)
            return message is not None

    return settle


def mark_sent(leased):
    with closing(SingleStatements(db.engine)) as record:
        return message_state.mark_sent(record, leased.id)


def row(session, number):
    session.rollback()
    return session.get_one(Message, number)


def ids(batch):
    return [item.id for item in batch]


def test_messages_enqueued_together_equal_those_enqueued_one_by_one(app, clock, session):
    """Same columns, defaults included, but their ids and tokens; one statement."""
    options = {"payload": {"registration_id": 1}, "ordering_key": "1-a", "priority": -1}
    with transaction() as writing:
        writing.info[enqueue.CLIENT] = "client"
        for topic in ("first", "second"):
            enqueue.enqueue(writing, topic, **options)
    with transaction() as writing, statements() as seen:
        writing.info[enqueue.CLIENT] = "client"
        enqueue.enqueue_all(
            writing, [NewMessage(topic, **options) for topic in ("first", "second")]
        )

    *alone, first, second = [
        {column.name: getattr(row, column.name) for column in Message.__table__.columns}
        for row in session.scalars(select(Message).order_by(Message.id))
    ]
    assert [first, second] == [
        row | {name: own[name] for name in ("id", "mail_token")}
        for row, own in zip(alone, (first, second), strict=True)
    ]
    assert len({row["mail_token"] for row in (*alone, first, second)}) == 4
    assert [statement.split()[0] for statement in seen] == ["INSERT"]


def test_rollback_discards_enqueued_messages(app, session):
    def change():
        with transaction() as changing:
            enqueue.enqueue(changing, "topic", payload={})
            raise RuntimeError("the change fails")

    with pytest.raises(RuntimeError, match="the change fails"):
        change()

    assert session.scalars(select(Message)).all() == []


def test_key_is_queued_once_until_sent(post, claim, settle):
    first = post(key="digest-1")

    assert post(key="digest-1") is None

    [leased] = claim()
    mark_sent(leased)
    assert post(key="digest-1") not in {None, first}


def test_key_is_free_once_the_message_is_composed(post, claim, settle):
    post(key="digest-1")
    [leased] = claim()

    settle(
        leased,
        lambda message: message_leases.store_composed(
            message, Composed("a@b", "c@d", "<1@x>", b"x")
        ),
    )

    assert post(key="digest-1") is not None


def test_leased_message_is_not_leased_again_before_expiry(post, claim, clock):
    number = post()

    assert ids(claim()) == [number]
    clock.advance(LEASE - timedelta(seconds=1))
    assert ids(claim()) == []
    clock.advance(timedelta(seconds=1))
    assert ids(claim()) == [number]


def test_leasing_counts_as_an_attempt(post, claim, clock, session):
    number = post()

    for _ in range(3):
        claim()
        clock.advance(LEASE)

    assert row(session, number).attempts == 3


def test_message_not_yet_due_is_not_leased(post, claim, clock):
    number = post(due_at=clock.now() + timedelta(hours=1))

    assert ids(claim()) == []
    clock.advance(timedelta(hours=1))
    assert ids(claim()) == [number]


def test_leases_follow_priority_then_due_time(post, claim, clock):
    late, early, urgent = (
        post(),
        post(due_at=clock.now() - timedelta(minutes=5)),
        post(priority=1),
    )

    assert ids(claim()) == [urgent, early, late]


def test_only_the_first_message_of_an_ordering_key_is_leased(post, claim, settle):
    first, second, elsewhere = (
        post(ordering_key="a"),
        post(ordering_key="a"),
        post(ordering_key="b"),
    )

    batch = claim()

    assert ids(batch) == [first, elsewhere]
    assert ids(claim()) == []
    mark_sent(batch[0])
    assert ids(claim()) == [second]


def test_deferred_message_blocks_later_ones_of_its_ordering_key(post, claim, settle, clock):
    post(ordering_key="a")
    post(ordering_key="a")
    [leased] = claim()

    settle(leased, lambda message: message_state.mark_deferred(message, "451", chance=0))

    assert ids(claim()) == []


def test_failed_message_unblocks_its_ordering_key(post, claim, settle):
    post(ordering_key="a")
    second = post(ordering_key="a")
    [leased] = claim()

    settle(leased, lambda message: message_state.mark_failed(message, "550 no such mailbox"))

    assert ids(claim()) == [second]


def test_expired_lease_cannot_defer_a_message_of_another_worker(post, claim, settle, clock):
    post()
    [slow] = claim()
    clock.advance(LEASE)
    [quick] = claim()

    assert not settle(slow, lambda message: message_state.mark_failed(message, "too late"))
    assert mark_sent(quick)


def test_sent_message_is_emptied(post, claim, settle, session, clock):
    number = post(payload={"name": "Ann"})
    [leased] = claim()
    settle(
        leased,
        lambda message: message_leases.store_composed(
            message, Composed("a@b", "c@d", "<1@x>", b"Dear Ann")
        ),
    )

    mark_sent(leased)

    sent = row(session, number)
    assert (sent.state, sent.payload, sent.body, sent.mail_id, sent.sent_at) == (
        MessageState.SENT,
        {},
        None,
        "<1@x>",
        clock.now(),
    )


def test_released_message_is_as_before_the_lease(post, claim, session, clock):
    due_at = clock.now()
    number = post()
    clock.advance(timedelta(seconds=30))
    batch = claim()

    with transaction() as writing:
        message_leases.release(writing, batch)

    back = row(session, number)
    assert (back.due_at, back.attempts, back.state) == (due_at, 0, MessageState.QUEUED)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 30), (5, 60)])
def test_retry_delays_start_at_a_minute_and_grow(attempts, minutes):
    assert message_retries.retry_delay(attempts, chance=0) == timedelta(minutes=minutes)
    assert message_retries.retry_delay(attempts, chance=1) == timedelta(minutes=minutes) * 1.2


def test_retry_delays_grow_and_exceed_48_hours_in_total():
    gaps = [
        message_retries.retry_delay(attempt, chance=0)
        for attempt in range(1, len(message_retries.RETRY_DELAYS) + 1)
    ]

    assert gaps == sorted(gaps)
    assert sum(gaps, timedelta()) >= timedelta(hours=48)
    assert message_retries.retry_delay(len(message_retries.RETRY_DELAYS) + 1, chance=0) is None


@pytest.mark.parametrize("attempt", range(1, len(message_retries.RETRY_DELAYS) + 1))
def test_jitter_lengthens_a_delay_by_at_most_a_fifth(attempt):
    least, most = (
        message_retries.retry_delay(attempt, chance=0),
        message_retries.retry_delay(attempt, chance=1),
    )

    assert least < most <= least * 1.2 + timedelta(microseconds=1)


def test_message_deferred_repeatedly_fails_with_its_last_reason(
    post, claim, settle, clock, session
):
    number = post()
    started = clock.now()

    while (batch := claim()) or row(session, number).state is MessageState.QUEUED:
        if not batch:
            clock.stop(row(session, number).due_at)
            continue
        settle(batch[0], lambda message: message_state.mark_deferred(message, "452 full", chance=0))

    failed = row(session, number)
    assert (failed.state, failed.reason) == (MessageState.FAILED, "452 full")
    assert failed.attempts == len(message_retries.RETRY_DELAYS) + 1
    assert clock.now() - started >= timedelta(hours=48)


def test_only_uncomposed_messages_are_superseded(post, claim, settle, session):
    composed = post(ordering_key="a", topic="registration.confirmed")
    [leased] = claim()
    settle(
        leased,
        lambda message: message_leases.store_composed(
            message, Composed("a@b", "c@d", "<1@x>", b"x")
        ),
    )
    untouched = post(ordering_key="a", topic="registration.confirmed")
    other = post(ordering_key="a", topic="registration.cancelled")

    with transaction() as writing:
        number = supersession.supersede(
            writing,
            ordering_key="a",
            topics=("registration.confirmed",),
            reason="cancelled meanwhile",
        )

    states = [row(session, item).state for item in (composed, untouched, other)]
    assert number == 1
    assert states == [MessageState.QUEUED, MessageState.SUPERSEDED, MessageState.QUEUED]


def test_only_settled_messages_are_purged_after_30_days(post, claim, settle, clock, session):
    sent, queued = post(), post(due_at=clock.now() + timedelta(days=90))
    mark_sent(claim()[0])

    clock.advance(timedelta(days=30) - timedelta(seconds=1))
    with transaction() as writing:
        assert retention.purge(writing) == 0
    clock.advance(timedelta(seconds=1))
    with transaction() as writing:
        assert retention.purge(writing) == 1

    session.rollback()
    assert session.get(Message, sent) is None
    assert session.get(Message, queued) is not None


def test_erasure_empties_settled_messages_only(post, claim, settle, session):
    settled = post(registration_id=7, payload={"name": "Ann"})
    [leased] = claim()
    settle(leased, lambda message: message_state.mark_failed(message, "550"))
    queued = post(registration_id=7, payload={"name": "Ann"})

    with transaction() as writing:
        retention.forget(writing, [7])

    assert row(session, settled).payload == {}
    assert row(session, queued).payload == {"name": "Ann"}


def test_ordering_key_hides_the_address_and_differs_by_event_and_address():
    by_key = {
        ordering_key_of(1, "ann@example.org"),
        ordering_key_of(2, "ann@example.org"),
        ordering_key_of(1, "bob@example.org"),
    }

    assert len(by_key) == 3
    assert not any("ann" in ordering_key for ordering_key in by_key)


def test_counts_include_every_state(post, claim, settle, session):
    post()
    settle(claim()[0], lambda message: message_state.mark_failed(message, "550"))
    post()

    assert queries.counts(session) == {
        MessageState.QUEUED: 1,
        MessageState.SENT: 0,
        MessageState.FAILED: 1,
        MessageState.SUPERSEDED: 0,
    }
    assert [item.reason for item in queries.failed(session)] == ["550"]


def test_age_is_that_of_the_most_overdue_message(post, session, clock):
    assert queries.oldest_due_age(session, now=clock.now()) is None

    post(due_at=clock.now() - timedelta(minutes=3))
    post(due_at=clock.now() + timedelta(minutes=3))

    assert queries.oldest_due_age(session, now=clock.now()) == timedelta(minutes=3)
