"""Questions of an event as form fields: parse, validate and display answers."""

# Without scripts every question is shown with its condition; the answers decide which of them apply.

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from webinars.errors import WebinarsError
from webinars.files.validation import FILE_TYPES, MAX_BYTES
from webinars.i18n import N_, Translator
from webinars.questions import queries
from webinars.questions.countries import countries, country_name
from webinars.questions.question_spec import (
    YES,
    Answers,
    AnswerValue,
    QuestionSpec,
    ShownAnswers,
    Upload,
    texts_of,
)
from webinars.questions.question_types import CHOICE_TYPES, QuestionStage, QuestionType
from webinars.questions.stages import open_questions, questions_of_stage
from webinars.questions.validation import validate_answers
from webinars.questions.visibility import questions_for_type
from webinars.web.components.retention_text import sensitive_deletion_text
from webinars.web.components.shown_answers import older_answers, shown_digests, shown_text
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.validators import remove_control_characters
from webinars.web.core.http.uploads import MAX_UPLOAD_BYTES
from webinars.web.core.locale import translator

# Single choices with more options than this are a select element.
MAX_RADIOS = 7
MEBIBYTE = 1024 * 1024
LANGUAGE_FIELD = "questions-language"
FILES_FULL = "file-quota-exceeded"
YES_NO = (("yes", N_("Yes")), ("no", N_("No")))


@dataclass(frozen=True)
class Field:
    """A question as a form field.

    Attributes:
        values: the answer; choices are pairs of value and label.
        only_if: sentence that says when the question applies; condition holds the same for the script.
        deletion: sentence that says when a sensitive answer is deleted.
        stored_name, stored_url: file that is stored already.
    """

    name: str
    spec: QuestionSpec
    choices: tuple[tuple[str, str], ...]
    values: tuple[str, ...]
    error: str
    only_if: str
    condition: Mapping[str, Any]
    deletion: str
    stored_name: str
    stored_url: str
    extensions: ClassVar[str] = ", ".join(f".{extension}" for extension in FILE_TYPES)
    megabytes: ClassVar[int] = MAX_BYTES // MEBIBYTE
    # The last one is for the text fields.
    megabytes_together: ClassVar[int] = MAX_UPLOAD_BYTES // MEBIBYTE - 1

    @property
    def is_select(self) -> bool:
        """Return whether the choices are a select element."""
        is_long = self.spec.question_type is QuestionType.SINGLE and len(self.choices) > MAX_RADIOS
        return is_long or self.spec.question_type is QuestionType.COUNTRY

    @property
    def is_group(self) -> bool:
        """Return whether the field is a group of radio buttons or checkboxes."""
        return bool(self.choices) and not self.is_select

    @property
    def text(self) -> str:
        """Return the answer as one text."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True)
class StoredAnswers:
    """The stored answers of a registration, and the URLs of its uploaded files, by question id."""

    answers: Answers = field(default_factory=dict)
    urls: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class QuestionFields:
    """The questions of a form, with answers and errors by question id.

    Attributes:
        type_names: names of registration types by id.
        answers: stored and submitted answers; submitted holds the latter alone.
        urls: URLs of stored files.
        stored: the stored answers alone.
    """

    questions: Sequence[QuestionSpec]
    type_names: Mapping[int, str] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    errors_by_id: Mapping[int, WebinarsError] = field(default_factory=dict)
    submitted: Answers = field(default_factory=dict)
    urls: Mapping[int, str] = field(default_factory=dict)
    stored: Answers = field(default_factory=dict)

    @property
    def fields(self) -> list[Field]:
        """Return the questions as form fields."""
        t = translator()
        by_id = {question.id: question for question in self.questions}
        return [self._field(question, by_id, t) for question in self.questions]

    @property
    def language(self) -> str:
        """Return the language in which the questions are shown."""
        return translator().language

    @property
    def shown(self) -> str:
        """Return what the form says about its questions, see shown_answers."""
        return shown_text(self.questions, self.stored)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Return pairs of field name and error message, in the order of the questions."""
        t = translator()
        return [
            (
                shown.name,
                t("“%(question)s”: %(wrong)s", question=shown.spec.label, wrong=shown.error),
            )
            for shown in self.fields
            if shown.error
        ]

    @property
    def codes(self) -> dict[int, str]:
        """Return the error codes by question id."""
        return {question_id: error.code for question_id, error in self.errors_by_id.items()}

    @property
    def size(self) -> int:
        """Return the total size of the submitted files in bytes."""
        return sum(len(file.body) for file in self.submitted.values() if isinstance(file, Upload))

    @property
    def accepts_files(self) -> bool:
        """Return whether the form has a file field."""
        return any(question.question_type is QuestionType.FILE for question in self.questions)

    def _field(
        self, question: QuestionSpec, by_id: Mapping[int, QuestionSpec], t: Translator
    ) -> Field:
        answer = self.answers.get(question.id, "")
        stored = answer if isinstance(answer, Upload) and answer.stored_id is not None else None
        return Field(
            name=field_name(question.id),
            spec=replace(question, label=t.text(question.label), help=t.text(question.help)),
            choices=choices_for(question, t),
            values=tuple(remove_control_characters(text) for text in texts_of(answer)),
            error=self._error(question, answer),
            only_if=only_if(question, by_id, self.type_names, t),
            condition=_condition(question),
            deletion=sensitive_deletion_text() if question.sensitive else "",
            stored_name=stored.name if stored else "",
            stored_url=self.urls.get(question.id, "") if stored else "",
        )

    def _error(self, question: QuestionSpec, answer: AnswerValue) -> str:
        if question.id in self.errors_by_id:
            return error_sentence(self.errors_by_id[question.id])
        if self.submitted and isinstance(answer, Upload) and answer.stored_id is None:
            return _(
                "Choose “%(name)s” again: files are saved only when the rest of the form is valid.",
                name=answer.name,
            )
        return ""


