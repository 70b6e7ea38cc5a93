"""A join of two series and what subscribers and registrants do do not deadlock."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from tests.postgres import wait_until_blocked
from webinars.accounts.models import Organiser
from webinars.database import db, transaction
from webinars.email_subscriptions.joining import send_before_join
from webinars.email_subscriptions.models import EmailSubscription, Frequency, Interest
from webinars.email_subscriptions.own_subscriptions import erase_subscriber
from webinars.email_subscriptions.subscribing import (
    SubscriptionSubject,
    confirm_subscription,
    lock_subscriber,
    request_subscription,
)
from webinars.events.locks import lock_event
from webinars.events.series.joining import join_series
from webinars.timezones.schedule import Month


@pytest.fixture
def overrides(postgres_tables_url):
    return {"DATABASE_URL": postgres_tables_url}


@pytest.mark.parametrize("held", ["event", "subscriber"])
def test_join_locks_events_then_subscribers_then_subscriptions(
    held, app, organiser, make_series, make_event, subscribe
):
    source, target = make_series("Old body"), make_series("New body")
    event = make_event(series_id=source.id)
    make_event(series_id=target.id)
    for one in (source, target):
        subscribe(f"/series/{one.slug}")
    subscribe(f"/series/{source.slug}", "bo@example.org")
    *_, last = db.session.scalars(select(EmailSubscription).order_by(EmailSubscription.id))
    subscriber_id = last.subscriber_id

    def join():
        with app.app_context(), transaction() as session:
            by = session.get_one(Organiser, organiser.id)
            send_before_join(session, source.id, target.id, by=by)
            join_series(session, source.id, target.id, by=by)

    with ThreadPoolExecutor(1) as pool:
        with transaction() as session:
            session.execute(text("SET LOCAL lock_timeout = '2s'"))
            if held == "event":  # as a registrant who erases their data
                lock_event(session, event.id)
            else:  # as a worker that e-mails subscribers
                lock_subscriber(session, subscriber_id)
            joining = pool.submit(join)
            wait_until_blocked(db.engine, joining)
            assert not joining.done()
            erase_subscriber(session, "ann@example.org" if held == "event" else "bo@example.org")
        joining.result(30)

    rows = db.session.scalars(select(EmailSubscription)).all()
    assert [row.series_id for row in rows] == [target.id]


def test_two_who_confirm_at_the_same_time_are_both_subscribed(app, make_series, make_event):
    series = make_series("Body")
    make_event(series_id=series.id, when=Month(2027, 3, "UTC"))
    subject = SubscriptionSubject(Interest.EVENTS, series_id=series.id)
    with transaction() as session:
        for name in ("ann", "bo"):
            values = {"frequency": Frequency.AT_ONCE, "language": "en", "timezone": ""}
            request_subscription(session, subject, email=f"{name}@example.org", **values)
    first, second = (
        (row.subscriber_id, row.id)
        for row in db.session.scalars(select(EmailSubscription).order_by(EmailSubscription.id))
    )

    def confirm():
        with app.app_context(), transaction() as session:
            confirm_subscription(session, *second, default_timezone="UTC")

    with ThreadPoolExecutor(1) as pool:
        with transaction() as session:
            confirm_subscription(session, *first, default_timezone="UTC")
            session.flush()
            confirming = pool.submit(confirm)
            wait_until_blocked(db.engine, confirming)
        confirming.result(30)

    db.session.rollback()
    rows = db.session.scalars(select(EmailSubscription)).all()
    assert [row.confirmed_at is None for row in rows] == [False, False]
