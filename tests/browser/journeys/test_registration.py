"""A visitor's journey from the event list to a calendar entry and its cancellation."""

import re
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from tests.browser import page_checks
from webinars.database import transaction
from webinars.demo.sample_data import load_sample_data

JULY = datetime(2027, 7, 16, 13, tzinfo=UTC)


@pytest.fixture
def has_documents():
    """Leave out the documents of the sample, a fifth of the time."""
    return False


@pytest.fixture
def listing(app, clock, site, live_server, has_documents):
    """Load the sample listing and serve it."""
    with transaction() as session:
        load_sample_data(session, site, with_documents=has_documents)
    return live_server


@pytest.fixture
def emails(deliver, listing):
    """Return a function that returns e-mails delivered after those of the sample listing."""
    deliver()
    return deliver


def only_event(body: bytes):
    """Return the only event of a calendar, and its METHOD."""
    calendar = Calendar.from_ical(body)
    (event,) = calendar.walk("VEVENT")
    return event, calendar.get("METHOD")


def link(text: str, kind: str, address: str) -> str:
    """Return the e-mailed link of a kind, on the test server."""
    path = re.search(rf"http://[^/\s]+(/{kind}/\S+)", text)[1]
    return address + path


def test_visitor_registers_and_cancels(page, listing, emails):
    page.goto(listing)
    page.get_by_role("link", name="Children deprived of liberty: 7 years on").click()
    cities = page.locator(".event-time .cities").first.inner_text()
    assert re.sub(r"\s+", " ", cities) == "15:00 Geneva / 09:00 New York"
    assert (
        page.locator(".event-time-clock").first.inner_text().startswith("16:00")
    )  # shown in Nairobi time

    page.get_by_role("link", name="Register", exact=True).click()
    page.get_by_label("Your name").fill("Wanjiru Kamau")
    page.get_by_label("E-mail").fill("wanjiru@example.com")
    page.get_by_label("Organisation").fill("Legal Aid Network")
    assert page.get_by_label("Your time zone").input_value() == "Africa/Nairobi"
    page.get_by_role("button", name="Register").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Check your e-mail"

    (confirmed,) = emails()  # the organiser gets a daily summary
    invited, method = only_event(confirmed.calendar)
    assert (method, invited.start, int(invited["SEQUENCE"])) == ("REQUEST", JULY, 0)
    assert "16:00" in confirmed.text
    assert "wanjiru@example.com" in confirmed.message["To"]

    page.goto(link(confirmed.text, "registrations", listing))
    assert page.get_by_text("You are registered").is_visible()
    with page.expect_download() as downloading:
        page.get_by_role("link", name=re.compile("Download")).click()
    filed, method = only_event(downloading.value.path().read_bytes())
    assert (method, filed.start, filed["UID"]) == (None, JULY, invited["UID"])

    page.get_by_role("link", name="Cancel my registration").click()
    page.get_by_role("button", name="Yes, cancel").click()
    cancelled = next(mail for mail in emails() if "wanjiru" in mail.message["To"])
    taken_out, method = only_event(cancelled.calendar)
    assert (method, taken_out["UID"]) == ("CANCEL", invited["UID"])
    assert int(taken_out["SEQUENCE"]) > int(invited["SEQUENCE"])
    assert "/join/" not in cancelled.message.as_string()


def test_journey_works_with_keyboard_only(page, listing, emails):
    page.goto(f"{listing}/events/children-deprived-of-liberty-7-years-on")

    def press_until(selector):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"the keyboard does not reach {selector}")

    press_until("a.btn.primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/registrations")
    press_until("input[name=name]")
    page.keyboard.type("Wanjiru Kamau")
    press_until("input[name=email]")
    page.keyboard.type("wanjiru@example.com")
    page.keyboard.press("Enter")
    page.wait_for_url("**/registrations/received")

    assert len([mail for mail in emails() if "wanjiru" in mail.message["To"]]) == 1


def test_journey_works_without_javascript(new_page, listing, emails):
    page = new_page(java_script_enabled=False)
    page.goto(f"{listing}/events/children-deprived-of-liberty-7-years-on/registrations")
    page.get_by_label("Your name").fill("Wanjiru Kamau")
    page.get_by_label("E-mail").fill("wanjiru@legalaid")
    page.get_by_role("button", name="Register").click()
    assert page.get_by_label("Your name").input_value() == "Wanjiru Kamau"

    page.get_by_label("E-mail").fill("wanjiru@example.com")
    page.get_by_role("button", name="Register").click()

    assert page.url.endswith("/registrations/received")
    assert len([mail for mail in emails() if "wanjiru" in mail.message["To"]]) == 1


@pytest.mark.parametrize("has_documents", [True])
def test_registrant_pages_have_no_axe_violations(page, listing, emails):
    event = f"{listing}/events/children-deprived-of-liberty-7-years-on"
    page.goto(f"{event}/registrations")
    page.get_by_label("Your name").fill("Wanjiru Kamau")
    page.get_by_label("E-mail").fill("wanjiru@example.com")
    page.get_by_role("button", name="Register").click()
    (confirmed,) = (mail for mail in emails() if "wanjiru" in mail.message["To"])

    faults = {}
    # The same states with other events are covered by test_every_route.py.
    for address in (
        listing,
        f"{listing}/?past=1",
        event,
        f"{listing}/events/access-to-justice-in-many-languages",
        f"{listing}/events/conference-of-the-parties-thirteenth-session",
        f"{listing}/events/follow-up-to-the-special-session-against-corruption",
        link(confirmed.text, "registrations", listing),
        link(confirmed.text, "join", listing),
        f"{listing}/sign-in",
        # Languages that are due, withdrawn, under embargo and for registrants.
        f"{listing}/documents?q=ctoc",
        f"{listing}/documents/CTOC/COP/2004/2",
        f"{listing}/documents/CTOC/COP/2020/2",
        f"{listing}/documents/CTOC/COP/2027/2",
        f"{listing}/documents/announcing-an-event-a-checklist",
        f"{listing}/series/conference-of-the-parties",
    ):
        assert page.goto(address).status == 200
        faults[address] = page_checks.problems(page)

    assert {address: violations for address, violations in faults.items() if violations} == {}


def test_page_weighs_less_than_100_kb(page, listing):
    weights = {}

    def weigh(answer):
        body = answer.body() if answer.status == 200 else b""
        weights[answer.url] = len(body)

    page.on("response", weigh)
    page.goto(f"{listing}/events/one-study-five-continents-opening-of-the-regional-round")
    page.wait_for_load_state("networkidle")

    assert sum(weights.values()) < 100_000


def test_registering_takes_two_clicks_two_fields_and_one_email(page, listing, emails):
    """Others take four e-mails and an account (docs/effort.md)."""
    loads, mails_before = [], len(emails())
    page.on("request", lambda request: loads.append(request.is_navigation_request()))
    page.goto(f"{listing}/events/children-deprived-of-liberty-7-years-on")
    loads.clear()

    page.get_by_role("link", name="Register", exact=True).click()
    needed = page.locator("input[required]")
    assert [needed.nth(at).get_attribute("name") for at in range(needed.count())] == [
        "name",
        "email",
    ]
    needed.nth(0).fill("Wanjiru Kamau")
    needed.nth(1).fill("wanjiru@example.com")
    page.get_by_role("button", name="Register").click()
    page.wait_for_url("**/registrations/received")

    # The form, its submission, and the redirect target.
    assert sum(loads) == 3
    to_the_person = [mail for mail in emails() if "wanjiru" in mail.message["To"]]
    assert (len(to_the_person), mails_before) == (1, 0)
    assert to_the_person[0].calendar