def registration_question_fields(session: Session, event_id: int) -> QuestionFields:
    """Return the fields of the questions of an event's registration form, in at most two queries."""
    questions = open_questions(_specs(session, event_id), is_confirmed=False)
    return _question_fields(questions, session, event_id)


def question_fields_for_type(
    session: Session,
    event_id: int,
    registration_type_id: int | None,
    *,
    stage: QuestionStage | None = None,
    stored: StoredAnswers,
) -> QuestionFields:
    """Return the fields of the questions of a stage, or of all, that apply to a registration type."""
    questions = questions_of_stage(
        _specs(session, event_id), stage, stored.answers, registration_type_id
    )
    questions = _for_type(questions, registration_type_id)
    return QuestionFields(
        questions, answers=stored.answers, urls=stored.urls, stored=stored.answers
    )


def questions_with_answers(
    session: Session,
    event_id: int,
    registration_type_id: int | None,
    *,
    stage: QuestionStage | None = None,
    stored: StoredAnswers | None = None,
    require_answers: bool = True,
    error: WebinarsError | None = None,
) -> QuestionFields:
    """Parse and validate the submitted answers; return the fields with them.

    Args:
        session: database session.
        event_id: id of the event.
        registration_type_id: type that decides which questions apply.
        stage: that of the form, None for one with all questions.
        stored: answers of a registration that exists; its form has no choice of type, so questions
            of other types are not in it.
        require_answers: report missing answers to required questions.
        error: why saving failed; one about files is shown at each submitted file.
    """
    before = stored or StoredAnswers()
    questions = questions_of_stage(
        _specs(session, event_id), stage, before.answers, registration_type_id
    )
    questions = _for_type(questions, registration_type_id) if stored else questions
    submitted = parse_answers(questions, before.answers)
    answers = {**before.answers, **submitted}
    _valid, invalid = validate_answers(
        questions, answers, registration_type_id, demand=require_answers
    )
    errors: dict[int, WebinarsError] = dict(invalid)
    if error is not None and error.code == FILES_FULL:
        errors |= {
            question_id: error
            for question_id, answer in submitted.items()
            if isinstance(answer, Upload)
        }
    return _question_fields(
        questions,
        session,
        event_id,
        answers=answers,
        errors_by_id=errors,
        submitted=submitted,
        urls=before.urls,
        stored=before.answers,
    )


def _question_fields(
    questions: Sequence[QuestionSpec], session: Session, event_id: int, **values: Any
) -> QuestionFields:
    has_types = any(question.registration_type_ids for question in questions)
    names = queries.type_names(session, event_id) if has_types else {}
    return QuestionFields(questions, names, **values)


def _specs(session: Session, event_id: int) -> list[QuestionSpec]:
    return [question.asked for question in queries.questions_of(session, event_id)]


def _for_type(
    questions: Sequence[QuestionSpec], registration_type_id: int | None
) -> list[QuestionSpec]:
    """Return the questions that apply to a type, without their condition on it."""
    return [
        replace(question, registration_type_ids=frozenset())
        for question in questions_for_type(questions, registration_type_id)
    ]


