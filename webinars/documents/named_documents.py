"""The public documents that the drafts of an announcement name, as links in their paragraphs."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from webinars.announcement_parser.draft import Draft, InlineLink
from webinars.documents.access import public_documents
from webinars.documents.mentions import NamedDocument, mentions
from webinars.documents.models import Document
from webinars.documents.symbols import address_key
from webinars.events.enums import normalize_for_search
from webinars.events.models import Event, Series
from webinars.localized_text import all_languages
from webinars.site import Site

MOST_SYMBOLS, MOST_BODIES, MOST_DOCUMENTS = 100, 5_000, 1_000
_SYMBOL = re.compile(r"(?<![\w/.-])\w[\w.()-]*(?:/[\w.()-]+)+")


# The conditions of public documents refer to Event.
_own_event = aliased(Event)


def with_document_links(
    session: Session, drafts: Sequence[Draft], now: datetime, site: Site
) -> list[Draft]:
    """Return drafts with links where their paragraphs name public documents.

    A document is named by its symbol; one of a body that the draft names also by its title, or by its type
    and session.
    """
    texts = [normalize_for_search(" ".join((d.title, d.series, *d.paragraphs))) for d in drafts]
    bodies = _bodies(session, now)
    named = [{body for body, names in bodies if _is_named(names, text)} for text in texts]
    documents = _documents(session, _symbols(drafts), set().union(*named), now, site)
    return [
        replace(draft, document_links=_links(draft, documents, own))
        for draft, own in zip(drafts, named, strict=True)
    ]


def _links(
    draft: Draft, documents: Sequence[tuple[int | None, NamedDocument]], bodies: Collection[int]
) -> tuple[InlineLink, ...]:
    """Return the links of a draft; documents of bodies that it does not name are named by symbol alone."""
    possible = [
        document if body in bodies else replace(document, titles=(), document_type=None)
        for body, document in documents
    ]
    return mentions(draft.paragraphs, possible, draft.inline_links)


def _symbols(drafts: Sequence[Draft]) -> list[str]:
    keys = (
        address_key(match[0].rstrip(".-"))
        for draft in drafts
        for paragraph in draft.paragraphs
        for match in _SYMBOL.finditer(paragraph)
    )
    return list(dict.fromkeys(keys))[:MOST_SYMBOLS]


def _bodies(session: Session, now: datetime) -> list[tuple[int, list[str]]]:
    """Return id and names of the bodies that have public documents, normalized."""
    with_documents = set(
        session.scalars(
            select(_body())
            .select_from(Document)
            .outerjoin(_own_event, _own_event.id == Document.event_id)
            .where(public_documents(now))
            .distinct()
            .limit(MOST_BODIES)
        )
    ) - {None}
    if not with_documents:
        return []
    statement = select(Series.id, Series.name, Series.short_name).where(
        Series.id.in_(with_documents)
    )
    return [
        (body, [normalize_for_search(one) for text in texts for one in all_languages(text) if one])
        for body, *texts in session.execute(statement)
    ]


def _is_named(names: Collection[str], text: str) -> bool:
    return any(
        name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names
    )


def _documents(
    session: Session, symbols: Collection[str], bodies: Collection[int], now: datetime, site: Site
) -> list[tuple[int | None, NamedDocument]]:
    """Return the public documents with one of some symbols or of one of some bodies, each with its body."""
    if not symbols and not bodies:
        return []
    statement = (
        select(
            _body(),
            Document.address,
            Document.symbol,
            Document.title,
            Document.document_type,
            _own_event.session_number,
        )
        .select_from(Document)
        .outerjoin(_own_event, _own_event.id == Document.event_id)
        .where(
            public_documents(now),
            or_(Document.address_key.in_(symbols), _body().in_(sorted(bodies))),
        )
        .order_by(Document.id)
        .limit(MOST_DOCUMENTS)
    )
    return [
        (
            series_id,
            NamedDocument(
                site.url(f"/documents/{quote(address)}"),
                symbol,
                all_languages(title),
                document_type,
                session_number,
            ),
        )
        for series_id, address, symbol, title, document_type, session_number in session.execute(
            statement
        )
    ]


def _body() -> ColumnElement[int | None]:
    """Return the id of a document's body, or that of its event."""
    return func.coalesce(Document.series_id, _own_event.series_id)
