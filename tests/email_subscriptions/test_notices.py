"""Who asked for it is told that an event has its day, is moved or called off, and of new dates: once."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.web.pages import at, text_of
from webinars.accounts.models import Organiser
from webinars.database import transaction
from webinars.email_subscriptions import collection
from webinars.event_dates.added_dates import add_dates
from webinars.events.changes import change_event
from webinars.events.details import details_of
from webinars.events.enums import AccessMode
from webinars.events.lifecycle import (
    cancel_event,
    postpone_event,
    publish_event,
    restore_event,
    unpublish_event,
)
from webinars.events.models import Event
from webinars.timezones.schedule import Days, Month

MARCH = Month(2027, 3, "Europe/Zurich")


@pytest.fixture
def act(app, site):
    """Return a function that carries out an action of an organiser on an event."""

    def act(action, event):
        with transaction() as session:
            action(session, event.id, site)

    return act


@pytest.fixture
def move(app, site):
    """Return a function that gives an event another schedule."""

    def move(event, when):
        with transaction() as session:
            row = session.get_one(Event, event.id)
            details = replace(details_of(row), when=when)
            change_event(session, event.id, details=details, revision=row.revision, site=site)

    return move


def subjects(mails):
    return [mail.message["Subject"] for mail in mails]


def path_of(event):
    return f"/events/{event.slug}"


def test_month_that_gets_a_day_is_told_once_with_both(make_event, subscribe, updates, move):
    event = make_event(title="Session", when=MARCH)
    subscribe(path_of(event))
    move(event, at(2027, 3, 9, 15))

    [mail] = updates()

    assert mail.message["Subject"] == "Date set: Session"
    assert "Tuesday 9 March 2027" in mail.text
    assert "Before: March 2027" in mail.text
    assert f"{path_of(event)}.ics" in mail.text
    assert mail.calendar is None
    assert updates() == []


def test_followed_event_that_moves_or_is_called_off_is_told(
    make_event, subscribe, updates, move, act
):
    event = make_event(title="Session", when=MARCH)
    subscribe(path_of(event))
    results = []
    for change in (
        lambda: move(event, Days(date(2027, 3, 9), date(2027, 3, 10), "Europe/Zurich")),
        lambda: move(event, Days(date(2027, 4, 6), date(2027, 4, 7), "Europe/Zurich")),
        lambda: act(postpone_event, event),
        lambda: act(restore_event, event),
        lambda: act(cancel_event, event),
    ):
        change()
        results += subjects(updates())

    assert results == [
        "Date set: Session",
        "New date or time: Session",
        "Postponed: Session",
        "Reinstated: Session",
        "Cancelled: Session",
    ]


def test_change_that_is_undone_within_minutes_is_not_told(
    make_event, subscribe, updates, act, clock
):
    event = make_event(title="Session", when=MARCH)
    subscribe(path_of(event))
    act(postpone_event, event)
    clock.advance(timedelta(minutes=1))
    act(restore_event, event)

    assert updates() == []


def test_sixty_new_dates_are_one_email(
    make_event, make_series, subscribe, updates, site, organiser, session
):
    series = make_series("Weekly")
    event = make_event(title="Weekly meeting", series_id=series.id)
    days = [at(2027, 8, 1, 15)] + [
        at(*(datetime(2027, 8, 2) + timedelta(days=number)).timetuple()[:3], 15)
        for number in range(60)
    ]
    _add(event, days[:1], organiser, site)
    subscribe(path_of(event), interest="dates")
    _add(event, days[1:], organiser, site)

    [mail] = updates()

    assert mail.message["Subject"] == "60 new dates: Weekly meeting"
    assert "30 further dates:" in mail.text
    assert updates() == []


def _add(event, days, organiser, site):
    with transaction() as session:
        by = session.get_one(Organiser, organiser.id)
        add_dates(session, event.id, schedules=days, by=by, site=site, publishing=True)


@pytest.mark.parametrize("subject", ["event", "body"])
def test_registrants_are_not_told_again_of_a_change(
    subject, make_event, make_series, subscribe, updates, move, make_registration, deliver
):
    series = make_series("Body")
    event = make_event(title="Session", when=MARCH, series_id=series.id)
    path = path_of(event) if subject == "event" else f"/series/{series.slug}"
    subscribe(path)
    subscribe(path, "bo@example.org")
    make_registration(event, email="Ann@example.org")
    deliver()
    move(event, at(2027, 3, 9, 15))

    mails = updates()

    assert [mail.message["To"] for mail in mails if "/stop-" in mail.text] == ["bo@example.org"]
    assert len([mail for mail in mails if "Ann@example.org" in str(mail.message["To"])]) == 1


@pytest.mark.parametrize("hidden", ["draft", "secret", "ended", "unpublished"])
def test_events_that_are_not_public_are_never_told(
    hidden, make_event, make_series, subscribe, updates, act, maintain
):
    series = make_series("Body")
    make_event(series_id=series.id)
    subscribe(f"/series/{series.slug}")
    terms = {"access_mode": AccessMode.SECRET_LINK} if hidden == "secret" else {}
    when = {"when": at(2026, 11, 2, 15)} if hidden == "ended" else {}
    event = make_event(
        series_id=series.id, title="Hidden", publish=hidden != "draft", terms=terms, **when
    )
    if hidden == "unpublished":
        maintain()
        act(unpublish_event, event)

    assert updates() == []


@pytest.mark.parametrize("hidden", ["draft", "secret"])
def test_subscriber_is_not_shown_the_title_of_an_event_that_is_hidden_since(
    hidden, make_event, subscribe, client, act
):
    event = make_event(title="Session", when=MARCH)
    own = subscribe(path_of(event))
    if hidden == "draft":
        act(unpublish_event, event)
    with transaction() as session:
        row = session.get_one(Event, event.id)
        row.title = "Confidential"
        row.access_mode = AccessMode.SECRET_LINK if hidden == "secret" else row.access_mode

    texts = [client.get(f"{own}{path}").text for path in ("", "/export")]

    assert [word for word in ("Confidential", event.slug) if word in "".join(texts)] == []
    assert "ann@example.org" in texts[1]


def test_event_that_is_published_again_is_told_once(
    make_event, make_series, subscribe, updates, act
):
    series = make_series("Body")
    make_event(series_id=series.id)
    subscribe(f"/series/{series.slug}")
    event = make_event(series_id=series.id, title="Second")
    first = updates()
    act(unpublish_event, event)
    act(publish_event, event)

    assert subjects(first) == ["New event: Second"]
    assert updates() == []


def test_branch_is_told_once_by_the_closest_subscription(
    make_event, make_series, subscribe, updates, client
):
    parent, child = make_series("Conference"), make_series("Working Group")
    with transaction() as session:
        session.get_one(type(child), child.id).parent_id = parent.id
    for series in (parent, child):
        make_event(series_id=series.id)
    subscribe(f"/series/{parent.slug}", branch="y")
    subscribe(f"/series/{parent.slug}", "alone@example.org")
    subscribe(f"/series/{child.slug}")
    make_event(series_id=child.id, title="Second")

    [mail] = updates()

    assert mail.message["To"] == "ann@example.org"
    assert "about Working Group." in mail.text


def test_page_offers_updates_where_there_is_something_to_wait_for(
    make_event, make_series, client, act, organiser, site
):
    dated = make_event(title="Dated")
    month = make_event(title="Month", when=MARCH)
    postponed = make_event(title="Postponed")
    act(postpone_event, postponed)
    weekly = make_event(title="Weekly", series_id=make_series("Weekly").id)
    _add(weekly, [at(2027, 8, 1, 15)], organiser, site)
    secret = make_event(when=MARCH, terms={"access_mode": AccessMode.SECRET_LINK})

    offered = {
        event.title: f'href="{path_of(event)}/email-updates"' in client.get(path_of(event)).text
        for event in (dated, month, postponed, weekly, secret)
    }

    assert offered == {
        "Dated": False,
        "Month": True,
        "Postponed": True,
        "Weekly": True,
        secret.title: False,
    }
    assert "no e-mail updates about it" in text_of(client.get(f"{path_of(dated)}/email-updates"))
    form = text_of(client.get(f"{path_of(weekly)}/email-updates"))
    assert form.index("New dates of this event") < form.index("This event: its date")


def test_subscription_confirmed_before_a_late_worker_runs_hides_nothing(
    make_event, make_series, subscribe, updates, clock
):
    series = make_series("Body")
    make_event(series_id=series.id, title="First")
    subscribe(f"/series/{series.slug}")
    updates()
    make_event(series_id=series.id, title="Second", when=MARCH)
    clock.advance(timedelta(days=3))
    subscribe(path_of(make_event(title="Session", when=MARCH)), "bo@example.org")
    subscribe(f"/series/{series.slug}", "cy@example.org")

    mails = updates()

    assert [(mail.message["To"], mail.message["Subject"]) for mail in mails] == [
        ("ann@example.org", "New event: Second")
    ]


def test_batches_of_a_late_worker_leave_out_no_event(
    make_event, make_series, subscribe, updates, clock, monkeypatch
):
    monkeypatch.setattr(collection, "BATCH", 1)
    series = make_series("Body")
    make_event(series_id=series.id, title="First")
    subscribe(f"/series/{series.slug}")
    for title in ("Second", "Third"):
        make_event(series_id=series.id, title=title)
        clock.advance(timedelta(days=2))

    mails = [mail for _ in range(4) for mail in updates()]

    assert subjects(mails) == ["New event: Second", "New event: Third"]


def test_clock_that_was_fast_delays_nothing(make_event, make_series, subscribe, updates, clock):
    series = make_series("Body")
    make_event(series_id=series.id)
    subscribe(f"/series/{series.slug}")
    clock.advance(timedelta(days=20))
    make_event(series_id=series.id, title="Fast")
    fast = updates()
    clock.advance(timedelta(days=-20))
    make_event(series_id=series.id, title="Right")

    assert [one.message["Subject"] for one in (*fast, *updates())] == [
        "New event: Fast",
        "New event: Right",
    ]
