"""Validate answers and questions; decisions on plain values."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial

from webinars.errors import ConflictError, InvalidInputError
from webinars.files.validation import clean_file_name, media_type_of
from webinars.localized_text import comparable, in_each_language
from webinars.questions.countries import CODES
from webinars.questions.question_spec import (
    CHOICE_LENGTH,
    HELP_LENGTH,
    LABEL_LENGTH,
    LINE_LENGTH,
    MOST_CHOICES,
    MOST_FILES,
    MOST_QUESTIONS,
    NO,
    TEXT_LENGTH,
    YES,
    Answers,
    AnswerValue,
    QuestionSpec,
    Upload,
    texts_of,
)
from webinars.questions.question_types import CHOICE_TYPES, QuestionStage, QuestionType
from webinars.questions.visibility import visible_questions
from webinars.security.text_input import clean_line, clean_text

# Spaces and apostrophes separate thousands, a comma or point the decimals; digits of any script.
_NUMBER = re.compile(r"[+-]?\d{1,12}([.,]\d{1,6})?", re.ASCII)
_SET_OFF = re.compile("[ \u00a0\u202f'’_]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def validate_answers(
    questions: Iterable[QuestionSpec],
    given: Answers,
    registration_type_id: int | None,
    *,
    demand: bool = True,
) -> tuple[dict[int, AnswerValue], dict[int, InvalidInputError]]:
    """Return the valid answers and the errors, both by question.

    Only visible questions count: an answer to a hidden one is dropped unvalidated. demand: require
    answers to required questions.
    """
    asked = list(questions)
    valid: dict[int, AnswerValue] = {}
    wrong: dict[int, InvalidInputError] = {}
    for question in asked:
        try:
            valid[question.id] = clean_answer(question, given.get(question.id, ""))
        except InvalidInputError as error:
            wrong[question.id] = error
    visible = visible_questions(asked, valid, registration_type_id)
    for question in visible:
        if demand and question.required and question.id not in wrong and not valid[question.id]:
            wrong[question.id] = _missing(question)
    ids = {question.id for question in visible}
    return (
        {
            question_id: value
            for question_id, value in valid.items()
            if question_id in ids and value
        },
        {question_id: error for question_id, error in wrong.items() if question_id in ids},
    )


def clean_answer(question: QuestionSpec, given: AnswerValue) -> AnswerValue:
    """Return a normalized answer; an empty text or list is none. Normalizing is idempotent.

    Raises:
        InvalidInputError: "not-a-choice", "answer-not-a-number", "not-a-date", those of
            files.validation.media_type_of,
            and those of security.text_input.
    """
    if question.question_type is QuestionType.SEVERAL:
        return _several(question, given)
    if question.question_type is QuestionType.FILE:
        return _file(given)
    if not isinstance(given, str):
        given = given[0] if isinstance(given, list) and given else ""
    if question.question_type is QuestionType.LONG_TEXT:
        return clean_text(given, longest=TEXT_LENGTH)
    text = clean_line(given, longest=LINE_LENGTH)
    return _READ[question.question_type](question, text) if text else ""


def _missing(question: QuestionSpec) -> InvalidInputError:
    if question.question_type is QuestionType.CONSENT:
        return InvalidInputError("consent-needed")
    return InvalidInputError("answer-needed")


def _several(question: QuestionSpec, given: AnswerValue) -> list[str]:
    chosen = {given} if isinstance(given, str) else set(given if isinstance(given, list) else ())
    if not chosen - {""} <= set(question.choices):
        raise InvalidInputError("not-a-choice")
    return [choice for choice in question.choices if choice in chosen]


def _file(given: AnswerValue) -> AnswerValue:
    if not isinstance(given, Upload):
        return ""
    if given.stored_id is None:
        media_type_of(given.name, given.body)
    return Upload(clean_file_name(given.name), given.body, given.stored_id)


def _one_of(choices: Iterable[str]) -> Callable[[QuestionSpec, str], str]:
    known = frozenset(choices)

    def read(_question: QuestionSpec, text: str) -> str:
        if text not in known:
            raise InvalidInputError("not-a-choice")
        return text

    return read


def _single(question: QuestionSpec, text: str) -> str:
    return _one_of(question.choices)(question, text)


def _number(_question: QuestionSpec, text: str) -> str:
    figures = "".join(str(unicodedata.decimal(char, char)) for char in _SET_OFF.sub("", text))
    plain = figures.translate({0x2212: "-", 0x066B: "."})
    if not _NUMBER.fullmatch(plain):
        raise InvalidInputError("answer-not-a-number")
    number = Decimal(plain.replace(",", "."))
    return f"{number.normalize():f}" if number else "0"


def _date(_question: QuestionSpec, text: str) -> str:
    try:
        # Since Python 3.11 fromisoformat alone would also accept weeks and compact dates.
        return date.fromisoformat(text if _DATE.fullmatch(text) else "").isoformat()
    except ValueError as error:
        raise InvalidInputError("not-a-date") from error


_READ: dict[QuestionType, Callable[[QuestionSpec, str], str]] = {
    QuestionType.TEXT: lambda _question, answer: answer,
    QuestionType.SINGLE: _single,
    QuestionType.YES_NO: _one_of((YES, NO)),
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.COUNTRY: _one_of(CODES),
    QuestionType.CONSENT: _one_of((YES,)),
}


MIN_CHOICES = 2
# Types whose answer is either there or not: no values can be compared.
_ANY_ANSWER = frozenset({QuestionType.FILE, QuestionType.CONSENT})


@dataclass(frozen=True)
class QuestionDetails:
    """Editable fields of a question."""

    label: str
    help: str = ""
    required: bool = False
    sensitive: bool = False
    stage: QuestionStage = QuestionStage.AT_REGISTRATION
    choices: tuple[str, ...] = ()
    registration_type_ids: frozenset[int] = field(default_factory=frozenset)
    parent_id: int | None = None
    parent_values: tuple[str, ...] = ()


def validate_question(
    question_type: QuestionType,
    details: QuestionDetails,
    *,
    before: Sequence[QuestionSpec],
    registration_type_ids: Collection[int],
) -> QuestionDetails:
    """Return normalized details of a question; before are the questions in front of it.

    Raises:
        InvalidInputError: those of security.text_input, "choices-needed" (facts: least), "too-many-choices"
            (facts: most), "duplicate-choice" (facts: choice), "not-a-choice", "question-before-parent",
            "parent-asked-later" (facts: label); the fact field names what is wrong.
    """
    parent = _parent(details, before)
    if not details.registration_type_ids <= frozenset(registration_type_ids):
        raise InvalidInputError("not-a-choice", field="registration_type_ids")
    return replace(
        details,
        label=_line(details.label, "label", LABEL_LENGTH),
        help=_text(details.help),
        choices=_choices(details.choices) if question_type in CHOICE_TYPES else (),
        parent_values=_values(parent, details.parent_values) if parent else (),
    )


def check_question_limit(asked: Collection[QuestionSpec], question_type: QuestionType) -> None:
    """Enforce the limits on questions per event.

    Raises:
        ConflictError: "too-many-questions" (facts: most), "too-many-file-questions" (facts: most).
    """
    if len(asked) >= MOST_QUESTIONS:
        raise ConflictError("too-many-questions", most=MOST_QUESTIONS)
    files = sum(question.question_type is QuestionType.FILE for question in asked)
    if question_type is QuestionType.FILE and files >= MOST_FILES:
        raise ConflictError("too-many-file-questions", most=MOST_FILES)


def check_choices_unused(
    question_id: int, choices: Collection[str], asked: Collection[QuestionSpec]
) -> None:
    """Refuse to remove a choice that another question depends on.

    Raises:
        InvalidInputError: "choice-needed" (facts: choice, label).
    """
    for question in asked:
        gone = [value for value in question.parent_values if value not in choices]
        if question.parent_id == question_id and gone:
            raise InvalidInputError(
                "choice-needed", field="choices", choice=gone[0], label=question.label
            )


def check_stage_of_children(
    question_id: int, stage: QuestionStage, asked: Collection[QuestionSpec]
) -> None:
    """Refuse to ask a question later than one that depends on it.

    Raises:
        InvalidInputError: "children-asked-earlier" (facts: label).
    """
    for question in asked:
        if question.parent_id == question_id and _is_earlier(question.stage, stage):
            raise InvalidInputError("children-asked-earlier", field="stage", label=question.label)


def parents_come_first(order: Sequence[QuestionSpec]) -> bool:
    """Return whether every question comes after the one it depends on."""
    position = {question.id: index for index, question in enumerate(order)}
    return all(
        position.get(question.parent_id, -1) < position[question.id]
        for question in order
        if question.parent_id is not None
    )


def fingerprint(asked: QuestionSpec) -> str:
    """Return a hash that changes with anything that a form shows of a question."""
    values = {name: comparable(value) for name, value in asdict(asked).items()}
    values["registration_type_ids"] = sorted(asked.registration_type_ids)
    return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:16]


def _parent(details: QuestionDetails, before: Sequence[QuestionSpec]) -> QuestionSpec | None:
    if details.parent_id is None:
        return None
    parent = next((question for question in before if question.id == details.parent_id), None)
    if parent is None:
        raise InvalidInputError("question-before-parent", field="parent")
    if _is_earlier(details.stage, parent.stage):
        raise InvalidInputError("parent-asked-later", field="stage", label=parent.label)
    return parent


def _is_earlier(stage: QuestionStage, other: QuestionStage) -> bool:
    return (stage, other) == (QuestionStage.AT_REGISTRATION, QuestionStage.AFTER_APPROVAL)


def _values(parent: QuestionSpec, values: Sequence[str]) -> tuple[str, ...]:
    if parent.question_type in _ANY_ANSWER:
        return ()
    try:
        texts = [text for value in values for text in texts_of(clean_answer(parent, value))]
    except InvalidInputError as error:
        raise _at("parent", error) from error
    return tuple(dict.fromkeys(texts))


def _choices(given: Sequence[str]) -> tuple[str, ...]:
    texts = [_line(choice, "choices", CHOICE_LENGTH) for choice in given if choice.strip()]
    if len(texts) < MIN_CHOICES:
        raise InvalidInputError("choices-needed", field="choices", least=MIN_CHOICES)
    if len(texts) > MOST_CHOICES:
        raise InvalidInputError("too-many-choices", field="choices", most=MOST_CHOICES)
    duplicate = next((text for text in texts if texts.count(text) > 1), None)
    if duplicate is not None:
        raise InvalidInputError("duplicate-choice", field="choices", choice=duplicate)
    return tuple(texts)


def _line(text: str, name: str, longest: int) -> str:
    try:
        return in_each_language(text, partial(clean_line, longest=longest, least=1))
    except InvalidInputError as error:
        raise _at(name, error) from error


def _text(text: str) -> str:
    try:
        return in_each_language(text, partial(clean_text, longest=HELP_LENGTH))
    except InvalidInputError as error:
        raise _at("help", error) from error


def _at(field: str, error: InvalidInputError) -> InvalidInputError:
    """Return a refusal with the field that it is about."""
    return type(error)(error.code, **{**error.facts, "field": field})
