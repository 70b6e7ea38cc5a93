"""The delivery worker with a server that accepts, rejects, is unavailable or recovers."""

import logging
import socket
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.emails.sink import Sink, running
from tests.questions.asking import ask
from tests.web.pages import statements
from webinars.database import db, transaction
from webinars.emails.smtp import transport
from webinars.events.enums import NotificationMode
from webinars.events.models import Event
from webinars.outbox import message_retries
from webinars.outbox.enqueue import enqueue
from webinars.outbox.models import Message, MessageState
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.new_registration import register_again
from webinars.worker.delivery import BATCH, DeliveryWorker
from webinars.worker.loop import deliver_once, run_worker


@pytest.fixture(params=[[], ["PIPELINING"]], ids=["one by one", "in one go"])
def sink(request):
    with running(Sink()) as sink:
        sink.offers = request.param
        yield sink


@pytest.fixture
def overrides(sink):
    return {"SMTP_URL": sink.url}


@pytest.fixture
def places(clock, make_event, make_registration):
    """Return a factory of registrations, each with its e-mail queued."""
    event = make_event(notification_mode=NotificationMode.NEVER)

    def places(number):
        return [make_registration(event, email=f"p{item:04}@example.com") for item in range(number)]

    return places


@pytest.fixture
def rows(session):
    def rows():
        session.rollback()
        return session.scalars(select(Message).order_by(Message.id)).all()

    return rows


def to(number):
    return f"p{number:04}@example.com"


def test_due_messages_are_sent_once_over_one_connection(app, places, sink, rows):
    places(3 * BATCH)

    settled = deliver_once(app)

    assert settled == 3 * BATCH
    assert sorted(item for item, _ in sink.taken) == [to(item) for item in range(3 * BATCH)]
    assert sink.connections == 1
    assert {row.state for row in rows()} == {MessageState.SENT}
    assert deliver_once(app) == 0


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_deferred_message_is_retried_with_the_same_bytes(app, places, sink, rows, clock, command):
    places(1)
    refused = []
    sink.responses[command] = lambda _: "451 greylisted"
    deliver_once(app)
    [row] = rows()
    refused.append(row.body)
    assert (row.state, row.attempts, row.reason) == (MessageState.QUEUED, 1, "451 greylisted")
    assert (
        message_retries.RETRY_DELAYS[0]
        <= row.due_at - clock.now()
        <= message_retries.RETRY_DELAYS[0] * 1.2
    )
    sink.responses.clear()

    assert deliver_once(app) == 0
    clock.advance(message_retries.RETRY_DELAYS[0] * 1.2)
    assert deliver_once(app) == 1

    assert [body for _, body in sink.taken] == refused


def test_lost_response_sends_the_same_bytes_twice(app, places, sink, rows, clock):
    places(1)
    sink.keeps_what_it_refuses = True
    sink.responses["DATA"] = lambda _: "421 closing after all"
    deliver_once(app)
    sink.responses.clear()
    clock.advance(timedelta(hours=1))

    deliver_once(app)

    assert len(sink.taken) == 2
    assert len(set(sink.taken)) == 1


def test_rejected_recipient_fails_with_the_reason_and_others_are_sent(app, places, sink, rows):
    places(3)
    sink.responses["RCPT"] = lambda address: "550 no such mailbox" if address == to(1) else None

    deliver_once(app)

    assert [(row.state, row.reason) for row in rows()] == [
        (MessageState.SENT, ""),
        (MessageState.FAILED, "550 no such mailbox"),
        (MessageState.SENT, ""),
    ]


def test_email_is_recorded_before_the_next_content_is_sent(app, places, sink, rows):
    places(3)
    at_handing_over = []

    def taken(recipient):
        with app.app_context():
            states = db.session.scalars(select(Message.state).order_by(Message.id)).all()
        at_handing_over.append((recipient, [state.value for state in states]))

    sink.responses["DATA"] = taken
    deliver_once(app)

    assert at_handing_over == [
        (to(0), ["queued", "queued", "queued"]),
        (to(1), ["sent", "queued", "queued"]),
        (to(2), ["sent", "sent", "queued"]),
    ]
    assert {row.state for row in rows()} == {MessageState.SENT}


