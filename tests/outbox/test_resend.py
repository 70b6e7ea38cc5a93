"""Resending failed messages, unless they may be outdated."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import postgresql

from webinars.database import db, transaction
from webinars.errors import ConflictError, NotFoundError
from webinars.outbox import enqueue, message_leases, message_state, retention
from webinars.outbox.message_leases import Composed
from webinars.outbox.models import Message, MessageState
from webinars.outbox.resend import may_be_resent
from webinars.outbox.resend import resend as resend_message
from webinars.single_statements import SingleStatements
from webinars.timezones import clock as the_clock

SAID = Composed("us@example.org", "ann@example.com", "<1@example.org>", b"to the byte")


@pytest.fixture
def fail(app, clock):
    """Return a factory of failed messages about event 7, which returns their ids."""

    def fail(*, body=SAID, **fields):
        with transaction() as session:
            facts = {
                "payload": {"registration_id": 1},
                "ordering_key": "7-ann",
                "event_id": 7,
                **fields,
            }
            message = enqueue.enqueue(
                session, facts.pop("topic", "registration.confirmed"), **facts
            )
            session.flush()
            if body:
                message_leases.store_composed(message, body)
            message.attempts = 5
            message_state.mark_failed(message, "550 no such user")
            session.flush()
            return message.id

    return fail


@pytest.fixture
def resend(app):
    """Return resend() in its own transaction."""

    def resend(number, event_id=7):
        with transaction() as session:
            resend_message(session, event_id=event_id, message_id=number)

    return resend


def offered(session, number):
    session.rollback()
    return session.query(may_be_resent(Message)).filter(Message.id == number).scalar()


def test_resent_message_has_the_same_bytes(session, fail, resend, clock):
    number = fail()
    assert offered(session, number)

    resend(number)

    session.rollback()
    row = session.get_one(Message, number)
    assert (row.state, row.reason, row.attempts) == (MessageState.QUEUED, "", 0)
    assert row.due_at == the_clock.now()
    assert (row.body, row.mail_id) == (SAID.body, SAID.mail_id)


def test_resent_message_is_leased(fail, resend):
    number = fail()
    resend(number)

    with transaction() as session:
        [leased] = message_leases.lease_messages(session, lease=timedelta(seconds=120), limit=10)

    assert (leased.id, leased.attempts, leased.body) == (number, 1, SAID.body)


def test_uncomposed_failed_message_is_composed_on_resend(session, fail, resend):
    number = fail(body=None)

    resend(number)

    session.rollback()
    assert session.get_one(Message, number).body is None


@pytest.mark.parametrize("event_id", [8, 0])
def test_message_of_another_event_is_not_found(session, fail, resend, event_id):
    number = fail()

    with pytest.raises(NotFoundError, match="no-such-message"):
        resend(number, event_id)

    assert session.get_one(Message, number).state is MessageState.FAILED


def test_only_failed_messages_can_be_resent(session, fail, resend):
    number = fail()
    resend(number)

    with pytest.raises(ConflictError, match="not-failed"):
        resend(number)
    assert not offered(session, number)


def test_messages_of_an_erased_registrant_cannot_be_resent(session, fail, resend):
    number = fail(registration_id=3)
    with transaction() as writing:
        retention.forget(writing, [3])

    with pytest.raises(ConflictError, match="message-erased"):
        resend(number)
    assert not offered(session, number)


@pytest.mark.parametrize("mode", ["queued", "failed", "sent"])
def test_message_with_a_newer_one_cannot_be_resent(session, fail, resend, mode):
    number, newer = fail(), fail(topic="registration.cancelled")
    if mode == "queued":
        resend(newer)
    elif mode == "sent":
        with closing(SingleStatements(db.engine)) as record:
            message_state.mark_sent(record, newer)

    with pytest.raises(ConflictError, match="message-superseded"):
        resend(number)
    assert not offered(session, number)


def test_superseded_message_does_not_block_resending(session, fail, resend):
    number, newer = fail(), fail()
    with transaction() as writing:
        message_state.mark_superseded(writing.get_one(Message, newer), "not so any more")

    assert offered(session, number)
    resend(number)


def test_message_to_another_person_does_not_block_resending(session, fail, resend):
    number = fail()
    fail(ordering_key="7-bo")

    assert offered(session, number)
    resend(number)


@pytest.mark.parametrize("topic", ["organiser.registration", "event.changed"])
def test_message_without_ordering_key_can_be_resent(session, fail, resend, topic):
    number = fail(topic=topic, ordering_key=None, body=None)

    assert offered(session, number)
    resend(number)


@pytest.mark.parametrize(
    ("topic", "is_outdated"), [("registration.reminder", False), ("registration.waiting", True)]
)
def test_only_some_newer_topics_outdate_a_failed_message(session, fail, topic, is_outdated):
    number = fail()
    with transaction() as writing:
        enqueue.enqueue(
            writing, topic, payload={"registration_id": 1}, ordering_key="7-ann", event_id=7
        )

    assert offered(session, number) is not is_outdated


def test_constants_of_failed_messages_are_known_when_their_count_is_planned():
    statement = (
        select(Message.id).where(may_be_resent(Message)).compile(dialect=postgresql.dialect())
    )

    assert "'superseded'" in str(statement)
    assert {"superseded", "registration.reminder"}.isdisjoint(statement.params.values())
