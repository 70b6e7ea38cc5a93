"""The page with the history of a document: who changed what, before and after."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webinars.accounts.organisers import shown_name
from webinars.database import db
from webinars.documents.enums import VersionType
from webinars.documents.history import DocumentChange, document_history
from webinars.documents.models import DocumentRevision
from webinars.events.queries import series_names
from webinars.i18n import N_
from webinars.timezones import formatting
from webinars.web.components.document_text import ACCESS, STAGES, TYPES, language_name, suffix_of
from webinars.web.core.locale import translator
from webinars.web.organiser.documents.owner import DOCUMENT_PATH, own_document
from webinars.web.organiser.history.entries import HistoryEntry
from webinars.web.organiser.history.event_text import text_language
from webinars.web.organiser.history.value_text import (
    NOTHING,
    Reader,
    Text,
    boolean_text,
    changed_fields,
    choice_text,
    instant_text,
    plain_text,
)
from webinars.web.organiser.messages.audience_fields import type_names
from webinars.web.organiser.routing import URL_PREFIX

blueprint = Blueprint("organiser_document_history", __name__, url_prefix=URL_PREFIX)


def _series_text(series_id: int | None, reader: Reader) -> str:
    return NOTHING if series_id is None else reader.series.get(series_id, NOTHING)


def _type_text(type_id: int | None, reader: Reader) -> str:
    if type_id is None:
        return reader.t("All types")
    return type_names(reader.own_event).get(type_id, NOTHING)


def _zone_text(zone: str, reader: Reader) -> str:
    return formatting.zone_name(zone, reader.t) if zone else NOTHING


def _lines_text(lines: Sequence[str], _reader: Reader) -> str:
    return "\n".join(lines) or NOTHING


def _only_changed_versions(
    before: Mapping[str, Any], after: Mapping[str, Any], reader: Reader
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return both sides with lines for the versions in which they differ, in place of all versions."""
    lines = [[_version_text(one, reader) for one in side["versions"]] for side in (before, after)]
    [former, present] = (
        [line for line in own if line not in other] for own, other in (lines, lines[::-1])
    )
    return {**before, "versions": former}, {**after, "versions": present}


def _version_text(version: Mapping[str, Any], reader: Reader) -> str:
    t = reader.t
    suffix = suffix_of(VersionType(version["version_type"]), version["number"])
    name = " ".join(part for part in (language_name(version["language"], t), suffix) if part)
    if version["withdrawn_at"] is not None:
        state = t("withdrawn: %(reason)s", reason=version["withdrawal_reason"])
    elif version["published_at"] is None:
        due = version["due_on"]
        state = t("due") if due is None else t("due on %(day)s", day=_day(due, reader))
    else:
        state = version["file"]["name"] if version["file"] else version["url"]
    facts = [state]
    if version["pages"]:
        facts.append(t.plural("%(n)s page", "%(n)s pages", version["pages"]))
    if version["dated_on"]:
        facts.append(_day(version["dated_on"], reader))
    return f"{name}: {', '.join(facts)}"


def _day(value: str, reader: Reader) -> str:
    return formatting.date_text(date.fromisoformat(value), reader.t, weekday=False)


# By what revisions of documents store.
FIELDS: dict[str, tuple[str, Text]] = {
    "symbol": (N_("Symbol"), plain_text),
    "address": (N_("Address"), plain_text),
    "title": (N_("Title"), plain_text),
    "text_language": (N_("Language of the title"), text_language),
    "document_type": (N_("Type"), choice_text(TYPES)),
    "stage": (N_("Stage"), choice_text(STAGES)),
    "series_id": (N_("Body or series"), _series_text),
    "access": (N_("Who may read it"), choice_text(ACCESS)),
    "registration_type_id": (N_("Registration type"), _type_text),
    "embargo_until": (N_("Embargo until"), instant_text),
    "embargo_timezone": (N_("Time zone"), _zone_text),
    "is_title_embargoed": (N_("Hide title and symbol until then, too"), boolean_text),
    "published_at": (N_("Published"), instant_text),
    "versions": (N_("Versions"), _lines_text),
}


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
        series=series_names(session, ids) if ids else {},
        questions={},
        manages_team=False,
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
    is_new = not row.previous
    headline = N_("Document created") if is_new else N_("Document changed")
    sides = _only_changed_versions(row.values | row.previous, row.values, reader)
    return HistoryEntry(
        headline=reader.t(headline),
        name="",
        by=by,
        when=formatting.instant_text(row.changed_at, reader.zone, reader.t),
        changes=() if is_new else changed_fields(*sides, FIELDS, reader),
    )


def _series_ids(rows: Sequence[DocumentChange]) -> set[int]:
    sides = (side for row, _by in rows for side in (row.values, row.previous))
    return {side["series_id"] for side in sides if side.get("series_id") is not None}
