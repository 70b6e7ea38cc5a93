"""What a question asks for, when it is shown, and what an answer may be; decisions on plain values.

An answer is a text, a list of texts (several of the choices) or an upload; none is an empty text or list. A
question stands behind the one it depends on, so no two can wait for each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar


class QuestionKind(StrEnum):
    """What kind of answer a question asks for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    SINGLE = "single"
    SEVERAL = "several"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    COUNTRY = "country"
    FILE = "file"
    CONSENT = "consent"


MOST_QUESTIONS, MOST_CHOICES, MOST_FILES = 50, 60, 3
LABEL_LENGTH, HELP_LENGTH, CHOICE_LENGTH = 300, 2_000, 200
LINE_LENGTH, TEXT_LENGTH = 300, 5_000
YES, NO = "yes", "no"
CHOOSING = frozenset({QuestionKind.SINGLE, QuestionKind.SEVERAL})


@dataclass(frozen=True)
class Upload:
    """A file as somebody sent it; stored_id names one that is kept already, whose bytes are left there."""

    name: str
    body: bytes = b""
    stored_id: int | None = None


Given = str | list[str] | Upload


@dataclass(frozen=True)
class Asked:
    """A question as a plain value; the words mean what they mean in the table (models.py)."""

    id: int
    kind: QuestionKind
    label: str = ""
    help: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    registration_type_ids: frozenset[int] = frozenset()
    parent_id: int | None = None
    parent_values: tuple[str, ...] = ()


Answers = Mapping[int, Given]
AnyAsked = TypeVar("AnyAsked", bound=Asked)


def shown(
    questions: Iterable[AnyAsked], answers: Answers, registration_type_id: int | None
) -> list[AnyAsked]:
    """Return the questions that somebody of a registration kind is asked, in their order.

    A question hides with the one it depends on, whatever was answered to that before it hid.
    """
    asked = list(questions)
    by_id = {each.id: each for each in asked}
    return [each for each in asked if _is_shown(each, by_id, answers, registration_type_id)]


def _is_shown(
    question: Asked, by_id: Mapping[int, Asked], answers: Answers, registration_type_id: int | None
) -> bool:
    seen: set[int] = set()
    each: Asked | None = question
    while each is not None:
        if each.id in seen or (
            each.registration_type_ids and registration_type_id not in each.registration_type_ids
        ):
            return False
        seen.add(each.id)
        if each.parent_id is None:
            return True
        if not is_met(each.parent_values, answers.get(each.parent_id, "")):
            return False
        each = by_id.get(each.parent_id)
    return False


def of_kind(questions: Iterable[AnyAsked], registration_type_id: int | None) -> list[AnyAsked]:
    """Return the questions that people of a registration kind are asked, as far as their kind decides.

    What depends on a question of other kinds is not theirs either.
    """
    asked = list(questions)
    by_id = {each.id: each for each in asked}
    return [each for each in asked if _is_of_kind(each, by_id, registration_type_id)]


def _is_of_kind(
    question: Asked, by_id: Mapping[int, Asked], registration_type_id: int | None
) -> bool:
    seen: set[int] = set()
    each: Asked | None = question
    while each is not None and each.id not in seen:
        if each.registration_type_ids and registration_type_id not in each.registration_type_ids:
            return False
        seen.add(each.id)
        each = by_id.get(each.parent_id) if each.parent_id is not None else None
    return True


def is_met(values: Sequence[str], answer: Given) -> bool:
    """Tell whether an answer is one of the values; without values, whether there is an answer."""
    said = texts_of(answer)
    return bool(set(said) & set(values)) if values else bool(said)


def texts_of(answer: Given) -> list[str]:
    """Return the texts of an answer: a file's name, each choice, or nothing."""
    match answer:
        case str():
            return [answer] if answer else []
        case list():
            return answer
        case Upload():
            return [answer.name]
