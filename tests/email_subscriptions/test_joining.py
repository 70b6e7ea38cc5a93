"""Joining two series keeps subscriptions, makes one of two, and neither repeats nor forgets a notice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.web.conftest import signed_in, token_of
from tests.web.pages import at
from webinars.accounts.models import Organiser
from webinars.database import db, transaction
from webinars.email_subscriptions.joining import send_before_join
from webinars.email_subscriptions.models import EmailSubscription, Frequency, Interest
from webinars.email_subscriptions.subscribing import SubscriptionSubject, request_subscription
from webinars.errors import NotFoundError
from webinars.events.changes import change_event
from webinars.events.details import details_of
from webinars.events.models import Event, Series
from webinars.events.series.joining import join_series
from webinars.timezones.schedule import Month

__all__ = ["signed_in"]


@pytest.fixture
def series(make_series, make_event):
    """Return two bodies with an event each."""
    made = [make_series("Old body"), make_series("New body")]
    for one in made:
        make_event(series_id=one.id)
    return made


@pytest.fixture
def join(app, organiser):
    """Return a function that joins a series into another one, as the page does."""

    def join(source, target):
        with transaction() as session:
            by = session.get_one(Organiser, organiser.id)
            send_before_join(session, source.id, target.id, by=by)
            join_series(session, source.id, target.id, by=by)

    return join


def rows():
    db.session.rollback()
    return db.session.query(EmailSubscription).all()


def subjects(mails):
    return [mail.message["Subject"] for mail in mails]


def test_subscription_moves_to_the_other_series(series, subscribe, join, updates, make_event):
    subscribe(f"/series/{series[0].slug}")
    join(*series)
    make_event(series_id=series[1].id, title="Second")

    assert subjects(updates()) == ["New event: Second"]


@pytest.mark.parametrize("confirmed", [(True, True), (True, False), (False, True), (False, False)])
def test_two_subscriptions_of_one_address_become_one(
    confirmed, series, subscribe, ask, join, updates, make_event
):
    for one, is_confirmed in zip(series, confirmed, strict=True):
        (subscribe if is_confirmed else ask)(f"/series/{one.slug}")
    updates()

    join(*series)
    make_event(series_id=series[1].id, title="Second")

    [row] = rows()
    assert (row.series_id, row.confirmed_at is not None) == (series[1].id, any(confirmed))
    assert subjects(updates()) == ["New event: Second"] * any(confirmed)


@pytest.mark.parametrize("field", ["series_id", "event_id", "date_group_id"])
def test_request_for_what_is_deleted_meanwhile_goes_on_or_is_refused(field, series, join):
    gone = series[0].id if field == "series_id" else 999
    join(*series)

    def ask():
        subject = SubscriptionSubject(Interest.EVENTS, **{field: gone})
        with transaction() as session:
            request_subscription(
                session,
                subject,
                email="ann@example.org",
                frequency=Frequency.AT_ONCE,
                language="en",
                timezone="",
            )

    if field == "series_id":
        ask()
        assert [row.series_id for row in rows()] == [series[1].id]
    else:
        with pytest.raises(NotFoundError, match="no-such-event"):
            ask()


def test_form_that_was_open_while_bodies_were_joined_is_accepted(series, client, join):
    path = f"/series/{series[0].slug}/email-updates"
    fields = {"csrf_token": token_of(client.get(path)), "email": "ann@example.org"}
    join(*series)

    moved = client.get(path)
    answer = client.post(path, data={**fields, "frequency": "weekly"})

    assert (moved.status_code, moved.location) == (301, f"/series/{series[1].slug}/email-updates")
    assert (answer.status_code, answer.location) == (303, "/email-updates/sent")
    assert [(row.series_id, row.frequency) for row in rows()] == [(series[1].id, Frequency.WEEKLY)]


def test_day_of_an_event_of_the_joined_body_is_told(
    series, subscribe, join, updates, make_event, clock, site
):
    event = make_event(series_id=series[0].id, title="Session", when=Month(2027, 3, "UTC"))
    clock.advance(timedelta(days=3))
    subscribe(f"/series/{series[1].slug}")
    join(*series)
    with transaction() as session:
        row = session.get_one(Event, event.id)
        details = replace(details_of(row), when=at(2027, 3, 9, 15))
        change_event(session, event.id, details=details, revision=row.revision, site=site)

    assert subjects(updates()) == ["Date set: Session"]


def test_what_was_kept_for_the_week_leaves_before(series, subscribe, join, updates, make_event):
    subscribe(f"/series/{series[0].slug}", frequency="weekly")
    subscribe(f"/series/{series[1].slug}")
    make_event(series_id=series[0].id, title="Kept")
    before = updates()
    join(*series)

    [mail] = updates()

    assert before == []
    assert "Kept" in mail.text
    assert updates(timedelta(days=8)) == []


def test_day_of_a_body_with_a_new_parent_is_told_to_subscribers_above(
    series, subscribe, updates, make_event, make_series, signed_in, send, site
):
    moved, parent = series
    other = make_series("Other body")
    make_event(series_id=other.id)
    with transaction() as session:
        session.get_one(Series, other.id).parent_id = parent.id
    event = make_event(series_id=moved.id, when=Month(2027, 7, "Europe/Zurich"), title="Summit")
    subscribe(f"/series/{parent.slug}", branch="y")
    page = f"/organise/series/{moved.id}"
    answer = send(page, name="Old body", parent=parent.slug, revision=str(moved.revision))
    assert answer.status_code == 303, answer.text
    with transaction() as session:
        row = session.get_one(Event, event.id)
        details = replace(details_of(row), when=at(2027, 7, 5, 15))
        change_event(session, row.id, details=details, revision=row.revision, site=site)

    assert subjects(updates()) == ["Date set: Summit"]
