"""The personal calendar: create, read, replace and delete the link, choose it or invitations; axe."""

from urllib.parse import urlsplit

import pytest
from icalendar import Calendar

from tests.browser import page_checks
from tests.emails.calendars import Entries
from tests.links import link_token


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "ar"]}


@pytest.fixture
def manage_url(clock, live_server, make_event, make_registration, site):
    """Return the URL of a manage page."""
    place = make_registration(make_event())
    token = link_token("manage", place.id)
    return f"{live_server}/registrations/{token}"


def feed_on(page):
    """Return the path of the feed on a page, which is the same in all its forms."""
    copied = page.get_by_role("link", name="Feed address").get_attribute("href")
    subscribed = page.get_by_role("link", name="Subscribe to my calendar").get_attribute("href")
    assert urlsplit(subscribed).scheme == "webcal"
    assert urlsplit(copied)[1:] == urlsplit(subscribed)[1:]
    parts = urlsplit(copied)
    return f"{parts.path}?{parts.query}"


def entries_of(client, feed):
    """Return how many entries a feed has."""
    return len(Calendar.from_ical(client.get(feed).data).walk("VEVENT"))


def test_calendar_is_created_read_replaced_and_deleted(page, client, manage_url):
    page.goto(manage_url)
    page.get_by_text("Personal calendar").click()
    page.get_by_role("link", name="Go to my calendar").click()
    page.get_by_role("button", name="Create my calendar").click()
    page.get_by_text("Your personal calendar now has a private link.").wait_for()
    first = feed_on(page)
    (entry,) = Calendar.from_ical(client.get(first).data).walk("VEVENT")

    page.get_by_role("link", name="Replace or delete this link…").click()
    page.get_by_role("button", name="Replace the link").click()
    page.get_by_text("Your personal calendar has a new link.").wait_for()
    second = feed_on(page)
    statuses = [client.get(path).status_code for path in (first, second)]

    page.get_by_role("link", name="Replace or delete this link…").click()
    page.get_by_role("button", name="Delete the calendar").click()
    page.get_by_role("heading", name="You have no private link yet").wait_for()

    assert str(entry["SUMMARY"]) == "Children deprived of liberty"
    assert statuses == [404, 200]
    assert client.get(second).status_code == 404


def test_choice_moves_the_event_between_both_calendars(page, client, manage_url, deliver):
    calendar = Entries()
    calendar.take(deliver()[0].message)
    page.goto(f"{manage_url}/calendar")

    page.get_by_role("button", name="Use my personal calendar only").click()
    page.get_by_text("Your events are now in your personal calendar.").wait_for()
    feed = feed_on(page)
    calendar.take(deliver()[0].message)
    in_personal = (len(calendar.stored), entries_of(client, feed))

    page.goto(manage_url)
    page.get_by_text("Your personal calendar shows this event.").wait_for()
    page.get_by_role("link", name="Change how you get calendar entries").click()
    page.get_by_role("button", name="Use e-mail invitations only").click()
    page.get_by_text("Your events now come by e-mail invitation.").wait_for()
    calendar.take(deliver()[0].message)

    assert in_personal == (0, 1)
    assert (len(calendar.stored), entries_of(client, feed)) == (1, 0)


def test_calendar_page_has_no_axe_violations_or_overflow(new_page, manage_url):
    page, right_to_left = new_page(), new_page(locale="ar")
    page.goto(f"{manage_url}/calendar")
    problems = page_checks.problems(page)

    page.get_by_role("button", name="Create my calendar").click()
    states = [f"{manage_url}/calendar{query}" for query in ("?done=created", "?ask=1")]
    problems += page_checks.problems_at(page, right_to_left, states)
    page.goto(f"{manage_url}/calendar")
    page.get_by_role("button", name="Use my personal calendar only").click()
    problems += page_checks.problems_at(page, right_to_left, [f"{manage_url}/calendar", manage_url])

    assert problems == []
