"""The plain page of a document in an archive: all its languages, revisions and corrigenda."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from webinars.archive.copied_files import document_page_path, document_url
from webinars.archive.pages import ArchiveYear, render_page, root_of
from webinars.archive.year_contents import SeriesName
from webinars.documents.access import ShownVersion, restriction_of
from webinars.documents.models import Document
from webinars.events.models import Event
from webinars.timezones import clock
from webinars.web.components.document_table import version_groups
from webinars.web.components.document_text import RESTRICTIONS, STAGES, TYPES
from webinars.web.core.locale import language_attributes


@dataclass(frozen=True)
class ArchivedDocument:
    """A document with its versions, its event if it has one, and its body with all above, topmost first."""

    document: Document
    versions: Sequence[ShownVersion]
    event: Event | None
    above: Sequence[SeriesName]


def render_document(of: ArchiveYear, one: ArchivedDocument) -> bytes:
    """Render the page of a document."""
    document, t, now = one.document, of.t, clock.now()
    path = document_page_path(document.address)
    root, restriction = root_of(path), restriction_of(document, now)

    def url_of(version_id: int, url: str, file_name: str) -> str:
        return root + document_url(version_id, file_name) if file_name else url

    return render_page(
        of,
        "document",
        path,
        document=document,
        event=one.event,
        above=one.above,
        title_attributes=language_attributes(document.title, document.text_language, t),
        document_type=TYPES[document.document_type],
        stage=STAGES[document.stage],
        restriction=RESTRICTIONS.get(restriction, "") if restriction else "",
        version_groups=version_groups(document, one.versions, now, t, url_of=url_of),
        address=of.site.url(url_for("documents.show", symbol=document.address)),
    )
