"""The event form and list: keyboard only from a new event to a changed one, axe, small screens."""

import re
from datetime import date

import pytest

from tests.browser import page_checks
from webinars.database import db
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.timezones.schedule import Days, Month


@pytest.fixture(autouse=True)
def stopped_clock(clock):
    """Stop the server's clock."""


@pytest.fixture
def overrides():
    return {"LANGUAGES": ["en", "ar"]}


@pytest.fixture
def addresses(make_event, make_registration, cancel, live_server):
    """Return URLs of pages of events in states that test_every_route.py does not show."""
    registered = make_event(cities=("GVA", "NYC", "KTM"), capacity=2)
    make_registration(registered)
    days = make_event(
        title="Days",
        when=Days(date(2027, 10, 12), date(2027, 10, 15), "Europe/Vienna"),
        cities=("VIE",),
    )
    off = make_event(title="Called off")
    cancel(off)
    month = make_event(title="Month", when=Month(2027, 4, "UTC"), publish=False)
    paths = ["/organise/events", f"/organise/fair-time?event={registered.id}"]
    paths += [f"/organise/events/{event.id}/edit" for event in (days, month, off)]
    paths += [f"/organise/events/{days.id}/withdrawal", f"/organise/events/{off.id}/restoration"]
    return [live_server + path for path in paths]


def test_event_is_created_and_changed_with_keyboard_only(page, sign_in_organiser, live_server):
    sign_in_organiser(page).goto(f"{live_server}/organise/events/new")
    keys = page.keyboard

    # Focused after the page is loaded.
    page.wait_for_function("document.activeElement.name == 'title'")
    keys.type("Access to justice")
    page.get_by_label("Date", exact=True).focus()
    page.get_by_label("Date", exact=True).fill("2027-03-17")
    keys.press("Tab")
    while page.evaluate("document.activeElement.name") == "date":
        keys.press("Tab")  # the parts of a date field and its picker
    keys.type("15:00")
    page.get_by_text("Wednesday 17 March 2027", exact=False).first.wait_for()
    preview = page.locator("#preview")
    preview.get_by_text("New York is 5 hours behind Geneva that day, not 6 hours.").wait_for()
    with page.expect_navigation():
        keys.press("Enter")
    looked = _events()
    page.get_by_role("button", name="Use 14:00").focus()
    with page.expect_navigation():
        keys.press("Enter")
    start = page.get_by_label("Start").input_value()
    fair = _start_of_fair_time(page)
    page.get_by_label("Start").fill("14:00")
    page.get_by_role("button", name="Publish").focus()
    keys.press("Enter")
    page.wait_for_url("**/edit?done=published")
    page.get_by_label("Title", exact=True).focus()
    keys.press("Control+A")
    keys.type("Access to justice for all")
    page.get_by_role("button", name="Save", exact=True).focus()
    keys.press("Space")
    page.wait_for_url("**/edit?done=saved")

    [event] = _events()
    assert (looked, start) == ([], "14:00")
    assert fair == ("09:00", "Access to justice", [])
    assert (event.title, event.state) == ("Access to justice for all", EventState.PUBLISHED)
    assert f"{event.local_start:%Y-%m-%d %H:%M}" == "2027-03-17 14:00"


def _start_of_fair_time(page):
    """Choose a fair time; return start and title then, and the violations of its page."""
    keys = page.keyboard
    page.get_by_role("button", name="Find a fair time").focus()
    with page.expect_navigation():
        keys.press("Enter")
    page.get_by_label("Countries and cities").focus()
    keys.press("Control+A")
    keys.type("Geneva, Kathmandu, Genva")
    page.get_by_label("Duration").focus()
    with page.expect_navigation():
        keys.press("Enter")
    violations = page_checks.violations(page)
    for button in ("Use Geneva", "Use 09:00"):
        page.get_by_role("button", name=button).first.focus()
        with page.expect_navigation():
            keys.press("Enter")
    start, title = page.get_by_label("Start"), page.get_by_label("Title", exact=True)
    return start.input_value(), title.input_value(), violations


def test_switching_precision_keeps_entered_values(page, sign_in_organiser, live_server):
    sign_in_organiser(page).goto(f"{live_server}/organise/events/new")
    page.get_by_label("Start").fill("15:00")

    page.get_by_label("Exact time").focus()
    page.keyboard.press("ArrowRight")
    days = (page.get_by_label("Start").is_visible(), page.get_by_label("First day").is_visible())
    page.keyboard.press("ArrowRight")
    month = (page.get_by_label("First day").is_visible(), page.get_by_label("Year").is_visible())
    page.get_by_label("Exact time").check()

    assert (days, month) == ((False, True), (False, True))
    assert page.get_by_label("Start").input_value() == "15:00"


