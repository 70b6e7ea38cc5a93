"""Addresses of documents on the organiser's pages, and what a document belongs to."""

from dataclasses import dataclass

from flask import url_for
from flask_login import current_user

from webinars.database import db
from webinars.documents.models import Document
from webinars.documents.queries import organised_document
from webinars.documents.storage.uploads import UploadOwner
from webinars.events.models import Event, Series
from webinars.events.queries import event_by_id
from webinars.events.series.access import edited_series
from webinars.pagination import MAX_ID

DOCUMENT_PATH = f"/documents/<int(max={MAX_ID}):document_id>"
VERSION_PATH = f"{DOCUMENT_PATH}/versions/<int(max={MAX_ID}):version_id>"


@dataclass(frozen=True)
class Owner:
    """The event to which a document belongs, or the body alone; series is also that of the event."""

    event: Event | None
    series: Series | None

    @property
    def list_url(self) -> str:
        """Return the address of the list of its documents."""
        if self.event is not None:
            return url_for("organiser_documents.of_event", event_id=self.event.id)
        assert self.series is not None  # noqa: S101 - one of them is there
        return url_for("organiser_documents.of_series", series_id=self.series.id)

    @property
    def new_url(self) -> str:
        """Return the address of the form of a new document."""
        if self.event is not None:
            return url_for("organiser_document_form.new_of_event", event_id=self.event.id)
        assert self.series is not None  # noqa: S101 - one of them is there
        return url_for("organiser_document_form.new_of_series", series_id=self.series.id)

    @property
    def many_files_url(self) -> str:
        """Return the address of the page for many files at once."""
        if self.event is not None:
            return url_for("organiser_many_files.of_event", event_id=self.event.id)
        assert self.series is not None  # noqa: S101 - one of them is there
        return url_for("organiser_many_files.of_series", series_id=self.series.id)

    @property
    def uploads_url(self) -> str:
        """Return the address at which uploads for its documents begin."""
        if self.event is not None:
            return url_for("organiser_uploads.start_of_event", event_id=self.event.id)
        assert self.series is not None  # noqa: S101 - one of them is there
        return url_for("organiser_uploads.start_of_series", series_id=self.series.id)

    @property
    def upload_owner(self) -> UploadOwner:
        """Return whose uploads, of the signed-in account, may be put into its documents."""
        organiser_id: int = current_user.organiser.id
        if self.event is not None:
            return UploadOwner(organiser_id, event_id=self.event.id)
        return UploadOwner(organiser_id, series_id=self.series.id if self.series else None)


def own_document(document_id: int) -> tuple[Document, Owner]:
    """Return a document that the signed-in account may edit, and what it belongs to.

    Raises:
        NotFoundError: it does not exist, or the account may not.
    """
    document = organised_document(db.session(), current_user.organiser, document_id)
    return document, owner_of(document)


def owner_of(document: Document) -> Owner:
    """Return what a document belongs to, which the signed-in account may edit."""
    if document.event_id is not None:
        event = event_by_id(db.session(), document.event_id)
        return Owner(event, event.series)
    assert document.series_id is not None  # noqa: S101 - a constraint of the table
    return Owner(None, edited_series(db.session(), current_user.organiser, document.series_id))
