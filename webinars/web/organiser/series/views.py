"""List and form of bodies and series."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webinars.database import db, transaction
from webinars.email_subscriptions.joining import record_before_move
from webinars.email_subscriptions.queries import count_of_series
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.events.models import Series
from webinars.events.series.access import edited_series, parent_of
from webinars.events.series.edited_list import (
    edited_list,
    entries_offered,
    entry_of,
    series_of_entry,
)
from webinars.events.series.editing import (
    PICTURE_LIMITS,
    change_series,
    make_body,
)
from webinars.events.series.series_details import Link, details_of
from webinars.events.series.series_names import near_names
from webinars.files.images import IMAGE_TYPES, UploadedImage
from webinars.pagination import MAX_ID
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.organiser.events.conflicts import Difference, field_differences
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.localized_links import submitted_links
from webinars.web.organiser.routing import URL_PREFIX
from webinars.web.organiser.series.form import (
    SeriesForm,
    details_of_form,
    form_for,
    initial_data,
    set_languages,
)
from webinars.web.organiser.series.present_series import PresentSeries, present_series
from webinars.web.organiser.uploaded_images import uploaded_image

blueprint = Blueprint("organiser_series", __name__, url_prefix=URL_PREFIX)

SERIES_PATH = f"/series/<int(max={MAX_ID}):series_id>"
# The field that shows an error of the action; other errors belong to the whole form.
FIELDS = {
    "series-name-missing": "name",
    "no-such-parent": "parent",
    "parent-below-itself": "parent",
    "too-many-levels": "parent",
    "text-language-missing": "text_language",
    "translated-into-itself": "text_language",
    "unknown-language": "text_language",
    "not-an-address": "contact_email",
}
DONE = frozenset({"made", "saved", "joined"})


@blueprint.get("/series", endpoint="list")
def list_series() -> str:
    """List the bodies and series that the account may edit."""
    q, after = request.args.get("q", "").strip()[:200], request.args.get("after", "")
    page = edited_list(db.session(), current_user.organiser, q=q, after=after)
    here = url_for("organiser_series.list", q=q or None)
    return render_template(
        "organiser/series/list.html",
        rows=page.rows,
        q=q,
        next_url=page.after and url_for("organiser_series.list", q=q or None, after=page.after),
        first_url=here if after else "",
    )


@blueprint.route("/series/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Create a body or series."""
    if request.method != "POST":
        return _page(None, form_for(None, {})(data={"parent": request.args.get("parent", "")}))
    form, links, parent_id, picture = _submitted(None)
    _ask_about_name(form)
    if form.errors:
        return _page(None, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with transaction() as session:
            details = details_of_form(form, links, parent_id)
            made = make_body(session, details, by=current_user.organiser)
            made_id = made.id
            if picture is not None:
                change_series(
                    session, made_id, details, revision=made.revision, by=current_user.organiser,
                    picture=picture,
                )  # fmt: skip
    except InvalidInputError as error:
        return _refused(None, form, error)
    return redirect(url_for("organiser_series.edit", series_id=made_id, done="made"), 303)


@blueprint.route(SERIES_PATH, methods=["GET", "POST"])
def edit(series_id: int) -> ResponseReturnValue:
    """Edit a body or series; the form of one that was joined meanwhile is shown beside the other one."""
    present = present_series(series_id)
    series = present.series
    if request.method != "POST":
        form_class = form_for(details_of(series), {})
        return _page(series, form_class(data=_initial_data(series)))
    form, links, parent_id, picture = _submitted(series)
    if present.joined_name:
        return _conflict(present, form)
    if form.errors:
        return _page(series, form), HTTPStatus.UNPROCESSABLE_ENTITY
    is_moved = parent_id is not None and parent_id != series.parent_id
    try:
        with transaction() as session:
            if is_moved:
                record_before_move(session, series_id)
            change_series(
                session,
                series_id,
                details_of_form(form, links, parent_id),
                revision=form.revision.data or 0,
                by=current_user.organiser,
                picture=picture,
                removes_picture=bool(form.removes_picture.data),
            )
    except InvalidInputError as error:
        return _refused(series_id, form, error)
    except ConflictError as error:
        if error.code != "series-changed":
            raise
        return _conflict(present_series(series_id), form)
    except NotFoundError:
        return _conflict(present_series(series_id), form)  # joined at this moment
    return redirect(url_for("organiser_series.edit", series_id=series_id, done="saved"), 303)


def _submitted(
    series: Series | None,
) -> tuple[SeriesForm, list[Link], int | None, UploadedImage | None]:
    """Return the validated form with its links, the id of the parent that it names, and the picture."""
    form = form_for(details_of(series) if series else None, request.form)()
    form.validate()
    links = submitted_links(form)
    return form, links, _parent_id(form, series), uploaded_image(form.picture, PICTURE_LIMITS)


def _parent_id(form: SeriesForm, series: Series | None) -> int | None:
    text = str(form.parent.data or "")
    if not text or form.parent.errors:
        return None
    session, account = db.session(), current_user.organiser
    present = parent_of(session, series) if series else None
    if present is not None and text in {str(present.name), present.slug}:
        return present.id  # also one that the account may not edit itself
    try:
        return series_of_entry(session, account, text)
    except InvalidInputError as error:
        add_error(form.parent, error_sentence(error))
        return None


def _ask_about_name(form: SeriesForm) -> None:
    """Ask before a body is made whose name another one has already; sent again, it is made."""
    name = str(form.name.data or "")
    if form.errors or request.form.get("same_name") == name:
        return
    near = near_names(db.session(), current_user.organiser, name)
    if any(one.casefold() == name.casefold() for one in near):
        form.asked_name = name
        add_error(form.name, _("There is a body or series named “%(name)s” already.", name=name))


def _refused(
    series_id: int | None, form: SeriesForm, error: InvalidInputError
) -> ResponseReturnValue:
    series = None
    if series_id is not None:
        series = edited_series(db.session(), current_user.organiser, series_id)
    name = error.facts.get("field") or FIELDS.get(error.code)
    if name:
        add_error(form[name], error_sentence(error))
    else:
        form.form_errors = [error_sentence(error)]
    return _page(series, form), HTTPStatus.UNPROCESSABLE_ENTITY


def _conflict(present: PresentSeries, form: SeriesForm) -> ResponseReturnValue:
    """Render the form with what was saved meanwhile; submitting it again replaces that."""
    series = present.series
    theirs = _initial_data(series)
    shown = dict.fromkeys(form.data, "") | theirs
    for name in ("csrf_token", "picture", "removes_picture"):
        shown.pop(name, None)
    set_languages(form, _("Not stated"))
    differences = field_differences(form, shown)
    form.revision.data = series.revision
    page = _page(
        series, form, meanwhile=True, joined_name=present.joined_name, differences=differences
    )
    return page, HTTPStatus.CONFLICT


def _initial_data(series: Series) -> dict[str, Any]:
    session = db.session()
    above = parent_of(session, series)
    parent = entry_of(session, current_user.organiser, above) if above else ""
    return initial_data(details_of(series), revision=series.revision, parent=parent)


def _page(
    series: Series | None,
    form: SeriesForm,
    *,
    meanwhile: bool = False,
    joined_name: str = "",
    differences: tuple[Difference, ...] = (),
) -> str:
    done = request.args.get("done", "")
    return render_template(
        "organiser/series/edit.html",
        series=series,
        form=set_languages(form, _("Not stated")),
        entries=entries_offered(db.session(), current_user.organiser),
        has_picture=bool(series and series.picture_digest),
        picture_name=f"{series.picture_digest}.{series.picture_type.removeprefix('image/')}"
        if series
        else "",
        accepted=",".join(f".{extension}" for extension in IMAGE_TYPES),
        kilobytes=PICTURE_LIMITS.kilobytes,
        megapixels=PICTURE_LIMITS.megapixels,
        meanwhile=meanwhile,
        joined_name=joined_name,
        field_differences=differences,
        subscribers=count_of_series(db.session(), series.id) if series else 0,
        done=done if done in DONE and request.method == "GET" else "",
    )
