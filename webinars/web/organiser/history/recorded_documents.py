"""Load what a page of a history says of documents: their revisions, addresses, and events."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flask import url_for
from flask_login import current_user

from webinars.database import db
from webinars.documents.history import revisions_by_id
from webinars.documents.models import DocumentRevision
from webinars.documents.queries import organised_ids
from webinars.events.queries import shown_titles
from webinars.events.series.access import shown_series_names
from webinars.web.organiser.history.value_text import RecordedDocuments


def recorded_documents(references: Collection[tuple[int, Mapping[str, Any]]]) -> RecordedDocuments:
    """Return the documents of a page, by their ids and what histories store of them."""
    if not references:
        return RecordedDocuments()
    session = db.session()
    ids = {stored["revision_id"] for _document, stored in references if stored}
    revisions = revisions_by_id(session, ids)
    own = organised_ids(session, current_user.organiser, {document for document, _ in references})
    return RecordedDocuments(
        revisions,
        {one: url_for("organiser_document_form.edit", document_id=one) for one in own},
        titles_of_events(revisions.values()),
    )


def titles_of_events(rows: Iterable[DocumentRevision]) -> dict[int, str]:
    """Return the titles of the events between which revisions moved documents, of those the account sees."""
    moved = (row for row in rows if "event_id" in row.previous)
    ids = {side["event_id"] for row in moved for side in (row.previous, row.values)} - {None}
    return shown_titles(db.session(), current_user.organiser, ids) if ids else {}


def names_of_series(documents: RecordedDocuments) -> dict[int, str]:
    """Return the names of bodies and series to which documents belonged, of those the account sees."""
    rows = documents.revisions.values()
    named = (side.get("series_id") for row in rows for side in (row.previous, row.values))
    ids = {one for one in named if one}
    return shown_series_names(db.session(), current_user.organiser, ids) if ids else {}
