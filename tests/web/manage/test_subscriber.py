"""E-mail updates beside registrations: deleted with a registrant's data if wanted, and counted for organisers."""

import pytest

from tests.links import link_token
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.email_subscriptions.models import EmailSubscription, Frequency, Interest, Subscriber
from webinars.email_subscriptions.subscribing import (
    SubscriptionSubject,
    confirm_subscription,
    request_subscription,
)


@pytest.fixture
def subscribe(clock):
    """Return a function that subscribes an address to a subject."""

    def subscribe(email, interest, *, confirms=True, **subject):
        with transaction() as session:
            request_subscription(
                session,
                SubscriptionSubject(interest, **subject),
                email=email,
                frequency=Frequency.AT_ONCE,
                language="en",
                timezone="",
            )
            row = session.query(EmailSubscription).order_by(EmailSubscription.id.desc()).first()
            if confirms:
                confirm_subscription(session, row.subscriber_id, row.id, default_timezone="UTC")

    return subscribe


@pytest.mark.parametrize("ticked", [True, False])
def test_updates_are_deleted_with_the_data_of_a_registrant_if_they_say_so(
    ticked, make_event, make_registration, subscribe, send
):
    event = make_event()
    place = make_registration(event, email="Ann@example.org")
    subscribe("ann@example.org", Interest.CHANGES, event_id=event.id)
    fields = {"updates": "y"} if ticked else {}

    answer = send(f"/registrations/{link_token('manage', place.id)}/erasure", **fields)

    assert answer.status_code == 303
    assert db.session.query(Subscriber).count() == (0 if ticked else 1)


def test_organisers_see_how_many_addresses_get_updates_and_none_of_them(
    signed_in, make_event, make_series, subscribe
):
    series = make_series("Body")
    event = make_event(series_id=series.id)
    for email in ("ann@example.org", "bo@example.org"):
        subscribe(email, Interest.EVENTS, series_id=series.id)
    subscribe("ann@example.org", Interest.CHANGES, event_id=event.id)
    subscribe("eve@example.org", Interest.CHANGES, event_id=event.id, confirms=False)

    of_series = signed_in.get(f"/organise/series/{series.id}")
    of_event = signed_in.get(f"/organise/events/{event.id}/statistics")

    assert "2 addresses get e-mail updates about this." in text_of(of_series)
    assert "1 address gets e-mail updates about this event." in text_of(of_event)
    assert "ann@example.org" not in of_series.text + of_event.text
