"""Storing, changing, recording and erasing answers, on a database."""

import pytest
from sqlalchemy import func, select

from tests.questions.asking import (
    PDF,
    answers_of,
    ask,
    changes_of,
    file_names,
    give,
    kind_of_registration,
)
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.lifecycle import cancel_event
from webinars.files import validation as file_rules
from webinars.questions import editing
from webinars.questions.answers import erase_answers, store_answers
from webinars.questions.models import Answer, AnswerChange
from webinars.questions.queries import answer_counts
from webinars.questions.queries import answers_of as stored_answers_of
from webinars.questions.question_spec import Upload
from webinars.questions.question_types import QuestionStage
from webinars.questions.validation import QuestionDetails, fingerprint
from webinars.registrations import cancellation, erasure
from webinars.registrations.answers import save_answers_for
from webinars.registrations.models import Registration
from webinars.registrations.status import Status

AFTER = QuestionStage.AFTER_APPROVAL


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def event(make_event):
    """Return an event."""
    return make_event()


@pytest.fixture
def place(event, make_registration):
    """Return a registration without answers."""
    return make_registration(event)


def wrong(place, given, organiser=None, stage=None):
    with pytest.raises(InvalidInputError) as caught:
        give(place, given, organiser, stage)
    assert caught.value.code == "invalid-answers"
    return caught.value.facts["wrong"]


def count(table):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table))


# --- After approval


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.CONFIRMED, None),
        (Status.AWAITING_APPROVAL, "not-approved"),
        (Status.WAITING, "not-approved"),
        (Status.OFFERED, "not-approved"),
        (Status.REFUSED, "answers-closed"),
        (Status.CANCELLED, "answers-closed"),
    ],
)
def test_questions_after_approval_are_asked_of_confirmed_registrations(event, place, status, code):
    number = ask(event, stage=AFTER, required=True)
    with transaction() as session:
        session.get_one(Registration, place.id).status = status

    for stage in (None, AFTER):
        if code is None:
            give(place, {number: "x"}, stage=stage)
        else:
            with pytest.raises(ConflictError, match=code):
                give(place, {number: "x"}, stage=stage)

    assert answers_of(place) == ({number: {"text": "x"}} if code is None else {})


def test_registration_and_its_later_questions_are_answered_apart(event, make_registration):
    first = ask(event, required=True)
    later, optional = (ask(event, stage=AFTER, required=needed) for needed in (True, False))
    dependent = ask(event, stage=AFTER, parent_id=later, parent_values=("y",))
    place = make_registration(event, given={first: "a", later: "too early"})
    assert answers_of(place) == {first: {"text": "a"}}

    assert wrong(place, {optional: "b"}, stage=AFTER) == {later: "answer-needed"}
    give(place, {later: "x", first: "unasked"}, stage=AFTER)

    assert answers_of(place) == {first: {"text": "a"}, later: {"text": "x"}}
    # What was left empty is answered; what was not shown is not.
    rows = stored_answers_of(db.session(), place.id)
    assert (rows[optional].value, dependent in rows) == ({}, False)
    assert answer_counts(db.session(), event.id) == {first: 1, later: 1}
    assert changes_of(place) == []


# --- With the registration


def test_answers_given_at_registration_are_not_recorded_as_changes(event, make_registration):
    first, second = ask(event), ask(event, "several", "Which?")

    place = make_registration(event, given={first: " to  listen ", second: ["blue", "red"]})

    assert answers_of(place) == {first: {"text": "to listen"}, second: {"texts": ["red", "blue"]}}
    assert changes_of(place) == []


def test_invalid_answers_prevent_registration(event, make_registration):
    first, second = ask(event, required=True), ask(event, "number", "How many?")

    with pytest.raises(InvalidInputError) as caught:
        make_registration(event, given={second: "many"})

    assert caught.value.facts["wrong"] == {first: "answer-needed", second: "answer-not-a-number"}
    assert count(Registration) == count(Answer) == 0


def test_nominee_answers_later(event, make_registration):
    ask(event, required=True)

    place = make_registration(event)

    assert answers_of(place) == {}


def test_answer_to_hidden_question_is_dropped(event, make_registration):
    parent = ask(event, "yes_no", "Do you travel?")
    child = ask(event, label="From where?", required=True, parent_id=parent, parent_values=("yes",))

    place = make_registration(event, given={parent: "no", child: "Nairobi"})

    assert answers_of(place) == {parent: {"text": "no"}}


