"""Stored files are deleted with the answer that refers to them."""

import pytest
from sqlalchemy import select

from tests.questions.asking import PDF, answers_of, ask, changes_of, file_names, give
from webinars.database import db, transaction
from webinars.events.enums import EventState
from webinars.events.lifecycle import discard_draft
from webinars.events.models import Event
from webinars.files.models import StoredFile
from webinars.questions import editing
from webinars.questions.models import Answer
from webinars.questions.question_spec import Upload
from webinars.registrations import cancellation, erasure
from webinars.registrations.models import Registration


@pytest.fixture
def event(make_event):
    """Return an event."""
    return make_event()


@pytest.fixture
def place(event, make_registration):
    """Return a registration."""
    return make_registration(event)


@pytest.fixture(autouse=True)
def whole(app):
    """After each test, files and answers of a registration refer to each other one to one."""
    yield
    db.session.rollback()
    held = db.session.execute(
        select(Answer.file_id, Answer.registration_id).where(Answer.file_id.is_not(None))
    ).all()
    stored = db.session.execute(select(StoredFile.id, StoredFile.registration_id)).all()
    assert sorted(map(tuple, held)) == sorted(map(tuple, stored))


def test_replaced_file_is_deleted(event, place):
    letter = ask(event, "file", "Your letter")

    give(place, {letter: Upload("first.pdf", PDF)})
    give(place, {letter: Upload("second.pdf", PDF)})

    assert file_names() == ["second.pdf"]


def test_file_removed_by_registrant_or_organiser_is_deleted(event, place, organiser):
    letter = ask(event, "file", "Your letter")

    for who in (None, organiser):
        give(place, {letter: Upload("letter.pdf", PDF)})
        give(place, {letter: ""}, who)
        assert file_names() == []


def test_file_of_a_question_that_no_longer_applies_is_deleted(event, place):
    travels = ask(event, "yes_no", "Do you travel?")
    letter = ask(event, "file", "Your passport", parent_id=travels, parent_values=("yes",))
    give(place, {travels: "yes", letter: Upload("passport.pdf", PDF)})
    assert file_names() == ["passport.pdf"]

    give(place, {travels: "no"})

    assert file_names() == []
    assert answers_of(place) == {travels: {"text": "no"}}


def test_file_of_a_withdrawn_question_is_deleted_with_the_registrant(event, place):
    letter = ask(event, "file", "Your letter")
    give(place, {letter: Upload("letter.pdf", PDF)})
    with transaction() as session:
        editing.remove_question(session, event.id, letter)
    assert file_names() == ["letter.pdf"]

    with transaction() as session:
        erasure.erase_registrant(session, place.id)

    assert file_names() == []


def test_erasure_deletes_files_of_earlier_registrations(event, place, make_registration):
    letter = ask(event, "file", "Your letter")
    give(place, {letter: Upload("first.pdf", PDF)})
    give(place, {letter: Upload("second.pdf", PDF)})
    with transaction() as session:
        cancellation.cancel_registration(session, place.id)
    again = make_registration(event, given={letter: Upload("third.pdf", PDF)})
    other = make_registration(event, email="bo@example.org", given={letter: Upload("bo.pdf", PDF)})
    assert file_names() == ["second.pdf", "third.pdf", "bo.pdf"]

    with transaction() as session:
        erasure.erase_registrant(session, again.id)

    assert file_names() == ["bo.pdf"]
    assert [changes_of(item) for item in (place, again)] == [[], []]
    assert answers_of(other) == {letter: {"text": "bo.pdf"}}


def test_refused_change_keeps_the_stored_file(event, place):
    letter, number = ask(event, "file", "Your letter"), ask(event, "number", "How many?")
    give(place, {letter: Upload("first.pdf", PDF)})

    with pytest.raises(Exception, match="invalid-answers"):
        give(place, {letter: Upload("second.pdf", PDF), number: "many"})

    assert file_names() == ["first.pdf"]


def test_event_with_files_cannot_be_deleted(event, make_registration):
    letter = ask(event, "file", "Your letter")
    make_registration(event, given={letter: Upload("letter.pdf", PDF)})
    with transaction() as session:
        session.get_one(Event, event.id).state = EventState.DRAFT

    with pytest.raises(Exception, match="has-registrations"), transaction() as session:
        discard_draft(session, event.id)

    assert file_names() == ["letter.pdf"]
    with transaction() as session:
        assert session.scalars(select(Registration.event_id)).all() == [event.id]