def test_form_works_without_scripts(new_page, sign_in_organiser, live_server):
    page = sign_in_organiser(new_page(java_script_enabled=False))
    page.goto(f"{live_server}/organise/events/new")
    page.get_by_label("Title", exact=True).fill("Access to justice")
    page.get_by_label("Date", exact=True).fill("2027-06-17")
    page.get_by_label("Start").fill("15:00")

    page.get_by_label("Start").press("Enter")
    page.get_by_text("Thursday 17 June 2027").first.wait_for()
    before = _events()
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(re.compile("done=published"))

    assert before == []
    assert [event.state for event in _events()] == [EventState.PUBLISHED]


def test_unusual_difference_is_shown_next_to_time_on_phone(
    new_page, sign_in_organiser, live_server
):
    page = sign_in_organiser(new_page(viewport={"width": 390, "height": 800}))
    page.goto(f"{live_server}/organise/events/new")
    near = page.get_by_role("group", name="Date and time").get_by_text(
        "New York is 5 hours behind Geneva"
    )
    page.get_by_label("Start").fill("15:00")

    page.get_by_label("Date", exact=True).fill("2027-03-17")
    near.wait_for()
    page.get_by_label("Date", exact=True).fill("2027-06-17")
    near.wait_for(state="hidden")

    assert page.locator("#preview-line").text_content() == (
        "Thursday 17 June 2027, 15:00 Geneva / 09:00 New York"
    )


def test_preview_fits_window_with_five_cities_and_warning(new_page, sign_in_organiser, live_server):
    page = sign_in_organiser(new_page(viewport={"width": 1280, "height": 900}))
    page.goto(f"{live_server}/organise/events/new")
    page.get_by_label("Title", exact=True).fill("Access to justice in many languages and courts")
    page.get_by_label("Also show the time in").fill("GVA, NYC, NBO, KTM, BKK")
    page.get_by_label("Start").fill("15:00")
    page.get_by_label("Date", exact=True).fill("2027-03-17")
    page.locator("#preview .note").wait_for()

    shown = page.locator("aside.sticky")
    assert shown.locator(".timeline li").count() >= 5
    height, wanted = shown.evaluate("each => [each.clientHeight, each.scrollHeight]")
    assert wanted <= height


def test_missing_details_follow_what_is_typed_and_lead_to_their_fields(
    new_page, sign_in_organiser, live_server
):
    page = sign_in_organiser(new_page(viewport={"width": 1280, "height": 900}))
    page.goto(f"{live_server}/organise/events/new")
    page.get_by_label("Start").fill("15:00")
    page.get_by_label("Date", exact=True).fill("2027-03-17")
    listed = page.locator("#missing-near li")
    listed.get_by_text("There is no join link for people with a place.").wait_for()
    assert listed.count() == 3

    listed.get_by_role("link", name="People are not told in which languages").click()
    page.get_by_label("Languages").fill("English")
    page.get_by_label("Number of places").fill("20")
    page.get_by_label("Join link").fill("https://rooms.example.org/x")

    page.locator("#missing-near").get_by_text("Nothing is missing.").wait_for()
    assert page.url.endswith("#languages")


def test_event_row_is_short_on_phone(new_page, sign_in_organiser, live_server, make_event):
    make_event(capacity=2)
    page = sign_in_organiser(new_page(viewport={"width": 390, "height": 844}))
    page.goto(f"{live_server}/organise/events")

    row = page.locator(".table.own-events tbody tr").bounding_box()

    assert row["height"] < 150


def test_pages_have_no_axe_violations_or_overflow(new_page, sign_in_organiser, addresses):
    page, right_to_left = sign_in_organiser(new_page()), sign_in_organiser(new_page(locale="ar"))

    assert page_checks.problems_at(page, right_to_left, addresses) == []


def test_rejected_form_has_no_axe_violations(page, sign_in_organiser, live_server):
    sign_in_organiser(page).goto(f"{live_server}/organise/events/new")
    page.get_by_label("Title", exact=True).fill("Access to justice")
    page.get_by_label("Date", exact=True).fill("2027-10-31")
    page.get_by_label("Start").fill("02:30")
    page.get_by_label("Also show the time in").fill("Atlantis")
    page.get_by_text("Links and documents").click()
    page.get_by_label("Address of link 2").fill("javascript:alert(1)")

    page.get_by_role("button", name="Publish").click()

    page.get_by_role("heading", name="There are 3 problems").wait_for()
    assert page.get_by_label("Address of link 2").is_visible()
    assert page.evaluate("document.activeElement.name") == "start"
    assert page_checks.violations(page) == []


def _events():
    db.session.rollback()
    return db.session.query(Event).all()