def test_consent_stores_the_text_agreed_to_and_its_version(event, make_registration):
    consent = ask(event, "consent", "You may record me", help="For the archive alone.")
    place = make_registration(event, given={consent: "yes"})
    with transaction() as session:
        question = editing.queries.question_of_event(session, event.id, consent)
        result = QuestionDetails(label="You may sell me")
        editing.change_question(
            session, event.id, consent, result, seen=fingerprint(question.asked)
        )

    give(place, {consent: "yes"})
    later = make_registration(event, email="later@example.org", given={consent: "yes"})

    agreed = {"text": "yes", "to": "You may record me\nFor the archive alone.", "version": 1}
    assert answers_of(place) == {consent: agreed}
    assert answers_of(later) == {consent: {"text": "yes", "to": "You may sell me", "version": 2}}


# --- Later


def test_later_answer_is_stored_and_its_changes_recorded(event, place):
    number = ask(event)

    give(place, {number: "one"})
    give(place, {number: "two"})
    give(place, {number: "two"})
    give(place, {number: ""})
    give(place, {number: "three"})

    assert answers_of(place) == {number: {"text": "three"}}
    assert [change[1:] for change in changes_of(place)] == [
        (None, {"text": "one"}, {"text": "two"}),
        (None, {"text": "two"}, {}),
        (None, {}, {"text": "three"}),
    ]


def test_every_answer_by_organiser_is_recorded_with_their_name(event, place, organiser):
    number = ask(event)

    give(place, {number: "by phone"}, organiser)

    assert changes_of(place) == [(number, organiser.id, {}, {"text": "by phone"})]


def test_organiser_can_leave_required_questions_open(event, place, organiser):
    needed, other = ask(event, required=True), ask(event, label="What else?")

    give(place, {other: "nothing"}, organiser)

    assert answers_of(place) == {other: {"text": "nothing"}}
    assert wrong(place, {other: "much"}) == {needed: "answer-needed"}


def test_invalid_answers_by_organiser_are_refused(event, place, organiser):
    number = ask(event, "country", "Where do you live?")

    assert wrong(place, {number: "Atlantis"}, organiser) == {number: "not-a-choice"}


def test_questions_that_are_not_answered_again_keep_their_answers(event, place):
    first, second = ask(event), ask(event, label="And then?")
    give(place, {first: "one", second: "two"})

    give(place, {second: "three"})

    assert answers_of(place) == {first: {"text": "one"}, second: {"text": "three"}}


def test_dependent_answer_is_removed_and_recorded(event, place):
    parent = ask(event, "single", "Which?")
    child = ask(event, label="Why red?", parent_id=parent, parent_values=("red",))
    give(place, {parent: "red", child: "warm"})

    give(place, {parent: "blue"})

    assert answers_of(place) == {parent: {"text": "blue"}}
    assert (child, None, {"text": "warm"}, {}) in changes_of(place)


def test_withdrawn_choice_stays_until_answered_again(event, place):
    number, other = ask(event, "single", "Which?"), ask(event)
    give(place, {number: "red"})
    with transaction() as session:
        question = editing.queries.question_of_event(session, event.id, number)
        result = QuestionDetails(label="Which?", choices=("green", "blue"))
        editing.change_question(session, event.id, number, result, seen=fingerprint(question.asked))

    give(place, {other: "x"})

    assert answers_of(place)[number] == {"text": "red"}
    assert wrong(place, {number: "red"}) == {number: "not-a-choice"}


def test_question_of_a_type_is_asked_of_that_type_only(event, make_registration):
    online, here = kind_of_registration(event, "Online"), kind_of_registration(event, "Here", 2)
    number = ask(event, required=True, registration_type_ids=frozenset({here}))

    one = make_registration(event, registration_type_id=online, given={number: "x"})
    with pytest.raises(InvalidInputError):
        make_registration(event, registration_type_id=here, email="bo@example.org", given={})

    assert answers_of(one) == {}


