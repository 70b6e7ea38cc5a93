"""Tell the organisers of events of earlier versions when personal data will be purged, by e-mail."""

# An event is purged only a while after the e-mail was sent, so it is recorded of which e-mail that is.

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.events.locks import lock_matching_events
from webinars.events.models import Event
from webinars.outbox import priorities
from webinars.outbox.enqueue import enqueue
from webinars.outbox.models import Message, MessageState
from webinars.registrations.retention import has_personal_data
from webinars.timezones import clock

TOPIC = "organiser.retention"
# Of one e-mail; the rest is in the next one.
MOST_EVENTS = 200
# A notice fails after two days of retries, or when the mailbox is refused; the next is sent after this time.
AGAIN_AFTER = timedelta(days=1)


def settled_notices(session: Session) -> Sequence[int]:
    """Return the messages of notices that were sent, or never will be, and are not recorded yet.

    One that has failed counts after a pause, in which an administrator may resend it.
    """
    is_settled = or_(
        Message.id.is_(None),
        Message.state == MessageState.SUPERSEDED,
        (Message.state == MessageState.FAILED) & (Message.due_at <= clock.now() - AGAIN_AFTER),
        Message.sent_at.is_not(None),
    )
    statement = (
        select(Event.retention_message_id)
        .outerjoin(Message, Message.id == Event.retention_message_id)
        .where(
            Event.retention_notified_at.is_(None),
            Event.retention_message_id.is_not(None),
            is_settled,
        )
        .distinct()
    )
    return sorted(filter(None, session.scalars(statement)))


def record_notice(session: Session, message_id: int) -> None:
    """Record of the events of a notice when it was sent; one that was never sent is sent again."""
    message = session.get(Message, message_id)
    values: dict[str, Any] = {"retention_message_id": None}
    if message is not None and message.state not in {MessageState.SUPERSEDED, MessageState.FAILED}:
        values = {"retention_notified_at": message.sent_at}
    ours = Event.retention_message_id == message_id
    lock_matching_events(session, ours)
    session.execute(update(Event).where(ours).values(values))


def organisers_to_notify(session: Session) -> Sequence[int]:
    """Return the accounts that own events with personal data of which they have not been told."""
    return session.scalars(
        select(Event.organiser_id)
        .join(Organiser, Organiser.id == Event.organiser_id)
        .where(*_unannounced(), has_personal_data(), Organiser.disabled_at.is_(None))
        .distinct()
        .order_by(Event.organiser_id)
    ).all()


def enqueue_notice(session: Session, organiser_id: int) -> None:
    """Enqueue one e-mail about events of an account of which it has not been told, the oldest first.

    Coming events are told even before anybody has registered, so that no further e-mail is needed then.
    """
    has_or_gets_data = or_(has_personal_data(), Event.ends_at > clock.now())
    some = (
        select(Event.id)
        .where(*_unannounced(), has_or_gets_data, Event.organiser_id == organiser_id)
        .order_by(Event.ends_at, Event.id)
        .limit(MOST_EVENTS)
    )
    ids = session.scalars(some).all()
    ours = Event.id.in_(ids)
    lock_matching_events(session, ours)
    message = enqueue(
        session,
        TOPIC,
        payload={"organiser_id": organiser_id},
        priority=priorities.NOTICE_TO_ORGANISER,
        key=f"retention:{organiser_id}",
    )
    if message is None:
        return  # the rest of its events is told in the next one
    session.flush()
    session.execute(update(Event).where(ours).values(retention_message_id=message.id))


def _unannounced() -> tuple[ColumnElement[bool], ...]:
    return Event.retention_notified_at.is_(None), Event.retention_message_id.is_(None)
