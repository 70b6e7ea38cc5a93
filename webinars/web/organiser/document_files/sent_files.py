"""Files of forms: sent with the form, or before it in parts; those of a refused form wait as uploads."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import lazy_gettext
from flask_login import current_user
from sqlalchemy.orm import Session
from wtforms import Field

from webinars.database import db, transaction
from webinars.documents.storage import uploads
from webinars.documents.storage.settings import MEBIBYTE, engine_of, storage_settings
from webinars.documents.storage.stored_files import store_file
from webinars.documents.storage.uploads import UploadOwner
from webinars.errors import NotFoundError, WebinarsError
from webinars.files.validation import FILE_TYPES
from webinars.web.components.document_text import size_text
from webinars.web.core.errors.error_text import error_sentence, http_status_of
from webinars.web.core.locale import translator
from webinars.web.organiser.documents.owner import Owner
from webinars.web.organiser.events.form import add_error

REMOVE = lazy_gettext("Remove")


@dataclass(frozen=True)
class SentFile:
    """The file of a field, or none, which is false.

    name and body: if it came with the form. upload_key: if it was uploaded before.
    """

    field: Field
    upload_field: Field
    name: str = ""
    body: bytes = b""
    upload_key: str = ""

    def __bool__(self) -> bool:
        """Return whether there is a file."""
        return bool(self.name or self.upload_key)


@dataclass(frozen=True)
class WaitingFile:
    """An upload that is in no document yet; size in words."""

    key: str
    name: str
    size: str


@dataclass(frozen=True)
class UploadArea:
    """What a form tells the script that sends its files in parts.

    url: where uploads begin. accepted: file name extensions. most: MB of the largest file. waiting: files
    that were sent before, by key.
    """

    url: str
    accepted: tuple[str, ...]
    most: int
    waiting: dict[str, WaitingFile]


class FileRefusedError(Exception):
    """A file was refused: the field that it came with, and the error."""

    def __init__(self, field: Field, error: WebinarsError) -> None:
        super().__init__(error)
        self.field, self.error = field, error


def sent_file(field: Field, upload_field: Field, removal: Field) -> SentFile:
    """Return the file of a field; one that comes with the form replaces an upload, which is deleted."""
    sent: Any = request.files.get(field.name)
    key = str(upload_field.data or "")
    is_sent = sent is not None and bool(sent.filename)
    if key and (is_sent or removal.data):
        with suppress(NotFoundError), transaction() as session:
            uploads.abort_upload(session, upload_key=key, organiser_id=current_user.organiser.id)
        key = upload_field.data = ""
    removal.data = False
    if is_sent:
        body = sent.stream.read()
        sent.close()
        return SentFile(field, upload_field, sent.filename, body)
    return SentFile(field, upload_field, upload_key=key)


def stored_file_id(session: Session, file: SentFile) -> int:
    """Store a file, or take it from its upload; return its id.

    Raises:
        FileRefusedError: it was refused, or the upload has expired.
    """
    try:
        if file.upload_key:
            organiser_id = current_user.organiser.id
            return uploads.attach_upload(
                session, upload_key=file.upload_key, organiser_id=organiser_id
            ).id
        return store_file(session, file.name, file.body).id
    except WebinarsError as error:
        raise FileRefusedError(file.field, error) from error


def keep_file(owner: UploadOwner, file: SentFile) -> None:
    """Keep a file of a refused form as an upload, unless it was itself refused."""
    if not file.name or file.field.errors:
        return
    try:
        with transaction() as session:
            upload = uploads.store_upload(session, owner, name=file.name, body=file.body)
            file.upload_field.data = upload.key
    except WebinarsError as error:
        add_error(file.field, error_sentence(error))


def name_of(file: SentFile) -> str:
    """Return the name of a file, as it will be downloaded if it was uploaded before."""
    if not file.upload_key:
        return file.name
    organiser_id = current_user.organiser.id
    return uploads.own_upload(db.session(), file.upload_key, organiser_id)[1].name


def show_refused_file(refused: FileRefusedError) -> int:
    """Show the sentence of a refused file at its field; return the status of the page."""
    add_error(refused.field, error_sentence(refused.error))
    return http_status_of(refused.error)


def upload_area(owner: Owner) -> UploadArea:
    """Return what the forms of an event or body need for uploads of the signed-in account."""
    session, t = db.session(), translator()
    waiting = uploads.finished_uploads(session, owner.upload_owner)
    return UploadArea(
        url=owner.uploads_url,
        accepted=tuple(FILE_TYPES),
        most=storage_settings(engine_of(session)).most_bytes // MEBIBYTE,
        waiting={
            one.key: WaitingFile(one.key, file.name, size_text(file.size, t))
            for one, file in waiting
        },
    )
