"""Seven registrants share four places, in browsers and by the e-mails they get.

A hybrid event has two places in person and two online. People request places, are approved and declined, are
nominated by their delegation, wait, cancel, are offered a place, accept it, decline it or let it expire, register
again, and answer late. After each step no type exceeds its capacity, and nobody waits while a place of their type is
free; at the end each calendar has one correct entry, or none.
"""

import re
from collections import defaultdict
from datetime import timedelta

import pytest
from icalendar import Calendar

from tests.browser import page_checks
from tests.emails.calendars import Entries
from webinars.database import db
from webinars.events.enums import Format
from webinars.events.models import RegistrationType
from webinars.registrations.models import Registration
from webinars.registrations.status import HOLDING, Status
from webinars.timezones import clock as the_clock

HERE, THERE = "In person", "Online"
FOCAL = "focal@example.org"
BADGE = "Name on your badge"
NIGHTS = "How many nights do you stay?"


@pytest.fixture
def overrides():
    # All steps take place within an hour.
    return {"EVENT_EMAILS_PER_HOUR": 20, "MAILBOX_EMAILS_PER_HOUR": 100}


class DeliveredEmails:
    """Delivered e-mails by recipient, and the calendar of each recipient."""

    def __init__(self, deliver):
        self._deliver_due = deliver
        self.by_recipient = defaultdict(list)
        self.calendars = defaultdict(Entries)

    def deliver(self):
        """Deliver all due e-mails; return recipients and subjects in order."""
        fresh = []
        for mail in self._deliver_due():
            to = re.search(r"[\w.]+@[\w.]+", str(mail.message["To"]))[0]
            self.by_recipient[to].append(mail)
            if mail.calendar:
                self.calendars[to].take(mail.message)
            if to != "amira@example.org":
                fresh.append((to.partition("@")[0], str(mail.message["Subject"]).partition(":")[0]))
        return fresh

    def path(self, who, start="registrations"):
        """Return the path of the latest manage link e-mailed to someone."""
        texts = [mail.text for mail in self.by_recipient[f"{who}@example.org"]]
        return re.findall(rf"http://[^/\s]+(/{start}/[^/\s]+)(?!\S)", "\n".join(texts))[-1]

    def entries(self, who):
        """Return the number of entries in someone's calendar."""
        return len(self.calendars[f"{who}@example.org"].all)


class Story:
    """The browsers of organiser and registrants, with their actions."""

    def __init__(self, address, event, organiser_page, page, emails):
        self.address, self.event, self.organiser_page, self.page, self.emails = (
            address,
            event,
            organiser_page,
            page,
            emails,
        )
        self.home = f"{address}/organise/events/{event.id}"

    def check(self, page):
        """Check a page with axe."""
        assert page_checks.violations(page, page_checks.passed_parts[1280, "light"]) == []

    def open_manage_page(self, who):
        """Open someone's manage page by their latest e-mail; return its status badge."""
        self.page.goto(self.address + self.emails.path(who))
        return self.page.locator(".badge").first.inner_text()

    def press(self, name):
        """Click a button or link."""
        button = self.page.get_by_role("button", name=name, exact=True)
        (button if button.count() else self.page.get_by_role("link", name=name, exact=True)).click()
        self.page.wait_for_load_state()

    def register(self, who, kind, button):
        """Submit the registration form."""
        self.page.goto(f"{self.address}/events/{self.event.slug}/registrations")
        self.page.get_by_label("Your name", exact=True).fill(who.title())
        self.page.get_by_label("E-mail", exact=True).fill(f"{who}@example.org")
        self.page.get_by_role("radio", name=kind).check()
        self.page.get_by_role("button", name=button).click()
        self.page.wait_for_url("**/received")

    def decide(self, what, *names):
        """Select requests in the list and decide on them."""
        self.organiser_page.goto(f"{self.home}/registrations?state=awaiting_approval")
        for name in names:
            self.organiser_page.get_by_role("checkbox", name=name.title()).check()
        self.organiser_page.locator("#decide").get_by_role("button", name=what).click()
        self.organiser_page.wait_for_load_state()

    def change_settings(self, **changes):
        """Change the registration settings."""
        self.organiser_page.goto(f"{self.home}/registration-settings")
        for label, wanted in changes.items():
            self.organiser_page.get_by_label(label.replace("_", " ")).set_checked(wanted)
        self.organiser_page.get_by_role("button", name="Save", exact=True).last.click()
        self.organiser_page.wait_for_url("**done=saved")

    def statuses(self):
        """Return every status, after checking the invariants."""
        db.session.rollback()
        rows = db.session.query(Registration).order_by(Registration.id).all()
        for kind in db.session.query(RegistrationType):
            of_kind = [row for row in rows if row.registration_type_id == kind.id]
            held = sum(row.status in HOLDING for row in of_kind)
            assert held <= kind.capacity
            assert held == kind.capacity or all(row.status is not Status.WAITING for row in of_kind)
        return {row.name.lower(): row.status.value for row in rows}


