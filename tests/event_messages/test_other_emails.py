"""Messages beside other e-mails to the same people: neither waits for the other. On both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.postgres import on_both_databases
from webinars.database import db, transaction
from webinars.event_messages import sending
from webinars.outbox import message_leases
from webinars.outbox.models import Message, MessageState
from webinars.registrations.cancellation import cancel_registration
from webinars.registrations.erasure import erase_registrant
from webinars.registrations.models import Registration
from webinars.registrations.registrant.verification import replace_by_verified_address
from webinars.scheduling import fanout


@pytest.fixture
def queue(write_message, send_message):
    """Return a function that sends a message up to its queued e-mails."""

    def queue(**fields):
        number = write_message(**fields)
        send_message(number)
        with transaction() as session:
            message = session.scalar(select(Message).where(Message.topic == "event.message"))
            sending.queue_recipients(session, message)
            session.delete(message)
        return number

    return queue


def own():
    db.session.rollback()
    return db.session.scalars(
        select(Message).where(Message.topic == "registration.message").order_by(Message.id)
    ).all()


def test_own_cancellation_leaves_before_a_message(people, queue, deliver):
    queue()
    with transaction() as session:
        cancel_registration(session, people[0].id)

    with transaction() as session:
        [first] = message_leases.lease_messages(session, lease=timedelta(minutes=2), limit=1)

    assert first.topic == "registration.cancelled"


def test_message_follows_a_changed_address(people, queue, deliver):
    queue()
    with transaction() as session:
        session.get_one(Registration, people[0].id).new_email = "new@example.org"
        replace_by_verified_address(session, people[0].id, "new@example.org")

    mails = deliver()

    to = [mail.message["To"] for mail in mails if "water" in mail.message["Subject"]]
    assert "Ana <new@example.org>" in to
    assert len(to) == 3


def test_change_of_the_event_does_not_read_its_messages(people, event, queue):
    queue()
    with transaction() as session:
        cancel_registration(session, people[0].id)

    with transaction() as session:
        topics = [message.topic for message in fanout._lock_unwritten(session, event.id)]

    assert topics == ["registration.cancelled"]


def test_messages_leave_the_budget_of_confirmations(app, people, event, queue, deliver):
    for number in range(3):
        queue(subject=f"Message {number}")
    deliver()
    with transaction() as session:
        cancel_registration(session, people[0].id)

    assert [mail.message["To"] for mail in deliver()] == ["Ana <ana@example.org>"]


def test_messages_have_a_budget_of_their_own(people, queue, deliver):
    for number in range(4):
        queue(subject=f"Message {number}")

    assert len(deliver()) == 9
    assert {message.budget_state for message in own() if message.sent_at is None} == {"waiting"}


@on_both_databases
def test_erasure_finds_queued_and_failed_messages(people, queue, deliver):
    queue(subject="Failed")
    with transaction() as session:
        session.execute(
            update(Message)
            .where(Message.topic == "registration.message")
            .values(state=MessageState.FAILED, body=b"Ana", recipient="ana@example.org")
        )
    queue(subject="Queued")
    with transaction() as session:
        erase_registrant(session, people[0].id)

    mails = [mail for mail in deliver() if mail.message["Subject"] == "Queued"]
    rows = [row for row in own() if row.registration_id == people[0].id]

    assert "Ana <ana@example.org>" not in [mail.message["To"] for mail in mails]
    assert [(row.payload, row.body, row.recipient) for row in rows] == [({}, None, "")] * 2


def test_further_batches_go_after_confirmations_and_messages_last(
    monkeypatch, clock, people, event, write_message, send_message, make_registration
):
    monkeypatch.setattr(sending, "BATCH", 1)
    send_message(write_message())
    make_registration(event, name="Dora", email="dora@example.org")
    clock.advance(timedelta(seconds=1))
    with transaction() as session:
        first = session.scalar(select(Message).where(Message.topic == "event.message"))
        sending.queue_recipients(session, first)
        session.delete(first)

    with transaction() as session:
        leased = message_leases.lease_messages(session, lease=timedelta(minutes=2), limit=9)

    assert [message.topic for message in leased] == [
        "registration.confirmed",
        "event.message",
        "registration.message",
    ]
