"""Which questions a registrant is asked at registration and after approval, and which are left."""

from collections.abc import Iterable
from dataclasses import replace

from webinars.questions.question_spec import Answers, QuestionSpec
from webinars.questions.question_types import QuestionStage
from webinars.questions.visibility import is_met, questions_for_type, visible_questions


def open_questions(questions: Iterable[QuestionSpec], *, is_confirmed: bool) -> list[QuestionSpec]:
    """Return the questions that a registrant may answer, by whether the registration is confirmed.

    None of them depends on one that is left out: what a question depends on is not asked later.
    """
    return [
        question
        for question in questions
        if is_confirmed or question.stage is QuestionStage.AT_REGISTRATION
    ]


def questions_of_stage(
    questions: Iterable[QuestionSpec],
    stage: QuestionStage | None,
    answers: Answers,
    registration_type_id: int | None,
) -> list[QuestionSpec]:
    """Return the questions that a form asks at a stage, or at all of them; answers: the stored ones."""
    if stage is QuestionStage.AFTER_APPROVAL:
        return questions_after_approval(questions, answers, registration_type_id)
    return open_questions(questions, is_confirmed=stage is None)


def questions_after_approval(
    questions: Iterable[QuestionSpec], answers: Answers, registration_type_id: int | None
) -> list[QuestionSpec]:
    """Return the questions after approval for a form of their own.

    A condition on an answer given at registration is decided here: its question is left out, or
    asked without condition.
    """
    asked = questions_for_type(questions, registration_type_id)
    later = {question.id for question in asked if question.stage is QuestionStage.AFTER_APPROVAL}
    earlier = [question for question in asked if question.id not in later]
    seen = {question.id for question in visible_questions(earlier, answers, registration_type_id)}
    shown: dict[int, QuestionSpec] = {}
    for question in asked:
        if question.id not in later:
            continue
        if question.parent_id is None or question.parent_id in shown:
            shown[question.id] = question
        elif question.parent_id in seen and is_met(
            question.parent_values, answers.get(question.parent_id, "")
        ):
            shown[question.id] = replace(question, parent_id=None, parent_values=())
    return list(shown.values())


def left_to_answer(
    questions: Iterable[QuestionSpec], answers: Answers, registration_type_id: int | None
) -> list[QuestionSpec]:
    """Return the questions after approval that a confirmed registrant has not answered, in order.

    answers: the stored ones, also those that were left empty, which answer a question that is not
    required. answer_conditions.has_left_to_answer is the same as a condition of a statement.
    """
    return [
        question
        for question in visible_questions(questions, answers, registration_type_id)
        if question.stage is QuestionStage.AFTER_APPROVAL
        and (question.id not in answers or (question.required and not answers[question.id]))
    ]
