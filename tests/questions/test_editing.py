"""What an event asks, written, moved and removed; Event.has_questions says whether it asks anything."""

import pytest
from sqlalchemy import select

from tests.questions.asking import answers_of, ask, give, kind_of_registration
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError, NotFoundError, WebinarsError
from webinars.events.models import Event
from webinars.i18n import translator_for
from webinars.questions import editing, queries
from webinars.questions.presets import Preset, preset
from webinars.questions.question_spec import MOST_FILES, MOST_QUESTIONS
from webinars.questions.question_types import QuestionStage, QuestionType
from webinars.questions.validation import QuestionDetails, fingerprint


@pytest.fixture(autouse=True)
def stopped(clock):
    """Stop the clock."""


@pytest.fixture
def event(make_event):
    """Return an event."""
    return make_event()


def labels(event):
    db.session.rollback()
    return [question.label for question in queries.questions_of(db.session(), event.id)]


def has_questions(event):
    db.session.rollback()
    return db.session.scalar(select(Event.has_questions).where(Event.id == event.id))


def change(event, number, seen=None, **fields):
    with transaction() as session:
        result = queries.question_of_event(session, event.id, number)
        seen = seen or fingerprint(result.asked)
        editing.change_question(session, event.id, number, QuestionDetails(**fields), seen=seen)


def move(event, number, by):
    with transaction() as session:
        editing.move_question(session, event.id, number, by=by)


def remove(event, number):
    with transaction() as session:
        editing.remove_question(session, event.id, number)


def refused(action, *args, **fields):
    with pytest.raises(WebinarsError) as caught:
        action(*args, **fields)
    return caught.value.code


def test_event_flag_tells_whether_it_has_questions(event):
    assert has_questions(event) is False

    first, second = ask(event), ask(event, label="Second")
    assert has_questions(event) is True
    remove(event, first)
    assert has_questions(event) is True
    remove(event, second)
    assert has_questions(event) is False


def test_questions_keep_their_order_until_moved(event):
    first, _, third = (ask(event, label=name) for name in "abc")

    move(event, third, -1)
    assert labels(event) == ["a", "c", "b"]
    move(event, first, 1)
    move(event, first, 1)
    move(event, first, 1)

    assert labels(event) == ["c", "b", "a"]


def test_question_never_precedes_the_one_it_depends_on(event):
    parent = ask(event, label="a")
    child = ask(event, label="b", parent_id=parent)

    assert refused(move, event, child, -1) == "question-before-parent"
    assert refused(move, event, parent, 1) == "question-before-parent"
    assert refused(ask, event, parent_id=4711) == "question-before-parent"
    assert refused(change, event, parent, label="a", parent_id=child) == "question-before-parent"
    assert refused(change, event, parent, label="a", parent_id=parent) == "question-before-parent"
    assert labels(event) == ["a", "b"]


def test_question_of_other_event_is_not_found(event, make_event):
    theirs = ask(make_event())

    assert refused(ask, event, parent_id=theirs) == "question-before-parent"
    for action in (remove, lambda event, number: move(event, number, 1)):
        assert refused(action, event, theirs) == "no-such-question"


def test_question_that_others_depend_on_is_not_removed(event):
    parent = ask(event, "single", "Which?")
    child = ask(event, label="Why?", parent_id=parent, parent_values=("red",))

    assert refused(remove, event, parent) == "question-has-children"
    assert (
        refused(change, event, parent, label="Which?", choices=("green", "blue")) == "choice-needed"
    )
    change(event, parent, label="Which one?", choices=("red", "blue"))
    remove(event, child)
    remove(event, parent)

    assert labels(event) == []


@pytest.mark.parametrize(
    ("kind", "values", "stored"),
    [
        ("yes_no", ("yes",), ["yes"]),
        ("number", ("1,50",), ["1.5"]),
        ("country", ("KE", "CH"), ["KE", "CH"]),
        ("several", ("blue",), ["blue"]),
        ("text", (" a  b ",), ["a b"]),
        ("file", ("x.pdf",), []),
        ("consent", ("yes",), []),
    ],
)
def test_condition_stores_answers_in_normalized_form(event, kind, values, stored):
    parent = ask(event, kind, "First")

    child = ask(event, parent_id=parent, parent_values=values)

    assert queries.question_of_event(db.session(), event.id, child).parent_values == stored


def test_condition_on_impossible_answer_is_refused(event):
    parent = ask(event, "single", "Which?")

    assert refused(ask, event, parent_id=parent, parent_values=("pink",)) == "not-a-choice"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"label": " "}, "required", "label"),
        ({"label": "x" * 301}, "too-long", "label"),
        ({"help": "x" * 2001}, "too-long", "help"),
        ({"choices": ("one",)}, "choices-needed", "choices"),
        ({"choices": ("one", " ", "one ")}, "duplicate-choice", "choices"),
        ({"choices": tuple(map(str, range(61)))}, "too-many-choices", "choices"),
        ({"choices": ("a", "b" * 201)}, "too-long", "choices"),
        ({"registration_type_ids": frozenset({4711})}, "not-a-choice", "registration_type_ids"),
    ],
)
def test_invalid_question_is_refused_at_its_field(event, fields, code, field):
    with pytest.raises(InvalidInputError) as caught:
        ask(event, "single", **{"label": "Which?", **fields})

    assert (caught.value.code, caught.value.facts["field"]) == (code, field)
    assert has_questions(event) is False


