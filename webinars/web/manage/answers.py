"""The answers to an event's questions, by the mailed link: edit them, download uploaded files."""

from collections.abc import Callable

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webinars.database import db
from webinars.errors import ConflictError, InvalidInputError
from webinars.pagination import MAX_ID
from webinars.questions.queries import file_of_answer
from webinars.questions.question_types import QuestionStage
from webinars.registrations.answers import check_may_answer, may_answer, open_stage, save_answers
from webinars.registrations.models import Registration
from webinars.timezones import clock
from webinars.web.components.question_fields import (
    FILES_FULL,
    QuestionFields,
    is_answered_after_approval,
)
from webinars.web.core.errors.error_text import http_status_of
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.http import uploads
from webinars.web.core.security.private_links import link_transaction
from webinars.web.manage.answer_fields import stored_fields, submitted_fields
from webinars.web.manage.dates_link import bring_token
from webinars.web.manage.views import linked_registration, render_page, show_page

blueprint = Blueprint("answers", __name__)
blueprint.url_defaults(bring_token)

Render = Callable[[Registration, str, EmptyForm, QuestionFields], str]


@blueprint.route("/registrations/<token>/answers", methods=["GET", "POST"])
def edit(token: str) -> ResponseReturnValue:
    """Edit the answers of a registration, those to questions after approval too once it is confirmed."""
    registration = linked_registration()
    event, stage = registration.event, open_stage(registration)
    if request.method == "POST" and event.has_questions:
        is_later = is_answered_after_approval(db.session(), event.id)
        check_may_answer(registration, event, None if is_later else stage)
        return _save(registration, token, stage, _answers_page)
    if not event.has_questions or not may_answer(registration, event, clock.now()):
        return redirect(url_for("manage.show", token=token), 303)
    fields = stored_fields(registration, token, stage)
    return _answers_page(registration, token, EmptyForm(), fields)


@blueprint.route("/registrations/<token>/questions", methods=["GET", "POST"])
def complete(token: str) -> ResponseReturnValue:
    """Save the answers to questions after approval; the form is on the registrant's own page."""
    if request.method != "POST":
        return redirect(url_for("manage.show", token=token), 303)
    registration, stage = linked_registration(), QuestionStage.AFTER_APPROVAL
    check_may_answer(registration, registration.event, stage)
    return _save(registration, token, stage, show_page)


@blueprint.get(f"/registrations/<token>/answers/<int(max={MAX_ID}):question_id>/file")
def file(token: str, question_id: int) -> Response:
    """Return a file that the registrant uploaded as an answer."""
    return uploads.download_response(
        file_of_answer(db.session(), linked_registration().id, question_id)
    )


def _save(
    registration: Registration, token: str, stage: QuestionStage | None, render: Render
) -> ResponseReturnValue:
    form, fields = EmptyForm(), submitted_fields(registration, token, stage)
    if not form.validate() or fields.errors_by_id:
        return render(registration, token, form, fields), 422
    registration_id = registration.id
    try:
        with link_transaction() as session:
            save_answers(session, registration_id, given=fields.submitted, stage=stage)
    except (InvalidInputError, ConflictError) as error:
        if error.code not in {"invalid-answers", FILES_FULL}:
            raise
        # The questions changed since they were validated, or the event's file storage is full.
        registration = linked_registration()
        fields = submitted_fields(registration, token, stage, error)
        return render(registration, token, form, fields), http_status_of(error)
    return redirect(url_for("manage.show", token=token, done="answers"), 303)


def _answers_page(
    registration: Registration, token: str, form: EmptyForm, fields: QuestionFields
) -> str:
    return render_page(
        "manage/answers.html", registration, token, form=form, question_fields=fields
    )