def is_answered_after_approval(session: Session, event_id: int) -> bool:
    """Return whether the submitted form has a field of a question after approval."""
    sent = {*request.form, *request.files}
    return any(
        question.stage is QuestionStage.AFTER_APPROVAL and field_name(question.id) in sent
        for question in _specs(session, event_id)
    )


def parse_answers(questions: Collection[QuestionSpec], stored: Answers) -> ShownAnswers:
    """Parse the submitted answers by question id, leaving out file fields without a file.

    Questions that the form did not show are left out too, and answers that were left as it showed them
    although others are stored since.
    """
    shown = shown_digests(questions)
    answers = ShownAnswers(_submitted_language(), shown)
    for question in questions:
        if not answers.has_shown(question.id):
            continue
        name = field_name(question.id)
        if question.question_type is QuestionType.SEVERAL:
            answers[question.id] = request.form.getlist(name)
        elif question.question_type is not QuestionType.FILE:
            answers[question.id] = request.form.get(name, "")
        elif (file := request.files.get(name)) is not None and file.filename:
            # The form may be parsed again. One byte over the limit shows that the file is too large.
            file.stream.seek(0)
            answers[question.id] = Upload(file.filename, file.stream.read(MAX_BYTES + 1))
        elif f"{name}-drop" in request.form:
            answers[question.id] = ""
    for question_id in older_answers(questions, answers, shown or {}, stored):
        del answers[question_id]
    return answers


def _submitted_language() -> str:
    """Return the language of the submitted form; another page may have changed that of the request since."""
    language = request.form.get(LANGUAGE_FIELD, "")
    return language if language in site().languages else translator().language


def field_name(question_id: int) -> str:
    """Return the name of a question's field."""
    return f"q-{question_id}"


def choices_for(question: QuestionSpec, t: Translator) -> tuple[tuple[str, str], ...]:
    """Return the choices of a question as pairs of value and label; empty if it has none."""
    if question.question_type in CHOICE_TYPES:
        return tuple((str(choice), t.text(choice)) for choice in question.choices)
    if question.question_type is QuestionType.YES_NO:
        return tuple((value, t(label)) for value, label in YES_NO)
    return countries(t) if question.question_type is QuestionType.COUNTRY else ()


def answer_text(question_type: QuestionType, texts: Iterable[str], t: Translator) -> str:
    """Format an answer for display."""
    return "; ".join(_answer_text(question_type, text, t) for text in texts)


def only_if(
    question: QuestionSpec,
    by_id: Mapping[int, QuestionSpec],
    type_names: Mapping[int, str],
    t: Translator,
) -> str:
    """Return the sentence that says when a question applies; empty if always."""
    sentences = []
    if question.registration_type_ids:
        names = [
            t.text(type_names[type_id])
            for type_id in sorted(question.registration_type_ids)
            if type_id in type_names
        ]
        sentences.append(_("Only for: %(types)s.", types=", ".join(names)))
    parent = by_id.get(question.parent_id) if question.parent_id is not None else None
    if parent is not None and question.parent_values:
        labels = {choice: t.text(choice) for choice in parent.choices}
        values = " / ".join(
            f"“{labels.get(value) or _answer_text(parent.question_type, value, t)}”"
            for value in question.parent_values
        )
        sentences.append(
            _(
                "Only if you answer “%(label)s” with %(values)s.",
                label=t.text(parent.label),
                values=values,
            )
        )
    elif parent is not None:
        sentences.append(_("Only if you answer “%(label)s”.", label=t.text(parent.label)))
    return " ".join(sentences)


def _answer_text(question_type: QuestionType, text: str, t: Translator) -> str:
    if question_type is QuestionType.COUNTRY:
        return country_name(text, t)
    if question_type is QuestionType.CONSENT:
        return t("Agreed") if text == YES else text
    return t(dict(YES_NO).get(text, text)) if question_type is QuestionType.YES_NO else text


def _condition(question: QuestionSpec) -> dict[str, Any]:
    attributes: dict[str, Any] = {}
    if question.registration_type_ids:
        attributes["data-types"] = json.dumps(sorted(map(str, question.registration_type_ids)))
    if question.parent_id is not None:
        attributes["data-if"] = field_name(question.parent_id)
        attributes["data-values"] = json.dumps(question.parent_values, ensure_ascii=False)
    return attributes
