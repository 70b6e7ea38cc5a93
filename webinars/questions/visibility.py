"""Which questions a registrant sees, given type and answers; decisions on plain values."""

from collections.abc import Iterable, Mapping, Sequence

from webinars.questions.question_spec import (
    Answers,
    AnswerValue,
    AnyQuestion,
    QuestionSpec,
    texts_of,
)


def visible_questions(
    questions: Iterable[AnyQuestion], answers: Answers, registration_type_id: int | None
) -> list[AnyQuestion]:
    """Return the questions shown to a registrant of a type, in order.

    A question is hidden with the one it depends on, whatever was answered to that.
    """
    asked = list(questions)
    by_id = {question.id: question for question in asked}
    return [
        question
        for question in asked
        if _is_visible(question, by_id, answers, registration_type_id)
    ]


def _is_visible(
    question: QuestionSpec,
    by_id: Mapping[int, QuestionSpec],
    answers: Answers,
    registration_type_id: int | None,
) -> bool:
    seen: set[int] = set()
    current: QuestionSpec | None = question
    while current is not None:
        if current.id in seen or (
            current.registration_type_ids
            and registration_type_id not in current.registration_type_ids
        ):
            return False
        seen.add(current.id)
        if current.parent_id is None:
            return True
        if not is_met(current.parent_values, answers.get(current.parent_id, "")):
            return False
        current = by_id.get(current.parent_id)
    return False


def questions_for_type(
    questions: Iterable[AnyQuestion], registration_type_id: int | None
) -> list[AnyQuestion]:
    """Return the questions for a registration type, regardless of answers.

    A question that depends on one for other types is left out too.
    """
    asked = list(questions)
    by_id = {question.id: question for question in asked}
    return [question for question in asked if _is_for_type(question, by_id, registration_type_id)]


def _is_for_type(
    question: QuestionSpec, by_id: Mapping[int, QuestionSpec], registration_type_id: int | None
) -> bool:
    seen: set[int] = set()
    current: QuestionSpec | None = question
    while current is not None and current.id not in seen:
        if (
            current.registration_type_ids
            and registration_type_id not in current.registration_type_ids
        ):
            return False
        seen.add(current.id)
        current = by_id.get(current.parent_id) if current.parent_id is not None else None
    return True


def is_met(values: Sequence[str], answer: AnswerValue) -> bool:
    """Return whether an answer is one of the values; without values, whether there is an answer."""
    texts = texts_of(answer)
    return bool(set(texts) & set(values)) if values else bool(texts)
