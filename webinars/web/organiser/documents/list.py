"""The lists of documents of an event and of a body, drafts included."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask_login import current_user

from webinars.database import db
from webinars.documents.enums import DocumentAccess
from webinars.documents.queries import ListedDocument, organised_list
from webinars.events.series.access import edited_series
from webinars.timezones import clock
from webinars.web.components.badge import Badge
from webinars.web.components.document_list import DocumentRow, document_row
from webinars.web.components.document_text import ACCESS, STAGES
from webinars.web.core.locale import translator
from webinars.web.organiser.documents.owner import Owner
from webinars.web.organiser.documents.state_badge import state_badge
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event
from webinars.web.organiser.series.views import SERIES_PATH

blueprint = Blueprint("organiser_documents", __name__, url_prefix=URL_PREFIX)


@dataclass(frozen=True)
class OrganisedRow:
    """A document in the list of its organisers; due: how many versions are due.

    access: who may read it, empty for everyone.
    """

    id: int
    row: DocumentRow
    access: str
    stage: str
    badge: Badge
    due: int


@blueprint.get(f"{EVENT_PATH}/documents")
def of_event(event_id: int) -> str:
    """List the documents of an event."""
    event = get_own_event(event_id)
    documents = organised_list(db.session(), current_user.organiser, event_id=event_id)
    return _page(Owner(event, event.series), documents)


@blueprint.get(f"{SERIES_PATH}/documents")
def of_series(series_id: int) -> str:
    """List the documents of a body that the account may edit."""
    series = edited_series(db.session(), current_user.organiser, series_id)
    documents = organised_list(db.session(), current_user.organiser, series_id=series_id)
    return _page(Owner(None, series), documents)


def _page(owner: Owner, documents: list[ListedDocument]) -> str:
    now, t = clock.now(), translator()
    rows = [
        OrganisedRow(
            id=listed.document.id,
            row=document_row(listed, now, t),
            access=""
            if listed.document.access is DocumentAccess.EVERYONE
            else str(ACCESS[listed.document.access]),
            stage=STAGES[listed.document.stage],
            badge=state_badge(listed.document, now, t),
            due=sum(one.published_at is None for one in listed.versions),
        )
        for listed in documents
    ]
    return render_template(
        "organiser/documents/list.html",
        owner=owner,
        event=owner.event,
        series=owner.series,
        rows=rows,
        done=request.args.get("done", ""),
    )
