"""A round of the delivery worker: what it sends to the database, and what is composed before it is leased."""

import re
import threading
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy import event as engine_event

from tests.emails.sink import Sink, running
from tests.web.pages import statements
from webinars.database import db, transaction
from webinars.emails import composers, smtp
from webinars.events.enums import NotificationMode
from webinars.outbox import message_retries, priorities
from webinars.outbox.enqueue import enqueue
from webinars.outbox.models import Message, MessageState
from webinars.registrations import cancellation, new_registration
from webinars.registrations.models import Registration
from webinars.worker.delivery import DeliveryWorker
from webinars.worker.loop import IDLE_SECONDS, PURGE_SECONDS, run_worker
from webinars.write_queue import WriteQueue

READS, CHANGES, RECORDS = 6, 5, 2


class KilledError(BaseException):
    """Passes all handlers, and rolls back, like the end of the process."""


class StopAtPause(threading.Event):
    """Set when the worker would wait for new messages."""

    def wait(self, timeout=None):
        self.set()
        return True


class Pauses(threading.Event):
    """How long a worker waits; set when it waits for new messages."""

    def __init__(self):
        super().__init__()
        self.seconds = []

    def wait(self, timeout=None):
        self.seconds.append(timeout)
        if timeout == IDLE_SECONDS:
            self.set()
        return True


def polls(seen):
    """Return the queries for due messages that lock none."""
    return [statement for statement in seen if statement.startswith("SELECT messages.topic")]


def enqueue_composed(session, number, **options):
    """Enqueue an e-mail that was composed before."""
    payload = {"address": "a@example.org", "language": "en"}
    message = enqueue(session, "registration.confirmed", payload=payload, **options)
    message.body = b"Subject: Deferred\r\n\r\nAgain\r\n"
    message.sender, message.recipient = "us@example.org", "a@example.org"
    message.mail_id = f"{number}@example.org"


@pytest.fixture
def sink():
    with running(Sink()) as sink:
        sink.offers = ["PIPELINING"]
        yield sink


@pytest.fixture
def overrides(sink):
    return {"SMTP_URL": sink.url}


@pytest.fixture
def worker(app, clock):
    """Return a worker after its first round, which composes nothing before the lease is committed."""
    worker = DeliveryWorker(app, threading.Event())
    with transaction() as session:
        payload = {"until": (clock.now() - timedelta(minutes=1)).isoformat()}
        enqueue(session, "registration.reminder", payload=payload)
    worker.deliver_batch()
    with transaction() as session:
        session.execute(delete(Message))
    yield worker
    worker.close()


@pytest.fixture
def event(clock, make_event):
    return make_event(notification_mode=NotificationMode.EACH)


def test_two_emails_of_a_registration_take_one_transaction_and_a_record_each(
    worker, event, make_registration, sink
):
    make_registration(event)

    with statements() as seen:
        worker.deliver_batch()

    changes = [statement for statement in seen if not statement.startswith(("SELECT", "BEGIN"))]
    assert len(sink.taken) == 2
    assert [statement for statement in seen if "BEGIN" in statement] == ["BEGIN IMMEDIATE"]
    assert (len(seen) - 1 - len(changes), len(changes)) == (READS, CHANGES + RECORDS)


def test_next_confirmation_continues_thread_and_calendar_entry(
    worker, make_event, make_registration, sink
):
    made = make_registration(make_event(notification_mode=NotificationMode.NEVER))
    worker.deliver_batch()
    for change in (cancellation.cancel_registration, new_registration.register_again):
        with transaction() as own:
            change(own, made.id)
        worker.deliver_batch()

    first, _, again = (message_from_bytes(content) for _, content in sink.taken)
    sequences = [
        re.findall(rb"SEQUENCE:(\d+)", part.get_payload(decode=True))
        for mail in (first, again)
        for part in mail.walk()
        if part.get_filename()
    ]
    assert again["References"].split() == [first["References"], first["Message-ID"]]
    assert sequences[0] < sequences[1]


def test_rounds_share_a_connection_beside_that_of_each_transaction(
    worker, event, make_registration, sink
):
    taken = []
    engine_event.listen(db.engine, "checkout", lambda *_: taken.append(1))
    make_registration(event)
    taken.clear()

    results = [worker.deliver_batch() for _ in range(3)]

    assert (results, len(sink.taken), len(taken)) == ([True, False, False], 2, 1)


def test_round_that_finds_nothing_sends_one_query_and_does_not_wait_for_writers(
    app, worker, monkeypatch
):
    def acquire(_queue):
        raise AssertionError("it waits")

    monkeypatch.setattr(WriteQueue, "acquire", acquire)

    with statements() as seen:
        assert not worker.deliver_batch()

    assert [statement.split()[0] for statement in seen] == ["SELECT"]


def test_running_worker_does_not_look_again_after_all_that_was_due(
    app, sink, event, make_registration
):
    make_registration(event)

    with statements() as seen:
        run_worker(app, StopAtPause())

    assert len(sink.taken) == 2
    assert len(polls(seen)) == 1