def test_registration_types_of_other_event_are_refused(event, make_event):
    result = kind_of_registration(event, "Online")
    theirs = kind_of_registration(make_event(), "Online")

    number = ask(event, registration_type_ids=frozenset({result}))

    assert refused(ask, event, registration_type_ids=frozenset({theirs})) == "not-a-choice"
    assert queries.question_of_event(db.session(), event.id, number).registration_type_ids == [
        result
    ]


def test_edit_conflict_of_question_is_reported(event):
    number = ask(event)
    seen = fingerprint(queries.question_of_event(db.session(), event.id, number).asked)
    change(event, number, label="Mine")

    assert refused(change, event, number, seen=seen, label="Theirs") == "question-changed"
    assert labels(event) == ["Mine"]


def test_answered_question_stays_sensitive(event, make_registration):
    number = ask(event, sensitive=True)
    change(event, number, label="Allergies?", sensitive=False)
    change(event, number, label="Allergies?", sensitive=True)
    make_registration(event, given={number: "nuts"})

    assert refused(change, event, number, label="Diet?") == "sensitive-was-stated"
    change(event, number, label="Diet?", sensitive=True)
    assert labels(event) == ["Diet?"]


def test_removed_question_keeps_its_answers(event, make_registration):
    number = ask(event)
    place = make_registration(event, given={number: "because"})

    remove(event, number)

    assert labels(event) == []
    assert has_questions(event) is False
    assert answers_of(place) == {number: {"text": "because"}}
    assert [question.removed_at for question in queries.all_questions(db.session(), event.id)] != [
        None
    ]


def test_question_with_removed_answer_is_kept(event, make_registration):
    number = ask(event)
    place = make_registration(event, given={number: "because"})
    give(place, {number: ""})

    remove(event, number)

    assert len(queries.all_questions(db.session(), event.id)) == 1


def test_questions_of_an_event_are_limited(event):
    for number in range(MOST_FILES):
        ask(event, "file", f"File {number}")
    with pytest.raises(ConflictError, match="too-many-file-questions"):
        ask(event, "file")
    for number in range(MOST_QUESTIONS - MOST_FILES):
        ask(event, label=f"Question {number}")

    with pytest.raises(ConflictError, match="too-many-questions"):
        ask(event)


def test_question_for_unknown_event_is_not_found(app):
    with pytest.raises(NotFoundError), transaction() as session:
        editing.add_question(session, 4711, QuestionType.TEXT, QuestionDetails(label="x"))


@pytest.mark.parametrize("name", list(Preset))
def test_every_preset_can_be_added(event, name):
    kind, text = preset(name, translator_for("en"))

    with transaction() as session:
        editing.add_question(session, event.id, kind, text)

    assert labels(event) == [text.label]


def test_question_is_not_asked_before_the_one_it_depends_on(event):
    first = ask(event, "yes_no", "First")
    later = ask(event, "yes_no", "Later", stage=QuestionStage.AFTER_APPROVAL)
    ask(event, label="Third", parent_id=first)

    with pytest.raises(InvalidInputError, match="parent-asked-later") as child:
        ask(event, label="Fourth", parent_id=later)
    with pytest.raises(InvalidInputError, match="children-asked-earlier") as parent:
        change(event, first, label="First", stage=QuestionStage.AFTER_APPROVAL)

    assert child.value.facts == {"field": "stage", "label": "Later"}
    assert parent.value.facts == {"field": "stage", "label": "Third"}
    ask(event, label="Fifth", parent_id=later, stage=QuestionStage.AFTER_APPROVAL)
    ask(event, label="Sixth", parent_id=first, stage=QuestionStage.AFTER_APPROVAL)


def test_copy_has_the_same_questions_with_its_own_conditions(event, make_event):
    later = QuestionStage.AFTER_APPROVAL
    parent = ask(event, "yes_no", "First", required=True)
    ask(event, label="Second", stage=later, parent_id=parent, parent_values=("yes",))
    copy = make_event()

    with transaction() as session:
        editing.copy_questions(session, from_event_id=event.id, to_event_id=copy.id)

    first, second = queries.questions_of(db.session(), copy.id)
    assert (first.label, first.required, second.label) == ("First", True, "Second")
    assert (second.parent_id, second.parent_values) == (first.id, ["yes"])
    assert (first.stage, second.stage) == (QuestionStage.AT_REGISTRATION, later)
    assert has_questions(copy) is True


def test_copy_limits_questions_to_types_of_the_same_names(make_event):
    event, copy = make_event(), make_event()
    here, gone = kind_of_registration(event, "In Geneva"), kind_of_registration(event, "Gone", 2)
    there = kind_of_registration(copy, "In Geneva")
    ask(event, "text", "What do you not eat?", registration_type_ids=frozenset({here, gone}))
    travels = ask(event, "yes_no", "Do you travel?", registration_type_ids=frozenset({gone}))
    ask(event, "text", "From where?", parent_id=travels, parent_values=("yes",))

    with transaction() as session:
        editing.copy_questions(session, from_event_id=event.id, to_event_id=copy.id)

    asked = queries.questions_of(db.session(), copy.id)
    assert [(item.label, item.registration_type_ids) for item in asked] == [
        ("What do you not eat?", [there])
    ]
