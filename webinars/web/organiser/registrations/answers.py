"""Answers of one registrant: edit them, and see who changed what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.i18n import Translator
from webinars.pagination import MAX_ID
from webinars.questions import queries
from webinars.questions.models import Answer, Question, given_of
from webinars.questions.question_spec import texts_of
from webinars.questions.visibility import questions_for_type
from webinars.registrations.answers import save_answers_for
from webinars.registrations.models import Registration
from webinars.registrations.queries import registration_of_event
from webinars.registrations.types.type_change import type_changes_of
from webinars.timezones import formatting
from webinars.web.components.question_fields import (
    FILES_FULL,
    QuestionFields,
    StoredAnswers,
    answer_text,
    question_fields_for_type,
    questions_with_answers,
)
from webinars.web.core.errors.error_text import http_status_of
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.http import uploads
from webinars.web.core.locale import translator
from webinars.web.organiser.questions.form import stages_of
from webinars.web.organiser.routing import REGISTRATION_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_answers", __name__, url_prefix=URL_PREFIX)

_ONE = f"{REGISTRATION_PATH}/answers"


@dataclass(frozen=True)
class AnswerChange:
    """One change in the history; by is empty for the registrant."""

    label: str
    by: str
    when: str
    before: str
    after: str


@dataclass(frozen=True)
class LeftAnswer:
    """An answer to a removed question, or to one for another type; url is that of an uploaded file."""

    label: str
    text: str
    url: str


@dataclass(frozen=True)
class GivenConsent:
    """A consent that was given: the text that was read, its version, and when; current is the version now.

    version is None for consents given before versions were counted.
    """

    text: str
    version: int | None
    current: int
    when: str


@blueprint.route(_ONE, methods=["GET", "POST"])
def edit(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Show a registrant's answers, and save the organiser's changes."""
    event_id = get_own_event(event_id).id
    person, form = _person(event_id, registration_id), EmptyForm()
    rows = queries.answers_of(db.session(), registration_id)
    stored = StoredAnswers(
        {number: answer.given for number, answer in rows.items()},
        _urls(event_id, registration_id, rows.values()),
    )
    if not form.is_submitted():
        question_fields = question_fields_for_type(
            db.session(), event_id, person.registration_type_id, stored=stored
        )
        return _page(person, form, question_fields)
    arguments: dict[str, Any] = {"stored": stored, "require_answers": False}
    question_fields = questions_with_answers(
        db.session(), event_id, person.registration_type_id, **arguments
    )
    if not form.validate() or question_fields.errors_by_id:
        return _page(person, form, question_fields), 422
    organiser_id = current_user.organiser.id
    try:
        with transaction() as session:
            save_answers_for(
                session,
                registration_id,
                event_id=event_id,
                given=question_fields.submitted,
                organiser_id=organiser_id,
            )
    except (InvalidInputError, ConflictError) as error:
        if error.code not in {"invalid-answers", FILES_FULL}:
            raise
        # The questions changed in the meantime, or the upload exceeds the storage limit.
        person = _person(event_id, registration_id)
        question_fields = questions_with_answers(
            db.session(), event_id, person.registration_type_id, error=error, **arguments
        )
        return _page(person, form, question_fields), http_status_of(error)
    where = url_for("organiser_registrations.list", event_id=event_id, done="answers")
    return redirect(where, 303)


@blueprint.get(f"{_ONE}/<int(max={MAX_ID}):question_id>/file")
def download_file(event_id: int, registration_id: int, question_id: int) -> Response:
    """Download a file that a registrant uploaded."""
    person = _person(get_own_event(event_id).id, registration_id)
    return uploads.download_response(queries.file_of_answer(db.session(), person.id, question_id))


def _person(event_id: int, registration_id: int) -> Registration:
    return registration_of_event(db.session(), event_id, registration_id)


def _page(person: Registration, form: EmptyForm, question_fields: QuestionFields) -> str:
    event_id, t = person.event_id, translator()
    ever = {question.id: question for question in queries.all_questions(db.session(), event_id)}
    stored = queries.answers_of(db.session(), person.id)
    urls = _urls(event_id, person.id, stored.values())
    theirs = {
        question.id
        for question in questions_for_type(
            [question.asked for question in ever.values()], person.registration_type_id
        )
    }
    gone = [question for question in ever.values() if question.removed_at is not None]
    others = [
        question for question in ever.values() if question not in gone and question.id not in theirs
    ]
    return render_template(
        "organiser/registrations/answers.html",
        event=person.event,
        person=person,
        form=form,
        question_fields=question_fields,
        stages=stages_of(question_fields.questions),
        agreements=_agreements(ever, stored, t),
        left=list(_left(gone, stored, urls, t)),
        of_others=list(_left(others, stored, urls, t)),
        changes=_changes(ever, person.id, t),
    )


def _urls(event_id: int, registration_id: int, stored: Iterable[Answer]) -> dict[int, str]:
    return {
        answer.question_id: url_for(
            "organiser_answers.download_file",
            event_id=event_id,
            registration_id=registration_id,
            question_id=answer.question_id,
        )
        for answer in stored
        if answer.file_id is not None
    }


def _agreements(
    ever: Mapping[int, Question], stored: Mapping[int, Answer], t: Translator
) -> list[GivenConsent]:
    zone = current_user.organiser.timezone
    return [
        GivenConsent(
            text=answer.value["to"],
            version=answer.value.get("version"),
            current=ever[number].text_version,
            when=formatting.instant_text(answer.answered_at, zone, t),
        )
        for number, answer in stored.items()
        if "to" in answer.value
    ]


def _left(
    questions: Iterable[Question],
    stored: Mapping[int, Answer],
    urls: Mapping[int, str],
    t: Translator,
) -> Iterator[LeftAnswer]:
    for question in questions:
        answer = stored.get(question.id)
        if answer is not None and answer.value:
            text = answer_text(question.question_type, texts_of(answer.given), t)
            yield LeftAnswer(question.label, text, urls.get(question.id, ""))


def _changes(
    ever: Mapping[int, Question], registration_id: int, t: Translator
) -> list[AnswerChange]:
    """Return the changes of answers and registration type, newest first."""
    zone = current_user.organiser.timezone
    history = []
    for change in queries.changes_of(db.session(), registration_id):
        question = ever[change.question_id]
        before, after = (
            answer_text(question.question_type, texts_of(given_of(dict(value))), t)
            for value in (change.before, change.after)
        )
        when = formatting.instant_text(change.changed_at, zone, t)
        history.append(
            (change.changed_at, AnswerChange(question.label, change.by or "", when, before, after))
        )
    for move in type_changes_of(db.session(), registration_id):
        when = formatting.instant_text(move.changed_at, zone, t)
        label = t("Registration type")
        history.append(
            (
                move.changed_at,
                AnswerChange(label, move.by, when, move.before or t("none"), move.after),
            )
        )
    history.sort(key=lambda pair: pair[0], reverse=True)
    return [change for _, change in history]
