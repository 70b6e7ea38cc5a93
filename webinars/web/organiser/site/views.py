"""What the privacy and accessibility pages say of the operator, for administrators."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars.database import reading, transaction
from webinars.errors import ConflictError
from webinars.installation.models import StatementPage
from webinars.installation.page_statements import (
    StatementDetails,
    change_statement,
    stored_statements,
)
from webinars.web.core.current_statements import refresh_statements
from webinars.web.organiser.events.conflicts import Difference, field_differences
from webinars.web.organiser.routing import URL_PREFIX
from webinars.web.organiser.site.form import StatementForm, details_of, form_for, initial_data
from webinars.web.organiser.site.tabs import TABS

blueprint = Blueprint("organiser_site", __name__, url_prefix=URL_PREFIX)


@blueprint.route("/site/privacy", methods=["GET", "POST"])
def privacy() -> ResponseReturnValue:
    """Edit what the privacy page says of the operator."""
    return _edit(StatementPage.PRIVACY)


@blueprint.route("/site/accessibility", methods=["GET", "POST"])
def accessibility() -> ResponseReturnValue:
    """Edit what the accessibility page says of the operator."""
    return _edit(StatementPage.ACCESSIBILITY)


def _edit(page: StatementPage) -> ResponseReturnValue:
    stored = _stored(page)
    if request.method != "POST":
        return _page(page, form_for(stored, data=initial_data(stored)))
    form = form_for(stored)
    if not form.validate():
        return _page(page, form), 422
    try:
        with transaction() as session:
            change_statement(session, page, details_of(form))
    except ConflictError as error:
        if error.code != "statement-changed":
            raise
        return _conflict(page, form)
    refresh_statements()
    return redirect(url_for(f"organiser_site.{page}", done="saved"), 303)


def _conflict(page: StatementPage, form: StatementForm) -> ResponseReturnValue:
    """Render the form with what was saved meanwhile; submitting it again replaces that."""
    theirs = initial_data(_stored(page))
    differences = field_differences(form, theirs)
    form.revision.data = theirs["revision"]
    return _page(page, form, meanwhile=True, differences=differences), HTTPStatus.CONFLICT


def _page(
    page: StatementPage,
    form: StatementForm,
    *,
    meanwhile: bool = False,
    differences: tuple[Difference, ...] = (),
) -> str:
    return render_template(
        "organiser/site/statement.html",
        page=page,
        tabs=TABS,
        title=TABS[f"organiser_site.{page}"],
        form=form,
        meanwhile=meanwhile,
        field_differences=differences,
        done=request.args.get("done") == "saved" and request.method == "GET",
    )


def _stored(page: StatementPage) -> StatementDetails:
    with reading() as connection:
        return stored_statements(connection)[page]
