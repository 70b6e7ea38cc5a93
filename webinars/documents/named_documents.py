"""The public documents that the drafts of an announcement name, as links in their paragraphs."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from webinars.announcement_parser.draft import Draft, InlineLink
from webinars.documents.access import public_documents
from webinars.documents.mentions import NAMED_TYPES, NamedDocument, adopted_symbols, mentions
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
    adopted = adopted_symbols(one for draft in drafts for one in draft.paragraphs)
    bodies_named: set[int] = set().union(*named)
    documents = _documents(session, _symbols(drafts), adopted, bodies_named, now, site)
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
    session: Session,
    symbols: Collection[str],
    adopted: Collection[str],
    bodies: Collection[int],
    now: datetime,
    site: Site,
) -> list[tuple[int | None, NamedDocument]]:
    """Return the public documents with one of some symbols or of one of some bodies, each with its body.

    adopted: ends of symbols, such as "9/1". Of a body with very many documents, those that a phrase may name
    come first, then the newest.
    """
    if not symbols and not bodies:
        return []
    ends = [
        Document.address_key.endswith(before + end, autoescape=True)
        for end in adopted
        for before in "/ "
    ]
    rank = case(
        (Document.address_key.in_(symbols), 0),
        (or_(Document.document_type.in_(NAMED_TYPES), *ends), 1),
        else_=2,
    )
    place = func.row_number().over(partition_by=_body(), order_by=(rank, Document.id.desc()))
    candidates = (
        select(
            _body().label("body"),
            Document.id,
            Document.address,
            Document.symbol,
            Document.title,
            Document.document_type,
            _own_event.session_number,
            place.label("place"),
        )
        .select_from(Document)
        .outerjoin(_own_event, _own_event.id == Document.event_id)
        .where(
            public_documents(now),
            or_(Document.address_key.in_(symbols), _body().in_(sorted(bodies))),
        )
        .subquery()
    )
    of_body = max(MOST_SYMBOLS, MOST_DOCUMENTS // max(1, len(bodies)))
    statement = (
        select(candidates)
        .where(candidates.c.place <= of_body)
        .order_by(candidates.c.place, candidates.c.id)
        .limit(MOST_DOCUMENTS)
    )
    return [
        (
            row.body,
            NamedDocument(
                site.url(f"/documents/{quote(row.address)}"),
                row.symbol,
                all_languages(row.title),
                row.document_type,
                row.session_number,
            ),
        )
        for row in session.execute(statement)
    ]


def _body() -> ColumnElement[int | None]:
    """Return the id of a document's body, or that of its event."""
    return func.coalesce(Document.series_id, _own_event.series_id)
