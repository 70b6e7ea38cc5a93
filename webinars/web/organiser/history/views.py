"""The page with the history of an event."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webinars.database import db
from webinars.events.history.stored_revisions import Subject
from webinars.events.models import Event
from webinars.events.queries import series_names
from webinars.questions.queries import question_labels
from webinars.registrations.organiser.event_history import RecordedRevision, event_history
from webinars.timezones import formatting
from webinars.web.core.locale import translator
from webinars.web.organiser.history.entries import entry_of
from webinars.web.organiser.history.recorded_documents import names_of_series, recorded_documents
from webinars.web.organiser.history.value_text import Reader
from webinars.web.organiser.permitted_links import may
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_history", __name__, url_prefix=URL_PREFIX)


@blueprint.get(f"{EVENT_PATH}/history", endpoint="list")
def list_changes(event_id: int) -> str:
    """List what was changed, newest first, page by page."""
    event, zone, t = get_own_event(event_id), current_user.organiser.timezone, translator()
    page = event_history(db.session(), event, request.args.get("after", ""))
    reader = _reader(event, zone, page.rows)
    here = url_for("organiser_history.list", event_id=event_id)
    return render_template(
        "organiser/history/list.html",
        event=event,
        tabs="organiser/_event_tabs.html",
        subject=event.title,
        nothing_yet=_("Changes of this event, and who made them, are listed here."),
        entries=[entry_of(change, reader) for change in page.rows],
        city=formatting.zone_name(zone, t),
        next_url=page.after and f"{here}?after={page.after}",
        first_url=here if "after" in request.args else "",
    )


def _reader(event: Event, zone: str, changes: Sequence[RecordedRevision]) -> Reader:
    """Return who reads, with the names of the series and questions that changes refer to."""
    documents = recorded_documents(
        [(one.subject_id, one.values) for one in changes if one.subject is Subject.DOCUMENT]
    )
    series_ids = _ids(changes, Subject.EVENT, "series_id")
    question_ids = _ids(changes, Subject.QUESTION, "parent_id")
    return Reader(
        t=translator(),
        zone=zone,
        event=event,
        series=names_of_series(documents)
        | (series_names(db.session(), series_ids) if series_ids else {}),
        questions=question_labels(db.session(), event.id, question_ids) if question_ids else {},
        manages_team=may("organiser_team.add", event),
        documents=documents,
    )


def _ids(changes: Sequence[RecordedRevision], subject: Subject, name: str) -> set[int]:
    sides = (
        side
        for change in changes
        if change.subject is subject
        for side in (change.before, change.values)
    )
    return {side[name] for side in sides if side.get(name) is not None}
