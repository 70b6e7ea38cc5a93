"""Somebody is moved to a kind that asks what they have not answered: one mail, and their own page, say so."""

import re

import pytest

from tests.links import link_token
from tests.questions.asking import ask, give, kind_of_registration
from tests.web.pages import text_of
from webinars.database import db, transaction
from webinars.events.actions import postpone_event, restore_event
from webinars.events.models import Event, RegistrationType
from webinars.events.rules import AttendanceMode, Format
from webinars.outbox.models import Message, MessageState
from webinars.registrations import actions
from webinars.registrations.models import Status
from webinars.registrations.types.type_change import change_type

ANSWERS = re.compile(r"http://127\.0\.0\.1:8000(/registrations/\S+)/answers\b")


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def event(make_event):
    """Give an event online."""
    return make_event()


@pytest.fixture
def kinds(event):
    """Give the kinds of the event, those who listen and those who speak."""
    return [kind_of_registration(event, name, at) for at, name in enumerate(("Guest", "Speaker"))]


@pytest.fixture
def place(kinds, event, make_registration):
    """Give somebody who listens."""
    return make_registration(event, registration_type_id=kinds[0])


@pytest.fixture
def move(event):
    """Give an action that moves somebody to a kind."""

    def move(place, registration_type_id):
        with transaction() as session:
            change_type(
                session,
                event_id=event.id,
                registration_id=place.id,
                registration_type_id=registration_type_id,
                organiser_id=event.organiser_id,
            )

    return move


def states():
    """Return how the letters about changes stand."""
    db.session.rollback()
    rows = db.session.query(Message).filter_by(topic="registration.changed").order_by(Message.id)
    return [row.state for row in rows]


def test_one_mail_says_the_kind_and_leads_to_the_answers_and_the_own_page_lists_them(
    event, kinds, place, move, deliver, client
):
    ask(event, label="Your talk", required=True, registration_type_ids=frozenset({kinds[1]}))
    ask(event, label="Your photo", registration_type_ids=frozenset({kinds[1]}))
    deliver()

    move(place, kinds[1])
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


def test_nobody_is_told_whose_answers_are_all_there(event, kinds, place, move, deliver):
    ask(event, label="Your talk", registration_type_ids=frozenset({kinds[1]}))
    number = ask(event, label="Your country", required=True)
    give(place, {number: "Kenya"})
    deliver()

    move(place, kinds[1])

    assert deliver() == []


def test_the_way_and_the_answers_are_told_by_one_mail(event, kinds, place, move, deliver):
    ask(event, required=True, registration_type_ids=frozenset({kinds[1]}))
    with transaction() as session:
        row = session.get_one(Event, event.id)
        row.format, row.place = Format.HYBRID, "Room XX"
        session.get_one(RegistrationType, kinds[0]).attendance_mode = AttendanceMode.ONLINE
        session.get_one(RegistrationType, kinds[1]).attendance_mode = AttendanceMode.IN_PERSON
    deliver()

    move(place, kinds[1])
    (mail,) = deliver()

    assert "how you attend has changed" in mail.text
    assert "“Speaker”" in mail.text
    assert ANSWERS.search(mail.text)
    assert b"METHOD:REQUEST" in mail.calendar


def test_who_is_moved_back_hears_that_nothing_is_asked_any_more(
    event, kinds, place, move, deliver, client
):
    ask(event, required=True, registration_type_ids=frozenset({kinds[1]}))
    deliver()
    move(place, kinds[1])
    own = ANSWERS.search(deliver()[0].text)[1]

    move(place, kinds[0])
    (mail,) = deliver()

    assert mail.message["Subject"].startswith("New registration type: ")
    assert "now “Guest”, no longer “Speaker”." in " ".join(mail.text.split())
    assert ANSWERS.search(mail.text) is None
    assert "Questions to answer" not in text_of(client.get(own))


def test_who_is_moved_back_before_anybody_told_them_hears_nothing(
    event, kinds, place, move, deliver
):
    ask(event, required=True, registration_type_ids=frozenset({kinds[1]}))
    deliver()

    move(place, kinds[1])
    move(place, kinds[0])

    assert deliver() == []
    assert set(states()) == {MessageState.SUPERSEDED}


def test_a_first_letter_on_its_way_says_it_instead(event, kinds, make_registration, move, deliver):
    ask(event, required=True, registration_type_ids=frozenset({kinds[1]}))
    with transaction() as session:
        session.get_one(Event, event.id).requires_approval = True
    asked = make_registration(event, email="bo@example.com", registration_type_id=kinds[0])
    assert asked.status is Status.AWAITING_APPROVAL

    move(asked, kinds[1])
    letters = [mail for mail in deliver() if "bo@" in str(mail.message["To"])]

    assert len(letters) == 1
    assert ANSWERS.search(letters[0].text)


def test_whose_place_is_given_back_meanwhile_is_asked_nothing(event, kinds, place, move, deliver):
    ask(event, required=True, registration_type_ids=frozenset({kinds[1]}))
    deliver()
    move(place, kinds[1])
    with transaction() as session:
        actions.cancel(session, place.id)

    letters = [mail for mail in deliver() if place.email in str(mail.message["To"])]

    assert len(letters) == 1
    assert ANSWERS.search(letters[0].text) is None


def test_while_an_event_is_postponed_the_own_page_says_it_and_the_mail_that_brings_it_back(
    event, kinds, place, move, deliver, client, site
):
    ask(event, label="Your talk", required=True, registration_type_ids=frozenset({kinds[1]}))
    with transaction() as session:
        postpone_event(session, event.id, site)
    deliver()

    move(place, kinds[1])

    assert deliver() == []
    own = "/registrations/" + link_token("manage", place.id)
    assert "Your talk" in client.get(own).text
    with transaction() as session:
        restore_event(session, event.id, site)
    (mail,) = deliver()
    assert ANSWERS.search(mail.text)[1] == own


def test_the_organiser_sees_before_how_many_answers_a_kind_would_miss(
    event, kinds, place, signed_in
):
    ask(event, label="Your talk", required=True, registration_type_ids=frozenset({kinds[1]}))

    page = text_of(signed_in.get(f"/organise/events/{event.id}/registrations/{place.id}/type"))

    assert "Speaker 0 places taken; 1 answer is missing" in page
    assert "nobody is told" not in page