@pytest.fixture
def story(make_event, live_server, new_page, sign_in_organiser, deliver):
    """Return the event with everyone's browsers; the organiser is signed in."""
    event = make_event(title="Access to justice", format=Format.HYBRID, place="Geneva, Room XX")
    return Story(
        live_server, event, sign_in_organiser(new_page()), new_page(), DeliveredEmails(deliver)
    )


def test_seven_registrants_share_four_places(story, sign_in_organiser):
    set_up(story)
    request_and_decide(story)
    answer_after_approval(story)
    nominate_by_delegation(story)
    wait_for_offer(story)
    the_clock.advance(timedelta(hours=48))
    let_offer_expire(story)
    sign_in_organiser(story.organiser_page)
    decline_and_register_again(story)
    answer_late(story)
    check_join_pages(story)

    assert story.statuses() == {
        "amal": "cancelled",
        "bo": "refused",
        "chipo": "confirmed",
        "eli": "confirmed",
        "farah": "confirmed",
        "dina": "cancelled",
        "gul": "confirmed",
    }
    entries = {who: story.emails.entries(who) for who in story.statuses()}
    assert entries == {
        "amal": 0, "bo": 0, "chipo": 1, "eli": 1, "farah": 1, "dina": 0, "gul": 1,
    }  # fmt: skip
    assert story.emails.deliver() == []


def set_up(story):
    """Require approval, accept delegations, offer two types with two places each, and ask two questions."""
    organiser_page = story.organiser_page
    story.change_settings(
        I_approve_each_registration=True, Delegations_can_name_several_people=True
    )
    organiser_page.goto(f"{story.home}/registration-types")
    for row, name in enumerate((HERE, THERE)):
        organiser_page.get_by_label("Name", exact=True).nth(row).fill(name)
        organiser_page.get_by_label("Number of places", exact=True).nth(row).fill("2")
    organiser_page.get_by_role("button", name="Save", exact=True).last.click()
    organiser_page.wait_for_url("**done=saved")
    organiser_page.goto(f"{story.home}/questions")
    organiser_page.get_by_role("button", name=BADGE).click()
    organiser_page.wait_for_url("**done=added")
    organiser_page.get_by_role("link", name="Number").click()
    organiser_page.get_by_label("Question", exact=True).fill(NIGHTS)
    organiser_page.get_by_label("Stage").select_option(label="After approval")
    organiser_page.get_by_role("button", name="Save").click()
    organiser_page.wait_for_url("**done=added")
    story.check(organiser_page)


