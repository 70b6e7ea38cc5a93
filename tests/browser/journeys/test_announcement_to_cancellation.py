"""From a pasted announcement to a cancelled event, with browsers and a real worker.

An announcement is published; someone registers; the event is rescheduled and cancelled. After each step the
e-mails, applied in order, leave one correct calendar entry.
"""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from itertools import groupby, permutations
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.emails.calendars import Entries
from tests.emails.sink import Sink, running
from webinars.timezones import clock as the_clock
from webinars.worker.loop import deliver_once

PAGE = (Path(__file__).parents[2] / "data" / "other-un-events.txt").read_text()
ASKING = PAGE.replace("9:00 NY", "10:00 NY")  # an ambiguous time
JUNE = datetime(2020, 6, 1, 9, tzinfo=UTC)  # the page announces events of July 2020 and later
SOMEBODY = "wanjiru@example.com"
TITLE = "Covid-19’s impact on children deprived of liberty"


@pytest.fixture(scope="module")
def sink():
    with running(Sink()) as sink:
        yield sink


@pytest.fixture
def overrides(sink):
    sink.taken.clear()
    return {"SMTP_URL": sink.url}


@pytest.fixture
def clock():
    """Stop the clock before the announced events."""
    the_clock.stop(JUNE)
    yield the_clock
    the_clock.go()


@pytest.fixture
def deliver_to(app, sink):
    """Return a function that runs the worker and returns the e-mails an address received."""

    def deliver_to(address):
        before = len(sink.taken)
        deliver_once(app)
        return [
            message_from_bytes(body, policy=policy.default)
            for to, body in sink.taken[before:]
            if to == address
        ]

    return deliver_to


def test_pasted_event_is_published_rescheduled_and_cancelled_in_one_entry(
    new_page, live_server, organiser, clock, deliver_to
):
    entries, got = Entries(), []
    page = sign_in(new_page(), live_server, organiser, deliver_to)
    publish(page, ASKING, answer="15:00 Geneva")

    register(new_page(), live_server)
    (confirmed,) = deliver_to(SOMEBODY)
    got.append(confirmed)
    assert entries.take(confirmed)
    starts = datetime(2020, 7, 16, 13, tzinfo=UTC)
    assert entries.all == [(TITLE, starts, starts + timedelta(hours=1))]

    clock.advance(timedelta(hours=1))
    move_by_two_hours(page)
    (moved,) = deliver_to(SOMEBODY)
    got.append(moved)
    assert entries.take(moved)
    starts += timedelta(hours=2)
    assert entries.all == [(TITLE, starts, starts + timedelta(hours=1))]

    clock.advance(timedelta(hours=1))
    cancel(page)
    (cancelled,) = deliver_to(SOMEBODY)
    got.append(cancelled)
    assert entries.take(cancelled)
    assert entries.all == []
    assert len(entries.newest) == 1

    # E-mails may arrive in any order: no entry is left.
    for order in permutations(got):
        late = Entries()
        for mail in order:
            late.take(mail)
        assert late.all == []
    assert deliver_to(SOMEBODY) == []


def sign_in(page, address, organiser, deliver_to):
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail").fill(organiser.email)
    page.get_by_role("button", name="E-mail me a link").click()
    (mail,) = deliver_to(organiser.email)
    path = re.search(r"http://[^/\s]+(/sign-in/\S+)", mail.get_body(("plain",)).get_content())[1]
    page.goto(address + path)
    return page


def publish(page, text, *, answer):
    """Publish the events of an announcement that asks one question from the sign-in page, over three pages."""
    visited = []
    page.on("framenavigated", lambda frame: visited.append(urlsplit(frame.url).path))
    page.locator("main button").click()
    page.get_by_role("main").get_by_role("link", name="Paste an announcement").click()
    page.get_by_label("Announcement").fill(text)
    page.get_by_role("button", name="Find events").click()
    page.get_by_role("button", name=answer).click()
    page.get_by_role("button", name="Publish events").click()

    assert page.get_by_role("status").inner_text() == "3 events are now public."
    pages = [path for path, _ in groupby(visited)]
    assert pages == ["/organise", "/organise/announcements", "/organise/events"]
    assert len(visited) == 5  # the answer reloads the page


def register(page, address):
    page.goto(address)
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="Register", exact=True).click()
    page.get_by_label("Your name").fill("Wanjiru Kamau")
    page.get_by_label("E-mail").fill(SOMEBODY)
    page.get_by_role("button", name="Register").click()
    page.wait_for_url("**/received")


def move_by_two_hours(page):
    page.get_by_role("rowheader").get_by_role("link", name=TITLE).click()
    assert page.get_by_label("Start").input_value() == "15:00"
    page.get_by_label("Start").fill("17:00")
    page.get_by_label("End or duration").fill("18:00")
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.get_by_role("heading", name="1 person will be notified of this change").is_visible()
    page.get_by_role("button", name="Save and notify 1 person").click()
    page.wait_for_url("**/edit?done=told")


def cancel(page):
    page.get_by_role("link", name="Cancel event…").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    page.wait_for_url("**/edit?done=cancelled")
