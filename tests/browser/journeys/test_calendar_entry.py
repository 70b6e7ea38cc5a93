"""One correct calendar entry of an event that is moved, cancelled and reinstated, of its dates and other times.

Organiser and attendee use browsers. The e-mailed files are applied in order to a calendar that follows RFC 5546
and to a CalDAV server.
"""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from itertools import permutations

import pytest

from tests.browser import page_checks
from tests.emails.calendars import Entries, told
from tests.emails.radicale import serving
from webinars.timezones import clock as the_clock

TITLE = "Access to justice"
CONFIRMED, CANCELLED = "CONFIRMED", "CANCELLED"
STARTS = datetime(2027, 7, 16, 13, tzinfo=UTC)  # 15:00 in Geneva
LATER = datetime(2027, 7, 17, 15, tzinfo=UTC)  # two hours and a day later
LASTS, WEEK = timedelta(minutes=90), timedelta(weeks=1)
SPAN = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def radicale():
    """Return a factory of calendars on a CalDAV server."""
    with serving() as make:
        yield make


@pytest.fixture
def files(deliver):
    """Return a function that delivers all e-mail and returns the attendee's file."""

    def files():
        (path,) = (mail.path for mail in deliver() if "wanjiru" in str(mail.message["To"]))
        return path

    return files


def test_emails_leave_one_entry_at_the_right_time(
    clock, new_page, sign_in_organiser, make_event, live_server, files, deliver, radicale
):
    event = make_event(title=TITLE)
    organiser_page, page = sign_in_organiser(new_page()), new_page()
    chain = event_emails(event, live_server, organiser_page, page, files)
    model, server = Entries(), radicale("chain")

    for path, state, starts in chain:
        mail = read(path)
        assert model.take(mail)
        assert server.take(mail)
        times = starts, starts + LASTS
        title = TITLE if state == CONFIRMED else f"Cancelled: {TITLE}"
        # The model removes cancelled entries, the server keeps one marked as cancelled.
        assert model.all == ([(TITLE, *times)] if state == CONFIRMED else [])
        assert server.all == [(title, state, *times)]
        assert server.busy(*SPAN) == ([times] if state == CONFIRMED else [])

    check_any_order([read(path) for path, *_ in chain], radicale)
    for mail in emails_of_dates(event, live_server, organiser_page, page, deliver):
        assert model.take(mail)
        assert server.take(mail)
    second = LATER + WEEK + timedelta(hours=1), LATER + WEEK + timedelta(hours=1) + LASTS
    third = second[0] + WEEK, second[1] + WEEK
    fourth = third[0] + WEEK - timedelta(hours=1), third[1] + WEEK - timedelta(hours=1)
    assert model.all == [(TITLE, LATER, LATER + LASTS), (TITLE, *second), (TITLE, *fourth)]
    assert sorted(server.all) == [
        (TITLE, CONFIRMED, LATER, LATER + LASTS),
        (TITLE, CONFIRMED, *second),
        (TITLE, CONFIRMED, *fourth),
        (f"Cancelled: {TITLE}", CANCELLED, *third),
    ]

    for mail in emails_of_times(event, live_server, organiser_page, page, chain[0][0], deliver):
        assert model.take(mail)
        assert server.take(mail)
    evening = LATER + timedelta(hours=4), LATER + timedelta(hours=4) + LASTS
    assert sorted(model.all) == [(TITLE, *evening), (TITLE, *second), (TITLE, *fourth)]
    assert sorted(server.all) == [
        (TITLE, CANCELLED, LATER, LATER + LASTS),
        (TITLE, CONFIRMED, *evening),
        (TITLE, CONFIRMED, *second),
        (TITLE, CONFIRMED, *fourth),
        (f"Cancelled: {TITLE}", CANCELLED, *third),
    ]


