"""Documents as rows of the pages behind private links, and what says when an embargo ends."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement

from webinars.database import db
from webinars.documents.access import Reader, Restriction, is_embargoed, restriction_of
from webinars.documents.models import Document
from webinars.documents.readable_documents import readable_documents
from webinars.i18n import Translator
from webinars.timezones import clock, formatting
from webinars.timezones.local_times import to_local
from webinars.web.components.document_table import VersionGroup, version_groups
from webinars.web.components.document_text import TYPES
from webinars.web.core.current_timezone import local_time_text, reader_zone
from webinars.web.core.locale import language_attributes, translator


@dataclass(frozen=True)
class PrivateDocument:
    """A document: note says why it has no version to read, or for whom it is; empty if neither."""

    symbol: str
    title: str
    title_attributes: Mapping[str, str]
    document_type: str
    note: str
    groups: Sequence[VersionGroup]


def private_documents(
    condition: ColumnElement[bool], reader: Reader, file_url: Callable[[int, str], str]
) -> list[PrivateDocument]:
    """Return the documents of a condition that a reader may see.

    file_url: the address of a version's file, by the id of the version and the name of the file.
    """
    now, t = clock.now(), translator()

    def url_of(version_id: int, url: str, file_name: str) -> str:
        return file_url(version_id, file_name) if file_name else url

    return [
        PrivateDocument(
            symbol=one.document.symbol,
            title=t.text(one.document.title),
            title_attributes=language_attributes(one.document.title, one.document.text_language, t),
            document_type=TYPES[one.document.document_type],
            note=_note(one.document, now, t, can_read=bool(one.versions)),
            groups=version_groups(one.document, one.versions, now, t, sees_all=True, url_of=url_of),
        )
        for one in readable_documents(db.session(), condition, reader, now)
    ]


def embargo_text(document: Document, t: Translator) -> str:
    """Return when the embargo of a document ends: in the reader's time zone and the stated one."""
    until = document.embargo_until
    assert until is not None  # noqa: S101 - the caller has asked is_embargoed()
    zone, is_known = reader_zone()
    text = local_time_text(until, zone, is_known, t)
    stated = document.embargo_timezone
    if stated and to_local(until, stated) != to_local(until, zone):
        local = to_local(until, stated)
        time = formatting.time_text(local, t)
        if local.date() != to_local(until, zone).date():
            time = f"{formatting.date_text(local.date(), t)}, {time}"
        place = formatting.zone_name(stated, t)
        return t("%(time)s (%(other)s %(city)s)", time=text, other=time, city=place)
    return text


def _note(document: Document, now: datetime, t: Translator, *, can_read: bool) -> str:
    if is_embargoed(document, now):
        return t("Under embargo until %(time)s.", time=embargo_text(document, t))
    if can_read:
        return ""
    if restriction_of(document, now) is Restriction.REGISTRANTS:
        return t("For confirmed registrants, of the type that the organiser chose.")
    return t("No language version is out yet.")
