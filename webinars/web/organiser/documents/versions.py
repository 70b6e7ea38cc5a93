"""Add, publish, change, withdraw and remove versions of documents."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webinars.database import db, transaction
from webinars.documents import versions
from webinars.documents.access import ShownVersion
from webinars.documents.details import HIGHEST_NUMBER
from webinars.documents.enums import VersionType
from webinars.documents.models import Document, DocumentVersion
from webinars.documents.queries import versions_by_document
from webinars.documents.readership import may_have_been_read
from webinars.documents.version_names import suffix_of
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.timezones import clock
from webinars.web.components.document_text import language_name
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.forms.base import BaseForm
from webinars.web.core.locale import translator
from webinars.web.organiser.document_files.sent_files import (
    FileRefusedError,
    show_refused_file,
    upload_area,
)
from webinars.web.organiser.documents.form import RevisionForm
from webinars.web.organiser.documents.owner import (
    DOCUMENT_PATH,
    VERSION_PATH,
    own_document,
)
from webinars.web.organiser.documents.version_conflicts import version_differences
from webinars.web.organiser.documents.version_form import (
    AddVersionsForm,
    VersionForm,
    WithdrawalForm,
    keep_files,
    new_version,
    set_row_languages,
    store_content,
    submitted_rows,
    submitted_version,
)
from webinars.web.organiser.documents.views import stale_page
from webinars.web.organiser.events.conflicts import Difference
from webinars.web.organiser.events.form import add_error
from webinars.web.organiser.routing import URL_PREFIX

blueprint = Blueprint("organiser_document_versions", __name__, url_prefix=URL_PREFIX)

_TEMPLATES = "organiser/documents/"


@blueprint.route(f"{DOCUMENT_PATH}/versions/new", methods=["GET", "POST"])
def add(document_id: int) -> ResponseReturnValue:
    """Add languages of the original, or of a revision or corrigendum."""
    own_document(document_id)
    form = AddVersionsForm()
    status = 200
    if request.method == "POST":
        status = int(HTTPStatus.UNPROCESSABLE_ENTITY)
        form.validate()
        rows = submitted_rows(form)
        is_original = form.version_type.data is VersionType.ORIGINAL
        if not is_original and form.number.data is None and not form.number.errors:
            add_error(
                form.number,
                error_sentence(InvalidInputError("version-number", most=HIGHEST_NUMBER)),
            )
        if not rows and not form.errors:
            add_error(
                form.rows[0]["file"], error_sentence(InvalidInputError("version-without-content"))
            )
        if not form.errors:
            try:
                with transaction() as session:
                    added = [new_version(session, row, form.key(row.language)) for row in rows]
                    versions.add_versions(session, document_id, added)
            except FileRefusedError as error:
                status = show_refused_file(error)
            except (InvalidInputError, ConflictError) as error:
                form.form_errors = [error_sentence(error)]
                status = http_status_of(error)
            else:
                return redirect(
                    url_for("organiser_document_form.edit", document_id=document_id, done="added"),
                    303,
                )
        keep_files(own_document(document_id)[1].upload_owner, rows)
    set_row_languages(form)
    return _page("add_versions.html", document_id, form=form), status


@blueprint.route(VERSION_PATH, methods=["GET", "POST"])
def edit(document_id: int, version_id: int) -> ResponseReturnValue:
    """Publish a version that is due, or change what is stated of one."""
    own_document(document_id)
    version = _version(document_id, version_id)
    form = VersionForm(obj=None if request.method == "POST" else version)
    if request.method != "POST":
        form.upload.data = request.args.get("upload", "")  # dropped on its row
    status, meanwhile = 200, False
    differences: Sequence[Difference] = ()
    if request.method == "POST":
        status = int(HTTPStatus.UNPROCESSABLE_ENTITY)
        form.validate()
        sent = submitted_version(form, version.language)
        revision = form.revision.data or 0
        if not form.errors:
            try:
                with transaction() as session:
                    if sent.is_out:
                        content = store_content(session, sent)
                        assert content is not None  # noqa: S101 - it has a file or link
                        versions.publish_version(
                            session, document_id, version_id, content, revision=revision
                        )
                    else:
                        versions.change_version(
                            session,
                            document_id,
                            version_id,
                            due_on=sent.due_on,
                            dated_on=sent.dated_on,
                            pages=sent.pages,
                            revision=revision,
                        )
            except FileRefusedError as error:
                status = show_refused_file(error)
            except (InvalidInputError, ConflictError) as error:
                form.form_errors = [error_sentence(error)]
                status = http_status_of(error)
                meanwhile = error.code == "version-changed"
            else:
                return redirect(
                    url_for("organiser_document_form.edit", document_id=document_id, done="saved"),
                    303,
                )
        keep_files(own_document(document_id)[1].upload_owner, [sent])
        version = _version(document_id, version_id)
        if meanwhile:
            differences = version_differences(form, _shown(document_id, version), sent)
            form.revision.data = version.revision
    return _page(
        "version.html",
        document_id,
        version,
        form=form,
        meanwhile=meanwhile,
        field_differences=differences,
    ), status


@blueprint.route(f"{VERSION_PATH}/withdrawal", methods=["GET", "POST"])
def withdraw(document_id: int, version_id: int) -> ResponseReturnValue:
    """Withdraw a version after asking for the reason."""
    own_document(document_id)
    form = WithdrawalForm()
    status = 200
    if request.method == "POST":
        status = int(HTTPStatus.UNPROCESSABLE_ENTITY)
        if form.validate():
            try:
                with transaction() as session:
                    versions.withdraw_version(
                        session,
                        document_id,
                        version_id,
                        reason=form.reason.data or "",
                        revision=form.revision.data or 0,
                    )
            except ConflictError as error:
                if error.code != "version-changed":
                    raise
                form.form_errors = [f"{error_sentence(error)} {_('Look at it first.')}"]
                status = http_status_of(error)
            else:
                return redirect(
                    url_for(
                        "organiser_document_form.edit", document_id=document_id, done="withdrawn"
                    ),
                    303,
                )
    version, (document, _owner) = _version(document_id, version_id), own_document(document_id)
    if status != HTTPStatus.UNPROCESSABLE_ENTITY:
        form.revision.data = version.revision
    return _page(
        "withdraw.html",
        document_id,
        version,
        form=form,
        was_public=may_have_been_read(db.session(), document, [version], clock.now()),
    ), status


@blueprint.post(f"{VERSION_PATH}/removal")
def remove(document_id: int, version_id: int) -> ResponseReturnValue:
    """Remove a version that is due and expected no more."""
    own_document(document_id)
    revision = RevisionForm().revision.data or 0
    try:
        with transaction() as session:
            versions.remove_due_version(session, document_id, version_id, revision=revision)
    except ConflictError as error:
        if error.code != "version-changed":
            raise
        return stale_page(document_id)
    return redirect(
        url_for("organiser_document_form.edit", document_id=document_id, done="removed"), 303
    )


def _version(document_id: int, version_id: int) -> DocumentVersion:
    for version in versions.versions_of(db.session(), document_id):
        if version.id == version_id and version.withdrawn_at is None:
            return version
    raise NotFoundError("no-such-version")


def _shown(document_id: int, version: DocumentVersion) -> ShownVersion:
    document, _owner = own_document(document_id)
    [shown] = versions_by_document(db.session(), [document], DocumentVersion.id == version.id)[
        document_id
    ]
    return shown


def _page(
    template: str,
    document_id: int,
    version: DocumentVersion | None = None,
    *,
    form: BaseForm,
    **values: object,
) -> str:
    document, owner = own_document(document_id)
    return render_template(
        f"{_TEMPLATES}{template}",
        document=document,
        owner=owner,
        event=owner.event,
        series=owner.series,
        version=version,
        version_name=_name(document, version) if version else "",
        form=form,
        uploads=upload_area(owner),
        **values,
    )


def _name(document: Document, version: DocumentVersion) -> str:
    """Return the name of a version: symbol, revision or corrigendum, and language."""
    suffix = suffix_of(version.version_type, version.number)
    parts = (document.symbol, suffix, language_name(version.language, translator()))
    return " ".join(part for part in parts if part)
