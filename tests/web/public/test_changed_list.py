"""The list of what is new or changed since a time: labels, order, pages, filters and feeds."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import NOON
from tests.events.many_events import add_events
from tests.web.pages import statements, text_of, titles
from webinars.database import transaction
from webinars.events import revisions
from webinars.events.enums import EventState, Format
from webinars.events.listing import changed_events
from webinars.events.models import Event

SINCE = "/?since=2026-11-25T09:00Z"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _stopped(clock):
    return clock


@pytest.fixture
def rename(app, site):
    """Return a function that changes an event as an organiser does."""

    def rename(event, title):
        with transaction() as session:
            stored = session.get_one(Event, event.id)
            stored.title = title
            revisions.bump_dtstamp(stored)
            revisions.bump_revision(session, stored, site)

    return rename


@pytest.fixture
def events(clock, make_event, rename):
    """Announce four events on four days; the first is changed on the fifth."""
    events = []
    for number, title in enumerate(("First", "Second", "Third", "Fourth")):
        clock.stop(NOON + number * DAY)
        events.append(
            make_event(
                title=title, format=Format.ONLINE if number % 2 else Format.HYBRID, place="Vienna"
            )
        )
    clock.stop(NOON + 4 * DAY)
    rename(events[0], "First, changed")
    return events


def test_newest_changes_come_first_with_what_happened(client, events):
    page = client.get("/?since=2026-11-26T09:00Z")
    shown = text_of(page)

    assert titles(page) == ["First, changed", "Fourth", "Third", "Second"]
    assert "Changed 29 November 2026 First, changed Friday 16 July 2027" in shown
    assert "New 28 November 2026 Fourth" in shown
    assert "New or changed since 26 November 2026, 10:00" in shown
    assert titles(client.get("/?since=2026-11-26T09:00:00.000001Z"))[-1] == "Third"


def test_day_begins_in_the_readers_zone(client, clock, make_event):
    clock.stop(datetime(2026, 11, 25, 12, tzinfo=UTC))
    make_event()

    def listed(zone):
        return titles(client.get(f"/?since=2026-11-26&zone={zone}", follow_redirects=True))

    assert len(listed("Pacific/Auckland")) == 1
    assert listed("America/New_York") == []


def test_pages_follow_each_other_without_gaps(client, organiser, clock):
    with transaction() as session:
        add_events(session, organiser, 90, now=NOON + DAY, spread=timedelta(days=300))
    with transaction() as session:
        public = session.query(Event).filter(Event.state != EventState.DRAFT)
        expected = {event.slug for event in public if event.ends_at > NOON + DAY}
    clock.stop(NOON + DAY)
    page, seen = client.get(SINCE), []
    for _ in range(9):
        seen += re.findall(r'<h3><a href="/events/([^"]+)"', page.text)
        following = re.search(r'href="([^"]+)" rel="next"', page.text)
        if not following:
            break
        page = client.get(following[1].replace("&amp;", "&"))

    assert len(seen) == len(set(seen)) > 30
    assert set(seen) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("&format=online", ["Fourth", "Second"]),
        ("&q=third", ["Third"]),
        ("&q=%22", []),
        ("&month=2027-07", ["First, changed", "Fourth", "Third", "Second"]),
        ("&month=2027-08", []),
        ("&past=1", []),
    ],
)
def test_filters_apply_also_over_pages(client, events, monkeypatch, query, expected):
    monkeypatch.setattr(changed_events, "MOST_COMPARED", 1)
    url, listed, pages = f"{SINCE[:-6]}09:30Z{query}", [], 0
    while url:
        page = client.get(url)
        listed += titles(page)
        following = re.search(r'href="([^"]+)" rel="next"', page.text)
        url, pages = following and following[1].replace("&amp;", "&"), pages + 1

    assert listed == expected
    assert pages <= 5


def test_list_of_changes_is_at_most_four_statements(client, events):
    numbers = {}
    for query in ("", "&format=online", "&q=third", "&past=1"):
        with statements() as sent:
            client.get(SINCE + query)
        numbers[query] = len([one for one in sent if one.startswith(("SELECT", "WITH"))])

    assert max(numbers.values()) <= 4, numbers


@pytest.mark.parametrize(
    "since", ["yesterday", "2026-13-01", "2026-11-25T09:00", "0001-01-01", "1e9"]
)
def test_bad_time_is_an_error(client, make_event, since):
    make_event()

    page = client.get(f"/?since={since}")

    assert page.status_code == 422
    assert f"“{since}” is not a date. Use the form 2026-10-31 or 2026-10-31T09:00Z." in text_of(
        page
    )
    assert titles(page) == []
    assert client.get(f"/events.ics?since={since}").status_code == 422


def test_bad_cursor_links_to_the_first_page(client):
    page = client.get(f"{SINCE}&after=1-2-3")

    assert page.status_code == 422
    assert 'href="/?since=2026-11-25T09:00Z">First page' in page.text


def test_feeds_have_what_changed_since(client, events):
    for path, mark in (("/events.ics", b"SUMMARY:"), ("/events.atom", b"<entry>")):
        assert client.get(path).data.count(mark) == 4
        assert client.get(f"{path}?since=2026-11-27T09:00Z").data.count(mark) == 3
        assert client.get(path).data.count(mark) == 4


def test_list_offers_feeds_of_all_events_and_keeps_the_time(client, events):
    page = client.get(f"{SINCE}&format=online")

    assert "since=" not in re.search(r'href="([^"]*events.ics[^"]*)"', page.text)[1]
    assert 'name="since" value="2026-11-25T09:00Z"' in page.text
    assert "All events" in text_of(page)


def test_without_changes_it_says_so(client, make_event, clock):
    make_event()
    clock.stop(NOON + DAY)

    assert "No events are new or changed." in text_of(client.get("/?since=2026-11-26T00:00Z"))
