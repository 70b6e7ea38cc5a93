"""Declines that do not count: nothing changes, the registrant is asked, the organiser sees a note."""

import re
from datetime import timedelta

import pytest

from tests.postgres import on_both_databases
from tests.replies.mails import AUTHSERV_ID
from webinars.database import transaction
from webinars.events.models import Event
from webinars.registrations import cancellation, erasure, new_registration
from webinars.registrations.models import Registration
from webinars.registrations.status import Status
from webinars.replies import queries
from webinars.replies.outcome import Outcome

pytestmark = pytest.mark.usefixtures("clock")
MALLORY = "mallory@example.net"
QUESTION = "Your calendar declined. Cancel your registration?"


@pytest.fixture
def questions(deliver):
    """Return a function that delivers all e-mails and returns the questions among them."""
    return lambda: [sent for sent in deliver() if sent.message["Subject"].startswith(QUESTION)]


def failed(raw, server=AUTHSERV_ID):
    return f"Authentication-Results: {server}; dmarc=fail\r\n".encode() + raw


def test_decline_that_our_server_reports_as_forged_is_held(
    event, invited, mail_of, arrive, status_of, stored_replies, questions
):
    outcome = arrive(failed(mail_of(event, invited)))

    assert (outcome, status_of(invited)) == (Outcome.HELD, Status.CONFIRMED)
    assert stored_replies() == [("declined", "held")]
    with transaction() as session:
        assert queries.replies_by_registration(session, [invited.id])[invited.id].held is not None
    (question,) = questions()
    assert question.message["To"].endswith("<wanjiru@example.com>")
    assert "could not confirm that the reply came from you" in " ".join(question.text.split())


def test_foreign_server_cannot_hold_a_reply(event, invited, mail_of, arrive, status_of):
    outcome = arrive(failed(mail_of(event, invited), "mx.example.net"))

    assert (outcome, status_of(invited)) == (Outcome.TAKEN, Status.CANCELLED)


def test_question_links_to_the_cancellation(
    event, invited, mail_of, arrive, status_of, questions, client
):
    arrive(mail_of(event, invited, sender=MALLORY))
    (question,) = questions()
    (path,) = {
        line.strip().partition("127.0.0.1:8000")[2]
        for line in question.text.splitlines()
        if line.strip().endswith("/cancellation")
    }

    page = client.get(path)

    assert (page.status_code, page.text.count("<form")) == (200, 1)
    assert status_of(invited) is Status.CONFIRMED  # looking changes nothing


@pytest.mark.parametrize(
    ("fields", "is_outdated"),
    [({"sender": MALLORY}, False), ({"attendee": "another@example.com"}, False), ({}, True)],
)
def test_registrant_is_asked_about_their_decline(
    fields, is_outdated, event, invited, mail_of, arrive, status_of, questions
):
    if is_outdated:
        with transaction() as session:
            session.get_one(Event, event.id).sequence += 1

    arrive(mail_of(event, invited, **fields))

    assert status_of(invited) is Status.CONFIRMED
    assert len(questions()) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"person": MALLORY},  # a colleague, to whom the invitation was forwarded
        {"uid": "another@events.example.org", "sender": MALLORY},
        {"partstat": "ACCEPTED", "sender": MALLORY},
        {"partstat": "DELEGATED"},
        {"partstat": "TENTATIVE", "attendee": MALLORY},
    ],
)
def test_registrant_is_not_asked_about_other_replies(
    fields, event, invited, mail_of, arrive, questions
):
    arrive(mail_of(event, invited, **fields))

    assert questions() == []


def test_nobody_is_asked_twice_about_one_reply(event, invited, mail_of, arrive, questions):
    for sender in (MALLORY, MALLORY, "another@example.net"):
        arrive(mail_of(event, invited, sender=sender))
    asked = questions()
    arrive(mail_of(event, invited, sender=MALLORY))

    assert (len(asked), questions()) == (1, [])


def test_fifty_declines_ask_within_the_budget(
    event, invited, mail_of, arrive, status_of, questions, clock
):
    asked = 0
    for number in range(50):
        arrive(mail_of(event, invited, sender=MALLORY, stamp=f"20261125T1000{number:02}Z"))
        asked += len(questions())
        clock.advance(timedelta(seconds=30))

    # The confirmation was the first of three e-mails about the event in this hour.
    assert asked == 2
    assert status_of(invited) is Status.CONFIRMED
    clock.advance(timedelta(hours=1))
    assert len(questions()) == 1  # the last one waited


@pytest.mark.parametrize("is_cancelled", [True, False])
def test_nobody_is_asked_when_nothing_can_be_cancelled(
    is_cancelled, event, invited, mail_of, arrive, deliver, questions, clock
):
    if is_cancelled:
        with transaction() as session:
            cancellation.cancel_registration(session, invited.id)
        deliver()
    else:
        clock.advance(timedelta(days=300))

    arrive(mail_of(event, invited, sender=MALLORY))

    assert questions() == []


def test_question_is_not_sent_once_the_registration_is_cancelled(
    event, invited, mail_of, arrive, questions
):
    arrive(mail_of(event, invited, sender=MALLORY))
    with transaction() as session:
        cancellation.cancel_registration(session, invited.id)

    assert questions() == []


@on_both_databases
@pytest.mark.parametrize("is_erased", [True, False])
def test_decline_replayed_after_registering_again_changes_nothing(
    is_erased, event, invited, mail_of, arrive, make_registration, deliver, questions
):
    old = [
        mail_of(event, invited),
        mail_of(event, invited, stamp="20261125T093500Z"),
        re.sub(rb"(?m)^SEQUENCE:0\r\n", b"", mail_of(event, invited, "apple")),
    ]
    arrive(old[0])
    deliver()
    with transaction() as session:
        if is_erased:
            erasure.erase_registrant(session, invited.id)
        else:
            new_registration.register_again(session, invited.id)
    deliver()
    # Its invitation waits for the budget of e-mails.
    again = make_registration(event) if is_erased else invited
    deliver()

    outcomes = {arrive(raw) for raw in old}

    assert outcomes <= {Outcome.OUTDATED, Outcome.AGAIN, Outcome.OVERTAKEN}
    with transaction() as session:
        assert session.get_one(Registration, again.id).status is Status.CONFIRMED
    assert questions() == []
