"""Add delegations from a pasted list, with a preview of each line before anything is saved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from wtforms import SelectField, TextAreaField

from webinars.access import delegations
from webinars.access.limits import MAX_DELEGATIONS
from webinars.access.pasted_delegations import DelegationLine, parse_delegations
from webinars.access.queries import delegations_of
from webinars.database import db, transaction
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.lifecycle_checks import is_upcoming
from webinars.events.models import Event
from webinars.security import email_typos
from webinars.web.core.current_site import site
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy, clean_language
from webinars.web.core.locale import LANGUAGE_NAMES
from webinars.web.organiser.access.recipient_list import clean_list, organiser_language
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_delegation_list", __name__, url_prefix=URL_PREFIX)

LONGEST = 200_000


class DelegationListForm(BaseForm):
    """A pasted list of delegations, and the language of their e-mails."""

    text = TextAreaField(
        lazy_gettext("List of delegations"),
        [
            CleanedBy(
                partial(clean_list, longest=LONGEST),
                required=True,
                messages={"required": lazy_gettext("Paste a list with one delegation per line.")},
            )
        ],
    )
    lang = SelectField(
        lazy_gettext("Language of the e-mails"),
        [CleanedBy(clean_language, required=False)],
        validate_choice=False,
        default=organiser_language,
    )

    def set_choices(self) -> "DelegationListForm":
        """Set the choices; only needed when the form is rendered."""
        self.lang.choices = [(tag, LANGUAGE_NAMES.get(tag, tag)) for tag in site().languages]
        return self


@dataclass(frozen=True)
class CheckedLine:
    """One line of the preview: already added, invalid with an error, or with a suggested address."""

    line: DelegationLine
    is_existing: bool = False
    error: str = ""
    suggestion: str = ""


class Preview:
    """What each line of a list would add."""

    def __init__(self, lines: Sequence[CheckedLine]) -> None:
        self.valid = [checked for checked in lines if not checked.error]
        self.invalid = [checked for checked in lines if checked.error]

    @property
    def new(self) -> int:
        """Count the delegations that would be added."""
        return sum(not checked.is_existing for checked in self.valid)

    def refuse(self, index: int, error: str) -> None:
        """Mark a valid line as invalid, with the reason why its delegation cannot be added."""
        refused = replace(self.valid.pop(index), error=error)
        self.invalid = sorted([*self.invalid, refused], key=lambda checked: checked.line.at)


@blueprint.route(f"{EVENT_PATH}/delegations/list", methods=["GET", "POST"])
def add(event_id: int) -> ResponseReturnValue:
    """Preview the delegations in a pasted list, then add them once they were shown."""
    event = get_own_event(event_id)
    if request.method != "POST":
        return _page(event, DelegationListForm(formdata=None))
    form = DelegationListForm()
    if not form.validate_on_submit():
        return _page(event, form), 422
    try:
        preview = _preview(db.session(), event_id, form.text.data or "")
    except InvalidInputError as error:
        form.text.errors = [error_sentence(error)]
        return _page(event, form), 422
    if request.form.get("do") != "add":
        return _page(event, form, preview)
    # If the lines differ from those that were shown, show them first.
    if not preview.valid or len(preview.invalid) != request.form.get("seen", type=int):
        return _page(event, form, preview), 422
    return _add(event, form, preview)


def _add(event: Event, form: DelegationListForm, preview: Preview) -> ResponseReturnValue:
    event_id, language = event.id, str(form.lang.data)
    try:
        with transaction() as session:
            added = delegations.add_delegations(
                session,
                event_id=event_id,
                wanted=[checked.line for checked in preview.valid],
                language=language,
            )
    except ConflictError as error:
        form.text.errors = [error_sentence(error)]
        return _page(get_own_event(event_id), form, preview), 409
    except delegations.DelegationLineError as error:
        preview.refuse(error.index, error_sentence(error.refusal))
        return _page(get_own_event(event_id), form, preview), 422
    where = url_for("organiser_delegations.list", event_id=event_id, done="listed", n=added.new)
    return redirect(where, 303)


def _preview(session: Session, event_id: int, text: str) -> Preview:
    existing = delegations_of(session, event_id)
    checked_lines = []
    for line in parse_delegations(text):
        refusal, is_existing = line.wrong, delegations.is_existing(existing, line)
        if refusal is None and not is_existing:
            try:
                delegations.check_name_available(existing, line)
            except InvalidInputError as error:
                refusal = error
        suggestion = "" if refusal or is_existing else email_typos.suggest_address(line.focal_email)
        checked_lines.append(
            CheckedLine(line, is_existing, error_sentence(refusal) if refusal else "", suggestion)
        )
    return Preview(checked_lines)


def _page(event: Event, form: DelegationListForm, preview: Preview | None = None) -> str:
    is_on = is_upcoming(event)
    return render_template(
        "organiser/access/delegation_list.html",
        event=event,
        form=form.set_choices(),
        preview=preview,
        is_live=is_on and event.accepts_delegations,
        most=MAX_DELEGATIONS,
    )
