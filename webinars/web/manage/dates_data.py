"""Details, answers and personal data of a registrant for all dates of one event at once."""

# Mail scanners follow links, so a GET only asks and a POST changes.

import json
from typing import cast

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars.capabilities.link_purposes import Purpose
from webinars.database import db
from webinars.email_subscriptions.own_subscriptions import erase_subscriber
from webinars.errors import ConflictError, InvalidInputError
from webinars.polls.erasure import erase_participations
from webinars.questions.question_spec import ShownAnswers
from webinars.registrations.answers import may_answer, open_stage
from webinars.registrations.models import Registration
from webinars.registrations.several_dates import own_dates
from webinars.registrations.status import ACTIVE
from webinars.timezones import clock
from webinars.web.components.question_fields import FILES_FULL, QuestionFields
from webinars.web.core.errors.error_text import http_status_of
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.security.private_links import token_of
from webinars.web.manage.answer_fields import stored_fields, submitted_fields
from webinars.web.manage.data_export import collect_personal_data
from webinars.web.manage.dates import dates_transaction, linked_row, own_registrations, shown_date
from webinars.web.manage.views import download
from webinars.web.registration.form import RegistrationForm, shared_details_form

blueprint = Blueprint("dates_data", __name__)


@blueprint.route("/dates/<token>/details", methods=["GET", "POST"])
def details(token: str) -> ResponseReturnValue:
    """Change name, organisation, time zone and language for all dates."""
    own = own_registrations()
    newest = max(own, key=lambda one: one.id, default=None)
    if newest is None:
        return redirect(url_for("dates.show", token=token), 303)
    if request.method != "POST":
        form = shared_details_form(newest)
        return _details_page(token, form, own, newest)
    form = shared_details_form()
    if not form.validate_on_submit():
        return _details_page(token, form, own, newest), 422
    values = form.details
    with dates_transaction() as (session, row):
        own_dates.change_details_of_dates(session, row, **values)
    return redirect(url_for("dates.show", token=token, done="details"), 303)


@blueprint.route("/dates/<token>/answers", methods=["GET", "POST"])
def answers(token: str) -> ResponseReturnValue:
    """Answer the questions of one date, and of all others that ask the same."""
    registration = _first_to_answer()
    if registration is None:
        return redirect(url_for("dates.show", token=token), 303)
    stage, manage_token = open_stage(registration), token_of(Purpose.MANAGE, registration.id)
    if request.method != "POST":
        fields = stored_fields(registration, manage_token, stage)
        return _answers_page(token, EmptyForm(), fields, registration)
    form, fields = EmptyForm(), submitted_fields(registration, manage_token, stage)
    if not form.validate() or fields.errors_by_id:
        return _answers_page(token, form, fields, registration), 422
    slug = registration.event.slug
    given = cast("ShownAnswers", fields.submitted)
    try:
        with dates_transaction() as (session, row):
            own_dates.answer_for_dates(session, row, slug, given, stage)
    except (InvalidInputError, ConflictError) as error:
        again = _first_to_answer()
        if error.code not in {"invalid-answers", FILES_FULL} or again is None:
            raise
        fields = submitted_fields(again, manage_token, stage, error)
        return _answers_page(token, form, fields, again), http_status_of(error)
    return redirect(url_for("dates.show", token=token, done="answers"), 303)


@blueprint.get("/dates/<token>/data.json")
def export(token: str) -> Response:
    """Return all personal data about all dates as JSON."""
    data = [collect_personal_data(db.session(), one) for one in own_registrations()]
    body = json.dumps({"dates": data}, ensure_ascii=False, indent=2).encode()
    return download(body, "application/json", "registrations.json")


@blueprint.route("/dates/<token>/erasure", methods=["GET", "POST"])
def erasure(token: str) -> ResponseReturnValue:
    """Erase the registrant's personal data for all dates after asking for confirmation."""
    own, row = own_registrations(), linked_row()
    if request.method != "POST":
        return render_template(
            "manage/dates_erasure.html",
            token=token,
            form=EmptyForm(),
            dates=[shown_date(one) for one in own],
            has_active=any(one.status in ACTIVE for one in own),
            is_waiting=row.queued_at is not None,
        )
    address = row.address
    with dates_transaction() as (session, locked):
        erase_participations(session, {one.event_id for one in own_registrations()}, address)
        own_dates.erase_dates(session, locked)
        if "updates" in request.form:
            erase_subscriber(session, address)
    return redirect(url_for("manage.erased"), 303)


def _first_to_answer() -> Registration | None:
    """Return the first of the registrant's dates with questions that may be answered."""
    now = clock.now()
    return next(
        (
            one
            for one in own_registrations()
            if one.event.has_questions and may_answer(one, one.event, now)
        ),
        None,
    )


def _details_page(
    token: str, form: RegistrationForm, own: list[Registration], newest: Registration
) -> str:
    form.set_choices(newest.event.starts_at)
    return render_template(
        "manage/dates_details.html",
        token=token,
        form=form,
        registration=newest,
        names={one.name for one in own},
        dates=[shown_date(one) for one in own],
    )


def _answers_page(
    token: str, form: EmptyForm, fields: QuestionFields, registration: Registration
) -> str:
    return render_template(
        "manage/dates_answers.html",
        token=token,
        form=form,
        question_fields=fields,
        date=shown_date(registration),
        event=registration.event,
    )
