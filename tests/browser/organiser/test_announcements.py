"""Announcements: three drafts from a pasted page, with axe, and with the keyboard only; imported calendars."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import page_checks
from tests.event_import.sources import calendar, vevent
from webinars.database import db
from webinars.events.enums import EventState
from webinars.events.models import Event

PAGE = (Path(__file__).parents[2] / "data" / "other-un-events.txt").read_text()
TALK = "Water talk\n\nFriday 16 July 2027, 15:00-16:00 Geneva\n\nA talk about water."
FLOATING = vevent("UID:floating", "DTSTART:20270301T140000", "DURATION:PT1H")
MOVED = "DTSTART;TZID=Europe/Zurich:20270401T140000"
WEEKLY = vevent(
    "UID:weekly",
    "SUMMARY:A weekly briefing with a long name",
    "DTSTART;TZID=Europe/Zurich:20270301T140000",
    "DURATION:PT1H",
    "RRULE:FREQ=WEEKLY;COUNT=2",
)
SKIPPED = vevent(
    "UID:skipped",
    "DTSTART;TZID=Europe/Zurich:20270327T023000",
    "DURATION:PT1H",
    "RRULE:FREQ=DAILY;COUNT=2",
)
ASKING = PAGE.replace("9:00 NY", "10:00 NY")


@pytest.fixture
def announcement_page(new_page, sign_in_organiser, live_server):
    """Return a function that opens the announcement form as the organiser."""

    def announcement_page(**options):
        page = sign_in_organiser(new_page(**options))
        page.goto(f"{live_server}/organise")
        page.get_by_role("main").get_by_role("link", name="Paste an announcement").click()
        return page

    return announcement_page


def read(page, text):
    page.get_by_label("Announcement").fill(text)
    page.get_by_role("button", name="Find events").click()


@pytest.mark.parametrize("with_script", [True, False])
def test_pasted_page_becomes_three_drafts(announcement_page, with_script):
    page = announcement_page(java_script_enabled=with_script)

    read(page, ASKING)
    page.get_by_role("button", name="16:00 Geneva").click()
    page.locator("#draft-3").get_by_label("Title").fill("Children deprived of liberty")
    page.get_by_role("button", name="Save drafts").click()

    rows = page.get_by_role("rowheader").all_inner_texts()
    assert page.get_by_role("status").inner_text().startswith("3 drafts saved.")
    assert [line for line in rows[0].splitlines() if line][:2] == [
        "Children deprived of liberty",
        "Thursday 16 July 2020, 10:00 New York / 16:00 Geneva",
    ]
    db.session.rollback()
    assert db.session.query(Event).count() == 3


def test_enter_key_saves_no_draft(announcement_page):
    page = announcement_page()
    read(page, ASKING)

    page.locator("#draft-1").get_by_label("Leave out").press("Enter")

    assert page.get_by_role("button", name="Save drafts").is_visible()
    assert page.locator("button.alternative").count() == 3  # the last is another time


def test_announcement_is_published_with_keyboard_only(announcement_page):
    page = announcement_page()
    keys = page.keyboard

    def press_until(selector):
        for _ in range(40):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return keys.press("Enter")
            keys.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")

    expect(page.get_by_label("Announcement")).to_be_focused()
    keys.insert_text(ASKING)
    press_until("button[value=read]")
    page.wait_for_selector("button.alternative")
    press_until("button.alternative")
    page.wait_for_selector(".resolved")
    press_until("button[value=publish]")
    page.wait_for_url(re.compile("/organise/events.published=3"))

    db.session.rollback()
    assert {event.state for event in db.session.query(Event)} == {EventState.PUBLISHED}


def test_highlight_links_to_its_draft_and_back(announcement_page):
    page = announcement_page()
    read(page, PAGE)

    page.get_by_role("link", name="Draft 2").first.press("Enter")
    assert page.url.endswith("#draft-2")
    page.locator("#draft-2 .ref").press("Enter")
    assert page.url.endswith("#mark-2")


def test_pages_have_no_axe_violations_or_overflow(announcement_page):
    page = announcement_page()
    assert page_checks.problems(page) == []

    read(page, "Nothing happens.")
    assert page_checks.problems(page) == []
    read(page, f"{ASKING}\n\n" + "x" * 300)
    assert page_checks.problems(page) == []
    page.locator("button.alternative").first.click()
    page.locator("#draft-2").get_by_label("Leave out").check()
    assert page_checks.problems(page) == []
    page.get_by_role("button", name="Save drafts").click()
    assert page_checks.problems(page) == []
    page.get_by_role("main").get_by_role("link", name="Paste an announcement").click()
    read(page, ASKING)
    assert page.get_by_label("Save again").count() == 2
    assert page_checks.problems(page) == []


def test_long_link_fits_small_screen(announcement_page):
    page = announcement_page()
    read(page, f"Bail\n4 May 2027, 15:00 Geneva\nWhere: Zoom https://zoom.us/j/1?pwd={'x' * 90}")

    assert page_checks.overflow(page) == []


def test_dates_that_may_be_events_are_confirmed_or_left_out(announcement_page):
    page = announcement_page()
    read(page, f"{TALK}\n\nThe garden is nicest on Friday, 7 May 2027.\n\nSo it is on 8 May 2027.")
    candidates = page.get_by_role("region", name="Are these events, too?")

    assert candidates.get_by_role("article").count() == 2
    assert page_checks.problems(page) == []
    candidates.get_by_role("button", name="Make this an event").first.click()
    assert candidates.get_by_role("article").count() == 1
    assert page_checks.problems(page) == []
    page.get_by_role("button", name="Publish events").click()
    page.wait_for_url(re.compile("/organise/events.published=2"))


def test_calendar_is_imported_previewed_and_imported_again(announcement_page, make_registration):
    page = announcement_page()
    page.get_by_role("link", name="Your events").click()
    page.get_by_role("link", name="Import", exact=True).click()
    assert page_checks.problems(page) == []

    choose(page, calendar(vevent(), WEEKLY, FLOATING), publish=True)
    assert page_checks.problems(page) == []
    page.get_by_label("Time zone of times that name none").select_option("Asia/Tokyo")
    page.get_by_role("button", name="Preview again").click()
    page.get_by_role("button", name="Save 4 events").click()
    assert page.get_by_role("status").inner_text() == "4 events are now public."

    db.session.rollback()
    make_registration(db.session.query(Event).filter_by(uid="talk@example.org").one())
    page.get_by_role("link", name="Import", exact=True).click()
    choose(page, calendar(vevent(MOVED, "DURATION:PT1H"), WEEKLY, SKIPPED))
    assert page.get_by_text("If you save, 1 registered person is told").is_visible()
    assert page_checks.problems(page) == []
    page.get_by_role("button", name="Save 2 events").click()

    assert page.get_by_role("heading", name="Not possible (1)").is_visible()
    assert page_checks.problems(page) == []


def choose(page, content, *, publish=False):
    """Upload a calendar file, and see the preview."""
    file = {"name": "list.ics", "mimeType": "text/calendar", "buffer": content}
    page.get_by_label("File").set_input_files([file])
    if publish:
        page.get_by_label("Publish new events").check()
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("heading", level=2).first.wait_for()
