"""The message that ends an embargo: one per document, for the embargo as it is now."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.documents.stored import store_document
from webinars.database import db, transaction
from webinars.documents import lifting
from webinars.documents.models import Document
from webinars.events.caching.change_counter import current_count
from webinars.outbox.models import Message, MessageState
from webinars.timezones import clock as the_clock

HOUR = timedelta(hours=1)


@pytest.fixture
def until(clock):
    return clock.now() + HOUR


@pytest.fixture
def document_id(until, make_event):
    return store_document("A/1", event_id=make_event().id, embargo_until=until)


def set_embargo(document_id, until):
    with transaction() as session:
        document = session.get_one(Document, document_id)
        document.embargo_until = until
        lifting.schedule_lifting(session, document)


def queued():
    wanted = select(Message.due_at).where(
        Message.topic == lifting.TOPIC, Message.state == MessageState.QUEUED
    )
    db.session().rollback()
    return list(db.session().scalars(wanted))


def test_changing_the_embargo_replaces_its_message(document_id, until):
    for instant in (until, until, until + HOUR):
        set_embargo(document_id, instant)
    assert queued() == [until + HOUR]

    set_embargo(document_id, None)
    assert queued() == []
    set_embargo(document_id, the_clock.now())
    assert queued() == []


def test_end_renews_caches_once_and_a_former_end_does_nothing(document_id, until, clock):
    set_embargo(document_id, until)
    message = db.session().scalars(select(Message).where(Message.topic == lifting.TOPIC)).one()
    clock.stop(until)

    def lifted():
        before = current_count()
        with transaction() as session:
            session.info.pop("events-changed", None)
            handled = lifting.lift_embargo(session, message)
        return handled, current_count() - before

    assert lifted() == (1, 1)
    with transaction() as session:
        session.get_one(Document, document_id).embargo_until = until + HOUR
    assert lifted() == (0, 0)


def test_worker_ends_the_embargo_at_its_instant(document_id, until, clock, deliver):
    set_embargo(document_id, until)
    clock.stop(until - timedelta(seconds=1))
    deliver()
    assert queued() == [until]

    clock.stop(until)
    deliver()
    assert queued() == []
