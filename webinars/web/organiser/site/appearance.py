"""Name, logo and colours of the installation, for administrators."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from wtforms import BooleanField, FileField, StringField

from webinars.database import reading, transaction
from webinars.errors import ConflictError
from webinars.files.images import IMAGE_TYPES
from webinars.installation.appearance import (
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    LOGO_LIMITS,
    NAME_LENGTH,
    AppearanceDetails,
    change_appearance,
    check_colour,
    stored_appearance,
)
from webinars.security.text_input import clean_name
from webinars.site import Appearance
from webinars.web.core.current_site import site_source
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.forms.validators import CleanedBy
from webinars.web.organiser.events.conflicts import Difference, field_differences
from webinars.web.organiser.fields import HiddenNumberField
from webinars.web.organiser.routing import URL_PREFIX
from webinars.web.organiser.site.tabs import TABS
from webinars.web.organiser.uploaded_images import uploaded_image

blueprint = Blueprint("organiser_appearance", __name__, url_prefix=URL_PREFIX)


def _clean_name(text: str) -> str:
    return clean_name(text, longest=NAME_LENGTH)


class AppearanceForm(BaseForm):
    """Name, two colours and logo."""

    revision = HiddenNumberField(default=0)
    name = StringField(lazy_gettext("Name"), [CleanedBy(_clean_name, required=False)])
    colour = StringField(
        lazy_gettext("Colour on light pages"),
        [CleanedBy(lambda text: check_colour(text, LIGHT_GROUNDS), required=False)],
    )
    dark_colour = StringField(
        lazy_gettext("Colour on dark pages"),
        [CleanedBy(lambda text: check_colour(text, DARK_GROUNDS), required=False)],
    )
    logo = FileField(lazy_gettext("Logo"))
    removes_logo = BooleanField(lazy_gettext("Remove the logo"))


@blueprint.route("/site", methods=["GET", "POST"])
def edit() -> ResponseReturnValue:
    """Edit name, colours and logo."""
    stored = _stored()
    if request.method != "POST":
        return _page(stored, AppearanceForm(data=vars(stored)))
    form = AppearanceForm()
    is_valid, logo = form.validate(), uploaded_image(form.logo, LOGO_LIMITS)
    if not is_valid or form.errors:
        return _page(stored, form), 422
    details = AppearanceDetails(
        name=form.name.data or "",
        colour=form.colour.data or "",
        dark_colour=form.dark_colour.data or "",
        revision=form.revision.data or 0,
    )
    try:
        with transaction() as session:
            change_appearance(
                session, details, logo=logo, removes_logo=bool(form.removes_logo.data)
            )
    except ConflictError as error:
        if error.code != "statement-changed":
            raise
        return _conflict(form)
    site_source().refresh(at_once=True)
    return redirect(url_for("organiser_appearance.edit", done="saved"), 303)


def _conflict(form: AppearanceForm) -> ResponseReturnValue:
    """Render the form with what was saved meanwhile; submitting it again replaces that."""
    theirs = _stored()
    names = ("name", "colour", "dark_colour")
    differences = field_differences(form, {name: getattr(theirs, name) for name in names})
    form.revision.data = theirs.revision
    page = _page(theirs, form, meanwhile=True, differences=differences)
    return page, HTTPStatus.CONFLICT


def _page(
    stored: AppearanceDetails,
    form: AppearanceForm,
    *,
    meanwhile: bool = False,
    differences: tuple[Difference, ...] = (),
) -> str:
    limits: dict[str, Any] = vars(LOGO_LIMITS)
    return render_template(
        "organiser/site/appearance.html",
        tabs=TABS,
        form=form,
        usual=Appearance(),
        configured_name=site_source().configured.name,
        has_logo=bool(stored.logo_digest),
        accepted=",".join(f".{extension}" for extension in IMAGE_TYPES),
        meanwhile=meanwhile,
        field_differences=differences,
        done=request.args.get("done") == "saved" and request.method == "GET",
        **limits,
    )


def _stored() -> AppearanceDetails:
    with reading() as connection:
        return stored_appearance(connection)