def test_poll_leaves_the_entry_of_the_chosen_date(
    clock, new_page, sign_in_organiser, live_server, deliver, radicale
):
    organiser_page, page, server = sign_in_organiser(new_page()), new_page(), radicale("poll")
    make_poll(organiser_page, live_server)
    first = deliver()
    holds = [mail.message for mail in first if mail.calendar]
    for mail in holds:
        assert server.take(mail)
    tentative = ("Possible date: Round table", "TENTATIVE")
    hours = [(start, start + LASTS) for start in (STARTS, LATER)]
    assert sorted(server.all) == [(*tentative, *hour) for hour in hours]
    [link] = [word for word in first[0].text.split() if "/polls/" in word]
    page.goto(live_server + link[link.index("/polls/") :])
    for option, label in enumerate(("If need be", "Yes")):
        page.get_by_role("group").nth(option).get_by_label(label, exact=True).check()
    page.get_by_role("button", name="Save my answers").last.click()
    assert page.get_by_role("status").inner_text().startswith("Your answers were saved.")

    organiser_page.reload()
    best = organiser_page.get_by_role("row").filter(has_text="Most answers in favour")
    best.get_by_role("link", name="Choose").click()
    for label in ("Publish the event", "Register those who said yes"):
        organiser_page.get_by_label(label).check()
    organiser_page.get_by_role("button", name="Choose this date").click()
    for mail in deliver():
        if mail.calendar:
            assert server.take(mail.message)

    cancelled = ("Cancelled: Round table", CANCELLED, *hours[0])
    assert sorted(server.all) == sorted([cancelled, ("Round table", CONFIRMED, *hours[1])])
    assert server.busy(*SPAN) == [hours[1]]


def make_poll(page, address):
    """Make a poll of two dates with tentative entries, and ask one person."""
    page.goto(f"{address}/organise/polls/new")
    page.get_by_label("Title").fill("Round table")
    page.get_by_label("Duration").fill("90 min")
    for number, (day, start) in enumerate((("2027-07-16", "15:00"), ("2027-07-17", "17:00")), 1):
        page.locator(f"[name=date_{number}]").fill(day)
        page.locator(f"[name=start_{number}]").fill(start)
    page.get_by_label("Tentative entries in calendars").check()
    page.get_by_role("button", name="Create the poll").click()
    page.get_by_role("link", name="Add participants").click()
    page.get_by_label("Names and addresses").fill("Wanjiru Kamau <wanjiru@example.com>")
    page.get_by_role("button", name="Check the list").click()
    page.get_by_role("button", name="Send 1 e-mail").click()
    assert "1 participant gets an e-mail." in page.get_by_role("status").inner_text()


def event_emails(event, address, organiser_page, page, files):
    """Register and change the event; return each file with the event's state and start."""
    chain = []
    register(page, f"{address}/events/{event.slug}")
    chain.append((files(), CONFIRMED, STARTS))
    for step, state in ((move, CONFIRMED), (cancel, CANCELLED), (reinstate, CONFIRMED)):
        the_clock.advance(timedelta(minutes=20))
        organiser_page.goto(f"{address}/organise/events/{event.id}/edit")
        step(organiser_page)
        chain.append((files(), state, LATER))
    return chain


def emails_of_dates(event, address, organiser_page, page, deliver):
    """Add two dates, register for all, move the second and the following one, cancel the third, add a fourth."""
    organiser_page.goto(f"{address}/organise/events/{event.id}/dates/new")
    organiser_page.get_by_label("Number of further dates").fill("2")
    organiser_page.get_by_role("button", name="Show the dates").click()
    organiser_page.get_by_role("button", name="Publish these dates").click()
    organiser_page.wait_for_url("**/dates?published=2")
    links = organiser_page.get_by_role("link", name="Edit")
    second, third = (address + links.nth(number).get_attribute("href") for number in (0, 1))
    register_for_all(page, f"{address}/events/{event.slug}")
    mails = sent(deliver)
    the_clock.advance(timedelta(minutes=20))
    organiser_page.goto(second)
    organiser_page.get_by_label("Start").fill("18:00")
    organiser_page.get_by_label("End or duration").fill("19:30")
    organiser_page.get_by_role("button", name="Save for this and the following dates…").click()
    organiser_page.get_by_role("button", name="Save and send 2 e-mails").click()
    organiser_page.wait_for_url("**/dates?changed=2")
    mails += sent(deliver)
    the_clock.advance(timedelta(minutes=20))
    organiser_page.goto(third)
    cancel(organiser_page)
    organiser_page.goto(f"{address}/organise/events/{event.id}/dates/new")
    organiser_page.get_by_label("Number of further dates").fill("1")
    organiser_page.get_by_role("button", name="Show the dates").click()
    organiser_page.get_by_role("button", name="Publish these dates").click()
    organiser_page.wait_for_url("**/dates?published=1")
    return [*mails, *sent(deliver)]


