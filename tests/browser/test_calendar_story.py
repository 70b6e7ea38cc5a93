"""One entry, right at each step: register, then the event moves, is cancelled, and takes place after all.

The organiser and the attendee sit at browsers. What they are mailed is kept as files, and the files are given
in order to a calendar after RFC 5546 and to a real CalDAV server.
"""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from itertools import permutations

import pytest

from tests.emails.calendars import Entries, told
from tests.emails.radicale import serving
from webinars.timezones import clock as the_clock

TITLE = "Access to justice"
CONFIRMED, CANCELLED = "CONFIRMED", "CANCELLED"
STARTS = datetime(2027, 7, 16, 13, tzinfo=UTC)  # 15:00 in Geneva
LATER = datetime(2027, 7, 17, 15, tzinfo=UTC)  # by two hours and a day
LASTS = timedelta(minutes=90)
SPAN = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def radicale():
    """Give a CalDAV server's maker of calendars."""
    with serving() as make:
        yield make


@pytest.fixture
def files(deliver):
    """Give an action that lets all mail leave, and returns the file that the attendee got."""

    def files():
        (path,) = (mail.path for mail in deliver() if "wanjiru" in str(mail.message["To"]))
        return path

    return files


def test_a_chain_of_mails_leaves_one_entry_at_the_right_time_at_each_step(
    clock, new_page, enter, make_event, live_server, files, radicale
):
    event = make_event(title=TITLE)
    chain = chain_of(event, live_server, enter(new_page()), new_page(), files)
    model, server = Entries(), radicale("chain")

    for path, state, starts in chain:
        mail = read(path)
        assert model.take(mail)
        assert server.take(mail)
        times = starts, starts + LASTS
        title = TITLE if state == CONFIRMED else f"Cancelled: {TITLE}"
        # The one takes out what is cancelled, the other keeps one entry and strikes it out.
        assert model.all == ([(TITLE, *times)] if state == CONFIRMED else [])
        assert server.all == [(title, state, *times)]
        assert server.busy(*SPAN) == ([times] if state == CONFIRMED else [])

    check_any_order([read(path) for path, *_ in chain], radicale)


def chain_of(event, address, desk, page, files):
    """Let the organiser and the attendee do all of it; return each file, its state, and when the event starts."""
    chain = []
    register(page, f"{address}/events/{event.slug}")
    chain.append((files(), CONFIRMED, STARTS))
    for step, state in ((move, CONFIRMED), (cancel, CANCELLED), (take_back, CONFIRMED)):
        the_clock.advance(timedelta(minutes=20))
        desk.goto(f"{address}/organise/events/{event.id}/edit")
        step(desk)
        chain.append((files(), state, LATER))
    return chain


def register(page, address):
    page.goto(address)
    page.get_by_role("link", name="Register", exact=True).click()
    page.get_by_label("Your name").fill("Wanjiru Kamau")
    page.get_by_label("E-mail").fill("wanjiru@example.com")
    page.get_by_role("button", name="Register").click()
    page.wait_for_url("**/received")


def move(desk):
    desk.get_by_label("Date", exact=True).fill("2027-07-17")
    desk.get_by_label("Start").fill("17:00")
    desk.get_by_label("End or duration").fill("18:30")
    desk.get_by_role("button", name="Save").click()
    desk.get_by_role("button", name="Save and notify 1 person").click()
    desk.wait_for_url("**/edit?done=told")


def cancel(desk):
    desk.get_by_role("link", name="Cancel event…").click()
    desk.get_by_role("button", name="Yes, cancel it").click()
    desk.wait_for_url("**done=cancelled")


def take_back(desk):
    desk.get_by_role("link", name="Reinstate…").click()
    desk.get_by_role("button", name="Yes, reinstate it").click()
    desk.wait_for_url("**done=restored")


def read(path):
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def check_any_order(mails, radicale):
    """Late mail, and mail that comes twice, changes nothing: the same one entry is left."""
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
