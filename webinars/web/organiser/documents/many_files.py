"""Upload many files of documents at once: choose or drop them, see what was understood, store all or none."""

import re
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webinars.database import db, transaction
from webinars.documents.placement import FilesNotPlacedError, plan_placements, store_files
from webinars.documents.storage import uploads
from webinars.errors import NotFoundError, WebinarsError
from webinars.events.series.access import edited_series
from webinars.files.validation import clean_file_name
from webinars.web.components.document_text import size_text
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.locale import translator
from webinars.web.organiser.document_files.sent_files import upload_area
from webinars.web.organiser.documents.many_files_form import (
    FileRow,
    ManyFilesForm,
    file_rows,
    placed_files,
    removed_keys,
    seen_keys,
    set_choices,
    show_placements,
)
from webinars.web.organiser.documents.owner import Owner
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event
from webinars.web.organiser.series.views import SERIES_PATH

blueprint = Blueprint("organiser_many_files", __name__, url_prefix=URL_PREFIX)

_COUNT = re.compile(r"[1-9][0-9]{0,2}")


@blueprint.route(f"{EVENT_PATH}/documents/upload", methods=["GET", "POST"])
def of_event(event_id: int) -> ResponseReturnValue:
    """Upload many files for documents of an event."""

    def owner() -> Owner:
        event = get_own_event(event_id)
        return Owner(event, event.series)

    return _upload(owner)


@blueprint.route(f"{SERIES_PATH}/documents/upload", methods=["GET", "POST"])
def of_series(series_id: int) -> ResponseReturnValue:
    """Upload many files for documents of a body."""
    return _upload(
        lambda: Owner(None, edited_series(db.session(), current_user.organiser, series_id))
    )


def _upload(load_owner: Any) -> ResponseReturnValue:
    upload_owner = load_owner().upload_owner
    form = ManyFilesForm()
    status, refused = HTTPStatus.OK, []
    if request.method == "POST":
        form.validate()
        _remove(upload_owner.organiser_id)
        refused = _keep_sent_files(upload_owner)
    rows = _rows(upload_owner, form)
    publishes = bool(form.publishes.data)
    is_stored = request.form.get("do") == "store" and not _has_sent_files()
    placements = None
    if is_stored:
        _check_seen(form, rows)
    if is_stored and not form.errors and not _has_errors(rows):
        files = placed_files(rows, form)
        try:
            with transaction() as session:
                stored = store_files(
                    session, current_user.organiser, upload_owner, files, publishes=publishes
                )
                count = len(stored)
        except FilesNotPlacedError as error:
            rows = _rows(upload_owner, form)  # of the session that was rolled back
            _check_seen(form, rows)
            if not form.errors:
                placements = error.placements
        else:
            return redirect(
                url_for(str(request.endpoint), **(request.view_args or {}), stored=count),
                303,
            )
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    elif form.errors or refused or (is_stored and _has_errors(rows)):
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    if placements is None:
        placements = plan_placements(db.session(), current_user.organiser, placed_files(rows, form))
    show_placements(rows, placements)
    set_choices(rows)
    return _page(load_owner(), form, rows, refused), status


def _check_seen(form: ManyFilesForm, rows: list[FileRow]) -> None:
    """Add an error unless the files are those whose rows were submitted: what was seen is stored, or none."""
    seen, waiting = seen_keys(), {row.upload.key for row in rows}
    if not waiting:
        form.form_errors = [_("There are no files: they were stored or removed, or have expired.")]
    elif seen - waiting:
        form.form_errors = [
            _(
                "Some of the files were stored or removed meanwhile, or have expired. These are left."
            )
        ]
    elif waiting - seen:
        form.form_errors = [
            _("Files were added meanwhile. Look at their rows before all are stored.")
        ]


def _rows(owner: uploads.UploadOwner, form: ManyFilesForm) -> list[FileRow]:
    session = db.session()
    return file_rows(
        session,
        current_user.organiser,
        owner,
        sorted(uploads.finished_uploads(session, owner), key=lambda pair: pair[1].name),
        form,
    )


def _has_errors(rows: list[FileRow]) -> bool:
    return any(row.form.errors for row in rows)


def _sent_files() -> list[Any]:
    return [one for one in request.files.getlist("files") if one.filename]


def _has_sent_files() -> bool:
    return bool(_sent_files())


def _keep_sent_files(owner: uploads.UploadOwner) -> list[tuple[str, str]]:
    """Store files that came with the form as uploads; return name and sentence of each refused one."""
    refused = []
    for sent in _sent_files():
        body = sent.stream.read()
        sent.close()
        try:
            with transaction() as session:
                uploads.store_upload(session, owner, name=sent.filename, body=body)
        except WebinarsError as error:
            refused.append((clean_file_name(sent.filename), error_sentence(error)))
    return refused


def _remove(organiser_id: int) -> None:
    for key in removed_keys():
        with suppress(NotFoundError), transaction() as session:
            uploads.abort_upload(session, upload_key=key, organiser_id=organiser_id)


def _groups(rows: list[FileRow]) -> list[list[FileRow]]:
    """Return the rows of each document together, new ones in the order of their files."""
    groups: dict[str, list[FileRow]] = {}
    for row in rows:
        groups.setdefault(row.placement.group if row.placement else "", []).append(row)
    return list(groups.values())


def _page(
    owner: Owner, form: ManyFilesForm, rows: list[FileRow], refused: list[tuple[str, str]]
) -> str:
    t = translator()
    stored = request.args.get("stored", "")
    return render_template(
        "organiser/documents/many_files.html",
        owner=owner,
        event=owner.event,
        series=owner.series,
        form=form,
        rows=rows,
        groups=_groups(rows),
        sizes={row.upload.key: size_text(row.file.size, t) for row in rows},
        refused=refused,
        refused_links=[("files", sentence) for _name, sentence in refused],
        problems=sum(bool(row.form.errors) for row in rows),
        uploads=upload_area(owner),
        most=uploads.MOST_UPLOADS,
        stored=int(stored) if _COUNT.fullmatch(stored) else 0,
        heading=_("Upload many files"),
    )
