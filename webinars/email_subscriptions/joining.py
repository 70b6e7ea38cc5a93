"""What is stored for subscribers before two series are joined, or a body gets another parent."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.database import for_update
from webinars.email_subscriptions.collection import any_subscription, record_series
from webinars.email_subscriptions.models import EmailSubscription, Subscriber
from webinars.email_subscriptions.notification import BATCH, send_pending
from webinars.events.series.joining import lock_before_join
from webinars.timezones import clock


def send_before_join(session: Session, source_id: int, target_id: int, *, by: Organiser) -> None:
    """Queue what is kept for the week, for subscribers of both series; note events without a day.

    Their two subscriptions become one, which could not say of which notices each of them has been sent.
    All whose subscription is moved are locked: after events, as when registrants erase their data, and before
    the series, as when they ask for e-mails.
    """
    lock_before_join(session, source_id, target_id, by=by)
    moved = select(EmailSubscription.subscriber_id).where(EmailSubscription.series_id == source_id)
    session.execute(
        for_update(
            select(Subscriber.id).where(Subscriber.id.in_(moved)).order_by(Subscriber.id),
        )
    )
    if any_subscription(session):
        record_series(session, source_id, clock.now())
    source, target = (
        select(EmailSubscription.subscriber_id).where(
            EmailSubscription.series_id == series_id, EmailSubscription.confirmed_at.is_not(None)
        )
        for series_id in (source_id, target_id)
    )
    is_of_both = Subscriber.id.in_(source), Subscriber.id.in_(target)
    wanted = select(Subscriber).where(*is_of_both).order_by(Subscriber.id)
    subscribers = session.scalars(wanted).all()
    for start in range(0, len(subscribers), BATCH):
        send_pending(session, subscribers[start : start + BATCH])


def record_before_move(session: Session, series_id: int) -> None:
    """Store what the events without a day of a body are, before it becomes part of another one.

    Those who asked for the branch of that one are then told of their days. To be called before the series is
    locked, as when notices are collected.
    """
    if any_subscription(session):
        record_series(session, series_id, clock.now())
