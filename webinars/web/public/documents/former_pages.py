"""Pages of documents, and the list of them, as they were at the end of a day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from webinars.database import db
from webinars.documents.access import EVERYONE, Restriction, is_embargoed, restriction_of
from webinars.documents.models import Document
from webinars.documents.queries import document_at
from webinars.documents.record.documents_as_on import (
    DocumentAsOn,
    DocumentsAsOn,
    OwnersAsOn,
    document_as_on,
    documents_as_on,
    record_began,
)
from webinars.errors import InvalidInputError
from webinars.events.history.as_on import end_of_day
from webinars.events.models import Event, Series
from webinars.events.queries import published_event
from webinars.events.record.event_as_on import Absence, event_as_on
from webinars.events.record.series_as_on import series_as_on
from webinars.events.series.addresses import public_series
from webinars.i18n import Translator
from webinars.pagination import Page
from webinars.timezones import clock
from webinars.web.components.document_table import VersionGroup, version_groups
from webinars.web.components.document_text import RESTRICTIONS, STAGES, TYPES
from webinars.web.components.private_documents import embargo_text
from webinars.web.components.session_text import session_text
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.core.locale import language_attributes, translator
from webinars.web.public.documents.former_lists import former_row, owners_of
from webinars.web.public.documents.search_page import DAY_FILTERS, parse
from webinars.web.public.former_days import (
    Subject,
    absent,
    answer_form,
    day_text,
    is_over,
    parse_day,
    refuse,
    render_day,
)

blueprint = Blueprint("documents_as_on", __name__)


@dataclass(frozen=True)
class Filter:
    """What a list of a day is limited to, by its names of then; absence: why one of them has no such page."""

    owners: OwnersAsOn | None
    names: list[dict[str, Any]]
    absence: Absence | None = None


@blueprint.get("/documents/<path:symbol>/as-on")
def document(symbol: str) -> ResponseReturnValue:
    """Lead to the page of a document on a day, or ask for the day."""
    present = document_at(db.session(), symbol, EVERYONE, clock.now()).document
    return answer_form(_subject(present), "documents_as_on.document_on", symbol=present.address)


@blueprint.get("/documents/<path:symbol>/as-on/<day>")
def document_on(symbol: str, day: str) -> ResponseReturnValue:
    """Show a document as it was at the end of a day; a former address leads to the present one."""
    chosen, now = parse_day(day), clock.now()
    present = document_at(db.session(), symbol, EVERYONE, now).document
    if chosen is None:
        raise NotFound
    if present.address != symbol:
        address = url_for("documents_as_on.document_on", symbol=present.address, day=day)
        return redirect(address)
    subject = _subject(present)
    if not is_over(chosen):
        return refuse(subject, day)
    at = end_of_day(chosen)
    former = document_as_on(db.session(), present, at, now)
    if isinstance(former, Absence):
        return absent(subject, chosen, former)
    values = _values(former, at, day)
    return render_day("document.html", subject, chosen, values)


@blueprint.get("/documents/as-on")
def documents() -> ResponseReturnValue:
    """Lead to the list of the documents of a day, or ask for the day."""
    query = _query()
    return answer_form(_subject_of_list(query), "documents_as_on.documents_on", **query)


@blueprint.get("/documents/as-on/<day>")
def documents_on(day: str) -> ResponseReturnValue:
    """Show the documents that were public at the end of a day, newest first."""
    chosen, query = parse_day(day), _query()
    if chosen is None:
        raise NotFound
    subject, t = _subject_of_list(query), translator()
    if not is_over(chosen):
        return refuse(subject, day)
    asked = parse(query)
    limited = _limited(query, chosen, t)
    if limited.absence is not None:
        return absent(subject, chosen, limited.absence)
    at, error = end_of_day(chosen), asked.errors.get("type", "")
    listed = DocumentsAsOn(Page([], ""), is_incomplete=False)
    try:
        listed = documents_as_on(
            db.session(),
            at,
            clock.now(),
            owners=limited.owners,
            document_type=asked.wanted.document_type,
            after=request.args.get("after", ""),
        )
    except InvalidInputError as bad_cursor:
        error = error_sentence(bad_cursor)
    rows = [
        {"row": former_row(one, chosen, t), "owner": _owner(one, day, t)}
        for one in listed.page.rows
    ]
    after = listed.page.after
    values = {
        "rows": () if error else rows,
        "names": limited.names,
        "document_type": TYPES[asked.wanted.document_type] if asked.wanted.document_type else "",
        "error": error,
        "began": "" if rows else _began(at, t),
        "is_incomplete": listed.is_incomplete,
        "next_url": url_for("documents_as_on.documents_on", day=day, **query, after=after)
        if after and not error
        else "",
        "first_url": url_for("documents_as_on.documents_on", day=day, **query)
        if request.args.get("after")
        else "",
    }
    page = render_day("documents.html", subject, chosen, values)
    return (page, HTTPStatus.UNPROCESSABLE_ENTITY) if error else page


def _values(former: DocumentAsOn, at: datetime, day: str) -> dict[str, object]:
    """Return what the template shows of a document, section by section."""
    document, t = former.document, translator()
    return {
        "document": document,
        "title_attributes": language_attributes(document.title, document.text_language, t),
        "document_type": TYPES[document.document_type],
        "stage": STAGES[document.stage],
        "event": _event_link(former.event, day, t),
        "series": _series_link(former.series, day, t),
        "version_groups": _version_groups(former, at, t),
        "embargo": embargo_text(document, t) if is_embargoed(document, at) else "",
        "is_for_registrants": restriction_of(document, at) is Restriction.REGISTRANTS,
        "restriction": RESTRICTIONS.get(former.restriction) if former.restriction else None,
    }


def _version_groups(former: DocumentAsOn, at: datetime, t: Translator) -> list[VersionGroup]:
    """Return the versions as they were; what may not be read any more says so."""
    groups = version_groups(former.document, former.versions, at, t)
    return [
        replace(
            group,
            versions=[
                row
                if row.state != "out" or row.id in former.readable
                else replace(row, state="restricted", url="", host="", facts=())
                for row in group.versions
            ],
        )
        for group in groups
    ]


def _limited(query: Mapping[str, Any], day: date, t: Translator) -> Filter:
    """Return whose documents a query asks for.

    Raises:
        NotFoundError: there is no such public body or event.
    """
    session, owners, names = db.session(), [], []
    if "body" in query:
        series = public_series(session, query["body"])
        body = series_as_on(session, series, day)
        if isinstance(body, Absence):
            return Filter(None, [], body)
        owners.append(owners_of(body))
        names.append(_series_link(body.series, day.isoformat(), t))
    if "session" in query:
        event = published_event(session, query["session"])
        former = event_as_on(session, event, day)
        if isinstance(former, Absence):
            return Filter(None, [], former)
        owners.append(OwnersAsOn([event.id], events={event.id: former.event}))
        names.append(_event_link(former.event, day.isoformat(), t))
    # Those of an event and of a body: those of the event.
    return Filter(owners[-1] if owners else None, [one for one in names if one])


def _query() -> dict[str, Any]:
    """Return the filters of the request, without those that are empty."""
    values = {name: " ".join(request.args.get(name, "").split()) for name in DAY_FILTERS}
    return {name: value for name, value in values.items() if value}


def _began(at: datetime, t: Translator) -> str:
    """Return since when documents are recorded, if that is later; empty else."""
    began = record_began(db.session())
    return day_text(began.date(), t) if began is not None and began > at else ""


def _subject(document: Document) -> Subject:
    t = translator()
    title = t.text(document.title)
    return Subject(
        _("%(symbol)s: %(title)s", symbol=document.symbol, title=title)
        if document.symbol
        else title,
        url_for("documents.show", symbol=document.address),
        url_for("documents_as_on.document", symbol=document.address),
    )


def _subject_of_list(query: Mapping[str, Any]) -> Subject:
    return Subject(
        _("Documents"),
        url_for("document_search.show", **query),
        url_for("documents_as_on.documents"),
        query,
    )


def _owner(one: DocumentAsOn, day: str, t: Translator) -> dict[str, object] | None:
    return _event_link(one.event, day, t) or _series_link(one.series, day, t)


def _event_link(event: Event | None, day: str, t: Translator) -> dict[str, object] | None:
    if event is None:
        return None
    return {
        "url": url_for("as_on.event_on", slug=event.slug, day=day),
        "session": session_text(event.session_number, t) if event.session_number else "",
        "text": t.text(event.title),
        "attributes": language_attributes(event.title, event.text_language, t),
    }


def _series_link(series: Series | None, day: str, t: Translator) -> dict[str, object] | None:
    if series is None:
        return None
    return {
        "url": url_for("as_on.series_on", slug=series.slug, day=day),
        "session": "",
        "text": t.text(series.name),
        "attributes": language_attributes(series.name, series.text_language, t),
    }
