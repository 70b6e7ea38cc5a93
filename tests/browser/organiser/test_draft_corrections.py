"""From a pasted newsletter to events: venue, zone and dates are corrected on the page of the drafts."""

import re

import pytest

from tests.browser import page_checks
from webinars.database import db
from webinars.events.enums import EventState
from webinars.events.models import Event

# Seven events, two questions, three dates that are not used.
NEWSLETTER = """Green Rivers Network: newsletter

Published on 3 May 2027. Write to list@example.org to leave this list.

Opening webinar: Rivers and cities
Tuesday 8 June 2027, 15:00-16:30 (Geneva) / 9:00 (New York)
Join: https://zoom.us/j/81234567890

Workshop on flood maps
10-12 June 2027, Vienna International Centre, Vienna
Limited to 60 participants. Register by 20 May 2027: https://example.org/floods

Mangroves and money
Thursday 17 June 2027, 14:00-15:00, online
A talk by Awa Diop on how mangroves pay for themselves.

Talk: Counting fish from the air
23 June 2027, 10:00-11:00
Toronto Public Library, 789 Yonge Street, Toronto
Also streamed online.

Film night
Friday 25 June 2027, 15:00 Geneva / 10:00 New York

Annual assembly
5 July 2027, 18:00-20:00, Palais des Nations, Geneva

Summer school on dams
6-10 September 2027, Tartu

The garden of the house is nicest on Friday, 2 July 2027.

Deadline for articles: 20 August 2027
"""
ANSWER = "Another city or time zone…"


@pytest.fixture
def read_newsletter(new_page, sign_in_organiser, live_server):
    """Return a function that opens the drafts of the newsletter as the organiser."""

    def read_newsletter(**options):
        page = sign_in_organiser(new_page(**options))
        page.goto(f"{live_server}/organise/announcements")
        page.get_by_label("Announcement").fill(NEWSLETTER)
        page.get_by_role("button", name="Find events").click()
        return page

    return read_newsletter


@pytest.mark.parametrize("with_script", [True, False])
def test_corrected_newsletter_becomes_the_right_events(read_newsletter, live_server, with_script):
    page = read_newsletter(java_script_enabled=with_script)
    status = page.get_by_role("status").inner_text()
    assert status.startswith("7 events found. 2 questions are open")
    assert page.get_by_role("button", name="Make this an event").count() == 3

    # Venue and format of one event, the zone of another, the hour of a third.
    page.locator("#draft-6").get_by_role("button", name="Correct venue or format").click()
    page.locator("#draft-6").get_by_label("Venue").fill("Room XX, Palais des Nations")
    page.locator("#draft-6").get_by_label("Hybrid").check()
    page.locator("#draft-3").get_by_role("button", name=ANSWER).click()
    page.locator("#draft-3").get_by_label("Time zone", exact=True).fill("Dakar")
    page.locator("#draft-5").get_by_role("button", name="Another time…").click()
    page.locator("#draft-5").get_by_label("Start", exact=True).fill("19:30")
    page.get_by_role("listitem").filter(has_text="Deadline for articles").get_by_role(
        "button", name="Make this an event"
    ).click()
    # Number 9 is that of the day until which one may register, in the closed list.
    page.locator("#draft-10").get_by_label("Title").fill("Articles are due")
    # The text has hours elsewhere.
    page.locator("#draft-10").get_by_role("button", name="as written").click()
    page.locator("#draft-8").get_by_role("button", name="Dismiss").click()
    assert page.locator("#draft-6").get_by_label("Venue").input_value().startswith("Room XX")
    page.get_by_role("button", name="Publish events").click()
    page.wait_for_url(re.compile("/organise/events.published=8"))

    db.session.rollback()
    events = {event.title: event for event in db.session.query(Event)}
    assert {event.state for event in events.values()} == {EventState.PUBLISHED}
    shown = {
        "Annual assembly": ("Room XX, Palais des Nations", "18:00"),
        "Mangroves and money": ("Dakar", "14:00"),
        "Film night": ("Geneva", "19:30"),
        "Articles are due": ("20 August 2027",),
    }
    for title, words in shown.items():
        page.goto(f"{live_server}/events/{events[title].slug}")
        text = page.get_by_role("main").inner_text()
        assert [word for word in words if word not in text] == [], title


def test_invalid_correction_is_refused_at_its_field(read_newsletter):
    page = read_newsletter()
    page.locator("#draft-3").get_by_role("button", name=ANSWER).click()
    page.get_by_role("button", name="Save drafts").click()

    page.get_by_role("alert").get_by_role(
        "link", name="Enter a large city, or a name such as Europe/Paris."
    ).click()

    zone = page.locator("#draft-3").get_by_label("Time zone", exact=True)
    assert zone.get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.activeElement.id") == "draft-3-zone"
    db.session.rollback()
    assert db.session.query(Event).count() == 0


def test_enter_key_in_a_correction_saves_nothing(read_newsletter):
    page = read_newsletter()
    page.locator("#draft-6").get_by_role("button", name="Correct venue or format").click()
    page.locator("#draft-6").get_by_label("Venue").fill("Room XX")

    page.locator("#draft-6").get_by_label("Venue").press("Enter")

    assert page.locator("#draft-6").get_by_label("Venue").input_value() == "Room XX"
    db.session.rollback()
    assert db.session.query(Event).count() == 0


def test_fields_of_the_precision_are_shown(read_newsletter):
    page = read_newsletter()
    draft = page.locator("#draft-1")
    draft.get_by_role("button", name="Correct date, time or zone").click()
    assert draft.get_by_label("Start", exact=True).is_visible()

    draft.get_by_label("Days", exact=True).check()

    assert draft.get_by_label("First day").is_visible()
    assert not draft.get_by_label("Start", exact=True).is_visible()


def test_drafts_have_no_axe_violations_or_overflow(read_newsletter):
    page = read_newsletter()
    assert page_checks.problems(page) == []

    page.locator("#draft-3").get_by_role("button", name=ANSWER).click()
    page.locator("#draft-3").get_by_role("button", name="Correct venue or format").click()
    page.locator("#draft-6").get_by_role("button", name="Correct date, time or zone").click()
    page.get_by_role("button", name="Dismiss").first.click()
    page.get_by_role("button", name="Make this an event").last.click()
    assert page_checks.problems(page) == []
    page.locator("#draft-6").get_by_label("Start", exact=True).fill("25:00")
    page.get_by_role("button", name="Save drafts").click()
    assert page.get_by_role("alert").get_by_role("listitem").count() == 2
    assert page_checks.problems(page) == []
