"""Delete requests that nobody confirmed and old notices; pause addresses that refuse e-mail."""

from datetime import timedelta

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session

from webinars.database import for_update
from webinars.email_subscriptions.models import EmailSubscription, Notice, Subscriber
from webinars.email_subscriptions.notification import SUBSCRIBER_TOPICS, subscriber_of_key
from webinars.email_subscriptions.own_subscriptions import delete_without_subscription
from webinars.email_subscriptions.subscribing import CONFIRMABLE
from webinars.outbox.models import Message, MessageState
from webinars.outbox.queries import SETTLED
from webinars.timezones import clock

# A weekly e-mail needs them for a week; the rest is for a worker that did not run.
NOTICE_RETENTION = timedelta(days=35)
BATCH = 500


def purge_subscriptions(session: Session) -> None:
    """Delete requests that can no longer be confirmed, addresses without any, and old notices."""
    now = clock.now()
    late = and_(
        EmailSubscription.confirmed_at.is_(None),
        EmailSubscription.requested_at <= now - CONFIRMABLE,
    )
    ids = session.scalars(select(EmailSubscription.subscriber_id).where(late).limit(BATCH)).all()
    # Events and series take their subscriptions along when they are deleted.
    has_none = (
        ~select(EmailSubscription.id)
        .where(EmailSubscription.subscriber_id == Subscriber.id)
        .exists()
    )
    empty = session.scalars(select(Subscriber.id).where(has_none).limit(BATCH)).all()
    locked = session.scalars(
        for_update(
            select(Subscriber.id).where(Subscriber.id.in_({*ids, *empty})).order_by(Subscriber.id),
            skip_locked=True,
        )
    ).all()
    session.execute(
        delete(EmailSubscription).where(late, EmailSubscription.subscriber_id.in_(locked)),
        execution_options={"synchronize_session": False},
    )
    delete_without_subscription(session, locked)
    session.execute(delete(Notice).where(Notice.created_at <= now - NOTICE_RETENTION))


def pause_refused_addresses(session: Session) -> None:
    """Pause subscribers whose e-mail a mail server has refused for good."""
    keys = session.scalars(
        select(Message.ordering_key).where(
            SETTLED,
            Message.state == MessageState.FAILED,
            Message.topic.in_(SUBSCRIBER_TOPICS),
        )
    ).all()
    ids = {subscriber_of_key(key) for key in keys} - {None}
    for subscriber_id in sorted(number for number in ids if number is not None):
        pause(session, subscriber_id)


def pause(session: Session, subscriber_id: int) -> bool:
    """Send nothing more to a subscriber until they say so; return whether there is such a subscriber."""
    row = session.scalar(for_update(select(Subscriber).where(Subscriber.id == subscriber_id)))
    if row is not None and row.paused_at is None:
        row.paused_at = clock.now()
    return row is not None