def emails_of_times(event, address, organiser_page, page, file, deliver):
    """Hold the event once more in the evening, and change to that time; return the e-mails to the registrant."""
    the_clock.advance(timedelta(minutes=20))
    organiser_page.goto(f"{address}/organise/events/{event.id}/times")
    organiser_page.get_by_role("link", name="Add a time").click()
    organiser_page.get_by_label("Date").fill("2027-07-17")
    organiser_page.get_by_label("Start").fill("21:00")
    organiser_page.get_by_role("button", name="Publish").click()
    organiser_page.wait_for_url("**/times?published=1")
    manage = re.search(r"http://[^/\s]+(/registrations/[\w-]+)", plain_text(file))[1]
    page.goto(address + manage)
    page.get_by_role("link", name="Change to another time").click()
    assert page_checks.problems(page) == []
    page.get_by_role("radio", name="21:00 Geneva").check()
    page.get_by_role("button", name="Attend at this time").click()
    page.get_by_text("You have changed to this time.").wait_for()
    return sent(deliver)


def plain_text(file):
    return read(file).get_body(("plain",)).get_content()


def sent(deliver):
    """Deliver all e-mail; return that to the attendee's calendar, all but the lists of dates."""
    mails = [mail for mail in deliver() if "wanjiru" in str(mail.message["To"])]
    return [read(mail.path) for mail in mails if mail.calendar]


def register_for_all(page, address):
    page.goto(address)
    page.get_by_role("link", name="Register for several dates").click()
    page.get_by_label("All dates, also those that are added later").check()
    assert page_checks.problems(page) == []
    fill_in(page)


def register(page, address):
    page.goto(address)
    page.get_by_role("link", name="Register", exact=True).click()
    fill_in(page)


def fill_in(page):
    page.get_by_label("Your name").fill("Wanjiru Kamau")
    page.get_by_label("E-mail", exact=True).fill("wanjiru@example.com")
    page.get_by_role("button", name="Register").click()
    page.wait_for_url("**/received")


def move(organiser_page):
    organiser_page.get_by_label("Date", exact=True).fill("2027-07-17")
    organiser_page.get_by_label("Start").fill("17:00")
    organiser_page.get_by_label("End or duration").fill("18:30")
    organiser_page.get_by_role("button", name="Save", exact=True).click()
    organiser_page.get_by_role("button", name="Save and notify 1 person").click()
    organiser_page.wait_for_url("**/edit?done=told")


def cancel(organiser_page):
    organiser_page.get_by_role("link", name="Cancel event…").click()
    organiser_page.get_by_role("button", name="Yes, cancel it").click()
    organiser_page.wait_for_url("**done=cancelled")


def reinstate(organiser_page):
    organiser_page.get_by_role("link", name="Reinstate…").click()
    organiser_page.get_by_role("button", name="Yes, reinstate it").click()
    organiser_page.wait_for_url("**done=restored")


def read(path):
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def check_any_order(mails, radicale):
    """Late and repeated e-mails change nothing: one and the same entry results."""
    sequences = [told(mail).order[0] for mail in mails]
    assert sequences == sorted(set(sequences))
    assert len({told(mail).uid for mail in mails}) == 1
    wanted = [(TITLE, LATER, LATER + LASTS)]
    for order in permutations(mails):
        late = Entries()
        for mail in (*order, *order):
            late.take(mail)
        assert late.all == wanted
    server = radicale("backwards")
    assert [server.take(mail) for mail in reversed(mails)] == [True, False, False, False]
    assert server.all == [(TITLE, CONFIRMED, LATER, LATER + LASTS)]
