"""Documents on the pages of a former day: rows that link to the pages of that day, and to files of now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import url_for

from webinars.database import db
from webinars.documents.models import Document
from webinars.documents.queries import ListedDocument, ListedVersion
from webinars.documents.record.documents_as_on import DocumentAsOn, OwnersAsOn, listed_as_on
from webinars.events.history.as_on import end_of_day
from webinars.events.models import Event, Series
from webinars.events.record.event_as_on import EventAsOn
from webinars.events.record.series_as_on import SeriesAsOn
from webinars.i18n import Translator
from webinars.timezones import clock
from webinars.web.components.document_list import (
    DocumentRow,
    StageRows,
    document_row,
    documents_by_stage,
    version_url,
)


@dataclass(frozen=True)
class FormerDocuments:
    """The documents of an event or body by stage; is_incomplete: the record does not tell of some."""

    stages: Sequence[StageRows] = ()
    is_incomplete: bool = False


def event_documents_on(
    present: Event, former: EventAsOn, day: date, t: Translator
) -> FormerDocuments:
    """Return the documents that the page of an event listed at the end of a day."""
    if not present.documents_revision:
        return FormerDocuments()
    return _listed(OwnersAsOn([present.id], events={present.id: former.event}), day, t)


def series_documents_on(
    present: Series, former: SeriesAsOn, day: date, t: Translator
) -> FormerDocuments:
    """Return the documents that the page of a body, loaded with its columns, listed at the end of a day."""
    if not present.documents_revision:
        return FormerDocuments()
    return _listed(replace(owners_of(former), event_ids=()), day, t)


def owners_of(former: SeriesAsOn) -> OwnersAsOn:
    """Return a body and the events that it had as owners of documents."""
    events = former.events
    return OwnersAsOn(
        events.event_ids,
        events.series_ids,
        {event.id: event for event in (*events.coming, *events.past)},
        dict.fromkeys(events.series_ids, former.series),
    )


def former_row(one: DocumentAsOn, day: date, t: Translator) -> DocumentRow:
    """Return the row of a document in a list of a day."""
    at = end_of_day(day)
    return document_row(_as_listed(one, day), at, t, _url_of([one]), _page_on(day))


def _listed(owners: OwnersAsOn, day: date, t: Translator) -> FormerDocuments:
    at = end_of_day(day)
    documents, is_incomplete = listed_as_on(db.session(), owners, at, clock.now())
    listed = [_as_listed(one, day) for one in documents]
    stages = documents_by_stage(listed, at, t, _url_of(documents), _page_on(day))
    return FormerDocuments(stages, is_incomplete)


def _page_on(day: date) -> Callable[[Document], str]:
    def page(document: Document) -> str:
        return url_for("documents_as_on.document_on", symbol=document.address, day=day.isoformat())

    return page


def _url_of(documents: Sequence[DocumentAsOn]) -> Callable[[ListedVersion], str]:
    readable = frozenset[int]().union(*(one.readable for one in documents))

    def url(version: ListedVersion) -> str:
        if version.id not in readable:
            return ""
        return version_url(version.id, version.url, version.file_name)

    return url


def _as_listed(one: DocumentAsOn, day: date) -> ListedDocument:
    """Return a document as lists had it, with versions that were withdrawn since."""
    at = end_of_day(day)
    return ListedDocument(
        one.document,
        [
            ListedVersion(
                version.id,
                version.version_type,
                version.number,
                version.language,
                version.url,
                version.published_at,
                version.due_on,
                file.name if file else "",
                is_withdrawn=version.withdrawn_at is not None,
            )
            for version, file in ((shown.version, shown.file) for shown in one.versions)
            if version.withdrawn_at is None or version.withdrawn_at > at
        ],
        one.restriction,
    )
