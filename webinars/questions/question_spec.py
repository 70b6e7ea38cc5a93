"""Questions and answers as plain values, with their limits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from webinars.questions.question_types import QuestionStage, QuestionType

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
    sensitive: bool = False
    stage: QuestionStage = QuestionStage.AT_REGISTRATION
    choices: tuple[str, ...] = ()
    registration_type_ids: frozenset[int] = frozenset()
    parent_id: int | None = None
    parent_values: tuple[str, ...] = ()
    text_version: int = 1


Answers = Mapping[int, AnswerValue]


class ShownAnswers(dict[int, AnswerValue]):
    """Answers from a page, with the language in which it showed the questions, and the ids of these.

    question_ids: None if the page does not say which questions it showed.
    """

    def __init__(self, language: str, question_ids: Collection[int] | None) -> None:
        """Create them without any answer."""
        super().__init__()
        self.language, self.question_ids = language, question_ids

    def has_shown(self, question_id: int) -> bool:
        """Return whether the page showed a question; an answer that it lacks was not left empty."""
        return self.question_ids is None or question_id in self.question_ids


AnyQuestion = TypeVar("AnyQuestion", bound=QuestionSpec)


def texts_of(answer: AnswerValue) -> list[str]:
    """Return the texts of an answer: a file's name, the choices, or nothing."""
    match answer:
        case str():
            return [answer] if answer else []
        case list():
            return answer
        case Upload():
            return [answer.name]