def request_and_decide(story):
    """Two request the places in person; a third waits, and awaits approval when one is declined."""
    for who in ("amal", "bo"):
        story.register(who, HERE, "Request a place")
    story.register("chipo", f"{HERE} full: waiting list", "Request a place")
    assert story.emails.deliver() == [
        ("amal", "Request received"), ("bo", "Request received"), ("chipo", "Waiting list"),
    ]  # fmt: skip
    assert story.open_manage_page("amal") == "Awaiting approval"
    story.check(story.page)
    assert story.open_manage_page("chipo") == "You are on the waiting list"
    assert story.page.get_by_text("You are next on the waiting list.").is_visible()

    story.decide("Approve", "amal")
    story.decide("Decline…", "bo")
    story.check(story.organiser_page)
    story.organiser_page.get_by_role("button", name="Yes, decline").click()
    story.organiser_page.wait_for_url("**done=refused**")
    assert story.emails.deliver() == [
        ("amal", "You are registered"), ("bo", "Declined"), ("chipo", "Request received"),
    ]  # fmt: skip
    assert story.open_manage_page("bo") == "Declined by the organiser"
    story.decide("Approve", "chipo")
    story.check(story.organiser_page)
    assert story.emails.deliver() == [("chipo", "You are registered")]
    assert story.statuses() == {"amal": "confirmed", "bo": "refused", "chipo": "confirmed"}
    story.change_settings(I_approve_each_registration=False)


def answer_after_approval(story):
    """One of those who were approved answers the question after approval; the organiser writes to the other."""
    page, organiser_page = story.page, story.organiser_page
    [text] = [mail.text for mail in story.emails.by_recipient["chipo@example.org"][-1:]]
    assert "a few more questions on your registration page" in " ".join(text.split())
    story.open_manage_page("chipo")
    story.check(page)
    page.get_by_label(NIGHTS).fill("two")
    story.press("Save")
    assert page.get_by_label(NIGHTS).input_value() == "two"
    story.check(page)
    page.get_by_label(NIGHTS).fill("2")
    story.press("Save")
    assert page.get_by_role("status").inner_text() == "Your answers are saved."
    assert page.get_by_text("A few more questions").count() == 0

    organiser_page.goto(f"{story.home}/registrations")
    organiser_page.get_by_role("link", name="See who has not answered").click()
    organiser_page.wait_for_url("**state=not-answered**")
    assert organiser_page.locator("th[scope=row] b").all_inner_texts() == ["Amal"]
    story.check(organiser_page)
    organiser_page.get_by_role("link", name="Write to them").click()
    organiser_page.get_by_role("button", name="Save").click()
    organiser_page.wait_for_url("**done=saved")
    assert organiser_page.get_by_text("1 recipient now.").is_visible()


def nominate_by_delegation(story):
    """A focal point nominates two people, who take the places online."""
    organiser_page, page = story.organiser_page, story.page
    organiser_page.goto(f"{story.home}/delegations")
    organiser_page.get_by_label("Name of the delegation").fill("Legal Aid Network")
    organiser_page.get_by_label("Focal point", exact=True).fill("Fatima")
    organiser_page.get_by_label("E-mail of the focal point").fill(FOCAL)
    organiser_page.get_by_label("Maximum number of people").fill("2")
    organiser_page.get_by_role("button", name="Add and e-mail the link").click()
    organiser_page.wait_for_url("**done=added**")
    assert [to for to, _ in story.emails.deliver()] == ["focal"]

    page.goto(story.address + story.emails.path("focal", "delegations"))
    for row, who in enumerate(("eli", "farah"), 1):
        page.get_by_label(f"Name of person {row}").fill(who.title())
        page.get_by_label(f"E-mail of person {row}").fill(f"{who}@example.org")
        page.get_by_label(f"Registration type of person {row}").select_option(label=THERE)
    story.press("Name these people")
    page.wait_for_url("**done=named**")
    assert page.get_by_text("You have named the maximum number of people.").is_visible()
    delivered = story.emails.deliver()
    assert sorted(to for to, _ in delivered) == ["eli", "farah", "focal"]
    assert ("eli", "You are registered") in delivered


