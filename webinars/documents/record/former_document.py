"""A document and its versions with the values of a revision, outside of any session."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from webinars.documents.enums import DocumentAccess, DocumentType, Stage, VersionType
from webinars.documents.models import Document, DocumentVersion
from webinars.documents.symbols import slug_sort_key, sort_key
from webinars.localized_text import from_stored


def former_document(present: Document, values: Mapping[str, Any]) -> Document:
    """Return a document with recorded values; its address is that of now."""
    symbol = values["symbol"]
    return Document(
        id=present.id,
        symbol=symbol,
        address=present.address,
        sort_key=sort_key(symbol) if symbol else slug_sort_key(values["address"]),
        title=from_stored(values["title"]),
        text_language=values["text_language"],
        document_type=DocumentType(values["document_type"]),
        stage=Stage(values["stage"]),
        event_id=values["event_id"],
        series_id=values["series_id"],
        access=DocumentAccess(values["access"]),
        embargo_until=_instant(values["embargo_until"]),
        embargo_timezone=values["embargo_timezone"],
        is_title_embargoed=values["is_title_embargoed"],
        published_at=_instant(values["published_at"]),
    )


def former_version(document: Document, values: Mapping[str, Any]) -> DocumentVersion:
    """Return a version of a former document with recorded values."""
    published_at = _instant(values["published_at"])
    until = document.embargo_until
    return DocumentVersion(
        id=values["id"],
        document_id=document.id,
        version_type=VersionType(values["version_type"]),
        number=values["number"],
        language=values["language"],
        dated_on=_day(values["dated_on"]),
        due_on=_day(values["due_on"]),
        pages=values["pages"],
        url=values["url"],
        published_at=published_at,
        public_at=max(published_at, until) if published_at and until else published_at,
        withdrawn_at=_instant(values["withdrawn_at"]),
        withdrawal_reason=values["withdrawal_reason"],
        revision=0,  # nobody edits it
    )


def is_title_public(values: Mapping[str, Any], at: datetime) -> bool:
    """Return whether everyone could see title and symbol at an instant, by what was recorded then.

    values: at least published_at, access, embargo_until and is_title_embargoed.
    """
    until = _instant(values["embargo_until"])
    is_hidden = values["is_title_embargoed"] and until is not None and until > at
    return bool(
        values["published_at"] and values["access"] != DocumentAccess.LINK and not is_hidden
    )


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
