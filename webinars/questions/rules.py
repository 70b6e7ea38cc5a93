"""Questions, when they are shown, and what answers are; decisions on plain values."""

# An answer is a text, a list of texts (several choices) or an upload; no answer is an empty text or
# list. A question comes after the one it depends on, so there are no cycles.

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from webinars.questions.question_types import QuestionType

MOST_QUESTIONS, MOST_CHOICES, MOST_FILES = 50, 60, 3
LABEL_LENGTH, HELP_LENGTH, CHOICE_LENGTH = 300, 2_000, 200
LINE_LENGTH, TEXT_LENGTH = 300, 5_000
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Upload:
    """An uploaded file; stored_id refers to one that is stored already and is not loaded."""

    name: str
    body: bytes = b""
    stored_id: int | None = None


AnswerValue = str | list[str] | Upload


@dataclass(frozen=True)
class QuestionSpec:
    """A question as a plain value; the fields are those of the table (models.py)."""

    id: int
    question_type: QuestionType
    label: str = ""
    help: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    registration_type_ids: frozenset[int] = frozenset()
    parent_id: int | None = None
    parent_values: tuple[str, ...] = ()


Answers = Mapping[int, AnswerValue]
AnyQuestion = TypeVar("AnyQuestion", bound=QuestionSpec)


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


def texts_of(answer: AnswerValue) -> list[str]:
    """Return the texts of an answer: a file's name, the choices, or nothing."""
    match answer:
        case str():
            return [answer] if answer else []
        case list():
            return answer
        case Upload():
            return [answer.name]
