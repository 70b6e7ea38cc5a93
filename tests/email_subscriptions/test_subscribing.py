"""An address is e-mailed about a body once its owner has confirmed that, and until they end it."""

import re
from datetime import timedelta

import pytest
from limits import parse

from tests.email_subscriptions.conftest import link_in
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.email_subscriptions.models import (
    EmailSubscription,
    Frequency,
    Interest,
    Subscriber,
)
from webinars.email_subscriptions.subscribing import (
    CONFIRMABLE,
    MOST_UNCONFIRMED,
    SubscriptionSubject,
    request_subscription,
)
from webinars.events.lifecycle import unpublish_event
from webinars.events.models import Series
from webinars.outbox.models import Message
from webinars.web.public import email_updates
from webinars.worker.maintenance import Maintenance


@pytest.fixture
def body(make_event, make_series):
    """Return the path of the page of a body with one event."""
    series = make_series("Working Group")
    make_event(series_id=series.id, title="First")
    return f"/series/{series.slug}"


def stored(mapped):
    db.session.rollback()
    return db.session.query(mapped).count()


def titles(mails):
    return [mail.message["Subject"] for mail in mails]


def test_confirmed_address_is_told_of_new_events_of_the_body(
    body, subscribe, updates, make_event, session
):
    subscribe(body)
    before = updates()
    series = session.query(Series).one()
    make_event(series_id=series.id, title="Second")
    make_event(title="Elsewhere")

    [mail] = updates()

    assert before == []
    assert (mail.message["To"], mail.message["Subject"]) == ("ann@example.org", "New event: Second")
    assert mail.calendar is None
    assert updates() == []


def test_link_that_is_only_fetched_confirms_nothing(
    body, ask, deliver, client, updates, make_event, session
):
    ask(body)
    [mail] = deliver()
    link = link_in(mail, r"\S+/confirmations/\d+")
    page = client.get(link)
    make_event(series_id=session.query(Series).one().id, title="Second")

    assert page.status_code == 200
    assert "Working Group" in text_of(page)
    assert updates() == []


def test_answer_is_the_same_for_subscribed_and_other_addresses(body, ask, subscribe):
    subscribe(body)
    answers = [ask(body), ask(body, "new@example.org"), ask(body, "new@example.org")]

    assert {(answer.status_code, answer.location) for answer in answers} == {
        (303, "/email-updates/sent")
    }


def test_page_of_body_links_to_the_form_and_has_no_token(body, client):
    page = client.get(body).text

    assert f'href="{body}/email-updates"' in page
    assert "csrf_token" not in page


def test_asking_again_and_again_sends_one_email(body, ask, deliver, clock):
    for _ in range(4):
        ask(body)
    first = deliver()
    clock.advance(timedelta(hours=1))
    ask(body)

    assert (len(first), len(deliver())) == (1, 1)


def test_who_asks_every_hour_for_somebody_else_sends_few_emails(body, ask, clock):
    ask(body)
    for _ in range(16):
        clock.advance(timedelta(hours=1))
        ask(body)

    # At once, then after 1, 2, 4, 8 and 16 hours.
    assert stored(Message) == 6


def test_address_gets_few_unconfirmed_requests(make_event, make_series, ask, deliver):
    for number in range(MOST_UNCONFIRMED + 2):
        series = make_series(f"Body {number}")
        make_event(series_id=series.id)
        ask(f"/series/{series.slug}")

    # The budget of the mailbox lets three of them leave in an hour.
    assert stored(EmailSubscription) == MOST_UNCONFIRMED
    assert len(deliver()) == 3


@pytest.mark.parametrize(("confirmed", "expected"), [(False, ("fr", "UTC")), (True, ("en", ""))])
def test_language_is_that_of_who_asked_last_until_confirmed(
    confirmed, expected, body, subscribe, ask, session
):
    (subscribe if confirmed else ask)(body)
    with transaction() as asking:
        request_subscription(
            asking,
            SubscriptionSubject(Interest.EVENTS, series_id=asking.query(Series).one().id),
            email="ann@example.org",
            frequency=Frequency.AT_ONCE,
            language="fr",
            timezone="UTC",
        )

    row = session.query(Subscriber).one()
    assert (row.language, row.timezone) == expected


