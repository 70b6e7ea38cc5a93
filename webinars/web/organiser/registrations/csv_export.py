"""Registrations as CSV: the rows and columns of the page that links to it."""

from datetime import datetime

from flask import Blueprint, Response, stream_with_context

from webinars.security import csv
from webinars.web.organiser.registrations.downloads import requested_rows
from webinars.web.organiser.registrations.table_columns import Cell
from webinars.web.organiser.routing import EVENT_PATH, URL_PREFIX, get_own_event

blueprint = Blueprint("organiser_registrations_csv", __name__, url_prefix=URL_PREFIX)


@blueprint.get(f"{EVENT_PATH}/registrations.csv")
def download(event_id: int) -> Response:
    """Stream the filtered registrations as CSV."""
    event = get_own_event(event_id)
    name, rows = f"{event.slug}-registrations.csv", requested_rows(event)
    lines = csv.csv_lines([_text(cell) for cell in row] for row in rows)
    answer = Response(stream_with_context(lines), mimetype=csv.MIMETYPE)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _text(cell: Cell) -> str:
    # A format that spreadsheets parse in every language.
    return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else cell
