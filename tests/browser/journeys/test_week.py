"""An organiser's week with two colleagues, from a pasted announcement to the deletion of personal data.

A worker sends to an SMTP server; each e-mail that arrives is opened, and each of its links followed. The
editor works without scripts.
"""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from tests.browser.journeys.opened_emails import OpenedEmails
from tests.browser.journeys.week import Week
from tests.emails.sink import Sink, running
from tests.replies.mails import AUTHSERV_ID, REPLY_ADDRESS, written
from webinars.database import db, transaction
from webinars.events.models import Event
from webinars.replies.parsing.parse_mail import parse_incoming
from webinars.replies.process_mail import process_email

ANNOUNCEMENT = """Heat and work

Wednesday 2 December 2026, 15:00-16:00 Geneva

How the heat of cities changes work. Join online: https://rooms.example.org/heat
"""
TITLE, RECORDING = "Heat and work", "https://video.example.org/heat"
EDITOR, COLLEAGUE = "kofi@example.org", "zola@example.org"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = datetime(2026, 12, 3, 14, tzinfo=UTC)  # of the event as it was moved
END = START + HOUR
ANA = "ana@example.com"
PEOPLE = (
    ("Ana Souza", ANA, "America/Sao_Paulo", "en"),
    ("Bo Li", "bo@example.com", "Asia/Shanghai", "en"),
    ("أمينة حداد", "amina@example.com", "Africa/Cairo", "ar"),
    ("Élodie Martin", "elodie@example.com", "Europe/Paris", "fr"),
)

EVERYONE = "amina ana bo elodie"
TIMELINE = """\
Confirmation with invitation Add a note Each person when they are registered
Reminder Confirmed 2 December 2026, 15:00 (1 day before the start) Scheduled
Will you join us, {name}? Confirmed; No calendar reply 2 December 2026, 15:00 (1 day before the start) Scheduled
Reminder Confirmed 3 December 2026, 14:00 (1 hour before the start) Scheduled
"""
STORY = """\
Event created
by Amira Haddad, 25 November 2026, 10:00
Date and time After: Wednesday 2 December 2026, 15:00 Geneva
Title After: Heat and work

Event published
by Amira Haddad, 25 November 2026, 10:00

Registration settings changed
by Amira Haddad, 25 November 2026, 10:00
I approve each registration Before: no After: yes

Added to the team: kofi
by Amira Haddad, 25 November 2026, 10:00
Role After: Editor

Added to the team: zola
by Amira Haddad, 25 November 2026, 10:00
Role After: Registrations

Registration approved: a person whose data was deleted
by zola, 25 November 2026, 10:00
Status Before: Awaiting approval After: Confirmed

Registration approved: a person whose data was deleted
by zola, 25 November 2026, 10:00
Status Before: Awaiting approval After: Confirmed

Registration approved: a person whose data was deleted
by zola, 25 November 2026, 10:00
Status Before: Awaiting approval After: Confirmed

Registration approved: a person whose data was deleted
by zola, 25 November 2026, 10:00
Status Before: Awaiting approval After: Confirmed

Message written: Will you join us, {name}?
by zola, 25 November 2026, 10:00

Message scheduled: Will you join us, {name}?
by zola, 25 November 2026, 10:00
When? Before: At once After: 1 day before the start

Message stopped: Will you join us, {name}?
by zola, 25 November 2026, 10:00

Message scheduled: Will you join us, {name}?
by zola, 25 November 2026, 10:00

Event changed
by kofi, 25 November 2026, 11:00
Start (Geneva) Before: Wednesday 2 December 2026, 15:00 After: Thursday 3 December 2026, 15:00
End (Geneva) Before: Wednesday 2 December 2026, 16:00 After: Thursday 3 December 2026, 16:00

Event changed
by kofi, 4 December 2026, 16:00
Recording and slides Before: – After: Recording: https://video.example.org/heat

Message written: Recording and slides: {event}
by kofi, 4 December 2026, 16:00

Message sent: Recording and slides: {event}
by kofi, 4 December 2026, 16:00

Made owner: kofi
by Amira Haddad, 4 December 2026, 16:00
Role Before: Editor After: Owner

Role changed: Amira Haddad
by Amira Haddad, 4 December 2026, 16:00
Role Before: Owner After: Editor

Personal data deleted after the event
by the system, 3 December 2027, 16:00
Registrations After: 4
"""


@pytest.fixture(scope="module")
def sink():
    with running(Sink()) as sink:
        yield sink


@pytest.fixture
def overrides(sink):
    return {"SMTP_URL": sink.url, "REPLY_ADDRESS": REPLY_ADDRESS, "LANGUAGES": ["en", "fr", "ar"]}


