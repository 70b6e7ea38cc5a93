"""Every column of subscribers is personal data or listed here as not personal."""

from webinars.email_subscriptions.models import Subscriber

NOT_PERSONAL = {"id", "created_at", "paused_at", "digest_at"}


def test_every_column_of_subscribers_is_declared_personal_or_not():
    columns = set(Subscriber.__table__.columns.keys())

    assert set(Subscriber.PERSONAL) | NOT_PERSONAL == columns
    assert not set(Subscriber.PERSONAL) & NOT_PERSONAL
