"""A calendar object that fails the self-check stops its e-mail visibly; others are sent."""

import html
import re
from datetime import timedelta

import icalendar
import pytest
from sqlalchemy import select

from tests.web.conftest import token_of
from webinars.accounts.sign_in_links import issue_sign_in_token
from webinars.database import db, transaction
from webinars.emails.self_check import MessageError
from webinars.events.models import Event
from webinars.ical import vevent
from webinars.ical.round_trip_check import CalendarTextError
from webinars.outbox import message_retries, reasons
from webinars.outbox.models import Message, MessageState
from webinars.outbox.queries import stopped_by_check
from webinars.scheduling.models import Invitation

RIGHT = vevent.text_line
STOPPED = "because its content would not have been right"


@pytest.fixture
def broken(monkeypatch):
    """Break the encoder of calendar text: titles lose their last letter. Return a function that repairs it."""

    def clumsy(name, value):
        return RIGHT(name, value[:-1] if name == "SUMMARY" else value)

    monkeypatch.setattr(vevent, "text_line", clumsy)
    return lambda: monkeypatch.setattr(vevent, "text_line", RIGHT)


@pytest.fixture
def desk(client, organiser):
    """Return a client with the organiser signed in."""
    with transaction() as session:
        secret = issue_sign_in_token(session, organiser)
    path = f"/sign-in/{secret}"
    client.post(path, data={"csrf_token": token_of(client.get(path))})
    return client


@pytest.fixture
def stopped(clock, make_event, make_registration, deliver, broken):
    """Create an event with two stopped invitations and one sent waiting-list e-mail; return the repair function too."""
    event = make_event(title="Access to justice", capacity=2)
    for who in ("ana", "bo", "chi"):
        make_registration(event, email=f"{who}@example.com", name=who.title())
    told = deliver()
    for _ in range(message_retries.COMPOSE_ATTEMPTS):
        clock.advance(timedelta(hours=1))
        told += deliver()
    return event, told, broken


def to(mails):
    result = (re.search(r"(\w+)@example\.com", str(mail.message["To"])) for mail in mails)
    return sorted(item[1] for item in result if item)


def messages(state=None):
    db.session.rollback()
    rows = db.session.scalars(select(Message).order_by(Message.id)).all()
    return [row for row in rows if state is None or row.state is state]


def number_stopped():
    db.session.rollback()
    return stopped_by_check(db.session())


def test_only_messages_that_fail_the_self_check_are_stopped(stopped):
    _, told, _ = stopped

    failed = messages(MessageState.FAILED)

    assert to(told) == ["chi"]
    assert [row.topic for row in failed] == ["registration.confirmed"] * 2
    assert {row.reason for row in failed} == {
        "CalendarTextError: summary: 'Access to justic' instead of 'Access to justice'"
    }
    assert all(row.payload and row.body is None for row in failed)
    assert db.session.scalars(select(Invitation)).all() == []
    assert number_stopped() == 2


def test_organiser_sees_the_reason_and_resends_after_the_fix(stopped, desk, deliver):
    event, _, mend = stopped
    path = f"/organise/events/{event.id}/emails"
    table = html.unescape(desk.get(path).text)
    assert table.count(STOPPED) == 2
    assert "summary: 'Access to justic' instead of 'Access to justice'" in table
    assert "CalendarTextError" not in table
    people = html.unescape(desk.get(f"/organise/events/{event.id}/registrations").text)
    assert "2 e-mails failed." in people
    assert people.count(STOPPED) == 2

    mend()
    token = token_of(desk.get(path))
    for again in re.findall(r'action="([^"]+/attempts)"', table):
        assert desk.post(again, data={"csrf_token": token}).status_code == 303
    mails = deliver()

    assert to(mails) == ["ana", "bo"]
    for mail in mails:
        entry = icalendar.Calendar.from_ical(mail.calendar).events[0]
        assert (str(entry["SUMMARY"]), entry["SEQUENCE"]) == ("Access to justice", 0)
    assert STOPPED not in html.unescape(desk.get(path).text)
    assert number_stopped() == 0
    assert to(deliver()) == []


def test_resent_message_fails_again_before_the_fix(stopped, desk, deliver):
    event, _, _ = stopped
    path = f"/organise/events/{event.id}/emails"
    page = desk.get(path)
    again = re.search(r'action="([^"]+/attempts)"', page.text)[1]

    desk.post(again, data={"csrf_token": token_of(page)})

    assert to(deliver()) == []
    assert number_stopped() == 2
    assert html.unescape(desk.get(path).text).count(STOPPED) == 2


def test_later_change_is_what_is_sent_in_the_end(stopped, make_registration, deliver, site):
    event, _, mend = stopped
    mend()
    with transaction() as session:
        assert session.get_one(Event, event.id).sequence == 0

    make_registration(event, email="ana@example.com", name="Ana")
    (mail,) = deliver()

    assert to([mail]) == ["ana"]
    assert b"SUMMARY:Access to justice\r\n" in mail.calendar


def test_self_check_prefixes_equal_the_error_names():
    names = tuple(f"{error.__name__}: " for error in (CalendarTextError, MessageError))

    assert (*names, "LetterError: ") == reasons.STOPPED_BY_CHECK  # the last by earlier releases
    assert reasons.is_stopped_by_check("CalendarTextError: uid: 'a' instead of 'b'")
    assert not reasons.is_stopped_by_check("550 CalendarTextError: no such mailbox")
