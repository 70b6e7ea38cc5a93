"""Registrations as XLSX: the rows and columns of the page that links to it."""

from flask import Blueprint, Response, stream_with_context

from webinars.security import xlsx
from webinars.web.core.locale import translator
from webinars.web.organiser.registrations.downloads import requested_rows
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_registrations_xlsx", __name__, url_prefix=URL_PREFIX)


@blueprint.get(f"{EVENT_PATH}/registrations.xlsx")
def download(event_id: int) -> Response:
    """Write the filtered registrations as XLSX, and stream the file."""
    event = get_own_event(event_id)
    name, rows = f"{event.slug}-registrations.xlsx", requested_rows(event)
    chunks = xlsx.chunks(rows, right_to_left=translator().direction == "rtl")
    answer = Response(stream_with_context(chunks), mimetype=xlsx.MIMETYPE)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
