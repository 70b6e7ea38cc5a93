"""What subscribers change of their own subscriptions: frequency, language, end, erasure, export."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, select
from sqlalchemy.orm import Session

from webinars.database import erase_deleted_bytes
from webinars.email_subscriptions.models import (
    EmailSubscription,
    Frequency,
    Interest,
    Subscriber,
)
from webinars.email_subscriptions.notification import last_notice, ordering_key, send_pending
from webinars.email_subscriptions.queries import own_subscriptions, title_of
from webinars.email_subscriptions.subscribing import (
    lock_subscriber,
    plan_digest,
    subscription_of,
    unpause,
)
from webinars.errors import NotFoundError
from webinars.i18n import Translator
from webinars.outbox.locks import delete_messages
from webinars.outbox.models import Message


def change_frequency(
    session: Session,
    subscriber_id: int,
    subscription_id: int,
    frequency: Frequency,
    *,
    default_timezone: str,
) -> None:
    """Have e-mails leave at once or weekly; what was kept for the week leaves now with the change to at once.

    Raises:
        NotFoundError: "no-such-subscription".
    """
    subscriber = lock_subscriber(session, subscriber_id)
    row = subscription_of(session, subscriber_id, subscription_id)
    if row.frequency is Frequency.WEEKLY and frequency is Frequency.AT_ONCE:
        send_pending(session, [subscriber])
    row.frequency = frequency
    plan_digest(session, subscriber, default_timezone=default_timezone)


def change_language(session: Session, subscriber_id: int, language: str) -> None:
    """Have e-mails written in another language.

    Raises:
        NotFoundError: "no-such-subscription".
    """
    lock_subscriber(session, subscriber_id).language = language


def resume(session: Session, subscriber_id: int) -> None:
    """Send e-mails again to an address that they came back from; what happened meanwhile is not sent.

    Raises:
        NotFoundError: "no-such-subscription".
    """
    subscriber = lock_subscriber(session, subscriber_id)
    if subscriber.paused_at is not None:
        unpause(session, subscriber)
        for row in own_subscriptions(session, subscriber_id):
            row.notified_through = last_notice(session)


def end_subscription(
    session: Session, subscriber_id: int, subscription_id: int, *, default_timezone: str
) -> None:
    """End one subscription, if there still is one; with the last one, the address is deleted.

    Raises:
        NotFoundError: "no-such-subscription": the address is not known any more.
    """
    subscriber = lock_subscriber(session, subscriber_id)
    session.execute(
        delete(EmailSubscription).where(
            EmailSubscription.id == subscription_id,
            EmailSubscription.subscriber_id == subscriber_id,
        )
    )
    plan_digest(session, subscriber, default_timezone=default_timezone)
    delete_without_subscription(session, [subscriber_id])


def end_weekly_subscriptions(
    session: Session, subscriber_id: int, *, default_timezone: str
) -> None:
    """End all subscriptions of a weekly e-mail.

    Raises:
        NotFoundError: "no-such-subscription": the address is not known any more.
    """
    is_weekly = EmailSubscription.frequency == Frequency.WEEKLY
    _end(session, subscriber_id, is_weekly, default_timezone=default_timezone)


def end_document_subscriptions(
    session: Session, subscriber_id: int, *, default_timezone: str
) -> None:
    """End all subscriptions of e-mails about documents that leave at once.

    Raises:
        NotFoundError: "no-such-subscription": the address is not known any more.
    """
    is_of_email = and_(
        EmailSubscription.interest == Interest.DOCUMENTS,
        EmailSubscription.frequency == Frequency.AT_ONCE,
    )
    _end(session, subscriber_id, is_of_email, default_timezone=default_timezone)


def _end(
    session: Session, subscriber_id: int, condition: ColumnElement[bool], *, default_timezone: str
) -> None:
    subscriber = lock_subscriber(session, subscriber_id)
    session.execute(
        delete(EmailSubscription).where(EmailSubscription.subscriber_id == subscriber_id, condition)
    )
    plan_digest(session, subscriber, default_timezone=default_timezone)
    delete_without_subscription(session, [subscriber_id])


def erase_subscriber(session: Session, address: str) -> None:
    """Delete all that is stored about a canonical address as a subscriber, with its e-mails."""
    wanted = select(Subscriber.id).where(Subscriber.address == address)
    subscriber_id = session.scalar(wanted)
    if subscriber_id is None:
        return
    try:
        lock_subscriber(session, subscriber_id)
    except NotFoundError:
        return  # meanwhile by somebody else
    rows = select(EmailSubscription.id).where(EmailSubscription.subscriber_id == subscriber_id)
    _delete(session, [subscriber_id], session.scalars(rows).all())


def delete_without_subscription(session: Session, ids: Sequence[int]) -> None:
    """Delete those of some locked subscribers that have no subscription left."""
    session.flush()
    has_one = exists().where(EmailSubscription.subscriber_id == Subscriber.id)
    empty = session.scalars(select(Subscriber.id).where(Subscriber.id.in_(ids), ~has_one)).all()
    if empty:
        _delete(session, empty)


def exported(session: Session, subscriber: Subscriber, t: Translator) -> dict[str, Any]:
    """Return all that is stored about a subscriber, as JSON-ready values.

    What a subscription is to has a name while it is public, as on the page.
    """
    return {
        "subscriber": {
            **{name: getattr(subscriber, name) for name in Subscriber.PERSONAL},
            "created_at": subscriber.created_at.isoformat(),
            "paused_at": subscriber.paused_at.isoformat() if subscriber.paused_at else None,
            "weekly_email_at": subscriber.digest_at.isoformat() if subscriber.digest_at else None,
        },
        "subscriptions": [
            {
                "interest": row.interest.value,
                "covers_branch": row.covers_branch,
                "series": title_of(session, row, t) if row.series_id else None,
                "event": title_of(session, row, t) if row.event_id or row.date_group_id else None,
                "date_group": row.date_group_id,
                "document": title_of(session, row, t) if row.document_id else None,
                "document_language": row.language,
                "frequency": row.frequency.value,
                "created_at": row.created_at.isoformat(),
                "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
            }
            for row in own_subscriptions(session, subscriber.id)
        ],
        "emails": [
            {
                "topic": message.topic,
                "state": message.state.value,
                "queued_at": message.created_at.isoformat(),
                "sent_at": message.sent_at.isoformat() if message.sent_at else None,
            }
            for message in session.scalars(
                select(Message)
                .where(Message.ordering_key == ordering_key(subscriber.id))
                .order_by(Message.id)
            )
        ],
    }


def _delete(session: Session, ids: Sequence[int], subscription_ids: Sequence[int] = ()) -> None:
    """Delete subscribers with their subscriptions and links, and the e-mails to them that are stored."""
    keys = [ordering_key(number) for number in ids]
    keys += [f"subscription-{number}" for number in subscription_ids]
    delete_messages(session, Message.ordering_key.in_(keys))
    session.execute(
        delete(Subscriber).where(Subscriber.id.in_(ids)),
        execution_options={"synchronize_session": False},
    )
    erase_deleted_bytes(session)
