"""Calendar replies on the organiser's page of registrations: phone, dark colours, axe."""

from datetime import timedelta

import pytest

from tests.browser import page_checks
from tests.replies import conftest as shared
from tests.replies.mails import REPLY_ADDRESS
from webinars.database import transaction
from webinars.events.models import Event

address_of, mail_of, arrive = shared.address_of, shared.mail_of, shared.arrive  # fixtures
LONG = (
    b"COMMENT:I can come only if it begins an hour later\\; " + b"https://example.org/" + b"a" * 200
)
HOSTILE = "COMMENT:</bdi><script>alert(1)</script> مرحبا".encode()
# Replies by attendee: the format of the e-mail, and its fields.
ANSWERS = {
    "ana": ("gmail", {"partstat": "ACCEPTED"}),
    "bo": ("outlook", {"partstat": "TENTATIVE"}),
    "chi": ("apple", {"partstat": "DECLINED"}),
    "dina": ("gmail", {"partstat": "DELEGATED"}),
    "eli": ("counter", {}),
    "farah": ("apple", {"sender": "mallory@example.net"}),
    "gul": ("bounce", {}),
}
WITH_COMMENT = ("chi", "farah")


@pytest.fixture
def overrides():
    """Enable reading of replies."""
    return {"REPLY_ADDRESS": REPLY_ADDRESS}


@pytest.fixture
def event(clock, make_event, make_registration, deliver, mail_of, arrive):
    """Create an event with every kind of reply, some of them with long text."""
    clock.advance(timedelta(hours=1))  # replies are created at 9:30
    event = make_event(title="Access to justice")
    for name, (shape, fields) in ANSWERS.items():
        place = make_registration(event, name=name.title(), email=f"{name}@example.com")
        (letter, *_) = deliver()
        raw = mail_of(event, place, shape, original=letter.message["Message-ID"], **fields)
        arrive(with_comment(raw, LONG) if name in WITH_COMMENT else raw)
    with transaction() as session:
        session.get_one(Event, event.id).sequence += 1
    last = make_registration(event, name="Hana", email="hana@example.com")
    deliver()
    arrive(with_comment(mail_of(event, last, "apple", partstat="TENTATIVE", sequence=1), HOSTILE))
    return event


def with_comment(raw, comment):
    return raw.replace(b"SUMMARY:", comment + b"\r\nSUMMARY:")


def test_all_replies_are_readable(new_page, sign_in_organiser, live_server, event):
    page = sign_in_organiser(new_page())

    page.goto(f"{live_server}/organise/events/{event.id}/registrations")

    for width, _ in page_checks.SCREENS:
        page.set_viewport_size({"width": width, "height": 900})
        text = page.locator("main").inner_text()
        assert [words for words in WORDS if words not in text] == []
    assert page_checks.problems(page) == []


WORDS = (
    "accepted in the calendar, before the last change",
    "tentative in the calendar, before the last change",
    "declined in the calendar, before the last change",
    "calendar reply: wants to send someone else",
    "proposes 16 July 2027, 16:00",
    "reply from another address",
    "e-mail returned as undeliverable",
    "I cannot come, the train is on strike.",
    "</bdi><script>alert(1)</script> مرحبا",
    "I can come only if it begins an hour later; https://example.org/aaa",
)
