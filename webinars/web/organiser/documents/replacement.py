"""Replace a version: it is withdrawn, and another file or link takes its place, in one transaction."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webinars.database import db, transaction
from webinars.documents import versions
from webinars.documents.models import DocumentVersion
from webinars.documents.version_names import suffix_of
from webinars.errors import ConflictError, InvalidInputError, NotFoundError
from webinars.web.components.document_text import language_name
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.locale import translator
from webinars.web.organiser.document_files.sent_files import (
    FileRefusedError,
    show_refused_file,
    upload_area,
)
from webinars.web.organiser.documents.owner import VERSION_PATH, own_document
from webinars.web.organiser.documents.version_form import (
    VersionForm,
    keep_files,
    store_content,
    submitted_version,
)
from webinars.web.organiser.events.form import add_error, line_field
from webinars.web.organiser.routing import URL_PREFIX

blueprint = Blueprint("organiser_version_replacement", __name__, url_prefix=URL_PREFIX)


class ReplacementForm(VersionForm):
    """The new file or link, and why the present one is withdrawn."""

    reason = line_field(
        lazy_gettext("Reason"), least=1, required=lazy_gettext("Enter a reason: it is public.")
    )


@blueprint.route(f"{VERSION_PATH}/replacement", methods=["GET", "POST"])
def replace(document_id: int, version_id: int) -> ResponseReturnValue:
    """Withdraw a version with its reason and publish another one in its place."""
    own_document(document_id)
    version = _version(document_id, version_id)
    form, status = ReplacementForm(), HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        form.validate()
        sent = submitted_version(form, version.language)
        if not sent.is_out and not form.file.errors:
            add_error(form.file, error_sentence(InvalidInputError("version-without-content")))
        if not form.errors:
            key = versions.key_of(version)
            try:
                with transaction() as session:
                    # Files before documents: docs/decisions/0041.
                    content = store_content(session, sent)
                    versions.withdraw_version(
                        session,
                        document_id,
                        version_id,
                        reason=form.reason.data or "",
                        revision=form.revision.data or 0,
                    )
                    versions.add_version(session, document_id, key, content=content)
            except FileRefusedError as error:
                status = HTTPStatus(show_refused_file(error))
            except (InvalidInputError, ConflictError) as error:
                form.form_errors = [error_sentence(error)]
                status = HTTPStatus(http_status_of(error))
            else:
                return redirect(
                    url_for("organiser_document_form.edit", document_id=document_id, done="saved"),
                    303,
                )
        keep_files(own_document(document_id)[1].upload_owner, [sent])
        version = _version(document_id, version_id)
    else:
        form.upload.data = request.args.get("upload", "")
        form.revision.data = version.revision
    document, owner = own_document(document_id)
    suffix = suffix_of(version.version_type, version.number)
    name = (document.symbol, suffix, language_name(version.language, translator()))
    return render_template(
        "organiser/documents/replacement.html",
        document=document,
        owner=owner,
        event=owner.event,
        series=owner.series,
        heading=_("Replace %(version)s", version=" ".join(part for part in name if part)),
        form=form,
        uploads=upload_area(owner),
    ), status


def _version(document_id: int, version_id: int) -> DocumentVersion:
    for version in versions.versions_of(db.session(), document_id):
        is_out = version.published_at is not None and version.withdrawn_at is None
        if version.id == version_id and is_out:
            return version
    raise NotFoundError("no-such-version")
