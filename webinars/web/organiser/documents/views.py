"""Create and edit documents: their form, publication, and the page with the table of versions."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webinars.database import db, transaction
from webinars.documents import editing, versions
from webinars.documents.access import can_show_title
from webinars.documents.details import VersionKey
from webinars.documents.models import Document
from webinars.documents.queries import versions_by_document
from webinars.documents.readership import is_owner_public, may_have_been_read, was_shown
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.series.access import edited_series
from webinars.events.settings.registration_types import types_of
from webinars.timezones import clock
from webinars.web.components.document_languages import awaited_counts
from webinars.web.components.document_table import version_groups
from webinars.web.core.forms.base import EmptyForm
from webinars.web.core.locale import translator
from webinars.web.organiser.document_files.sent_files import (
    FileRefusedError,
    show_refused_file,
    upload_area,
)
from webinars.web.organiser.documents.form import (
    DocumentForm,
    RevisionForm,
    details_of_form,
    form_for,
    initial_data,
    set_choices,
    show_error,
)
from webinars.web.organiser.documents.owner import DOCUMENT_PATH, Owner, own_document
from webinars.web.organiser.documents.secret_link import secret_link_url
from webinars.web.organiser.documents.state_badge import state_badge
from webinars.web.organiser.documents.version_form import (
    VersionRowsForm,
    keep_files,
    new_version,
    set_row_languages,
    submitted_rows,
)
from webinars.web.organiser.events.conflicts import field_differences
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event
from webinars.web.organiser.series.views import SERIES_PATH

blueprint = Blueprint("organiser_document_form", __name__, url_prefix=URL_PREFIX)

DONE = frozenset(
    {"made", "saved", "published", "draft", "added", "withdrawn", "removed", "link", "moved"}
)


@blueprint.route(f"{EVENT_PATH}/documents/new", methods=["GET", "POST"])
def new_of_event(event_id: int) -> ResponseReturnValue:
    """Create a document of an event with its versions."""
    event = get_own_event(event_id)
    return _new(Owner(event, event.series))


@blueprint.route(f"{SERIES_PATH}/documents/new", methods=["GET", "POST"])
def new_of_series(series_id: int) -> ResponseReturnValue:
    """Create a document of a body with its versions."""
    return _new(Owner(None, edited_series(db.session(), current_user.organiser, series_id)))


@blueprint.route(DOCUMENT_PATH, methods=["GET", "POST"])
def edit(document_id: int) -> ResponseReturnValue:
    """Show a document with its versions, and change what is stated of it."""
    document, owner = own_document(document_id)
    former = editing.details_of(document)
    form_class = form_for(document.title)
    if request.method != "POST":
        form = form_class(data=initial_data(former, document.revision, _zone(owner)))
        return _page(document, owner, form)
    form = form_class()
    form.validate()
    details = details_of_form(form, owner, former)
    if details is None or form.errors:
        return _page(document, owner, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with transaction() as session:
            editing.change_document(session, document_id, details, revision=form.revision.data or 0)
    except InvalidInputError as error:
        document, owner = own_document(document_id)
        show_error(form, error)
        return _page(document, owner, form), HTTPStatus.UNPROCESSABLE_ENTITY
    except ConflictError as error:
        if error.code != "document-changed":
            raise
        return _conflict(document_id, form)
    return redirect(
        url_for("organiser_document_form.edit", document_id=document_id, done="saved"), 303
    )


@blueprint.post(f"{DOCUMENT_PATH}/publication")
def publish(document_id: int) -> ResponseReturnValue:
    """Publish a draft with its versions."""
    return _do(document_id, editing.publish_document, done="published")


@blueprint.post(f"{DOCUMENT_PATH}/draft")
def unpublish(document_id: int) -> ResponseReturnValue:
    """Make a document a draft again of which nothing was public."""
    return _do(document_id, editing.unpublish_document, done="draft")


def stale_page(document_id: int) -> ResponseReturnValue:
    """Render a document whose page was older than its last change: nothing was done."""
    document, owner = own_document(document_id)
    data = initial_data(editing.details_of(document), document.revision, _zone(owner))
    form = form_for(document.title)(formdata=None, data=data)
    return _page(document, owner, form, is_stale=True), HTTPStatus.CONFLICT


def _do(document_id: int, action: Callable[..., Document], *, done: str) -> ResponseReturnValue:
    """Apply a button of the page of a document, unless it was changed since that page was loaded."""
    own_document(document_id)
    revision = RevisionForm().revision.data or 0
    try:
        with transaction() as session:
            action(session, document_id, revision=revision)
    except ConflictError as error:
        if error.code != "document-changed":
            raise
        return stale_page(document_id)
    return redirect(
        url_for("organiser_document_form.edit", document_id=document_id, done=done), 303
    )


def _new(owner: Owner) -> ResponseReturnValue:
    form_class = type("NewDocumentForm", (form_for(""), VersionRowsForm), {})
    if request.method != "POST":
        form = form_class(data=initial_data(None, 0, _zone(owner)))
        return _new_page(owner, form)
    form = form_class()
    form.validate()
    details = details_of_form(form, owner, None)
    rows = submitted_rows(form)
    status = int(HTTPStatus.UNPROCESSABLE_ENTITY)
    if details is not None and not form.errors:
        try:
            with transaction() as session:
                # Files before documents: docs/decisions/0041.
                added = [new_version(session, row, VersionKey(row.language)) for row in rows]
                document_id = editing.create_document(session, details).id
                if added:
                    versions.add_versions(session, document_id, added)
                if request.form.get("do") == "publish":
                    editing.publish_document(session, document_id)
        except FileRefusedError as error:
            status = show_refused_file(error)
        except InvalidInputError as error:
            show_error(form, error)
        else:
            done = "published" if request.form.get("do") == "publish" else "made"
            return redirect(
                url_for("organiser_document_form.edit", document_id=document_id, done=done), 303
            )
        owner = _loaded_again(owner)
    keep_files(owner.upload_owner, rows)
    return _new_page(owner, form), status


def _loaded_again(owner: Owner) -> Owner:
    """Return the owner after a transaction that was rolled back."""
    if owner.event is not None:
        event = get_own_event(request.view_args["event_id"])  # type: ignore[index]
        return Owner(event, event.series)
    series_id: int = request.view_args["series_id"]  # type: ignore[index]
    return Owner(None, edited_series(db.session(), current_user.organiser, series_id))


def _conflict(document_id: int, form: DocumentForm) -> ResponseReturnValue:
    """Render the form with what was saved meanwhile; submitting it again replaces that."""
    document, owner = own_document(document_id)
    theirs = initial_data(editing.details_of(document), document.revision, _zone(owner))
    _with_choices(form, owner)
    differences = field_differences(
        form, dict.fromkeys(form.data, "") | theirs | {"csrf_token": form.csrf_token.data}
    )
    form.revision.data = document.revision
    page = _page(document, owner, form, meanwhile=True, field_differences=differences)
    return page, HTTPStatus.CONFLICT


def _with_choices(form: DocumentForm, owner: Owner) -> DocumentForm:
    types = types_of(db.session(), owner.event.id) if owner.event else ()
    return set_choices(form, owner, [one for one in types if one.removed_at is None])


def _new_page(owner: Owner, form: DocumentForm) -> str:
    _with_choices(form, owner)
    set_row_languages(form)  # type: ignore[arg-type]
    return render_template(
        "organiser/documents/new.html",
        owner=owner,
        event=owner.event,
        series=owner.series,
        form=form,
        uploads=upload_area(owner),
    )


def _page(document: Document, owner: Owner, form: DocumentForm, **more: object) -> str:
    session, now, t = db.session(), clock.now(), translator()
    [own_versions] = versions_by_document(session, [document]).values()
    done = request.args.get("done", "")
    was_read = may_have_been_read(session, document, [one.version for one in own_versions], now)
    return render_template(
        "organiser/documents/edit.html",
        document=document,
        owner=owner,
        event=owner.event,
        series=owner.series,
        form=_with_choices(form, owner),
        badge=state_badge(document, now, t),
        groups=version_groups(document, own_versions, now, t, sees_all=True),
        can_unpublish=document.published_at is not None and not was_read,
        is_owner_public=is_owner_public(session, document.event_id, document.series_id),
        has_public_page=can_show_title(session, document, now),
        can_delete=document.published_at is None and not was_shown(session, document),
        action_form=EmptyForm(),
        awaited=awaited_counts(document, t),
        uploads=upload_area(owner),
        secret_link=secret_link_url(document),
        done=done if done in DONE and request.method == "GET" else "",
        **{"meanwhile": False, "is_stale": False, "field_differences": (), **more},
    )


def _zone(owner: Owner) -> str:
    """Return the time zone in which an embargo is stated first."""
    return owner.event.timezone if owner.event else str(current_user.organiser.timezone)