def test_email_is_recorded_if_the_next_one_fails(app, places, sink, rows):
    places(4)
    sink.responses["RCPT"] = {to(1): "550 no", to(3): "530 sign in"}.get

    deliver_once(app)

    assert [row.state.value for row in rows()] == ["sent", "failed", "sent", "queued"]


def test_unavailable_server_loses_no_message_and_counts_no_attempt(app, places, sink, rows, clock):
    places(3)
    due = [row.due_at for row in rows()]
    delivery_worker = DeliveryWorker(app, threading.Event())
    delivery_worker.transport = transport_to_nowhere()

    for _ in range(20):
        assert delivery_worker.deliver_batch() is False
        clock.advance(timedelta(minutes=2))
    delivery_worker.close()

    assert [(row.state, row.attempts, row.due_at) for row in rows()] == [
        (MessageState.QUEUED, 0, at) for at in due
    ]
    assert deliver_once(app) == 3


def transport_to_nowhere():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return transport(f"smtp://127.0.0.1:{taken.getsockname()[1]}")


def test_back_off_grows_to_a_minute_and_ends_on_success(app, places, sink, clock, caplog):
    places(2)
    caplog.set_level(logging.WARNING)
    delivery_worker = DeliveryWorker(app, threading.Event())
    there, delivery_worker.transport = delivery_worker.transport, transport_to_nowhere()
    for _ in range(6):
        delivery_worker.deliver_batch()
        clock.advance(timedelta(minutes=2))
    pauses = [record.args[0] for record in caplog.records if "cannot be sent" in record.message]

    delivery_worker.transport = there
    assert delivery_worker.deliver_batch() is True
    delivery_worker.close()

    assert pauses == [5, 10, 20, 40, 60, 60]
    assert len(sink.taken) == 2


def test_nothing_is_leased_during_back_off(app, places, rows):
    places(1)
    delivery_worker = DeliveryWorker(app, threading.Event())
    delivery_worker.transport = transport_to_nowhere()
    delivery_worker.deliver_batch()
    before = rows()[0].attempts

    delivery_worker.deliver_batch()
    delivery_worker.close()

    assert rows()[0].attempts == before == 0


def test_clock_set_back_during_back_off_delays_nothing(app, places, sink, clock):
    places(2)
    delivery_worker = DeliveryWorker(app, threading.Event())
    there, delivery_worker.transport = delivery_worker.transport, transport_to_nowhere()
    delivery_worker.deliver_batch()
    clock.stop(clock.now() - timedelta(hours=2))
    delivery_worker.transport = there
    assert delivery_worker.deliver_batch() is False
    assert sink.taken == []

    clock.advance(timedelta(seconds=7))
    delivery_worker.deliver_batch()
    delivery_worker.close()

    assert len(sink.taken) == 2


def test_worker_started_after_clock_was_set_back_delivers_due_messages(
    app, places, sink, rows, clock
):
    places(2)
    sink.responses["RCPT"] = lambda to: "451 later" if to == to_first else None
    to_first = to(0)
    deliver_once(app)
    sink.responses.clear()
    places_later = clock.now() + timedelta(days=3)
    with transaction() as session:
        enqueue(session, "no-such-topic", payload={}, due_at=places_later)
        enqueue(session, "no-such-topic", payload={}, due_at=None)
    clock.stop(clock.now() - timedelta(hours=2))

    deliver_once(app)
    at_once = [(row.topic, row.attempts) for row in rows()]
    clock.advance(timedelta(minutes=2))
    deliver_once(app)

    # A deferred message waits for its minute; one with a due time of its own is not changed.
    assert [attempts for _, attempts in at_once] == [1, 1, 0, 1]
    assert [item for item, _ in sink.taken] == [to(1), to(0)]
    assert rows()[2].due_at == places_later


