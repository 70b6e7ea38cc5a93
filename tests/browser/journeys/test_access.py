"""Access in browsers: an organiser limits it; invitees and nominees register. Keyboard only, or no scripts.

The same journey twice: with the keyboard only, where axe checks each page at two widths, light and dark; and without
scripts. Only e-mails lead from one person's pages to the next.
"""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from tests.browser import page_checks
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import db, transaction
from webinars.events.enums import AccessMode
from webinars.events.models import Event, RegistrationType
from webinars.registrations.models import Registration
from webinars.registrations.status import Status

LIST = "Name;E-mail\nAna Ruiz;ana@ngo.example\nBo;bo@\nChen Wei;chen@ngo.example\nDara <dara@ngo.example>"


@pytest.fixture(autouse=True)
def stopped_clock(clock):
    """Stop the server's clock."""


class KeyboardUser:
    """A person who uses the keyboard only; axe checks each page, if there are scripts."""

    def __init__(self, page, server, looks):
        self.page, self.server, self.looks = page, server, looks

    def go(self, path):
        self.page.goto(self.server + path)

    def check(self):
        """Check the page with axe and for overflow at both widths."""
        if self.looks:
            assert page_checks.problems(self.page) == []

    def write(self, label, text, role="textbox"):
        box = self.page.get_by_role(role, name=label).first
        box.focus()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, label):
        self.page.get_by_label(label, exact=True).first.focus()
        self.page.keyboard.press("Space")

    def press(self, name, role="button"):
        self.page.get_by_role(role, name=name).last.focus()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.check()

    def follow(self, name):
        self.press(name, role="link")

    def status_text(self):
        return self.page.get_by_role("status").inner_text()

    def problems(self):
        return self.page.get_by_role("alert").first.inner_text()


@pytest.fixture(params=["keys", "no scripts"])
def open_as(request, new_page, live_server):
    """Return a function that opens a path as a new user."""
    scripts = request.param == "keys"

    def open_as(path):
        made = KeyboardUser(
            new_page(java_script_enabled=scripts, reduced_motion="reduce"),
            live_server,
            looks=scripts,
        )
        made.go(path)
        made.check()
        return made

    return open_as


@pytest.fixture
def email_link(deliver):
    """Return a function that delivers due e-mails and returns the path of a link for an address."""

    def email_link(address, to):
        deliver.all = [*getattr(deliver, "all", []), *deliver()]
        matching = [
            mail.text
            for mail in deliver.all
            if mail.message["To"].addresses[0].addr_spec == address
        ]
        return urlsplit(re.search(rf"http\S+/{to}/\S+", matching[-1])[0]).path

    return email_link


def test_organiser_limits_access_and_invited_people_register(open_as, organiser, email_link):
    with transaction() as session:
        token = issue_sign_in_token(session, organiser)
    organiser_page = open_as(f"/sign-in/{token}")
    organiser_page.press("Sign in")
    event = create_event(organiser_page)
    set_access(organiser_page, event)
    invite_people(organiser_page, event)
    add_delegation(organiser_page, event)

    ana = open_as(email_link("ana@ngo.example", "invited"))
    ana.tick("In person")
    ana.press("Request a place")
    focal = open_as(email_link("focal@kenya.example", "delegations"))
    nominate_people(focal)
    secret = switch_to_secret_link(organiser_page, event)
    guest = open_as(secret)
    guest.write("Your name", "Eve")
    guest.write("E-mail", "eve@gmial.com")
    guest.tick("Online")
    guest.press("Request a place")
    assert "Did you mean eve@gmail.com?" in guest.problems()
    guest.press("Use eve@gmail.com")
    organiser_page.go(f"/organise/events/{event.id}/invitees")
    organiser_page.check()

    assert organiser_page.page.get_by_text("1 of 3 people have registered").is_visible()
    asked, held = Status.AWAITING_APPROVAL, "In person"
    assert registrations() == [
        ("Ana Ruiz", "ana@ngo.example", held, asked),
        ("Neema", "neema@kenya.example", held, asked),
        ("Otieno", "otieno@kenya.example", "Online", asked),
        ("Eve", "eve@gmail.com", "Online", asked),
    ]