@pytest.fixture
def week(app, sink, site, live_server, new_page):
    sink.taken.clear()
    return Week(app, new_page, OpenedEmails(sink, new_page(), live_server, site.base_url, TITLE))


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def go(page, tab):
    page.get_by_role("navigation", name="Pages of this event").get_by_role(
        "link", name=tab, exact=True
    ).click()


def test_history_and_emails_are_those_of_the_week(week, organiser, clock, make_registration):
    owner = week.add_person(organiser.email)
    week.sign_in(organiser.email)
    publish(owner)
    event = db.session.query(Event).one()
    editor, colleague = invite(week, owner)
    assert week.deliver() == {"Sign in to Webinars": "amira", "Your role": "kofi zola"}

    register(week, event)
    for name, email, timezone, language in PEOPLE[1:]:
        make_registration(event, name=name, email=email, timezone=timezone, language=language)
    assert week.deliver() == {"Request received": EVERYONE}
    approve(week, colleague)
    assert week.deliver() == {"You are registered": EVERYONE}
    reply(week, ANA)
    write(week, colleague)
    assert week.deliver() == {"Test": "zola"}
    assert week.emails.opened[-1][1]["Subject"] == "Test: Will you join us, zola?"
    clock.advance(HOUR)
    move(editor)
    assert week.deliver() == {"New time": EVERYONE}
    assert timeline(colleague) == TIMELINE

    clock.stop(START - DAY)
    for email in (organiser.email, EDITOR, COLLEAGUE):
        week.sign_in(email)
    assert week.deliver() == {
        "Registrations on Wednesday 25 November 2026": "amira kofi zola",
        "Sign in to Webinars": "amira kofi zola",
        "In 24 hours": EVERYONE,
        "Will you join us": "amina bo elodie",
    }
    look_at_message(week, colleague)
    clock.stop(START - HOUR)
    week.sign_in(COLLEAGUE)
    check_in(colleague)
    assert week.deliver() == {"In 1 hour": EVERYONE, "Sign in to Webinars": "zola"}

    clock.stop(END + DAY)
    for email in (organiser.email, EDITOR):
        week.sign_in(email)
    follow_up(editor)
    assert week.deliver() == {"Sign in to Webinars": "amira kofi", "Recording and slides": "ana"}
    assert week.emails.links_to(ANA, RECORDING) == [RECORDING]
    unsubscribe(week)
    hand_over(owner)
    assert week.deliver() == {"Your role": "kofi"}

    clock.stop(END + 365 * DAY)
    week.purge()
    week.sign_in(organiser.email)
    assert week.deliver() == {"Sign in to Webinars": "amira"}
    ended(owner)
    go(owner, "Registrations")
    assert owner.get_by_text("Personal data of 4 registrations was deleted").is_visible()
    week.check(owner)
    go(owner, "History")
    week.check(owner)

    assert story(owner) == STORY
    assert week.faults == []
    assert week.emails.wrong == []


def publish(page):
    """Publish the event of an announcement, over three pages, and approve registrations."""
    visited = []
    page.on("framenavigated", lambda frame: visited.append(urlsplit(frame.url).path))
    page.get_by_role("main").get_by_role("link", name="Paste an announcement").click()
    page.get_by_label("Announcement").fill(ANNOUNCEMENT)
    press(page, "Find events")
    press(page, "Publish event")
    assert page.get_by_role("status").inner_text() == "1 event is now public."
    form = "/organise/announcements"
    assert visited == [form, form, "/organise/events"]  # the form once more, with what was found
    page.get_by_role("rowheader").get_by_role("link", name=TITLE).click()
    go(page, "Registration settings")
    page.get_by_label("I approve each registration").check()
    press(page, "Save")


def invite(week, owner):
    """Add two colleagues, who accept by signing in with the link in their e-mail."""
    go(owner, "Team")
    pages = []
    for email, role, has_scripts in ((EDITOR, "Editor", False), (COLLEAGUE, "Registrations", True)):
        add(owner, email, role)
        pages.append(week.add_person(email, java_script_enabled=has_scripts))
        week.accept(email)
    return pages


def add(page, address, role):
    page.get_by_label("E-mail", exact=True).fill(address)
    page.get_by_label(role, exact=True).check()
    press(page, "Add to the team")


def register(week, event):
    visitor = week.visitor
    visitor.goto(f"{week.address}/events/{event.slug}/registrations")
    visitor.get_by_label("Your name").fill(PEOPLE[0][0])
    visitor.get_by_label("E-mail", exact=True).fill(ANA)
    visitor.locator("main form button.primary").click()


def approve(week, page):
    """Approve all requests with the keyboard alone."""
    tab_to(page, page.get_by_role("link", name=f"Registrations {TITLE}"), "Enter")
    page.wait_for_url("**/registrations")
    for _ in PEOPLE:
        tab_to(page, page.locator("[name=who]:not(:checked)"), "Space")
    tab_to(page, page.locator("button[value=approve]"), "Enter", back=True)
    page.wait_for_url("**/registrations?done=*")
    assert page.get_by_text("4 places taken").is_visible()
    week.check(page)


