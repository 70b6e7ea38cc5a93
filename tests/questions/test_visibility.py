"""What is shown, what is kept, what is refused: on plain values, and for any answers in any order."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.errors import InvalidInputError
from webinars.i18n import translator_for
from webinars.questions.countries import CODES, countries
from webinars.questions.question_spec import QuestionSpec, Upload, texts_of
from webinars.questions.question_types import QuestionType
from webinars.questions.validation import clean_answer, validate_answers
from webinars.questions.visibility import visible_questions

K = QuestionType
PDF = Upload("note.pdf", b"%PDF-1.7 hello")
CHOICES = ("red", "green", "blue")
SAMPLES = {
    K.TEXT: "hello",
    K.LONG_TEXT: "hello\nyou",
    K.SINGLE: "red",
    K.SEVERAL: ["red", "blue"],
    K.YES_NO: "yes",
    K.NUMBER: "12.5",
    K.DATE: "2027-07-16",
    K.COUNTRY: "KE",
    K.FILE: PDF,
    K.CONSENT: "yes",
}


def refused(question, text):
    with pytest.raises(InvalidInputError) as caught:
        clean_answer(question, text)
    return caught.value.code


def asked(number, kind=K.TEXT, **fields):
    return QuestionSpec(
        number, kind, choices=CHOICES if kind in {K.SINGLE, K.SEVERAL} else (), **fields
    )


# --- Any form, filled in anyhow

texts = st.text(max_size=12) | st.sampled_from([*CHOICES, "yes", "no", "KE", "1,5", "2027-07-16"])
answers = texts | st.lists(texts, max_size=4) | st.just(PDF) | st.just(Upload("old.pdf", b"", 4))


@st.composite
def forms(draw):
    """A form of some questions, each depending on an earlier one or on none, and whatever was filled in."""
    questions = []
    for number in range(1, draw(st.integers(1, 7)) + 1):
        parent = draw(st.none() | st.integers(1, number - 1)) if number > 1 else None
        values = ()
        if parent and draw(st.booleans()):
            values = tuple(draw(st.lists(st.sampled_from([*CHOICES, "yes", "no"]), max_size=3)))
        questions.append(
            asked(
                number,
                draw(st.sampled_from(list(K))),
                required=draw(st.booleans()),
                registration_type_ids=frozenset(draw(st.sets(st.integers(1, 2), max_size=2))),
                parent_id=parent,
                parent_values=values,
            )
        )
    filled = draw(st.dictionaries(st.integers(1, 8), answers))
    return questions, filled, draw(st.none() | st.integers(1, 2))


@given(forms())
def test_hidden_question_is_neither_stored_nor_required(form):
    questions, filled, registration_type_id = form

    stored, wrong = validate_answers(questions, filled, registration_type_id)

    visible = {
        question.id for question in visible_questions(questions, stored, registration_type_id)
    }
    assert stored.keys() <= visible
    assert wrong.keys() <= visible


@given(forms())
def test_visible_required_question_is_answered_or_an_error(form):
    questions, filled, registration_type_id = form

    stored, wrong = validate_answers(questions, filled, registration_type_id)

    for question in visible_questions(questions, stored, registration_type_id):
        assert not question.required or question.id in stored or question.id in wrong


@given(forms())
def test_stored_answers_are_stored_again_unchanged(form):
    questions, filled, registration_type_id = form
    stored, _ = validate_answers(questions, filled, registration_type_id)

    again, _ = validate_answers(questions, stored, registration_type_id)

    assert again == stored


@given(forms(), st.randoms(use_true_random=False))
def test_validation_does_not_depend_on_question_order(form, random):
    questions, filled, registration_type_id = form
    mixed = list(questions)
    random.shuffle(mixed)

    def said(result):
        stored, wrong = validate_answers(result, filled, registration_type_id)
        return stored, {number: error.code for number, error in wrong.items()}

    assert said(mixed) == said(questions)
    assert {question.id for question in visible_questions(mixed, filled, registration_type_id)} == {
        question.id for question in visible_questions(questions, filled, registration_type_id)
    }


@given(st.sampled_from(list(K)), answers)
def test_validated_answers_are_unchanged_by_validation(kind, answers):
    question = asked(1, kind)
    try:
        once = clean_answer(question, answers)
    except InvalidInputError:
        return

    assert clean_answer(question, once) == once


@given(st.dictionaries(st.integers(1, 5), st.integers(1, 5), min_size=1))
def test_questions_that_wait_for_each_other_or_for_none_that_is_asked_end(parents):
    questions = [asked(number, parent_id=parents.get(number)) for number in (1, 2, 3, 4)]

    visible = {
        question.id
        for question in visible_questions(questions, dict.fromkeys(range(1, 6), "x"), None)
    }

    for number in (1, 2, 3, 4):
        path, at = [], number
        while at is not None and at not in path and at < 5:
            path.append(at)
            at = parents.get(at)
        assert (number in visible) == (at is None)


# --- When a question is shown


@pytest.mark.parametrize("kind", list(K))
def test_question_can_depend_on_every_type_of_answer(kind):
    parent, child = asked(1, kind), asked(2, parent_id=1)

    assert visible_questions([parent, child], {1: clean_answer(parent, SAMPLES[kind])}, None) == [
        parent,
        child,
    ]
    assert visible_questions([parent, child], {1: ""}, None) == [parent]


@pytest.mark.parametrize("kind", [kind for kind in K if kind is not K.FILE])
def test_question_can_depend_on_one_of_several_answers(kind):
    parent = asked(1, kind)
    answer = clean_answer(parent, SAMPLES[kind])
    child = asked(2, parent_id=1, parent_values=("something else", texts_of(answer)[0]))

    assert visible_questions([parent, child], {1: answer}, None) == [parent, child]
    assert visible_questions([parent, child], {1: "else"}, None) == [parent]


def test_hidden_parent_hides_its_children_despite_answers():
    questions = [
        asked(1, K.YES_NO),
        asked(2, parent_id=1, parent_values=("yes",)),
        asked(3, parent_id=2),
    ]

    assert visible_questions(questions, {1: "no", 2: "x"}, None) == questions[:1]
    assert visible_questions(questions, {1: "yes", 2: "x"}, None) == questions


def test_question_limited_to_types_is_asked_of_those_only():
    questions = [asked(1, registration_type_ids=frozenset({7, 8})), asked(2, parent_id=1)]

    assert visible_questions(questions, {1: "x"}, 7) == questions
    assert visible_questions(questions, {1: "x"}, 9) == []
    assert visible_questions(questions, {1: "x"}, None) == []


# --- What an answer may be


@pytest.mark.parametrize(
    ("kind", "text", "stored"),
    [
        (K.TEXT, "  hello   you ", "hello you"),
        (K.LONG_TEXT, "a \r\nb\n", "a\nb"),
        (K.SEVERAL, ["blue", "red", "blue"], ["red", "blue"]),
        (K.SEVERAL, "", []),
        (K.NUMBER, "1 000,50", "1000.5"),
        (K.NUMBER, "-0", "0"),
        (K.NUMBER, "١٢٫٥", "12.5"),
        (K.DATE, " 2027-07-16 ", "2027-07-16"),
        (K.FILE, "", ""),
        (K.FILE, PDF, PDF),
    ],
)
def test_answers_are_kept_in_one_form(kind, text, stored):
    assert clean_answer(asked(1, kind), text) == stored


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (K.TEXT, "a\x07b", "control-characters"),
        (K.TEXT, "x" * 301, "too-long"),
        (K.LONG_TEXT, "x" * 5001, "too-long"),
        (K.SINGLE, "pink", "not-a-choice"),
        (K.SEVERAL, ["red", "pink"], "not-a-choice"),
        (K.YES_NO, "maybe", "not-a-choice"),
        (K.CONSENT, "no", "not-a-choice"),
        (K.NUMBER, "1e5", "answer-not-a-number"),
        (K.NUMBER, "NaN", "answer-not-a-number"),
        (K.NUMBER, "1" * 13, "answer-not-a-number"),
        (K.DATE, "2027-02-30", "not-a-date"),
        (K.DATE, "2027-W05-1", "not-a-date"),
        (K.COUNTRY, "ZZ", "not-a-choice"),
        (K.COUNTRY, "Kenya", "not-a-choice"),
        (K.FILE, Upload("x.exe", b"MZ"), "file-type-not-accepted"),
    ],
)
def test_invalid_answer_is_refused(kind, text, code):
    assert refused(asked(1, kind), text) == code


def test_every_day_is_a_date():
    assert clean_answer(asked(1, K.DATE), date.max.isoformat()) == "9999-12-31"


@pytest.mark.parametrize("kind", list(K))
def test_required_questions_are_optional_for_organisers(kind):
    question = asked(1, kind, required=True)

    code = "consent-needed" if kind is K.CONSENT else "answer-needed"
    assert {
        key: error.code for key, error in validate_answers([question], {}, None)[1].items()
    } == {1: code}
    assert validate_answers([question], {}, None, demand=False) == ({}, {})
    assert validate_answers([question], {1: SAMPLES[kind]}, None)[1] == {}


# --- Countries


def test_countries_are_those_of_iso_in_the_readers_language():
    french = dict(countries(translator_for("fr")))

    assert french["DE"] == "Allemagne"
    assert french.keys() == CODES
    assert len(CODES) == 250
    assert list(french)[:3] == ["AF", "ZA", "AL"]
    assert not CODES & {"EU", "UN", "ZZ", "EZ"}
