"""Access in browsers: an organiser limits it; invitees and nominees register. Keyboard only, or no scripts.

The same journey twice: with the keyboard only, where axe checks each page at two widths, light and dark; and without
scripts. Only e-mails lead from one person's pages to the next.
"""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from tests.browser import page_checks
from webinars.accounts.actions import sign_in_link
from webinars.database import db, transaction
from webinars.events.models import Event, RegistrationType
from webinars.events.rules import AccessMode
from webinars.registrations.models import Registration, Status

LIST = "Name;E-mail\nAna Ruiz;ana@ngo.example\nBo;bo@\nChen Wei;chen@ngo.example\nDara <dara@ngo.example>"


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the server's clock."""


class Walk:
    """A person who uses the keyboard only; axe checks each page, if there are scripts."""

    def __init__(self, page, server, looks):
        self.page, self.server, self.looks = page, server, looks

    def go(self, path):
        self.page.goto(self.server + path)

    def look(self):
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
        self.look()

    def follow(self, name):
        self.press(name, role="link")

    def said(self):
        return self.page.get_by_role("status").inner_text()

    def problems(self):
        return self.page.get_by_role("alert").first.inner_text()


@pytest.fixture(params=["keys", "no scripts"])
def walk(request, new_page, live_server):
    """Return a builder of people with a page each."""
    scripts = request.param == "keys"

    def walk(path):
        made = Walk(
            new_page(java_script_enabled=scripts, reduced_motion="reduce"),
            live_server,
            looks=scripts,
        )
        made.go(path)
        made.look()
        return made

    return walk


@pytest.fixture
def letter(deliver):
    """Return a function that delivers due e-mails and returns the path of a link in somebody's e-mail."""

    def letter(address, to):
        deliver.kept = [*getattr(deliver, "kept", []), *deliver()]
        matching = [
            mail.text
            for mail in deliver.kept
            if mail.message["To"].addresses[0].addr_spec == address
        ]
        return urlsplit(re.search(rf"http\S+/{to}/\S+", matching[-1])[0]).path

    return letter


def test_organiser_limits_access_and_invited_people_register(walk, organiser, letter):
    with transaction() as session:
        token = sign_in_link(session, organiser)
    office = walk(f"/sign-in/{token}")
    office.press("Sign in")
    event = announced(office)
    settled(office, event)
    invited(office, event)
    delegated(office, event)

    ana = walk(letter("ana@ngo.example", "invited"))
    ana.tick("In person")
    ana.press("Request a place")
    focal = walk(letter("focal@kenya.example", "delegations"))
    named(focal)
    secret = secretly(office, event)
    guest = walk(secret)
    guest.write("Your name", "Eve")
    guest.write("E-mail", "eve@gmial.com")
    guest.tick("Online")
    guest.press("Request a place")
    assert "Did you mean eve@gmail.com?" in guest.problems()
    guest.press("Use eve@gmail.com")
    office.go(f"/organise/events/{event.id}/invitees")
    office.look()

    assert office.page.get_by_text("1 of 3 people have registered").is_visible()
    asked, held = Status.AWAITING_APPROVAL, "In person"
    assert registrations() == [
        ("Ana Ruiz", "ana@ngo.example", held, asked),
        ("Neema", "neema@kenya.example", held, asked),
        ("Otieno", "otieno@kenya.example", "Online", asked),
        ("Eve", "eve@gmail.com", "Online", asked),
    ]


def announced(office):
    """Create a hybrid event from an announcement."""
    office.go("/organise/events/new")
    office.look()
    office.write("Title", "Children’s rights in the digital environment")
    office.page.get_by_label("Date", exact=True).fill("2027-03-17")
    office.write("Start", "15:00")
    office.write("End or duration", "90 min")
    office.tick("Hybrid")
    office.write("Place", "Palais des Nations")
    office.write("Places", "60")
    office.press("Publish")
    return db.session.query(Event).one()


def settled(office, event):
    """Set access, periods and automation; then two registration types, one with its own capacity."""
    office.follow("Registration settings")
    office.tick("Invited people")
    office.write("Only e-mail addresses of these domains", "ngo.example")
    office.tick("I approve each registration")
    office.tick("Delegations can name several people")
    office.write("Closes before the start", "2")
    office.write("Hours to accept an offer", "24")
    office.write("Hours to confirm the e-mail address", "0")
    office.tick("2 days")
    office.press("Save")
    assert "Enter a whole number from 1 to 336." in office.problems()
    office.write("Hours to confirm the e-mail address", "48")
    office.press("Save")
    assert "Saved." in office.said()
    office.follow("Add registration types")
    office.write("Places", "40")
    office.press("Save")

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


def invited(office, event):
    """Paste a list, correct its errors, and invite three people."""
    office.follow("Invited")
    office.page.get_by_label("Names and addresses").fill(LIST)
    office.press("Check the list")
    assert "1 line cannot be used" in office.problems()
    office.page.get_by_label("Names and addresses").fill(LIST.replace("Bo;bo@\n", ""))
    office.press("Check again")
    office.press("Invite 3 people")
    assert "3 people are being invited." in office.said()


def delegated(office, event):
    """Add a delegation that can name two people."""
    office.follow("Delegations")
    office.write("Name of the delegation", "Kenya")
    office.write("Focal point", "Grace Mushi")
    office.write("E-mail of the focal point", "focal@kenya.example")
    office.write("Maximum number of people", "2")
    office.press("Add and e-mail the link")
    assert "The delegation was added." in office.said()


def named(focal):
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
    assert "2 people were named." in focal.said()
    assert focal.page.get_by_text("2 of 2 people named.").is_visible()


def secretly(office, event):
    """Switch to a secret link for any domain; return its path."""
    office.follow("Registration settings")
    office.tick("People with the secret link")
    office.page.get_by_label("Only e-mail addresses of these domains").fill("")
    office.press("Save")
    parts = urlsplit(office.page.get_by_role("textbox", name="Secret link").input_value())
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