def test_answers_of_another_type_are_unchanged(event, make_registration, organiser):
    online, here = kind_of_registration(event, "Online"), kind_of_registration(event, "Here", 2)
    of_here = frozenset({here})
    meal, visa = (
        ask(event, registration_type_ids=of_here),
        ask(event, "file", "Visa", registration_type_ids=of_here),
    )
    seat = ask(event, label="Where?", parent_id=meal)
    given = {meal: "none", visa: Upload("a.pdf", PDF), seat: "front"}
    place = make_registration(event, registration_type_id=here, given=given)
    before, number = answers_of(place), ask(event, label="Anything else?")
    with transaction() as session:
        session.get_one(Registration, place.id).registration_type_id = online

    give(place, {number: "no", meal: "everything", visa: "", seat: "back"})
    give(place, {meal: ""}, organiser)

    assert answers_of(place) == {**before, number: {"text": "no"}}
    assert changes_of(place) == []
    assert file_names() == ["a.pdf"]


def test_answers_to_ended_event_are_refused(event, place, clock):
    number = ask(event)
    clock.stop(event.ends_at)

    with pytest.raises(ConflictError, match="answers-closed"):
        give(place, {number: "x"})


def test_answers_of_cancelled_registration_are_refused(event, place):
    number = ask(event)
    with transaction() as session:
        cancellation.cancel_registration(session, place.id)

    with pytest.raises(ConflictError, match="answers-closed"):
        give(place, {number: "x"})


def test_answers_to_cancelled_event_are_refused(event, place, site, organiser):
    number = ask(event)
    with transaction() as session:
        cancel_event(session, event.id, site)

    with pytest.raises(ConflictError, match="answers-closed"):
        give(place, {number: "x"})
    give(place, {number: "x"}, organiser)

    assert answers_of(place) == {number: {"text": "x"}}


def test_organiser_cannot_answer_through_other_event(event, place, make_event, organiser):
    number = ask(event)

    with pytest.raises(NotFoundError), transaction() as session:
        save_answers_for(
            session,
            place.id,
            event_id=make_event().id,
            given={number: "x"},
            organiser_id=organiser.id,
        )


# --- Files


def test_replaced_or_removed_file_leaves_no_trace(event, place):
    number = ask(event, "file", "Your letter")

    give(place, {number: Upload("../a letter.pdf", PDF)})
    assert file_names() == ["a letter.pdf"]
    give(place, {number: Upload("b.pdf", PDF)})
    assert file_names() == ["b.pdf"]
    give(place, {number: ""})

    assert file_names() == []
    assert [change[2:] for change in changes_of(place)] == [
        ({"text": "a letter.pdf"}, {"text": "b.pdf"}),
        ({"text": "b.pdf"}, {}),
    ]


def test_file_is_kept_when_other_answers_change(event, place):
    number, other = ask(event, "file", "Your letter", required=True), ask(event)
    give(place, {number: Upload("a.pdf", PDF)})

    give(place, {other: "x"})

    assert file_names() == ["a.pdf"]
    assert changes_of(place) == []


def test_file_storage_of_an_event_is_limited(event, place, monkeypatch):
    number = ask(event, "file", "Your letter")
    monkeypatch.setattr(file_rules, "MAX_BYTES_PER_EVENT", len(PDF) - 1)

    with pytest.raises(ConflictError, match="file-quota-exceeded"):
        give(place, {number: Upload("a.pdf", PDF)})

    assert file_names() == []


# --- Forgotten


def test_erasure_deletes_answers_changes_and_files(event, place, make_registration, organiser):
    letter, other = ask(event, "file", "Your letter"), ask(event)
    stays = make_registration(event, email="bo@example.org", given={letter: Upload("b.pdf", PDF)})
    give(place, {letter: Upload("a.pdf", PDF), other: "secret"}, organiser)

    with transaction() as session:
        erasure.erase_registrant(session, place.id)

    assert answers_of(place) == {}
    assert changes_of(place) == []
    assert file_names() == ["b.pdf"]
    assert answers_of(stays).keys() == {letter}


def test_forgetting_takes_whoever_is_named_and_nobody_else(event, place, make_registration):
    number = ask(event)
    other = make_registration(event, email="bo@example.org", given={number: "stays"})
    give(place, {number: "goes"})

    with transaction() as session:
        erase_answers(session, [place.id])

    assert answers_of(place) == {}
    assert answers_of(other) == {number: {"text": "stays"}}
    assert count(AnswerChange) == 0


def test_event_without_questions_stores_no_answers(event, place):
    with transaction() as session:
        store_answers(
            session,
            event=event,
            registration_id=place.id,
            registration_type_id=None,
            given={4711: "x"},
            language="en",
            organiser_id=None,
        )

    assert count(Answer) == 0
