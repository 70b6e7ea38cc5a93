"""How long a stored file stays: as long as the answer that holds it, and no file stays that none holds."""

import pytest
from sqlalchemy import select

from tests.questions.asking import PDF, answers_of, ask, changes_of, file_names, give
from webinars.database import db, transaction
from webinars.events.actions import discard_draft
from webinars.events.models import Event
from webinars.events.rules import EventState
from webinars.files.models import StoredFile
from webinars.questions import editing
from webinars.questions.models import Answer
from webinars.questions.rules import Upload
from webinars.registrations import actions
from webinars.registrations.models import Registration


@pytest.fixture
def event(make_event):
    """Give an event."""
    return make_event()


@pytest.fixture
def place(event, make_registration):
    """Give somebody's registration."""
    return make_registration(event)


@pytest.fixture(autouse=True)
def whole(app):
    """After each test: each file is held by one answer of its own registration, and each answer's is there."""
    yield
    db.session.rollback()
    held = db.session.execute(
        select(Answer.file_id, Answer.registration_id).where(Answer.file_id.is_not(None))
    ).all()
    kept = db.session.execute(select(StoredFile.id, StoredFile.registration_id)).all()
    assert sorted(map(tuple, held)) == sorted(map(tuple, kept))


def test_a_file_goes_when_another_takes_its_place(event, place):
    letter = ask(event, "file", "Your letter")

    give(place, {letter: Upload("first.pdf", PDF)})
    give(place, {letter: Upload("second.pdf", PDF)})

    assert file_names() == ["second.pdf"]


def test_a_file_goes_when_its_person_or_the_organiser_takes_it_out(event, place, organiser):
    letter = ask(event, "file", "Your letter")

    for who in (None, organiser):
        give(place, {letter: Upload("letter.pdf", PDF)})
        give(place, {letter: ""}, who)
        assert file_names() == []


def test_a_file_goes_when_it_is_not_asked_for_any_more_by_what_else_is_answered(event, place):
    travels = ask(event, "yes_no", "Do you travel?")
    letter = ask(event, "file", "Your passport", parent_id=travels, parent_values=("yes",))
    give(place, {travels: "yes", letter: Upload("passport.pdf", PDF)})
    assert file_names() == ["passport.pdf"]

    give(place, {travels: "no"})

    assert file_names() == []
    assert answers_of(place) == {travels: {"text": "no"}}


def test_a_question_taken_back_leaves_the_file_to_be_seen_and_it_goes_with_the_person(event, place):
    letter = ask(event, "file", "Your letter")
    give(place, {letter: Upload("letter.pdf", PDF)})
    with transaction() as session:
        editing.remove_question(session, event.id, letter)
    assert file_names() == ["letter.pdf"]

    with transaction() as session:
        actions.erase(session, place.id)

    assert file_names() == []


def test_erasing_takes_the_files_of_earlier_registrations_and_the_record_of_them_too(
    event, place, make_registration
):
    letter = ask(event, "file", "Your letter")
    give(place, {letter: Upload("first.pdf", PDF)})
    give(place, {letter: Upload("second.pdf", PDF)})
    with transaction() as session:
        actions.cancel(session, place.id)
    again = make_registration(event, given={letter: Upload("third.pdf", PDF)})
    other = make_registration(event, email="bo@example.org", given={letter: Upload("bo.pdf", PDF)})
    assert file_names() == ["second.pdf", "third.pdf", "bo.pdf"]

    with transaction() as session:
        actions.erase(session, again.id)

    assert file_names() == ["bo.pdf"]
    assert [changes_of(each) for each in (place, again)] == [[], []]
    assert answers_of(other) == {letter: {"text": "bo.pdf"}}


def test_a_refused_change_keeps_the_file_that_was_there(event, place):
    letter, number = ask(event, "file", "Your letter"), ask(event, "number", "How many?")
    give(place, {letter: Upload("first.pdf", PDF)})

    with pytest.raises(Exception, match="invalid-answers"):
        give(place, {letter: Upload("second.pdf", PDF), number: "many"})

    assert file_names() == ["first.pdf"]


def test_an_event_that_holds_files_is_not_thrown_away(event, make_registration):
    letter = ask(event, "file", "Your letter")
    make_registration(event, given={letter: Upload("letter.pdf", PDF)})
    with transaction() as session:
        session.get_one(Event, event.id).state = EventState.DRAFT

    with pytest.raises(Exception, match="has-registrations"), transaction() as session:
        discard_draft(session, event.id)

    assert file_names() == ["letter.pdf"]
    with transaction() as session:
        assert session.scalars(select(Registration.event_id)).all() == [event.id]
