"""Preview of a change before registrants are notified: keyboard, no scripts, phone, axe."""

from datetime import datetime

import pytest

from tests.browser import page_checks
from webinars.database import db
from webinars.events.models import Event
from webinars.timezones.schedule import Timed

AUTUMN = Timed(datetime(2027, 10, 27, 15), datetime(2027, 10, 27, 16, 30), "Europe/Zurich")


@pytest.fixture(autouse=True)
def stopped_clock(clock):
    """Stop the server's clock."""


@pytest.fixture
def event(make_event, make_registration):
    """Create an event with registrants in three time zones, one with a conflict two hours later."""
    later = Timed(datetime(2027, 11, 3, 17), datetime(2027, 11, 3, 18), "Europe/Zurich")
    also = make_event(title="Water law for small islands", when=later)
    made = make_event(title="Access to justice", when=AUTUMN, cities=("GVA", "NYC", "TYO"))
    for name, zone in (("ana", "Europe/Zurich"), ("bo", "Asia/Tokyo"), ("chi", "America/Lima")):
        make_registration(made, email=f"{name}@example.org", timezone=zone)
    make_registration(also, email="ana@example.org")
    return made


@pytest.fixture
def at_form(sign_in_organiser, live_server, event):
    """Return a function that opens the form of the event as the organiser."""

    def at_form(page):
        sign_in_organiser(page).goto(f"{live_server}/organise/events/{event.id}/edit")
        page.get_by_label("Date", exact=True).fill("2027-11-03")
        page.get_by_label("Start").fill("17:00")
        page.get_by_label("End or duration").fill("18:30")
        page.get_by_role("button", name="Save", exact=True).focus()
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="3 people will be notified of this change").wait_for()
        return page

    return at_form


def starts(event):
    db.session.rollback()
    return db.session.get(Event, event.id).local_start


def test_change_is_previewed_and_sent_with_keyboard_only(page, at_form, event):
    at_form(page)
    before, summary = starts(event), page.locator(".change-impact").inner_text()

    page.get_by_role("button", name="Save and notify 3 people").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit?done=told")

    assert before == AUTUMN.start
    assert "1 of them has a place at “Water law for small islands” at the same time." in summary
    assert "New York is 5 hours behind Geneva that day, not 6 hours." in summary
    assert starts(event) == datetime(2027, 11, 3, 17)


def test_back_keeps_entered_values_without_scripts(new_page, at_form, event):
    page = at_form(new_page(java_script_enabled=False))

    page.get_by_role("button", name="Back to the form").click()

    assert page.locator(".change-impact").count() == 0
    assert page.get_by_label("Start").input_value() == "17:00"
    assert starts(event) == AUTUMN.start


def test_new_title_is_sent_to_calendars_only_by_its_own_button(
    page, sign_in_organiser, live_server, event, deliver
):
    deliver()
    sign_in_organiser(page).goto(f"{live_server}/organise/events/{event.id}/edit")
    page.get_by_label("Title", exact=True).fill("Access to Justice")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/edit?done=saved")
    after_spelling = deliver()

    page.get_by_label("Title", exact=True).fill("Access to justice for all")
    page.get_by_role("button", name="Save and update calendars").click()
    page.get_by_text("The new title and text go to every calendar").wait_for()
    problems = page_checks.problems(page)

    assert after_spelling == []
    assert sorted(mail.message["To"].split("<")[1] for mail in deliver()) == [
        "ana@example.org>",
        "bo@example.org>",
        "chi@example.org>",
    ]
    assert problems == []


def test_pages_have_no_axe_violations_or_overflow(page, at_form):
    assert page_checks.problems(at_form(page)) == []
