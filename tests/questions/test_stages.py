"""Which questions are asked when, and which are left after approval: on plain values, for any form."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.questions.test_visibility import asked, forms
from webinars.questions.question_types import QuestionStage, QuestionType
from webinars.questions.stages import left_to_answer, open_questions, questions_after_approval
from webinars.questions.visibility import visible_questions

AT, AFTER = QuestionStage


@st.composite
def staged_forms(draw):
    """A form whose questions are asked at either stage, none before the one that it depends on."""
    questions, filled, type_id = draw(forms())
    stages = {}
    for question in questions:
        is_later = stages.get(question.parent_id) is AFTER or draw(st.booleans())
        stages[question.id] = AFTER if is_later else AT
    staged = [replace(question, stage=stages[question.id]) for question in questions]
    return staged, filled, type_id


def ids(questions):
    return [question.id for question in questions]


@settings(max_examples=50)
@given(staged_forms())
def test_each_stage_asks_what_the_whole_form_asks(form):
    questions, filled, type_id = form
    visible = visible_questions(questions, filled, type_id)

    first = visible_questions(open_questions(questions, is_confirmed=False), filled, type_id)
    later = questions_after_approval(questions, filled, type_id)

    assert ids(first) == [question.id for question in visible if question.stage is AT]
    assert ids(visible_questions(later, filled, type_id)) == [
        question.id for question in visible if question.stage is AFTER
    ]
    assert {question.stage for question in later} <= {AFTER}
    assert open_questions(questions, is_confirmed=True) == questions


NEEDED = asked(1, required=True, stage=AFTER)
OPTIONAL = asked(2, stage=AFTER)
EARLIER = asked(3, QuestionType.YES_NO, required=True)
DEPENDENT = asked(4, required=True, stage=AFTER, parent_id=3, parent_values=("yes",))
OF_TYPE = asked(5, stage=AFTER, registration_type_ids=frozenset({7}))


@pytest.mark.parametrize(
    ("answers", "type_id", "left"),
    [
        ({}, None, [1, 2]),
        ({}, 7, [1, 2, 5]),
        ({1: "", 2: "", 5: ""}, 7, [1]),
        ({1: "x", 2: ""}, 8, []),
        ({1: "x", 2: "y", 3: "no"}, None, []),
        ({1: "x", 2: "y", 3: "yes"}, None, [4]),
        ({1: "x", 2: "y", 3: "yes", 4: "z"}, None, []),
    ],
)
def test_question_is_left_until_it_is_answered_or_left_empty(answers, type_id, left):
    questions = [NEEDED, OPTIONAL, EARLIER, DEPENDENT, OF_TYPE]

    assert ids(left_to_answer(questions, answers, type_id)) == left
