"""Weekly e-mails leave on Monday morning in the subscriber's zone: one for all subscriptions, none if empty."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.email_subscriptions.models import Subscriber
from webinars.email_subscriptions.notification import next_digest


@pytest.fixture
def bodies(make_event, make_series):
    """Return two bodies, each with an event."""
    made = [make_series("Assembly"), make_series("Bureau")]
    for series in made:
        make_event(series_id=series.id)
    return made


@pytest.fixture
def until(maintain, deliver, clock):
    """Return a function that lets time pass until an instant, and returns the e-mails of the way."""

    def until(instant):
        maintain()
        mails = deliver()
        clock.advance(instant - clock.now())
        maintain(timedelta())
        return mails + deliver()

    return until


# 30 November 2026 is a Monday.
MONDAY = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "due"),
    [
        ("2026-11-25T09:00", "Europe/Zurich", "2026-11-30T06:00"),
        ("2026-11-30T05:59", "Europe/Zurich", "2026-11-30T06:00"),
        ("2026-11-30T06:00", "Europe/Zurich", "2026-12-07T06:00"),
        ("2026-11-29T18:00", "Pacific/Auckland", "2026-12-06T18:00"),
        ("2027-03-26T09:00", "Europe/Zurich", "2027-03-29T05:00"),
    ],
)
def test_next_digest_is_on_monday_at_seven_by_the_clock_there(now, zone, due):
    instant = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert next_digest(instant, zone) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_one_digest_has_all_subscriptions_and_none_leaves_without_news(
    bodies, subscribe, until, make_event
):
    for series in bodies:
        subscribe(f"/series/{series.slug}", frequency="weekly")
    for series in bodies:
        make_event(series_id=series.id, title=f"New in {series.name}")

    before = until(MONDAY + timedelta(hours=5, minutes=59))
    [mail] = until(MONDAY + timedelta(hours=6, minutes=1))
    empty = until(MONDAY + timedelta(days=7, hours=7))

    assert before == empty == []
    assert mail.message["Subject"] == "2 e-mail updates this week"
    for words in ("ASSEMBLY", "New in Assembly", "BUREAU", "New in Bureau"):
        assert words in mail.text
    assert mail.message["List-Unsubscribe"].endswith("/weekly>")


def test_weekly_that_becomes_at_once_sends_what_was_kept(
    bodies, subscribe, maintain, deliver, make_event, client, send, updates
):
    own = subscribe(f"/series/{bodies[0].slug}", frequency="weekly")
    make_event(series_id=bodies[0].id, title="Kept")
    before = updates()
    number = _button(client, own, "at-once")
    send(own, f"{own}/changes", do=f"at-once {number}")
    [mail] = deliver()
    make_event(series_id=bodies[0].id, title="Later")

    assert before == []
    assert "Kept" in mail.text
    assert [mail.message["Subject"] for mail in updates()] == ["New event: Later"]
    assert db.session.query(Subscriber).one().digest_at is None


def test_notice_that_left_at_once_is_not_in_the_digest(
    bodies, make_series, subscribe, until, make_event
):
    parent = make_series("Conference")
    with transaction() as session:
        session.get_one(type(parent), bodies[0].id).parent_id = parent.id
    make_event(series_id=parent.id)
    subscribe(f"/series/{parent.slug}", frequency="at-once", branch="y")
    subscribe(f"/series/{bodies[0].slug}", frequency="weekly")
    make_event(series_id=bodies[0].id, title="Second")

    mails = until(MONDAY + timedelta(hours=8))

    assert [mail.message["Subject"] for mail in mails] == ["New event: Second"]


def _button(client, own, action):
    page = client.get(own).text
    return page.partition(f'value="{action} ')[2].partition('"')[0]


def test_own_page_lists_changes_ends_downloads_and_erases(bodies, subscribe, client, send):
    own = subscribe(f"/series/{bodies[0].slug}")
    subscribe(f"/series/{bodies[1].slug}", frequency="weekly")
    listed = text_of(client.get(own))
    export = client.get(f"{own}/export").json
    send(own, f"{own}/changes", do=f"end {_button(client, own, 'end')}")
    left = text_of(client.get(own))
    erased = send(f"{own}/erasure")

    assert "Assembly" in listed
    assert "once a week" in listed
    assert export["subscriber"]["email"] == "ann@example.org"
    assert [row["series"] for row in export["subscriptions"]] == ["Assembly", "Bureau"]
    assert "Assembly" not in left
    assert "Bureau" in left
    assert erased.location == "/email-updates/ended"
    assert client.get(own).status_code == 404
    assert db.session.query(Subscriber).count() == 0
