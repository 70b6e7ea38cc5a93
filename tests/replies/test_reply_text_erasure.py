"""Retention of written replies, as stated on the privacy page."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.postgres import on_both_databases
from webinars.database import transaction
from webinars.outbox.message_state import mark_failed
from webinars.outbox.models import Message, MessageState
from webinars.outbox.retention import purge
from webinars.registrations import erasure
from webinars.replies.models import Reply
from webinars.replies.reply_rules import ReplyStatus
from webinars.replies.written_replies import TO_CONTACT

QUEUED = select(Message).where(Message.topic == TO_CONTACT)


@pytest.fixture
def place(clock, make_event, make_registration, deliver, mail_of, arrive):
    """Create a registration with a written reply that is queued to be forwarded."""
    clock.advance(timedelta(hours=1))  # the mails are written at 9:30
    event = make_event()
    place = make_registration(event)
    deliver()
    arrive(mail_of(event, place, "written"))
    return place


def queued():
    """Return the payload of the queued forward, if it is still queued."""
    with transaction() as session:
        result = session.scalar(QUEUED)
        return result and (result.state, result.payload.get("text", ""), result.body)


@on_both_databases
def test_text_is_deleted_once_forwarded_and_the_record_stays(place, deliver, clock, session):
    _, before, _ = queued()

    (mail,) = deliver()

    (reply,) = session.scalars(select(Reply))
    assert "accéssible" in before
    assert "accéssible" in mail.text
    assert queued() == (MessageState.SENT, "", None)
    assert (reply.status, reply.comment, reply.received_at) == (
        ReplyStatus.WRITTEN,
        "",
        clock.now(),
    )


@on_both_databases
def test_undeliverable_text_is_deleted_after_30_days(place, clock):
    with transaction() as session:
        mark_failed(session.scalar(QUEUED), "550 no such mailbox")

    queued_payloads = []
    for days in (29, 1):
        clock.advance(timedelta(days=days))
        with transaction() as session:
            purge(session)
        queued_payloads.append(queued())

    assert "accéssible" in queued_payloads[0][1]
    assert queued_payloads[1] is None


@on_both_databases
def test_erasure_deletes_queued_text_and_the_record(place, deliver, session):
    with transaction() as changing:
        erasure.erase_registrant(changing, place.id)

    told = deliver()

    assert [mail.message["To"] for mail in told] == ["Wanjiru Kamau <wanjiru@example.com>"]
    assert queued() == (MessageState.SUPERSEDED, "", None)
    assert session.scalar(select(func.count()).select_from(Reply)) == 0