def tab_to(page, target, key, *, back=False):
    """Move the focus on until it is on one of the elements, and press a key there."""
    for _ in range(80):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if target.evaluate_all("all => all.includes(document.activeElement)"):
            page.keyboard.press(key)
            return
    raise AssertionError(f"the keyboard does not reach {target}")


def reply(week, email):
    """Answer the invitation as the calendar of a registrant does."""
    invitation = week.emails.calendar_of(email)
    raw = written(
        "gmail",
        to=re.search(r"rsvp\+\S+@[\w.]+", invitation)[0],
        uid=re.search(r"UID:(\S+)", invitation)[1],
        person=email,
        partstat="ACCEPTED",
    )
    with transaction() as session:
        process_email(
            session, parse_incoming(raw, reply_address=REPLY_ADDRESS, authserv_ids=[AUTHSERV_ID])
        )


def write(week, page):
    """Write to those whose calendar has not replied; a day before the start."""
    go(page, "Messages")
    page.get_by_role("link", name="New message").click()
    page.get_by_text("Only some of them").click()
    page.get_by_label("Calendar reply").select_option("No calendar reply")
    page.get_by_label("Subject", exact=True).fill("Will you join us, {nmae}?")
    page.get_by_label("Text", exact=True).fill("Dear {name},\n\nplease answer for {date}.")
    press(page, "Save and preview")
    assert page.get_by_text("{nmae} is not a placeholder").first.is_visible()
    week.check(page)
    page.get_by_label("Subject", exact=True).fill("Will you join us, {name}?")
    press(page, "Save and preview")
    assert page.get_by_text("3 recipients now.").is_visible()
    assert page.get_by_role("heading", name="Will you join us, أمينة حداد?").is_visible()
    press(page, "Send a test to me")
    schedule(page)
    press(page, "Stop the message")
    assert page.get_by_text("0 e-mails had left").is_visible()
    schedule(page)
    week.check(page)


def schedule(page):
    page.get_by_text("Send later").click()
    page.get_by_label("Number").fill("1")
    press(page, "Schedule")
    assert page.get_by_text("1 day before the start").first.is_visible()


def move(page):
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_label("Date", exact=True).fill("2026-12-03")
    press(page, "Save")
    press(page, "Save and notify 4 people")


def timeline(page):
    """Return the rows of the messages page, below the headings."""
    page.get_by_role("link", name=f"Messages about {TITLE}").click()
    page.wait_for_url("**/messages")
    page.set_viewport_size({"width": 1280, "height": 900})  # without the labels of phones
    [_, *rows] = page.get_by_role("row").all_inner_texts()
    return "".join(f"{' '.join(row.split())}\n" for row in rows)


def look_at_message(week, page):
    page.get_by_role("link", name=TITLE).first.click()
    go(page, "Messages")
    page.get_by_role("link", name="Will you join us, {name}?").click()
    assert page.get_by_text("3 sent").is_visible()
    week.check(page)


def check_in(page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("link", name=TITLE).first.click()
    go(page, "Check-in")
    page.get_by_label("Name", exact=True).fill("ana")
    press(page, "Search")
    page.get_by_role("button", name="Present").click()
    assert page.get_by_text("1 of 4 checked in").is_visible()


def ended(page):
    """Open the event once it is over."""
    page.get_by_role("link", name="Your events").first.click()
    page.get_by_role("link", name=TITLE).first.click()


def follow_up(page):
    ended(page)
    go(page, "Recording and slides")
    page.get_by_label("Text of link 1", exact=True).fill("Recording")
    page.get_by_label("Address of link 1").fill(RECORDING)
    press(page, "Save")
    page.get_by_role("link", name="To those who attended").click()
    press(page, "Save and preview")
    assert page.get_by_text("1 recipient now.").is_visible()
    press(page, "Send now")


def unsubscribe(week):
    visitor = week.visitor
    [link] = week.emails.links_to(ANA, "/unsubscribe/")
    visitor.goto(week.emails.on_this_server(link))
    press(visitor, "Unsubscribe")
    assert visitor.get_by_role("heading", name="You are unsubscribed").is_visible()


def hand_over(page):
    ended(page)
    go(page, "Team")
    page.get_by_role("link", name="Make owner… kofi").click()
    press(page, "Yes, hand over")
    assert page.get_by_text("The event has a new owner").is_visible()


def story(page):
    """Return the history as it is read, the oldest entry first."""
    return page.locator(".history > li").evaluate_all("""all => all.reverse().map(
        entry => [...entry.querySelectorAll("h3, h3 + p, dl > div")].map(
            line => line.innerText.replace(/\\s+/g, " ").trim() + "\\n").join("")).join("\\n")""")