def create_event(organiser_page):
    """Create a hybrid event from an announcement."""
    organiser_page.go("/organise/events/new")
    organiser_page.check()
    organiser_page.write("Title", "Children’s rights in the digital environment")
    organiser_page.page.get_by_label("Date", exact=True).fill("2027-03-17")
    organiser_page.write("Start", "15:00")
    organiser_page.write("End or duration", "90 min")
    organiser_page.tick("Hybrid")
    organiser_page.write("Venue", "Palais des Nations")
    organiser_page.write("Number of places", "60")
    organiser_page.press("Publish")
    return db.session.query(Event).one()


def set_access(organiser_page, event):
    """Set access, periods and reminders; then two registration types, one with its own capacity."""
    organiser_page.follow("Registration settings")
    organiser_page.tick("Invited people")
    organiser_page.write("Only e-mail addresses from these domains", "ngo.example")
    organiser_page.tick("I approve each registration")
    organiser_page.tick("Delegations can name several people")
    organiser_page.write("Closes before the start", "2")
    organiser_page.write("Hours to accept an offer", "24")
    organiser_page.write("Hours to confirm the e-mail address", "0")
    organiser_page.tick("2 days")
    organiser_page.press("Save")
    assert "Enter a whole number from 1 to 336." in organiser_page.problems()
    organiser_page.write("Hours to confirm the e-mail address", "48")
    organiser_page.press("Save")
    assert "Saved." in organiser_page.status_text()
    organiser_page.follow("Add registration types")
    organiser_page.write("Number of places", "40")
    organiser_page.press("Save")

    db.session.rollback()
    db.session.refresh(event)
    assert (event.access_mode, event.domains, event.requires_approval) == (
        AccessMode.INVITED,
        ["ngo.example"],
        True,
    )
    assert (event.closes_before_minutes, event.offer_hours, event.verification_hours) == (
        120,
        24,
        48,
    )
    assert event.reminders == [2880, 1440, 60]
    assert event.has_registration_types is True


def invite_people(organiser_page, event):
    """Paste a list, correct its errors, and invite three people."""
    organiser_page.follow("Invited")
    organiser_page.page.get_by_label("Names and addresses").fill(LIST)
    organiser_page.press("Check the list")
    assert "1 line cannot be used" in organiser_page.problems()
    organiser_page.page.get_by_label("Names and addresses").fill(LIST.replace("Bo;bo@\n", ""))
    organiser_page.press("Check again")
    organiser_page.press("Invite 3 people")
    assert "3 people are being invited." in organiser_page.status_text()


def add_delegation(organiser_page, event):
    """Add a delegation that can name two people."""
    organiser_page.follow("Delegations")
    organiser_page.write("Name of the delegation", "Kenya")
    organiser_page.write("Focal point", "Grace Mushi")
    organiser_page.write("E-mail of the focal point", "focal@kenya.example")
    organiser_page.write("Maximum number of people", "2")
    organiser_page.press("Add and e-mail the link")
    assert "The delegation was added." in organiser_page.status_text()


def nominate_people(focal):
    """Nominate two people, after leaving out an address at first."""
    focal.write("Name of person 1", "Neema")
    focal.write("E-mail of person 1", "neema@kenya.example")
    focal.page.get_by_label("Registration type of person 1").select_option(label="In person")
    focal.write("Name of person 2", "Otieno")
    focal.page.get_by_label("Registration type of person 2").select_option(label="Online")
    focal.press("Name these people")
    assert "Row 2: Enter an e-mail address." in focal.problems()
    focal.write("E-mail of person 2", "otieno@kenya.example")
    focal.press("Name these people")
    assert "2 people were named." in focal.status_text()
    assert focal.page.get_by_text("2 of 2 people named.").is_visible()


def switch_to_secret_link(organiser_page, event):
    """Switch to a secret link for any domain; return its path."""
    organiser_page.follow("Registration settings")
    organiser_page.tick("People with the secret link")
    organiser_page.page.get_by_label("Only e-mail addresses from these domains").fill("")
    organiser_page.press("Save")
    parts = urlsplit(organiser_page.page.get_by_role("textbox", name="Secret link").input_value())
    assert f"/events/{event.slug}/" in parts.path
    return f"{parts.path}?{parts.query}"


def registrations():
    """Return name, address, type and status of each registration."""
    db.session.rollback()
    rows = db.session.execute(
        select(Registration.name, Registration.email, RegistrationType.name, Registration.status)
        .join(RegistrationType, RegistrationType.id == Registration.registration_type_id)
        .order_by(Registration.id)
    )
    return [tuple(row) for row in rows]
