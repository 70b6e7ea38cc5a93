"""The answers to an event's questions, by the mailed link: edit them, download uploaded files."""

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from webinars.database import db
from webinars.errors import ConflictError, InvalidInputError, WebinarsError
from webinars.pagination import MAX_ID
from webinars.questions.queries import answers_of, file_of_answer
from webinars.questions.question_spec import Answers
from webinars.registrations.answers import may_answer, save_answers
from webinars.registrations.models import Registration
from webinars.timezones import clock
from webinars.web.components.question_fields import (
    FILES_FULL,
    QuestionFields,
    question_fields_for_type,
    questions_with_answers,
)
from webinars.web.core.errors.error_text import status_of
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.http import uploads
from webinars.web.core.security.private_links import link_transaction
from webinars.web.manage.views import linked_registration, render_page

blueprint = Blueprint("answers", __name__)


@blueprint.route("/registrations/<token>/answers", methods=["GET", "POST"])
def edit(token: str) -> ResponseReturnValue:
    """Edit the answers of a registration."""
    registration, form = linked_registration(), EmptyForm()
    event = registration.event
    if not event.has_questions or not may_answer(registration, event, clock.now()):
        return redirect(url_for("manage.show", token=token), 303)
    if not form.is_submitted():
        return _render(registration, token, form, _stored_fields(registration, token))
    fields = _submitted_fields(registration, token)
    if not form.validate() or fields.errors_by_id:
        return _render(registration, token, form, fields), 422
    registration_id = registration.id
    try:
        with link_transaction() as session:
            save_answers(session, registration_id, given=fields.submitted)
    except (InvalidInputError, ConflictError) as error:
        if error.code not in {"invalid-answers", FILES_FULL}:
            raise
        # The questions changed since they were validated, or the event's file storage is full.
        registration = linked_registration()
        fields = _submitted_fields(registration, token, error)
        return _render(registration, token, form, fields), status_of(error)
    return redirect(url_for("manage.show", token=token, done="answers"), 303)


@blueprint.get(f"/registrations/<token>/answers/<int(max={MAX_ID}):question_id>/file")
def file(token: str, question_id: int) -> Response:
    """Return a file that the registrant uploaded as an answer."""
    return uploads.download_response(
        file_of_answer(db.session(), linked_registration().id, question_id)
    )


def _stored_fields(registration: Registration, token: str) -> QuestionFields:
    answers, urls = _stored_answers(registration, token)
    type_id = registration.registration_type_id
    return question_fields_for_type(
        db.session(), registration.event_id, type_id, answers=answers, urls=urls
    )


def _submitted_fields(
    registration: Registration, token: str, refusal: WebinarsError | None = None
) -> QuestionFields:
    answers, urls = _stored_answers(registration, token)
    return questions_with_answers(
        db.session(),
        registration.event_id,
        registration.registration_type_id,
        before=answers,
        urls=urls,
        is_type_fixed=True,
        error=refusal,
    )


def _stored_answers(registration: Registration, token: str) -> tuple[Answers, dict[int, str]]:
    """Return the stored answers, and the addresses of uploaded files, by question."""
    stored = answers_of(db.session(), registration.id)
    urls = {
        question_id: url_for("answers.file", token=token, question_id=question_id)
        for question_id, row in stored.items()
        if row.file_id is not None
    }
    return {question_id: row.given for question_id, row in stored.items()}, urls


def _render(registration: Registration, token: str, form: EmptyForm, fields: QuestionFields) -> str:
    return render_page(
        "manage/answers.html", registration, token, form=form, question_fields=fields
    )
