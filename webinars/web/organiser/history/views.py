"""The page with the history of an event."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from webinars.database import db
from webinars.events.queries import series_names
from webinars.registrations.organiser.event_history import RecordedChange, event_history
from webinars.timezones import formatting
from webinars.web.core.locale import translator
from webinars.web.organiser.history.entries import entry_of
from webinars.web.organiser.history.value_text import Reader
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_history", __name__, url_prefix=URL_PREFIX)


@blueprint.get(f"{EVENT_PATH}/history", endpoint="list")
def list_changes(event_id: int) -> str:
    """List what was changed, newest first, page by page."""
    event, zone, t = get_own_event(event_id), current_user.organiser.timezone, translator()
    page = event_history(db.session(), event_id, request.args.get("after", ""))
    reader = Reader(t, zone, _series_names(page.rows))
    here = url_for("organiser_history.list", event_id=event_id)
    return render_template(
        "organiser/history/list.html",
        event=event,
        entries=[entry_of(change, reader) for change in page.rows],
        city=formatting.zone_name(zone, t),
        next_url=page.after and f"{here}?after={page.after}",
        first_url=here if "after" in request.args else "",
    )


def _series_names(changes: Sequence[RecordedChange]) -> Mapping[int, str]:
    """Return the names of the series that changes name, by id."""
    sides = [side for change in changes for side in (change.before, change.values)]
    ids = {side["series_id"] for side in sides if side.get("series_id")}
    return series_names(db.session(), ids) if ids else {}
