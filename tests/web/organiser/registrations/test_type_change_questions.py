"""E-mail and manage page after a change to a type with unanswered questions."""

import re

import pytest

from tests.links import link_token
from tests.questions.asking import ask, give, kind_of_registration
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.events.enums import AttendanceMode, Format
from webinars.events.lifecycle import postpone_event, restore_event
from webinars.events.models import Event, RegistrationType
from webinars.outbox.models import Message, MessageState
from webinars.registrations import cancellation
from webinars.registrations.status import Status
from webinars.registrations.types.type_change import change_type

ANSWERS = re.compile(r"http://127\.0\.0\.1:8000(/registrations/\S+)/answers\b")


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def event(make_event):
    """Return an online event."""
    return make_event()


@pytest.fixture
def type_ids(event):
    """Return the ids of the event's types, guest and speaker."""
    return [kind_of_registration(event, name, at) for at, name in enumerate(("Guest", "Speaker"))]


@pytest.fixture
def registration(type_ids, event, make_registration):
    """Return the registration of a guest."""
    return make_registration(event, registration_type_id=type_ids[0])


@pytest.fixture
def move(event):
    """Return a function that changes the type of a registration."""

    def move(registration, registration_type_id):
        with transaction() as session:
            change_type(
                session,
                event_id=event.id,
                registration_id=registration.id,
                registration_type_id=registration_type_id,
                organiser_id=event.organiser_id,
            )

    return move


def states():
    """Return the states of the messages about changes."""
    db.session.rollback()
    rows = db.session.query(Message).filter_by(topic="registration.changed").order_by(Message.id)
    return [row.state for row in rows]


def test_new_type_sends_one_email_with_link_to_missing_answers(
    event, type_ids, registration, move, deliver, client
):
    ask(event, label="Your talk", required=True, registration_type_ids=frozenset({type_ids[1]}))
    ask(event, label="Your photo", registration_type_ids=frozenset({type_ids[1]}))
    deliver()

    move(registration, type_ids[1])
    (mail,) = deliver()

    assert mail.message["Subject"].startswith("Please answer: Children deprived of liberty")
    assert "now “Speaker”, no longer “Guest”." in " ".join(mail.text.split())
    assert "ANSWER THE QUESTIONS" in mail.text
    assert mail.calendar is None
    own = ANSWERS.search(mail.text)[1]
    page = client.get(own).text
    assert "Questions to answer" in page
    assert ["Your talk" in page, "Your photo" in page] == [True, False]
    assert 'name="q-' in client.get(f"{own}/answers").text


def test_complete_answers_send_no_email(event, type_ids, registration, move, deliver):
    ask(event, label="Your talk", registration_type_ids=frozenset({type_ids[1]}))
    number = ask(event, label="Your country", required=True)
    give(registration, {number: "Kenya"})
    deliver()

    move(registration, type_ids[1])

    assert deliver() == []


def test_one_email_covers_attendance_mode_and_missing_answers(
    event, type_ids, registration, move, deliver
):
    ask(event, required=True, registration_type_ids=frozenset({type_ids[1]}))
    with transaction() as session:
        row = session.get_one(Event, event.id)
        row.format, row.place = Format.HYBRID, "Room XX"
        session.get_one(RegistrationType, type_ids[0]).attendance_mode = AttendanceMode.ONLINE
        session.get_one(RegistrationType, type_ids[1]).attendance_mode = AttendanceMode.IN_PERSON
    deliver()

    move(registration, type_ids[1])
    (mail,) = deliver()

    assert "how you attend has changed" in mail.text
    assert "“Speaker”" in mail.text
    assert ANSWERS.search(mail.text)
    assert b"METHOD:REQUEST" in mail.calendar


def test_restored_type_sends_email_without_link_to_answers(
    event, type_ids, registration, move, deliver, client
):
    ask(event, required=True, registration_type_ids=frozenset({type_ids[1]}))
    deliver()
    move(registration, type_ids[1])
    own = ANSWERS.search(deliver()[0].text)[1]

    move(registration, type_ids[0])
    (mail,) = deliver()

    assert mail.message["Subject"].startswith("New registration type: ")
    assert "now “Guest”, no longer “Speaker”." in " ".join(mail.text.split())
    assert ANSWERS.search(mail.text) is None
    assert "Questions to answer" not in text_of(client.get(own))


def test_restored_type_cancels_queued_email(event, type_ids, registration, move, deliver):
    ask(event, required=True, registration_type_ids=frozenset({type_ids[1]}))
    deliver()

    move(registration, type_ids[1])
    move(registration, type_ids[0])

    assert deliver() == []
    assert set(states()) == {MessageState.SUPERSEDED}


def test_queued_first_email_names_missing_answers(
    event, type_ids, make_registration, move, deliver
):
    ask(event, required=True, registration_type_ids=frozenset({type_ids[1]}))
    with transaction() as session:
        session.get_one(Event, event.id).requires_approval = True
    asked = make_registration(event, email="bo@example.com", registration_type_id=type_ids[0])
    assert asked.status is Status.AWAITING_APPROVAL

    move(asked, type_ids[1])
    emails = [mail for mail in deliver() if "bo@" in str(mail.message["To"])]

    assert len(emails) == 1
    assert ANSWERS.search(emails[0].text)


def test_cancelled_registrant_is_not_asked_for_answers(
    event, type_ids, registration, move, deliver
):
    ask(event, required=True, registration_type_ids=frozenset({type_ids[1]}))
    deliver()
    move(registration, type_ids[1])
    with transaction() as session:
        cancellation.cancel_registration(session, registration.id)

    emails = [mail for mail in deliver() if registration.email in str(mail.message["To"])]

    assert len(emails) == 1
    assert ANSWERS.search(emails[0].text) is None


def test_answers_of_postponed_event_are_asked_on_manage_page_and_with_new_time(
    event, type_ids, registration, move, deliver, client, site
):
    ask(event, label="Your talk", required=True, registration_type_ids=frozenset({type_ids[1]}))
    with transaction() as session:
        postpone_event(session, event.id, site)
    deliver()

    move(registration, type_ids[1])

    assert deliver() == []
    own = "/registrations/" + link_token("manage", registration.id)
    assert "Your talk" in client.get(own).text
    with transaction() as session:
        restore_event(session, event.id, site)
    (mail,) = deliver()
    assert ANSWERS.search(mail.text)[1] == own


def test_form_shows_number_of_missing_answers_by_type(event, type_ids, registration, signed_in):
    ask(event, label="Your talk", required=True, registration_type_ids=frozenset({type_ids[1]}))

    page = text_of(
        signed_in.get(f"/organise/events/{event.id}/registrations/{registration.id}/type")
    )

    assert "Speaker 0 places taken; 1 answer is missing" in page
    assert "nobody is told" not in page