@pytest.mark.parametrize("topics", [["registration.links"] * 2, ["event.cancelled"]])
def test_running_worker_looks_again_for_what_the_end_of_a_message_makes_due(app, event, topics):
    with transaction() as session:
        for topic in topics:
            payload = {"event_id": event.id, "address": "a@example.org", "language": "en"}
            enqueue(session, topic, payload=payload, ordering_key="a", event_id=event.id)

    with statements() as seen:
        run_worker(app, StopAtPause())

    assert db.session.scalars(select(Message.state).distinct()).all() == [MessageState.SUPERSEDED]
    assert len(polls(seen)) == 2


def test_running_worker_sends_composed_messages_of_one_key_without_a_pause(app, sink):
    with transaction() as session:
        for number in range(3):
            enqueue_composed(session, number, ordering_key="k")

    run_worker(app, StopAtPause())

    assert len(sink.taken) == 3


def test_messages_of_organisers_wait_for_a_round_that_queues_nothing(worker, sink, event):
    with transaction() as session:
        payload = {"event_id": event.id, "address": "a@example.org", "language": "en"}
        enqueue(session, "event.cancelled", payload=payload, event_id=event.id)
        enqueue_composed(session, 1)
        enqueue_composed(session, 2, priority=priorities.OWN_MESSAGE)

    taken = []
    for _ in range(2):
        worker.deliver_batch()
        taken.append(len(sink.taken))

    assert taken == [1, 2]


def test_purge_that_fails_does_not_hold_up_emails(app, sink, clock, event, make_registration):
    make_registration(event)
    clock.stop(event.ends_at + timedelta(days=400))
    with transaction() as session:
        session.execute(delete(Message))
        enqueue_composed(session, 1)
        session.execute(text("DROP TABLE check_ins"))

    run_worker(app, StopAtPause())

    assert len(sink.taken) == 1
    assert db.session.scalar(select(func.count()).where(Registration.erased_at.is_(None))) == 1


def test_running_worker_pauses_shortly_between_the_batches_of_a_purge(
    app, clock, event, make_registration, monkeypatch
):
    monkeypatch.setattr("webinars.registrations.retention.BATCH", 1)
    for name in "ab":
        make_registration(event, email=f"{name}@example.org")
    with transaction() as session:
        session.execute(delete(Message))
    clock.stop(event.ends_at + timedelta(days=400))
    pauses = Pauses()

    run_worker(app, pauses)

    assert pauses.seconds == [PURGE_SECONDS, PURGE_SECONDS, IDLE_SECONDS]
    db.session.rollback()
    assert db.session.scalar(select(func.count()).where(Registration.erased_at.is_(None))) == 0


def test_nothing_is_composed_while_the_mail_server_is_unavailable(
    worker, event, make_registration, session
):
    worker.transport.close()
    worker.transport = smtp.transport("smtp://127.0.0.1:1")
    make_registration(event)

    worker.deliver_batch()

    session.rollback()
    rows = session.scalars(select(Message)).all()
    assert {(row.state, row.body, row.attempts) for row in rows} == {(MessageState.QUEUED, None, 0)}


def test_round_without_email_does_not_connect_to_the_mail_server(worker, event, sink, session):
    with transaction() as own:
        enqueue(own, "event.cancelled", payload={"event_id": event.id}, event_id=event.id)

    worker.deliver_batch()

    assert session.scalars(select(Message.state)).all() == [MessageState.SUPERSEDED]
    assert sink.connections == 0


def test_each_worker_that_composing_kills_after_its_start_counts_an_attempt(
    app, worker, clock, make_event, make_registration, session, monkeypatch
):
    def kill(_context):
        raise KilledError

    monkeypatch.setitem(composers.COMPOSERS, "registration.confirmed", kill)
    make_registration(make_event(notification_mode=NotificationMode.NEVER))
    attempts = []
    for killed in (worker, *(DeliveryWorker(app, threading.Event()) for _ in range(3))):
        with pytest.raises(KilledError):
            killed.deliver_batch()
        session.rollback()
        attempts += session.scalars(select(Message.attempts))
        killed.close()
        clock.advance(timedelta(minutes=3))

    assert attempts == [0, 1, 2, 3]


def test_email_whose_composition_kills_workers_fails_alone(
    app, sink, clock, make_event, make_registration, session, monkeypatch
):
    def kill_for_one(context):
        if context.message.registration_id == fatal.id:
            raise KilledError
        return compose(context)

    event = make_event(notification_mode=NotificationMode.NEVER)
    _, fatal, _ = (make_registration(event, email=f"{name}@example.org") for name in "abc")
    compose = composers.COMPOSERS["registration.confirmed"]
    monkeypatch.setitem(composers.COMPOSERS, "registration.confirmed", kill_for_one)
    for _ in range(message_retries.MOST_ATTEMPTS + 3):
        worker = DeliveryWorker(app, threading.Event())
        with suppress(KilledError):
            while worker.deliver_batch():
                pass
        session.rollback()
        worker.close()
        clock.advance(timedelta(minutes=3))

    states = session.scalars(select(Message.state).order_by(Message.id)).all()
    assert states == [MessageState.SENT, MessageState.FAILED, MessageState.SENT]
