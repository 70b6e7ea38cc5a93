"""The Message-ID is derived when a message is enqueued, so that a restored backup repeats it."""

import pytest
from sqlalchemy import select

from webinars.database import transaction
from webinars.outbox import enqueue
from webinars.outbox.models import Message, MessageState
from webinars.outbox.queries import message_of_mail

EMPTY = {"body": None, "mail_id": "", "sender": "", "recipient": "", "sent_at": None}


@pytest.fixture
def restore(app, clock):
    """Return a function that restores rows as they were: queued and not composed."""

    def restore(*rows):
        with transaction() as session:
            for row in rows:
                session.merge(Message(**row))

    return restore


def queued(session):
    """Return copies of the queued rows."""
    session.rollback()
    rows = session.scalars(select(Message).where(Message.state == MessageState.QUEUED))
    columns = [column.name for column in Message.__table__.columns]
    return [{name: getattr(row, name) for name in columns} for row in rows]


@pytest.fixture
def leave(deliver, session):
    """Return a function that sends all queued messages and returns their Message-IDs."""

    def leave():
        waiting = [row["id"] for row in queued(session)]
        deliver()
        session.rollback()
        sent = select(Message.mail_id).where(
            Message.state == MessageState.SENT, Message.id >= min(waiting)
        )
        return sorted(session.scalars(sent))

    return leave


def test_message_from_a_restored_backup_has_the_same_message_id(
    clock, make_event, make_registration, leave, session, restore
):
    make_registration(make_event())
    copies = queued(session)

    first = leave()
    restore(*copies)
    again = leave()

    assert len(set(first)) == len(copies)
    assert again == first


def test_repeated_fan_out_yields_the_same_message_ids(
    clock, make_event, make_registration, leave, session, restore, cancel
):
    event = make_event()
    for name in ("ann", "bea"):
        make_registration(event, email=f"{name}@example.com")
    leave()
    cancel(event)
    [fact] = [row for row in queued(session) if row["topic"] == "event.cancelled"]

    first = leave()
    with transaction() as database:
        for row in database.scalars(select(Message).where(Message.id > fact["id"])):
            database.delete(row)
    restore(fact)
    again = leave()

    assert len(set(first)) == len(first) == 2
    assert again == first


def test_derived_message_ids_are_distinct_and_repeatable(app, clock):
    def handle():
        with transaction() as session:
            cause = session.scalars(select(Message)).one()
            with enqueue.caused_by(session, cause):
                posted = [
                    enqueue.enqueue(session, topic, payload={}, registration_id=number)
                    for topic, number in (("a", 1), ("a", 2), ("b", 1), ("a", 1))
                ]
            other = enqueue.enqueue(session, "a", payload={}, registration_id=1)
            tokens = [message.mail_token for message in (*posted, other)]
            session.rollback()
            return tokens

    with transaction() as session:
        enqueue.enqueue(session, "fact", payload={})

    first, again = handle(), handle()

    assert len(set(first)) == 5
    assert first[:4] == again[:4]
    assert first[4] != again[4]


def test_message_is_found_by_message_id(clock, make_event, make_registration, deliver, session):
    make_registration(make_event())
    [mail, *_] = deliver()
    mail_id = mail.message["Message-ID"]

    assert message_of_mail(session, mail_id).mail_id == mail_id
    assert message_of_mail(session, mail_id.replace("@", "0@")) is None


def test_message_of_an_older_release_is_found_by_message_id(app, clock, session):
    with transaction() as database:
        message = enqueue.enqueue(database, "topic", payload={})
        database.flush()
        number = message.id
        message.mail_id, message.mail_token = f"<{number}.0123abc@events.example.org>", ""

    assert message_of_mail(session, f"<{number}.0123abc@events.example.org>").id == number
    assert message_of_mail(session, f"<{number}.fedcba@events.example.org>") is None