def wait_for_offer(story):
    """Two more wait for places in person; after a cancellation the first gets an offer."""
    for who in ("dina", "gul"):
        story.register(who, f"{HERE} full: waiting list", "Join the waiting list")
    assert story.emails.deliver() == [("dina", "Waiting list"), ("gul", "Waiting list")]
    assert story.open_manage_page("gul") == "You are on the waiting list"
    assert story.page.get_by_text("You are number 2 on the waiting list.").is_visible()
    story.organiser_page.goto(f"{story.home}/waiting-list")
    assert story.organiser_page.locator(".waiting-list b").all_inner_texts() == ["Dina", "Gul"]

    story.open_manage_page("chipo")
    story.press("Cancel my registration…")
    story.press("Yes, cancel")
    delivered = dict(story.emails.deliver())
    assert (delivered["chipo"], delivered["dina"]) == (
        "Registration cancelled",
        "Accept your place by Friday 27 November, 12",
    )
    assert story.open_manage_page("dina") == "A place is available for you"
    story.check(story.page)
    assert story.statuses()["gul"] == "waiting"


def let_offer_expire(story):
    """The offer expires and goes to the next, who accepts; the first is too late."""
    kept_open = story.page
    delivered = dict(story.emails.deliver())
    assert delivered["dina"] == "Your offer has expired"
    assert delivered["gul"].startswith("Accept your place by")
    kept_open.get_by_role("button", name="Accept the place").click()
    kept_open.wait_for_load_state()
    assert kept_open.locator(".badge").first.inner_text() == "The offer has expired"

    story.press("Register again")
    assert story.statuses()["dina"] == "waiting"
    assert story.open_manage_page("gul") == "A place is available for you"
    story.press("Accept the place")
    assert story.page.get_by_role("status").inner_text().startswith("You are registered.")
    assert dict(story.emails.deliver()) == {"dina": "Waiting list", "gul": "You are registered"}


def decline_and_register_again(story):
    """An offer is declined; cancelled registrants register again with one click while a place is free."""
    story.open_manage_page("amal")
    story.press("Cancel my registration…")
    story.press("Yes, cancel")
    assert dict(story.emails.deliver())["dina"].startswith("Accept your place by")
    assert story.open_manage_page("dina") == "A place is available for you"
    story.press("Decline…")
    story.press("Yes, decline")
    assert dict(story.emails.deliver()) == {"dina": "Registration cancelled"}

    assert story.open_manage_page("chipo") == "You cancelled your registration"
    story.press("Register again")
    assert story.page.locator(".badge").first.inner_text() == "You are registered"
    story.open_manage_page("eli")
    story.press("Cancel my registration…")
    story.press("Yes, cancel")
    story.press("Register again")
    assert story.statuses()["eli"] == "confirmed"
    assert sorted(story.emails.deliver()) == [
        ("chipo", "You are registered"), ("eli", "Registration cancelled"), ("eli", "You are registered"),
    ]  # fmt: skip


def answer_late(story):
    """A nominee answers later; the organiser sees the answer."""
    story.open_manage_page("farah")
    story.page.get_by_text("My answers").click()
    story.press("Change answers")
    story.page.get_by_label(BADGE).fill("Farah of the Network")
    story.press("Save")
    assert story.page.get_by_role("status").inner_text() == "Your answers are saved."
    story.check(story.page)
    story.organiser_page.goto(f"{story.home}/registrations?q=farah")
    story.organiser_page.get_by_role("link", name="Answers Farah").click()
    assert story.organiser_page.get_by_label(BADGE).input_value() == "Farah of the Network"
    story.check(story.organiser_page)


def check_join_pages(story):
    """In-person entries have the venue and no link; online entries have the link and no venue."""
    for who, is_online in (("chipo", False), ("gul", False), ("eli", True), ("farah", True)):
        *_, mail = (
            email for email in story.emails.by_recipient[f"{who}@example.org"] if email.calendar
        )
        entry = Calendar.from_ical(mail.calendar).events[0]
        link = re.findall(r"http://[^/\s]+(/join/\S+)", mail.text)
        assert bool(link) is is_online
        assert ("/join/" in str(entry["DESCRIPTION"])) is is_online
        if is_online:
            assert str(entry["LOCATION"]).endswith(link[0])
            assert "You were named by Legal Aid Network." in mail.text
        else:
            assert str(entry["LOCATION"]) == story.event.place
        story.open_manage_page(who)
        assert story.page.get_by_role("link", name="Go to the join page").count() == is_online
    story.check(story.page)
