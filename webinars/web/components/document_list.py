"""Documents of an event or body on its page: by stage, each with its languages as short links."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import url_for

from webinars.documents.access import restriction_of
from webinars.documents.enums import Stage
from webinars.documents.models import Document
from webinars.documents.queries import ListedDocument, ListedVersion, Owner
from webinars.documents.version_names import language_order, suffix_of, version_order
from webinars.i18n import Translator
from webinars.web.components.document_text import (
    RESTRICTIONS,
    STAGES,
    TYPES,
    language_name,
    language_tag_attributes,
)
from webinars.web.components.session_text import session_text
from webinars.web.core.locale import language_attributes


@dataclass(frozen=True)
class LanguageLink:
    """A language version: its tag, its name, and a URL where everyone may read it now.

    is_withdrawn: since the day whose list this is.
    """

    tag: str
    name: str
    attributes: Mapping[str, str]
    url: str
    is_due: bool
    is_withdrawn: bool = False


@dataclass(frozen=True)
class LanguageLinks:
    """The languages of the original, whose name is empty, or of one such as "Rev.1"."""

    name: str
    languages: Sequence[LanguageLink]


@dataclass(frozen=True)
class DocumentRow:
    """A document: symbol, title, type, and its versions; note: why not everyone may read them, if so."""

    url: str
    symbol: str
    title: str
    title_attributes: Mapping[str, str]
    document_type: str
    groups: Sequence[LanguageLinks]
    note: str = ""


@dataclass(frozen=True)
class StageRows:
    """The documents of a stage by symbol."""

    label: str
    rows: Sequence[DocumentRow]

    @property
    def has_files(self) -> bool:
        """Return whether everyone may read a file of these documents here; links lead elsewhere."""
        links = (one for row in self.rows for group in row.groups for one in group.languages)
        return any(one.url.startswith("/") for one in links)


def owner_link(owner: Owner | None, endpoint: str, t: Translator) -> dict[str, object] | None:
    """Return url, text and attributes of a link to the event or body of a document; None without one.

    It has the session, too: such as "Tenth session", empty for what is none.
    """
    if owner is None:
        return None
    return {
        "url": url_for(endpoint, slug=owner.slug),
        "session": session_text(owner.session_number, t) if owner.session_number else "",
        "text": t.text(owner.text),
        "attributes": language_attributes(owner.text, owner.language, t),
    }


def version_url(version_id: int, url: str, file_name: str) -> str:
    """Return the address of a version: that of its file here, or its link."""
    if file_name:
        return url_for("document_files.download", version_id=version_id, filename=file_name)
    return url


def _url_here(version: ListedVersion) -> str:
    return version_url(version.id, version.url, version.file_name)


def _page_here(document: Document) -> str:
    return url_for("documents.show", symbol=document.address)


def documents_by_stage(
    documents: Sequence[ListedDocument],
    now: datetime,
    t: Translator,
    url_of: Callable[[ListedVersion], str] = _url_here,
    page_of: Callable[[Document], str] = _page_here,
) -> list[StageRows]:
    """Return the rows of each stage that has some: before, during and after the session.

    url_of: returns the address of a version that everyone may read; page_of: that of a document.
    """
    by_stage: dict[Stage, list[DocumentRow]] = {stage: [] for stage in Stage}
    for listed in documents:
        by_stage[listed.document.stage].append(document_row(listed, now, t, url_of, page_of))
    return [StageRows(STAGES[stage], rows) for stage, rows in by_stage.items() if rows]


def document_row(
    listed: ListedDocument,
    now: datetime,
    t: Translator,
    url_of: Callable[[ListedVersion], str] = _url_here,
    page_of: Callable[[Document], str] = _page_here,
) -> DocumentRow:
    """Return the row of a document; url_of and page_of as of documents_by_stage()."""
    document = listed.document
    restriction = restriction_of(document, now) or listed.restriction
    versions = sorted(
        listed.versions,
        key=lambda one: (
            *version_order(one.version_type, one.number),
            *language_order(one.language),
        ),
    )
    return DocumentRow(
        url=page_of(document),
        symbol=document.symbol,
        title=t.text(document.title),
        title_attributes=language_attributes(document.title, document.text_language, t),
        document_type=TYPES[document.document_type],
        groups=[
            LanguageLinks(
                suffix_of(*name),
                [_link(one, url_of(one) if restriction is None else "", t) for one in some],
            )
            for name, some in groupby(versions, lambda one: (one.version_type, one.number))
        ],
        note=str(RESTRICTIONS.get(restriction, "")) if restriction else "",
    )


def _link(version: ListedVersion, url: str, t: Translator) -> LanguageLink:
    return LanguageLink(
        tag=version.language.upper(),
        name=language_name(version.language, t),
        attributes=language_tag_attributes(version.language),
        url=url if version.published_at is not None else "",
        is_due=version.published_at is None,
        is_withdrawn=version.is_withdrawn,
    )
