"""Join one body or series into another, for administrators: a preview, then the change."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import StringField

from webinars.accounts import queries as accounts
from webinars.database import db, transaction
from webinars.email_subscriptions.joining import send_before_join
from webinars.errors import InvalidInputError
from webinars.events.models import Series
from webinars.events.series.access import edited_series
from webinars.events.series.edited_list import describe, entries_offered, series_of_text
from webinars.events.series.joining import JoinPreview, join_series, preview_join
from webinars.events.series.series_details import clean_series_name
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.routing import URL_PREFIX
from webinars.web.organiser.series.present_series import present_series
from webinars.web.organiser.series.views import SERIES_PATH

blueprint = Blueprint("organiser_series_join", __name__, url_prefix=URL_PREFIX)

FIELD_LABELS = {
    "description": lazy_gettext("Text"),
    "short_name": lazy_gettext("Short name"),
    "links": lazy_gettext("Links"),
    "contact_email": lazy_gettext("Contact"),
    "picture_digest": lazy_gettext("Picture"),
}


class JoinForm(BaseForm):
    """Name of the body or series that goes on."""

    target = StringField(lazy_gettext("Join into"), [CleanedBy(clean_series_name, required=True)])


@blueprint.route(f"{SERIES_PATH}/joining", methods=["GET", "POST"])
def join(series_id: int) -> ResponseReturnValue:
    """Choose the series that goes on, see what moves, and join them."""
    present = present_series(series_id)
    series = present.series
    if request.method != "POST":
        return _page(series, JoinForm(formdata=None))
    form = JoinForm()
    if present.joined_name:
        form.form_errors = present.sentences
        return _page(series, form), HTTPStatus.CONFLICT
    if "take" in request.form:
        form.target.data = request.form["take"]  # the address of one of several with the name
    is_valid = form.validate()
    ids = _other_ids(series, str(form.target.data)) if is_valid else []
    if is_valid and not ids:
        add_error(form.target, error_sentence(InvalidInputError("no-such-parent")))
    target, preview = _previewed(series, form, ids[0]) if len(ids) == 1 else (None, None)
    if target is None or form.errors:
        return _page(series, form, same_name=ids), HTTPStatus.UNPROCESSABLE_ENTITY
    if request.form.get("do") != f"join {target.id}":
        return _page(series, form, target=target, preview=preview)
    me, target_id = current_user.organiser.id, target.id
    try:
        with transaction() as session:
            by = accounts.organiser_by_id(session, me)
            send_before_join(session, series_id, target_id, by=by)
            join_series(session, series_id, target_id, by=by)
    except InvalidInputError as error:
        add_error(form.target, error_sentence(error))
        series = edited_series(db.session(), current_user.organiser, series_id)
        return _page(series, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("organiser_series.edit", series_id=target_id, done="joined"), 303)


def _other_ids(series: Series, text: str) -> list[int]:
    """Return the ids of the series that a text names, the joined one only if it names no other."""
    ids = list(series_of_text(db.session(), current_user.organiser, text))
    return [number for number in ids if number != series.id] or ids


def _previewed(
    series: Series, form: JoinForm, target_id: int
) -> tuple[Series | None, JoinPreview | None]:
    session = db.session()
    try:
        target = edited_series(session, current_user.organiser, target_id)
        return target, preview_join(session, series, target)
    except InvalidInputError as error:
        add_error(form.target, error_sentence(error))
        return None, None


def _page(
    series: Series,
    form: JoinForm,
    *,
    same_name: Sequence[int] = (),
    target: Series | None = None,
    preview: JoinPreview | None = None,
) -> str:
    """Render the page; same_name: ids of several series that the form names, to choose from."""
    session = db.session()
    is_asked = len(same_name) > 1
    if is_asked:
        add_error(form.target, _("Several bodies or series have this name. Choose one below."))
    both = describe(session, [series.id, target.id]) if target else ()
    return render_template(
        "organiser/series/join.html",
        series=series,
        form=form,
        entries=[] if target else entries_offered(session, current_user.organiser),
        same_name=describe(session, same_name) if is_asked else (),
        both=sorted(both, key=lambda one: one.id != series.id),
        target=target,
        preview=preview,
        filled=[FIELD_LABELS[name] for name in preview.filled] if preview else [],
        lost=[FIELD_LABELS[name] for name in preview.lost] if preview else [],
    )
