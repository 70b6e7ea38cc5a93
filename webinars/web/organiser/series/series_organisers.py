"""Organisers of a body or series: list, add and remove them."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import EmailField, HiddenField

from webinars.accounts import queries as accounts
from webinars.database import db, transaction
from webinars.errors import ConflictError
from webinars.events.models import Series
from webinars.events.series import editors
from webinars.events.series.access import edited_series
from webinars.pagination import MAX_ID
from webinars.security import email_addresses
from webinars.web.components.email_typo_warning import (
    fields_with_suggested_address,
    passes_typo_check,
)
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.organiser.routing import URL_PREFIX
from webinars.web.organiser.series.present_series import present_series
from webinars.web.organiser.series.views import SERIES_PATH
from webinars.web.organiser.team import EMAIL_WORDS, count_addition, organiser_row

blueprint = Blueprint("organiser_series_team", __name__, url_prefix=URL_PREFIX)

DONE = frozenset({"added", "removed"})
# Says whether an address has a disabled account.
_PRIVATE = "organiser-disabled"


class EditorForm(BaseForm):
    """Address of a person who becomes an organiser of the series."""

    email = EmailField(
        lazy_gettext("E-mail"),
        [CleanedBy(email_addresses.clean_address, required=True, messages=EMAIL_WORDS)],
    )
    # The address that was confirmed by sending it again, after a suggestion.
    confirmed_email = HiddenField()
    suggestion = ""


@blueprint.get(f"{SERIES_PATH}/team", endpoint="list")
def list_editors(series_id: int) -> str:
    """List the organisers of a body or series."""
    return _page(present_series(series_id).series, EditorForm(formdata=None))


@blueprint.post(f"{SERIES_PATH}/team")
def add(series_id: int) -> ResponseReturnValue:
    """Add an organiser."""
    present = present_series(series_id)
    series = present.series
    form = EditorForm(formdata=fields_with_suggested_address())
    if present.joined_name:
        form.form_errors = present.sentences
        return _page(series, form), HTTPStatus.CONFLICT
    is_right = form.validate_on_submit()
    if not passes_typo_check(form) or not is_right:
        return _page(series, form), HTTPStatus.UNPROCESSABLE_ENTITY
    email, me = form.email.data or "", current_user.organiser.id
    count_addition(me, email)
    try:
        with transaction() as session:
            by = accounts.organiser_by_id(session, me)
            editors.add_editor(session, series_id, by=by, email=email)
    except ConflictError as error:
        told = ConflictError("cannot-be-added") if error.code == _PRIVATE else error
        form.email.errors = [error_sentence(told)]
        series = edited_series(db.session(), current_user.organiser, series_id)
        return _page(series, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _back(series_id, "added")


@blueprint.post(f"{SERIES_PATH}/team/<int(max={MAX_ID}):organiser_id>")
def remove(series_id: int, organiser_id: int) -> ResponseReturnValue:
    """Remove an organiser, also oneself."""
    edited_series(db.session(), current_user.organiser, series_id)
    me = current_user.organiser.id
    with transaction() as session:
        by = accounts.organiser_by_id(session, me)
        editors.remove_editor(session, series_id, organiser_id, by=by)
    if organiser_id == me and not current_user.organiser.is_admin:
        return redirect(url_for("organiser_series.list"), 303)
    return _back(series_id, "removed")


def _page(series: Series, form: EditorForm) -> str:
    session, me = db.session(), current_user.organiser
    done = request.args.get("done", "")
    rows = [
        organiser_row(row.organiser, row.given_at, me)
        for row in editors.editors_of(session, series.id)
    ]
    return render_template(
        "organiser/series/team.html",
        series=series,
        form=form,
        rows=rows,
        of_events=[account.name for account in editors.editors_of_events(session, series.id)],
        done=done if done in DONE else "",
    )


def _back(series_id: int, done: str) -> ResponseReturnValue:
    return redirect(url_for("organiser_series_team.list", series_id=series_id, done=done), 303)
