"""What an organiser says of a question, and whether it can be asked so; decisions on plain values."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field, replace

from webinars.errors import ConflictError, InvalidInputError
from webinars.questions.cleaning import clean
from webinars.questions.rules import (
    CHOICE_LENGTH,
    CHOOSING,
    HELP_LENGTH,
    LABEL_LENGTH,
    MOST_CHOICES,
    MOST_FILES,
    MOST_QUESTIONS,
    Asked,
    QuestionKind,
    texts_of,
)
from webinars.security.text import clean_line, clean_text

LEAST_CHOICES = 2
# Kinds whose answer is there or not: nothing more can be asked of it.
_ANY_ANSWER = frozenset({QuestionKind.FILE, QuestionKind.CONSENT})


@dataclass(frozen=True)
class Said:
    """The words of a question, and of whom it is asked."""

    label: str
    help: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    kind_ids: frozenset[int] = field(default_factory=frozenset)
    parent_id: int | None = None
    parent_values: tuple[str, ...] = ()


def clean_said(
    kind: QuestionKind, said: Said, *, before: Sequence[Asked], kind_ids: Collection[int]
) -> Said:
    """Return what is said of a question, clean; before are the questions that stand in front of it.

    Raises:
        InvalidInputError: those of security.text, "choices-needed" (facts: least), "too-many-choices" (facts:
            most), "choice-twice" (facts: choice), "not-a-choice", "question-before-parent"; the fact field
            names what is wrong.
    """
    parent = _parent(said, before)
    if not said.kind_ids <= frozenset(kind_ids):
        raise InvalidInputError("not-a-choice", field="kind_ids")
    return replace(
        said,
        label=_line(said.label, "label", LABEL_LENGTH),
        help=_text(said.help),
        choices=_choices(said.choices) if kind in CHOOSING else (),
        parent_values=_values(parent, said.parent_values) if parent else (),
    )


def demand_room(asked: Collection[Asked], kind: QuestionKind) -> None:
    """Refuse one question more than an event may ask.

    Raises:
        ConflictError: "too-many-questions" (facts: most), "too-many-file-questions" (facts: most).
    """
    if len(asked) >= MOST_QUESTIONS:
        raise ConflictError("too-many-questions", most=MOST_QUESTIONS)
    files = sum(each.kind is QuestionKind.FILE for each in asked)
    if kind is QuestionKind.FILE and files >= MOST_FILES:
        raise ConflictError("too-many-file-questions", most=MOST_FILES)


def demand_choices(question_id: int, choices: Collection[str], asked: Collection[Asked]) -> None:
    """Refuse to take away a choice that another question waits for.

    Raises:
        InvalidInputError: "choice-needed" (facts: choice, label).
    """
    for each in asked:
        gone = [value for value in each.parent_values if value not in choices]
        if each.parent_id == question_id and gone:
            raise InvalidInputError(
                "choice-needed", field="choices", choice=gone[0], label=each.label
            )


def parents_stand_before(order: Sequence[Asked]) -> bool:
    """Tell whether each question stands behind the one it depends on."""
    place = {each.id: number for number, each in enumerate(order)}
    return all(
        place.get(each.parent_id, -1) < place[each.id]
        for each in order
        if each.parent_id is not None
    )


def fingerprint(asked: Asked) -> str:
    """Return a short text that changes whenever anything that a form shows of a question does."""
    said = {**asdict(asked), "kind_ids": sorted(asked.kind_ids)}
    return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()[:16]


def _parent(said: Said, before: Sequence[Asked]) -> Asked | None:
    if said.parent_id is None:
        return None
    found = next((each for each in before if each.id == said.parent_id), None)
    if found is None:
        raise InvalidInputError("question-before-parent", field="parent")
    return found


def _values(parent: Asked, values: Sequence[str]) -> tuple[str, ...]:
    if parent.kind in _ANY_ANSWER:
        return ()
    try:
        found = [text for value in values for text in texts_of(clean(parent, value))]
    except InvalidInputError as error:
        raise _at("parent", error) from error
    return tuple(dict.fromkeys(found))


def _choices(given: Sequence[str]) -> tuple[str, ...]:
    found = [_line(each, "choices", CHOICE_LENGTH) for each in given if each.strip()]
    if len(found) < LEAST_CHOICES:
        raise InvalidInputError("choices-needed", field="choices", least=LEAST_CHOICES)
    if len(found) > MOST_CHOICES:
        raise InvalidInputError("too-many-choices", field="choices", most=MOST_CHOICES)
    twice = next((each for each in found if found.count(each) > 1), None)
    if twice is not None:
        raise InvalidInputError("choice-twice", field="choices", choice=twice)
    return tuple(found)


def _line(text: str, name: str, longest: int) -> str:
    try:
        return clean_line(text, longest=longest, least=1)
    except InvalidInputError as error:
        raise _at(name, error) from error


def _text(text: str) -> str:
    try:
        return clean_text(text, longest=HELP_LENGTH)
    except InvalidInputError as error:
        raise _at("help", error) from error


def _at(field: str, error: InvalidInputError) -> InvalidInputError:
    """Return a refusal that names the field it is about."""
    return type(error)(error.code, **{**error.facts, "field": field})
