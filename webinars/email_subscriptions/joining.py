"""What subscribers of two series that are about to be joined have not been sent yet."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database import for_update
from webinars.email_subscriptions.models import EmailSubscription, Subscriber
from webinars.email_subscriptions.notification import send_pending


def send_before_join(session: Session, source_id: int, target_id: int) -> None:
    """Queue what is kept for the week, for subscribers of both series.

    Their two subscriptions become one, which could not say of which notices each of them has been sent.
    """
    source, target = (
        select(EmailSubscription.subscriber_id).where(
            EmailSubscription.series_id == series_id, EmailSubscription.confirmed_at.is_not(None)
        )
        for series_id in (source_id, target_id)
    )
    is_of_both = Subscriber.id.in_(source), Subscriber.id.in_(target)
    subscribers = session.scalars(
        for_update(select(Subscriber).where(*is_of_both).order_by(Subscriber.id))
    ).all()
    if subscribers:
        send_pending(session, subscribers)
