"""The page with the history of a document: who changed what, before and after."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webinars.accounts.organisers import shown_name
from webinars.database import db
from webinars.documents.history import DocumentChange, document_history
from webinars.documents.models import DocumentRevision
from webinars.events.series.access import shown_series_names
from webinars.timezones import formatting
from webinars.web.core.locale import translator
from webinars.web.organiser.documents.owner import DOCUMENT_PATH, own_document
from webinars.web.organiser.history.document_text import document_change
from webinars.web.organiser.history.entries import HistoryEntry
from webinars.web.organiser.history.recorded_documents import titles_of_events
from webinars.web.organiser.history.value_text import Reader, RecordedDocuments
from webinars.web.organiser.routing import URL_PREFIX

blueprint = Blueprint("organiser_document_history", __name__, url_prefix=URL_PREFIX)


@blueprint.get(f"{DOCUMENT_PATH}/history", endpoint="list")
def list_changes(document_id: int) -> str:
    """List what was changed, newest first, page by page."""
    session, zone, t = db.session(), current_user.organiser.timezone, translator()
    document, owner = own_document(document_id)
    page = document_history(session, document_id, request.args.get("after", ""))
    ids = _series_ids(page.rows)
    reader = Reader(
        t=t,
        zone=zone,
        event=owner.event,
        series=shown_series_names(session, current_user.organiser, ids) if ids else {},
        questions={},
        manages_team=False,
        documents=RecordedDocuments(events=titles_of_events(row for row, _by in page.rows)),
    )
    here = url_for("organiser_document_history.list", document_id=document_id)
    return render_template(
        "organiser/history/list.html",
        document=document,
        owner=owner,
        event=owner.event,
        series=owner.series,
        tabs="organiser/documents/_document_head.html",
        subject=document.symbol or t.text(document.title),
        nothing_yet=_("Changes of this document, and who made them, are listed here."),
        entries=[
            _entry(row, shown_name(by.name, by.email) if by else "", reader)
            for row, by in page.rows
        ],
        city=formatting.zone_name(zone, t),
        next_url=page.after and f"{here}?after={page.after}",
        first_url=here if "after" in request.args else "",
    )


def _entry(row: DocumentRevision, by: str, reader: Reader) -> HistoryEntry:
    shown = document_change(row.values, row.previous, reader)
    return HistoryEntry(
        headline=shown.headline,
        name="",
        by=by,
        when=formatting.instant_text(row.changed_at, reader.zone, reader.t),
        changes=shown.changes,
    )


def _series_ids(rows: Sequence[DocumentChange]) -> set[int]:
    sides = (side for row, _by in rows for side in (row.values, row.previous))
    return {side["series_id"] for side in sides if side.get("series_id") is not None}
