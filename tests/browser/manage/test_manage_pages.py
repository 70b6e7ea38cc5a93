"""Manage and join pages: axe, small screens, keyboard only, and the refreshing join page."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.browser import page_checks
from tests.links import link_token
from webinars.database import db, transaction
from webinars.registrations import cancellation
from webinars.registrations.models import Registration
from webinars.timezones import clock as the_clock

ROOM = "https://rooms.example.org/secret-room"


@pytest.fixture(autouse=True)
def stopped_clock(clock):
    """Stop the server's clock."""


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "ar"]}


@pytest.fixture
def pages(make_event, make_registration, live_server, site):
    """Return URLs of manage pages in states that test_every_route.py does not show."""
    event, full = make_event(cities=("GVA", "NYC", "KTM")), make_event(capacity=1, title="Full")
    holder, gone = (make_registration(event, email=f"{who}@example.org") for who in "ab")
    waiting = [make_registration(full, email=f"{who}@example.org") for who in "cd"][1]
    with transaction() as session:
        cancellation.cancel_registration(session, gone.id)

    def link(place, purpose="manage"):
        return link_token(purpose, place.id)

    paths = [f"/registrations/{link(holder)}?done=details", f"/join/{link(waiting, 'join')}"]
    paths += [f"/registrations/{link(place)}" for place in (waiting, gone)]
    paths += [f"/events/{full.slug}/registrations"]
    return [live_server + path for path in paths]


def test_pages_have_no_axe_violations_or_overflow(new_page, pages):
    assert page_checks.problems_at(new_page(), new_page(locale="ar"), pages) == []


def test_registering_works_with_keyboard_only(make_event, live_server, page):
    event = make_event()
    page.goto(f"{live_server}/events/{event.slug}/registrations")

    page.get_by_label("Your name").focus()
    page.keyboard.type("Wanjiru Kamau")
    page.keyboard.press("Tab")
    page.keyboard.type("wanjiru@example.com")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    zone = page.evaluate("document.activeElement.value")
    for _ in ("language", "privacy", "the button"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/received")

    db.session.rollback()
    place = db.session.scalars(select(Registration)).one()
    assert (place.name, place.email, place.timezone, zone) == (
        "Wanjiru Kamau",
        "wanjiru@example.com",
        "Africa/Nairobi",
        "Africa/Nairobi",
    )


def test_open_join_page_shows_when_meeting_opens(
    make_event, make_registration, live_server, new_page, site
):
    event, page = make_event(), new_page(alone=True)
    place = make_registration(event)
    the_clock.stop(event.starts_at - timedelta(minutes=16))
    page.clock.install()
    page.goto(f"{live_server}/join/{link_token('join', place.id)}")
    shut = page.get_by_role("button", name="Join the meeting").count()

    the_clock.advance(timedelta(minutes=1))
    page.clock.fast_forward(60_000)
    # Routes do not see redirects: the browser asks for the room, which does not exist.
    with page.expect_request(lambda asked: asked.url == ROOM and asked.is_navigation_request()):
        page.get_by_role("button", name="Join the meeting").click()

    assert shut == 0
    db.session.rollback()
    assert db.session.get(Registration, place.id).attended_at == the_clock.now()
