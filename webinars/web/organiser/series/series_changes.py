"""The page with the history of a body or series."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webinars.accounts.organisers import shown_name
from webinars.database import db
from webinars.events.history.stored_revisions import SeriesRevision
from webinars.events.queries import series_names
from webinars.events.series.series_history import SeriesChange, account_names, series_history
from webinars.i18n import N_
from webinars.timezones import formatting
from webinars.web.core.locale import translator
from webinars.web.organiser.history.entries import HistoryEntry, document_entry
from webinars.web.organiser.history.event_text import links_text, text_language
from webinars.web.organiser.history.recorded_documents import names_of_series, recorded_documents
from webinars.web.organiser.history.value_text import (
    NOTHING,
    Reader,
    Text,
    boolean_text,
    changed_fields,
    plain_text,
)
from webinars.web.organiser.routing import URL_PREFIX
from webinars.web.organiser.series.present_series import present_series
from webinars.web.organiser.series.views import SERIES_PATH

blueprint = Blueprint("organiser_series_history", __name__, url_prefix=URL_PREFIX)


def _parent_text(series_id: int | None, reader: Reader) -> str:
    return NOTHING if series_id is None else reader.series.get(series_id, NOTHING)


def _picture_text(digest: str, reader: Reader) -> str:
    return reader.t("yes, %(digest)s", digest=digest) if digest else reader.t("no")


def _joined_text(joined: Mapping[str, Any], reader: Reader) -> str:
    """Return the name and address of the joined series; nothing before."""
    name = plain_text(joined["name"], reader) if joined else ""
    return f"{name}\n/series/{joined['slug']}" if joined else ""


# By what revisions of series store.
FIELDS: dict[str, tuple[str, Text]] = {
    "joined": (N_("Joined"), _joined_text),
    "name": (N_("Name"), plain_text),
    "slug": (N_("Address"), plain_text),
    "short_name": (N_("Short name"), plain_text),
    "parent_id": (N_("Part of"), _parent_text),
    "description": (N_("Text"), plain_text),
    "text_language": (N_("Language of these texts"), text_language),
    "links": (N_("Links"), links_text),
    "contact_name": (N_("Contact"), plain_text),
    "contact_email": (N_("Contact e-mail"), plain_text),
    "picture": (N_("Picture"), _picture_text),
    "picture_text": (N_("What the picture shows"), plain_text),
    "is_published": (N_("Public page also without a public event"), boolean_text),
}


@blueprint.get(f"{SERIES_PATH}/history", endpoint="list")
def list_changes(series_id: int) -> str:
    """List what was changed, newest first, page by page."""
    session, zone, t = db.session(), current_user.organiser.timezone, translator()
    series = present_series(series_id).series
    page = series_history(session, series.id, request.args.get("after", ""))
    documents = recorded_documents(
        [(row.document_id, row.values) for row, _by in page.rows if row.document_id is not None]
    )
    parents = _ids(page.rows, "parent_id")
    people = account_names(session, sorted(_editor_ids(page.rows)))
    names = {number: shown_name(one.name, one.email) for number, one in people.items()}
    reader = Reader(
        t=t,
        zone=zone,
        event=None,
        series=names_of_series(documents) | (series_names(session, parents) if parents else {}),
        questions={},
        manages_team=True,
        documents=documents,
    )
    here = url_for("organiser_series_history.list", series_id=series.id)
    return render_template(
        "organiser/history/list.html",
        series=series,
        tabs="organiser/series/_tabs.html",
        subject=series.name,
        nothing_yet=_("Changes of this body or series, and who made them, are listed here."),
        entries=[
            _entry(row, shown_name(by.name, by.email) if by else "", names, reader)
            for row, by in page.rows
        ],
        city=formatting.zone_name(zone, t),
        next_url=page.after and f"{here}?after={page.after}",
        first_url=here if "after" in request.args else "",
    )


def _entry(row: SeriesRevision, by: str, names: Mapping[int, str], reader: Reader) -> HistoryEntry:
    if row.document_id is not None:
        return document_entry(row.document_id, row.values, row.previous, by, row.changed_at, reader)
    headline, name, before = N_("Body or series changed"), "", row.values | row.previous
    if not row.previous:
        headline, before = N_("Body or series created"), {}
    elif "editors" in row.previous:
        added, removed = row.values["editors"], row.previous["editors"]
        headline = N_("Organiser added") if added else N_("Organiser removed")
        name = names.get((added or removed)[0], NOTHING)
    elif "joined" in row.previous:
        headline = N_("Another body or series joined into this one")
    return HistoryEntry(
        headline=reader.t(headline),
        name=name,
        by=by,
        when=formatting.instant_text(row.changed_at, reader.zone, reader.t),
        changes=changed_fields(before, row.values, FIELDS, reader) if before else (),
    )


def _ids(rows: Sequence[SeriesChange], name: str) -> set[int]:
    sides = (side for row, _ in rows for side in (row.values, row.previous))
    return {side[name] for side in sides if side.get(name) is not None}


def _editor_ids(rows: Sequence[SeriesChange]) -> set[int]:
    sides = (side for row, _ in rows for side in (row.values, row.previous))
    return {number for side in sides for number in side.get("editors", ())}
