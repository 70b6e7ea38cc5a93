"""Questions of an event's registration form: list, add, edit, reorder, remove."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.models import Event
from webinars.events.settings.retention_period import SENSITIVE_DAYS
from webinars.pagination import MAX_ID
from webinars.questions import editing, queries
from webinars.questions.models import Question
from webinars.questions.presets import Preset, preset
from webinars.questions.question_spec import MOST_QUESTIONS
from webinars.questions.question_types import QuestionStage, QuestionType
from webinars.questions.validation import fingerprint
from webinars.web.components.question_fields import QuestionFields, only_if
from webinars.web.components.retention_text import period_text
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.locale import translator
from webinars.web.organiser.questions.form import (
    QuestionForm,
    Restrictions,
    parse_restrictions,
    stages_of,
)
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_questions", __name__, url_prefix=URL_PREFIX)

_ONE = f"{EVENT_PATH}/questions/<int(max={MAX_ID}):question_id>"
_STEPS = {"up": -1, "down": 1}

TYPE_LABELS = {
    QuestionType.TEXT: lazy_gettext("Short text"),
    QuestionType.LONG_TEXT: lazy_gettext("Long text"),
    QuestionType.SINGLE: lazy_gettext("Single choice"),
    QuestionType.SEVERAL: lazy_gettext("Multiple choice"),
    QuestionType.YES_NO: lazy_gettext("Yes or no"),
    QuestionType.NUMBER: lazy_gettext("Number"),
    QuestionType.DATE: lazy_gettext("Date"),
    QuestionType.COUNTRY: lazy_gettext("Country"),
    QuestionType.FILE: lazy_gettext("File"),
    QuestionType.CONSENT: lazy_gettext("Consent"),
}


@dataclass(frozen=True)
class QuestionRow:
    """One question in the list; answered counts its answers; text_version is 0 unless it is a consent.

    is_later: asked after approval.
    """

    id: int
    label: str
    type: str
    required: bool
    sensitive: bool
    is_later: bool
    text_version: int
    only_if: str
    answered: int


@blueprint.get(f"{EVENT_PATH}/questions", endpoint="list")
def list_questions(event_id: int) -> str:
    """List the questions, with a preview of the form."""
    event = get_own_event(event_id)
    questions = queries.questions_of(db.session(), event_id)
    return _list_page(event, questions, done=request.args.get("done", ""))


@blueprint.post(f"{EVENT_PATH}/questions")
def add_suggested(event_id: int) -> ResponseReturnValue:
    """Add a suggested question."""
    event_id = get_own_event(event_id).id
    name = request.form.get("preset", "")
    if name not in list(Preset):
        raise InvalidInputError("not-a-choice")
    question_type, details = preset(Preset(name), translator())
    with transaction() as session:
        editing.add_question(session, event_id, question_type, details)
    return _back(event_id, "added")


@blueprint.route(f"{EVENT_PATH}/questions/new", methods=["GET", "POST"])
def new(event_id: int) -> ResponseReturnValue:
    """Add a question of one type at the end."""
    event = get_own_event(event_id)
    asked = queries.questions_of(db.session(), event_id)
    # Addresses of earlier versions call it kind.
    name = request.args.get("type") or request.args.get("kind", "")
    if name not in list(QuestionType):
        if request.method == "POST":
            raise InvalidInputError("not-a-choice")
        return redirect(url_for("organiser_questions.list", event_id=event_id), 303)
    question_type, form = QuestionType(name), QuestionForm()
    restrictions = parse_restrictions(request.form, question_type, asked, _types(event))
    if not form.is_submitted():
        return _form_page(event, form, restrictions)
    if not form.validate():
        return _form_page(event, form, restrictions), 422
    try:
        with transaction() as session:
            editing.add_question(session, event_id, question_type, form.definition(restrictions))
    except InvalidInputError as error:
        return _form_page(get_own_event(event_id), form, restrictions, wrong=error), 422
    return _back(event_id, "added")


@blueprint.route(_ONE, methods=["GET", "POST"])
def edit(event_id: int, question_id: int) -> ResponseReturnValue:
    """Edit a question."""
    event = get_own_event(event_id)
    stored = queries.question_of_event(db.session(), event_id, question_id)
    before = _before(event_id, question_id)
    form = QuestionForm(seen=fingerprint(stored.asked), **_form_data(stored))
    sent = request.form if form.is_submitted() else None
    restrictions = parse_restrictions(
        sent, stored.question_type, before, _types(event), stored=stored.asked
    )
    if sent is None:
        return _form_page(event, form, restrictions)
    if not form.validate():
        return _form_page(event, form, restrictions), 422
    try:
        with transaction() as session:
            editing.change_question(
                session,
                event_id,
                question_id,
                form.definition(restrictions),
                seen=form.seen.data or "",
            )
    except InvalidInputError as error:
        return _form_page(get_own_event(event_id), form, restrictions, wrong=error), 422
    except ConflictError as error:
        if error.code != "question-changed":
            raise
        return _changed_page(event_id, question_id, form, restrictions), 409
    return _back(event_id, "changed", question_id)


@blueprint.post(f"{_ONE}/position")
def move(event_id: int, question_id: int) -> ResponseReturnValue:
    """Move a question up or down."""
    event_id = get_own_event(event_id).id
    question_id = queries.question_of_event(db.session(), event_id, question_id).id
    step = _STEPS.get(request.form.get("to", ""))
    if step is None:
        raise InvalidInputError("not-a-choice")
    try:
        with transaction() as session:
            editing.move_question(session, event_id, question_id, by=step)
    except ConflictError as error:
        questions = queries.questions_of(db.session(), event_id)
        return _list_page(get_own_event(event_id), questions, refused=error_sentence(error)), 409
    return _back(event_id, "", question_id)


@blueprint.route(f"{_ONE}/removal", methods=["GET", "POST"])
def remove(event_id: int, question_id: int) -> ResponseReturnValue:
    """Remove a question, after confirmation."""
    event = get_own_event(event_id)
    stored = queries.question_of_event(db.session(), event_id, question_id)
    if request.method == "POST":
        try:
            with transaction() as session:
                editing.remove_question(session, event_id, question_id)
        except ConflictError as error:
            questions = queries.questions_of(db.session(), event_id)
            return _list_page(
                get_own_event(event_id), questions, refused=error_sentence(error)
            ), 409
        return _back(event_id, "removed")
    return render_template(
        "organiser/questions/remove_confirm.html",
        event=event,
        question=stored,
        answered=queries.answer_counts(db.session(), event_id).get(question_id, 0),
        form=EmptyForm(),
    )


def _list_page(
    event: Event, questions: Sequence[Question], *, done: str = "", refused: str = ""
) -> str:
    t, registration_types = translator(), _types(event)
    asked = [question.asked for question in questions]
    by_id = {question.id: question for question in asked}
    answered = queries.answer_counts(db.session(), event.id)
    rows = [
        QuestionRow(
            id=question.id,
            label=question.label,
            type=str(TYPE_LABELS[question.question_type]),
            required=question.required,
            sensitive=question.sensitive,
            is_later=question.stage is QuestionStage.AFTER_APPROVAL,
            text_version=question.text_version
            if question.question_type is QuestionType.CONSENT
            else 0,
            only_if=only_if(question, by_id, registration_types, t),
            answered=answered.get(question.id, 0),
        )
        for question in asked
    ]
    labels = {question.label for question in asked}
    presets = [(question.value, preset(question, t)[1].label) for question in Preset]
    return render_template(
        "organiser/questions/list.html",
        event=event,
        rows=rows,
        question_types=[
            (question_type.value, label) for question_type, label in TYPE_LABELS.items()
        ],
        presets=[pair for pair in presets if pair[1] not in labels],
        is_full=len(rows) >= MOST_QUESTIONS,
        question_fields=QuestionFields(asked, registration_types),
        stages=stages_of(asked),
        done=done,
        refused=refused,
    )


def _form_page(
    event: Event,
    form: QuestionForm,
    restrictions: Restrictions,
    *,
    wrong: InvalidInputError | None = None,
    meanwhile: Question | None = None,
) -> str:
    more = form.add_error(wrong) if wrong else []
    return render_template(
        "organiser/questions/edit.html",
        event=event,
        form=form,
        restrictions=restrictions,
        type_label=TYPE_LABELS[restrictions.type],
        more=more,
        meanwhile=meanwhile,
        sensitive_period=period_text(SENSITIVE_DAYS),
    )


def _changed_page(
    event_id: int, question_id: int, form: QuestionForm, restrictions: Restrictions
) -> str:
    """Render an edit conflict with both versions; submitting again overwrites the saved one."""
    stored = queries.question_of_event(db.session(), event_id, question_id)
    form.seen.data = fingerprint(stored.asked)
    return _form_page(get_own_event(event_id), form, restrictions, meanwhile=stored)


def _before(event_id: int, question_id: int) -> Sequence[Question]:
    questions = list(queries.questions_of(db.session(), event_id))
    return questions[
        : next(at for at, question in enumerate(questions) if question.id == question_id)
    ]


def _form_data(stored: Question) -> dict[str, object]:
    return {
        "label": stored.label,
        "help": stored.help,
        "required": stored.required,
        "sensitive": stored.sensitive,
        "stage": stored.stage,
        "choices": "\n".join(stored.choices),
    }


def _types(event: Event) -> dict[int, str]:
    return queries.type_names(db.session(), event.id) if event.has_registration_types else {}


def _back(event_id: int, done: str, question_id: int | None = None) -> ResponseReturnValue:
    anchor = f"question-{question_id}" if question_id else None
    where = url_for(
        "organiser_questions.list", event_id=event_id, done=done or None, _anchor=anchor
    )
    return redirect(where, 303)
