"""Uploads in parts, for a script: begin, send parts, ask how far it is, finish, abort."""

# As in tus, a part says where it begins and the answer says where the next one does; a part that was sent
# again changes nothing. Forms, so that the checks of all forms hold: origin, token, size, rate.

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from limits import parse
from sqlalchemy.exc import OperationalError

from webinars.database import db, transaction
from webinars.documents.models import DocumentFile, DocumentUpload
from webinars.documents.storage import uploads
from webinars.documents.storage.folder import FULL_DISK_ERRORS
from webinars.documents.storage.object_store import StoreUnavailableError
from webinars.documents.storage.upload_places import staged_part
from webinars.errors import ConflictError, InvalidInputError, WebinarsError
from webinars.events.series.access import edited_series
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.locale import translator
from webinars.web.core.rate_limits import limiter
from webinars.web.organiser.documents.owner import Owner
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event
from webinars.web.organiser.series.views import SERIES_PATH

blueprint = Blueprint("organiser_uploads", __name__, url_prefix=URL_PREFIX)

UPLOAD_PATH = "/uploads/<string(length=32):upload_key>"
# Of an account. With parts of 2 MiB the second is 1 GiB in a minute.
_STARTS, _PARTS = parse("1200 per hour"), parse("512 per minute")
_BUSY_SECONDS = 5
_MOST_DIGITS = 11


@blueprint.post(f"{EVENT_PATH}/uploads")
def start_of_event(event_id: int) -> ResponseReturnValue:
    """Begin an upload of the account for documents of an event."""
    return _start(Owner(get_own_event(event_id), None).upload_owner)


@blueprint.post(f"{SERIES_PATH}/uploads")
def start_of_series(series_id: int) -> ResponseReturnValue:
    """Begin an upload of the account for documents of a body."""
    series = edited_series(db.session(), current_user.organiser, series_id)
    return _start(Owner(None, series).upload_owner)


@blueprint.get(UPLOAD_PATH)
def state(upload_key: str) -> ResponseReturnValue:
    """Answer how much of an upload has arrived."""
    return _state(*uploads.own_upload(db.session(), upload_key, current_user.organiser.id))


@blueprint.post(f"{UPLOAD_PATH}/parts")
def add_part(upload_key: str) -> ResponseReturnValue:
    """Store a part, and answer where the next one begins."""
    organiser_id = current_user.organiser.id
    limiter.count_in_memory(_PARTS, "upload parts", str(organiser_id))
    upload, file = uploads.own_upload(db.session(), upload_key, organiser_id)
    sent, offset = request.files.get("part"), _number("offset")
    body = b""
    if sent is not None:
        body = sent.stream.read(uploads.PART + 1)
        sent.close()
    if len(body) > uploads.PART:
        raise InvalidInputError("upload-part-size")
    uploads.check_part(body, request.form.get("digest", ""))
    _end_reading(upload, file)
    with staged_part(db.session(), upload, file, offset, body), transaction() as session:
        uploads.receive_part(
            session, upload_key=upload_key, organiser_id=organiser_id, offset=offset, body=body
        )
        return _state(*uploads.own_upload(session, upload_key, organiser_id))


@blueprint.post(f"{UPLOAD_PATH}/completion")
def finish(upload_key: str) -> ResponseReturnValue:
    """Check the complete file; one that is refused is deleted."""
    organiser_id = current_user.organiser.id
    upload, file = uploads.own_upload(db.session(), upload_key, organiser_id)
    if upload.finished_at is not None:
        return _state(upload, file)
    _end_reading(upload, file)
    try:
        content = uploads.check_content(db.session(), upload, file)
    except InvalidInputError:
        with transaction() as session:
            uploads.abort_upload(session, upload_key=upload_key, organiser_id=organiser_id)
        raise
    with transaction() as session:
        uploads.finish_upload(
            session, upload_key=upload_key, organiser_id=organiser_id, content=content
        )
        return _state(*uploads.own_upload(session, upload_key, organiser_id))


@blueprint.post(f"{UPLOAD_PATH}/removal")
def abort(upload_key: str) -> ResponseReturnValue:
    """Delete an upload with what has arrived of it."""
    with transaction() as session:
        uploads.abort_upload(session, upload_key=upload_key, organiser_id=current_user.organiser.id)
    return "", HTTPStatus.NO_CONTENT


def _start(owner: uploads.UploadOwner) -> ResponseReturnValue:
    limiter.count_in_memory(_STARTS, "uploads", str(owner.organiser_id))
    with transaction() as session:
        upload = uploads.start_upload(
            session,
            owner,
            name=request.form.get("name", ""),
            size=_number("size"),
            digest=request.form.get("digest", ""),
        )
        _, file = uploads.own_upload(session, upload.key, owner.organiser_id)
        response = _state(upload, file)
    response.status_code = HTTPStatus.CREATED
    response.headers["Location"] = url_for(".state", upload_key=upload.key)
    return response


def _end_reading(upload: DocumentUpload, file: DocumentFile) -> None:
    """Give back the connection of the session: the disk or the object store may take long."""
    session = db.session()
    session.expunge(upload)
    session.expunge(file)
    session.rollback()


@blueprint.errorhandler(WebinarsError)
def _refuse(error: WebinarsError) -> ResponseReturnValue:
    """Answer a refusal with its sentence, and where the upload is."""
    response = jsonify(error=error_sentence(error), **_received(error))
    response.status_code = http_status_of(error)
    return response


@blueprint.errorhandler(OSError)
def _refuse_full_disk(error: OSError) -> ResponseReturnValue:
    """Answer a part for whose temporary file there is no room."""
    if error.errno in FULL_DISK_ERRORS:
        return _refuse(ConflictError("document-storage-full"))
    raise error


@blueprint.errorhandler(StoreUnavailableError)
@blueprint.errorhandler(OperationalError)
def _busy(_error: Exception) -> ResponseReturnValue:
    """Answer that the storage does not take anything now; what was counted is there."""
    text = translator()("The server cannot store this part now. What has arrived is kept.")
    response = jsonify(error=text)
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response.headers["Retry-After"] = str(_BUSY_SECONDS)
    return response


def _received(error: WebinarsError) -> dict[str, int]:
    if isinstance(error, ConflictError) and "received" in error.facts:
        return {"received": int(error.facts["received"])}
    return {}


def _state(upload: DocumentUpload, file: DocumentFile) -> Response:
    response = jsonify(
        key=upload.key,
        name=file.name,
        size=file.size,
        received=upload.received,
        finished=upload.finished_at is not None,
        part_size=uploads.PART,
        url=url_for(".state", upload_key=upload.key),
    )
    response.headers["Upload-Offset"] = str(upload.received)
    response.headers["Upload-Length"] = str(file.size)
    return response


def _number(name: str) -> int:
    text = request.form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise InvalidInputError("upload-part-size")
    return int(text)