def test_network_that_asks_too_often_is_refused(body, ask, monkeypatch):
    monkeypatch.setattr(email_updates, "LIMIT", parse("1 per hour"))
    ask(body)

    refused = ask(body, "bo@example.org")

    assert refused.status_code == 429
    assert 'value="bo@example.org"' in refused.text
    assert stored(Subscriber) == 1


def test_address_of_expired_request_is_deleted(app, body, ask, deliver, clock, send, client):
    ask(body)
    [mail] = deliver()
    link = link_in(mail, r"\S+/confirmations/\d+")
    clock.advance(CONFIRMABLE)
    late = send(link)
    Maintenance(app).purge()

    assert late.status_code == 404
    assert (stored(Subscriber), stored(EmailSubscription)) == (0, 0)
    assert client.get(link).status_code == 404


def test_confirmed_address_that_asks_again_gets_the_link_to_its_page(
    body, ask, subscribe, deliver, clock, client
):
    subscribe(body)
    ask(body)
    at_once = deliver()
    clock.advance(timedelta(days=1))
    ask(body)
    [mail] = deliver()

    assert at_once == []
    page = text_of(client.get(link_in(mail, r"http\S+/email-updates/\S+")))
    assert "Working Group" in page
    assert "ann@example.org" in page


def test_one_click_ends_the_subscription_and_deletes_the_address(
    body, subscribe, updates, make_event, session, client
):
    own = subscribe(body)
    series_id = session.query(Series).one().id
    make_event(series_id=series_id, title="Second")
    [mail] = updates()
    link = re.search(r"/stop-email-updates/[^>]+", mail.message["List-Unsubscribe"])[0]
    asked = client.get(link)
    pressed = client.post(
        link, data={"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    make_event(series_id=series_id, title="Third")

    assert "Unsubscribe?" in text_of(asked)
    assert (pressed.status_code, "You are unsubscribed" in text_of(pressed)) == (200, True)
    assert updates() == []
    assert stored(Subscriber) == 0
    assert client.get(own).status_code == 404
    # Providers repeat the click.
    for address in (link, link.rpartition("/")[0] + "/weekly"):
        assert client.post(address).status_code == 200
        assert client.get(address).status_code == 404


def test_repeated_click_leaves_other_subscriptions(
    body, subscribe, updates, make_event, session, client
):
    subscribe(body)
    event = make_event(series_id=session.query(Series).one().id)
    [mail] = updates()
    link = re.search(r"/stop-email-updates/[^>]+", mail.message["List-Unsubscribe"])[0]
    at = event.created_at
    with transaction() as writing:
        other = EmailSubscription(
            subscriber_id=writing.query(Subscriber).one().id, interest=Interest.CHANGES,
            event_id=event.id, frequency=Frequency.AT_ONCE, created_at=at, requested_at=at,
            confirmed_at=at,
        )  # fmt: skip
        writing.add(other)

    assert [client.post(link).status_code for _ in range(2)] == [200, 200]
    assert stored(EmailSubscription) == 1


def test_events_published_within_minutes_are_one_email(
    body, subscribe, maintain, deliver, make_event, session
):
    subscribe(body)
    series_id = session.query(Series).one().id
    make_event(series_id=series_id, title="Second")
    maintain(timedelta(minutes=1))
    make_event(series_id=series_id, title="Third")
    maintain(timedelta(minutes=1))
    early = deliver()
    maintain(timedelta(minutes=1))

    [mail] = deliver()

    assert early == []
    assert mail.message["Subject"] == "2 new events: Working Group"
    assert mail.text.index("Second") < mail.text.index("Third")


def test_body_that_becomes_private_before_the_email_is_left_out(
    body, subscribe, maintain, deliver, make_event, session, site
):
    subscribe(body)
    event = make_event(series_id=session.query(Series).one().id, title="Second")
    maintain()
    with transaction() as changing:
        unpublish_event(changing, event.id, site)

    assert deliver() == []