def test_poison_message_fails_after_three_attempts_and_others_are_sent(
    app, places, sink, rows, clock
):
    with transaction() as session:
        enqueue(session, "no-such-topic", payload={})
    places(2)

    for _ in range(message_retries.COMPOSE_ATTEMPTS):
        deliver_once(app)
        clock.advance(timedelta(hours=1))

    poisoned, *others = rows()
    assert (poisoned.state, poisoned.attempts) == (
        MessageState.FAILED,
        message_retries.COMPOSE_ATTEMPTS,
    )
    assert poisoned.reason == "KeyError: 'no-such-topic'"
    assert [row.state for row in others] == [MessageState.SENT] * 2


def test_message_that_kills_workers_fails_eventually(app, rows, clock):
    with transaction() as session:
        enqueue(
            session, "registration.confirmed", payload={}
        ).attempts = message_retries.MOST_ATTEMPTS

    deliver_once(app)

    assert [(row.state, row.reason) for row in rows()] == [
        (MessageState.FAILED, "no attempt was completed")
    ]


def test_messages_of_an_ordering_key_arrive_in_order(app, places, sink, clock):
    [place] = places(1)
    for action in (cancel_registration, register_again, cancel_registration, register_again):
        with transaction() as session:
            action(session, place.id)

    deliver_once(app)

    methods = [body.split(b"method=")[1][:8] for _, body in sink.taken]
    assert methods == [b'"REQUEST', b'"CANCEL"', b'"REQUEST']
    # E-mails over the hourly budget are merged into the newest state.
    clock.advance(timedelta(hours=1))
    deliver_once(app)
    assert sink.taken[-1][1].split(b"method=")[1][:8] == b'"REQUEST'
    assert len(sink.taken) == 4


def test_two_workers_send_nothing_twice(app, places, sink, rows):
    places(40)
    start = threading.Barrier(2)

    def work():
        start.wait()
        deliver_once(app)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for item in workers:
        item.start()
    for item in workers:
        item.join()
    deliver_once(app)

    assert sorted(item for item, _ in sink.taken) == [to(item) for item in range(40)]
    assert {row.attempts for row in rows()} == {1}


def test_stopped_worker_releases_its_leases(app, places, sink, rows, clock):
    places(BATCH)
    stop = threading.Event()
    sink.responses["DATA"] = lambda _: stop.set()

    run_worker(app, stop)

    states = [(row.state, row.attempts) for row in rows()]
    assert states == [(MessageState.SENT, 1)] + [(MessageState.QUEUED, 0)] * (BATCH - 1)
    assert all(row.due_at <= clock.now() for row in rows())


def test_running_worker_sends_new_messages(app, places, sink, clock):
    clock.go()
    stop, arrived = threading.Event(), threading.Event()
    sink.responses["DATA"] = lambda _: arrived.set()
    worker = threading.Thread(target=run_worker, args=(app, stop))
    worker.start()

    places(1)

    assert arrived.wait(5)
    stop.set()
    worker.join(5)
    assert not worker.is_alive()


@pytest.mark.parametrize(("asks", "own"), [(False, 1), (True, 2)])
def test_email_has_few_statements_of_its_own(app, places, asks, own, clock):
    def statements_for(number):
        clock.advance(timedelta(minutes=2))  # else those of before are taken for double clicks
        places(number)
        if asks:
            ask(db.session.query(Event).one(), label=f"Number {number}?", required=True)
        with statements() as seen:
            deliver_once(app)
        return len(seen)

    # The first person comes again each time, so that histories of calendar messages are read.
    _, few, many = [statements_for(number) for number in (1, 5, 25)]

    # In its own transaction before the next content is sent, the record that it was sent.
    # The answers of each registrant if some are required; the questions are loaded once.
    assert many - few == own * 20
