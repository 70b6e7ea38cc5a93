"""The list of public documents: search, filters, facets with counts, and the newest versions for feeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    extract,
    func,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from webinars.documents.access import open_versions, public_documents, public_versions
from webinars.documents.enums import DocumentType
from webinars.documents.models import Document, DocumentFile, DocumentText, DocumentVersion
from webinars.documents.queries import ListedDocument, Owner, with_listed_versions
from webinars.documents.search.text_index import TEXT_INDEX
from webinars.events.containment import contains
from webinars.events.enums import PUBLIC
from webinars.events.models import Event, Series, SeriesWord
from webinars.events.queries import is_public
from webinars.events.search.match_conditions import words_of
from webinars.events.search.query_parser import Term, parse_query
from webinars.localized_text import from_stored
from webinars.pagination import Page, page_of, parse_cursor
from webinars.timezones.local_times import first_instant, to_local

PAGE_LENGTH = 50
MOST_VALUES = 50  # of one facet
FEED_LENGTH = 50
LONGEST_QUERY = 200
# Nothing was published here before, but what was imported.
_FIRST_YEAR = 2025
_LAST_CHARACTER = "\U0010ffff"
_PAGE = "page"  # beside the names of the facets
# Else SQLite searches again for each reference to a common table expression.
_ONCE = "MATERIALIZED"
# The conditions of the guard refer to the tables themselves.
_Counts = Select[str, int] | Select[str, int, str] | Select[str, int, str, int | None]
_event, _series = aliased(Event), aliased(Series)


@dataclass(frozen=True)
class DocumentFilter:
    """What a list of documents is limited to; empty for all. body and session are slugs, language a tag.

    timezone: of the site, in which documents without a stated date have their year.
    """

    query: str = ""
    body: str = ""
    session: str = ""
    document_type: DocumentType | None = None
    language: str = ""
    year: int | None = None
    timezone: str = "UTC"


@dataclass(frozen=True)
class FacetValue:
    """A value of a filter, with the number of documents that it would leave; text is a name or title."""

    value: str
    count: int
    text: str = ""
    session_number: int | None = None


@dataclass(frozen=True)
class FoundDocument:
    """A document with its versions, and the public event and body to which it belongs."""

    listed: ListedDocument
    event: Owner | None
    series: Owner | None


@dataclass(frozen=True)
class DocumentList:
    """A page of documents, newest first, their number, and the values by facet."""

    page: Page[FoundDocument]
    count: int
    facets: dict[str, list[FacetValue]]


@dataclass(frozen=True)
class NewVersion:
    """A version that became public, its file or None, its document, and the event or body of that."""

    document: Document
    version: DocumentVersion
    file: DocumentFile | None
    owner: Owner | None


def document_list(
    session: Session, wanted: DocumentFilter, now: datetime, after: str = ""
) -> DocumentList:
    """Return a page of the public documents that match, and what they could be limited to, in 3 statements.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    before = parse_cursor(after)[0] if after else None
    facets, count, ids = _facets(session, wanted, now, before)
    page = page_of(ids, PAGE_LENGTH, lambda one: (one,))
    rows = {}
    if page.rows:
        statement = _with_owners().where(public_documents(now), Document.id.in_(page.rows))
        rows = {row[0].id: row for row in session.execute(statement)}
    shown = [rows[one] for one in page.rows if one in rows]
    listed = with_listed_versions(session, [row[0] for row in shown]) if shown else []
    documents = [
        FoundDocument(one, _owner(row[1:5]), _owner(row[5:8]))
        for one, row in zip(listed, shown, strict=True)
    ]
    return DocumentList(Page(documents, page.after), count, facets)


def newest_versions(session: Session, wanted: DocumentFilter, now: datetime) -> list[NewVersion]:
    """Return the versions that became public last, in one statement."""
    conditions = [public_versions(now), *_filters(wanted, now)]
    if wanted.language:
        conditions.append(DocumentVersion.language == wanted.language)
    statement = (
        _with_owners()
        .add_columns(DocumentVersion, DocumentFile)
        .join(DocumentVersion, DocumentVersion.document_id == Document.id)
        .outerjoin(DocumentFile, DocumentFile.id == DocumentVersion.file_id)
        .where(*conditions)
        .order_by(DocumentVersion.public_at.desc(), DocumentVersion.id.desc())
        .limit(FEED_LENGTH)
    )
    return [
        NewVersion(row[0], row[8], row[9], _owner(row[1:5]) or _owner(row[5:8]))
        for row in session.execute(statement)
    ]


def _with_owners() -> Select[Document, str, str, str, int | None, str, str, str]:
    return (
        select(
            Document,
            *(_event.slug, _event.title, _event.text_language, _event.session_number),
            *(_series.slug, _series.name, _series.text_language),
        )
        .outerjoin(_event, and_(_event.id == Document.event_id, _event.state.in_(PUBLIC)))
        .outerjoin(
            _series, and_(_series.id == Document.series_id, _series.id.in_(_public_series()))
        )
    )


def _matching(wanted: DocumentFilter, now: datetime) -> CTE:
    """Return the public documents that match, with the values of their facets."""
    return (
        select(
            Document.id,
            Document.document_type,
            Document.series_id,
            Document.event_id,
            document_year(wanted.timezone, now).label("year"),
        )
        .where(*_filters(wanted, now))
        .cte("matching")
        .prefix_with(_ONCE)
    )


def _filters(wanted: DocumentFilter, now: datetime) -> list[ColumnElement[bool]]:
    conditions = [public_documents(now)]
    terms = enumerate(parse_query(wanted.query[:LONGEST_QUERY]))
    conditions += [_matches(term, f"term_{number}", now) for number, term in terms]
    if wanted.document_type is not None:
        conditions.append(Document.document_type == wanted.document_type)
    if wanted.session:
        of_session = select(_event.id).where(_event.slug == wanted.session)
        conditions.append(Document.event_id.in_(of_session.correlate(None)))
    if wanted.body:
        body = select(_series.id).where(
            _series.slug == wanted.body, _series.id.in_(_public_series())
        )
        conditions.append(_is_of_series(body.correlate(None)))
    if wanted.language:
        conditions.append(Document.id.in_(_public_in(wanted.language, now)))
    if wanted.year is not None:
        conditions.append(document_year(wanted.timezone, now) == wanted.year)
    return conditions


def _matches(term: Term, name: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a document has a term in title, symbol, body, or a file that is public.

    name: of the common table expression with the documents that have it.
    """
    in_text = and_(
        TEXT_INDEX.matches(words_of([term])),
        *(
            [contains(DocumentText.search_text, bindparam(None, term.pattern))]
            if len(term.words) > 1
            else ()
        ),
    )
    titles = select(DocumentText.document_id).where(DocumentText.version_id.is_(None), in_text)
    # A text is found only while everybody may read it.
    files = (
        select(DocumentText.document_id)
        .join(DocumentVersion, DocumentVersion.id == DocumentText.version_id)
        .join(Document, Document.id == DocumentText.document_id)
        .where(in_text, public_versions(now))
    )
    bodies = [_of_named_series(word, now) for word in term.words[:1] if len(term.words) == 1]
    matching = union(titles, files, *bodies).cte(name).prefix_with(_ONCE)
    return Document.id.in_(select(matching.c.document_id).correlate(None))


def _of_named_series(word: str, now: datetime) -> Select[int]:
    named = select(SeriesWord.series_id).where(
        SeriesWord.word >= word,
        SeriesWord.word <= word + _LAST_CHARACTER,
        SeriesWord.series_id.in_(_public_series()),
    )
    return select(Document.id).where(public_documents(now), _is_of_series(named.correlate(None)))


def _is_of_series(series_ids: Select[int]) -> ColumnElement[bool]:
    other = aliased(Event)
    of_events = select(other.id).where(other.series_id.in_(series_ids), other.state.in_(PUBLIC))
    return or_(Document.series_id.in_(series_ids), Document.event_id.in_(of_events.correlate(None)))


def _public_series() -> Select[int]:
    return select(Series.id).where(is_public()).correlate(None)


def _public_in(language: str, now: datetime) -> Select[int]:
    return (
        select(DocumentVersion.document_id)
        .join(Document, Document.id == DocumentVersion.document_id)
        .where(DocumentVersion.language == language, public_versions(now))
        .correlate(None)
    )


def document_year(timezone: str, now: datetime) -> ColumnElement[int]:
    """Return the year of a document: that of the first date of a version, else that of its publication.

    Only of versions that everyone may read: the date on another one is not public.
    """
    stated = extract("year", DocumentVersion.dated_on)
    published = _local_year(DocumentVersion.public_at, timezone, now)
    dated = (
        select(func.min(func.coalesce(stated, published)))
        .where(DocumentVersion.document_id == Document.id, open_versions(now))
        .correlate(Document)
        .scalar_subquery()
    )
    published = _local_year(Document.published_at, timezone, now)
    return func.coalesce(dated, published).cast(Integer)


def _local_year(
    instant: InstrumentedAttribute[datetime | None], timezone: str, now: datetime
) -> ColumnElement[int]:
    """Return the year of an instant in a time zone; SQLite knows none, so instants are compared."""
    years = range(to_local(now, timezone).year, _FIRST_YEAR - 1, -1)
    begun = [
        (instant >= first_instant(date(year, 1, 1), timezone), literal(year)) for year in years
    ]
    return case(*begun, else_=extract("year", instant))


def _facets(
    session: Session, wanted: DocumentFilter, now: datetime, before: int | None
) -> tuple[dict[str, list[FacetValue]], int, list[int]]:
    """Return the values of each facet with counts, most first, the number of documents, and ids of a page.

    before: the last id of the former page. One statement, because what takes time is to find what matches.
    """
    matching, count = _matching(wanted, now), func.count()
    languages = (
        select(DocumentVersion.language, func.count(func.distinct(Document.id)))
        .join(Document, Document.id == DocumentVersion.document_id)
        .where(Document.id.in_(select(matching.c.id)), public_versions(now))
        .group_by(DocumentVersion.language)
    )
    sessions = (
        select(_event.slug, count, _event.title, _event.session_number)
        .join(matching, matching.c.event_id == _event.id)
        .where(_event.state.in_(PUBLIC))
        .group_by(_event.id, _event.slug, _event.title, _event.session_number)
    )
    # A document is of its own body and of that of its event, as the filter finds it.
    of_bodies = union(
        select(matching.c.id, matching.c.series_id),
        select(matching.c.id, _event.series_id)
        .join(_event, _event.id == matching.c.event_id)
        .where(_event.state.in_(PUBLIC)),
    ).subquery()
    bodies = (
        select(_series.slug, count, _series.name)
        .join(of_bodies, of_bodies.c.series_id == _series.id)
        .where(_series.id.in_(_public_series()))
        .group_by(_series.id, _series.slug, _series.name)
    )
    parts: tuple[tuple[str, _Counts], ...] = (
        ("", select(literal(""), count).select_from(matching)),
        ("type", _counted(matching.c.document_type.cast(Text))),
        ("year", _counted(matching.c.year.cast(Text))),
        ("language", languages),
        ("session", sessions),
        ("body", bodies),
    )
    rows = session.execute(
        union_all(*(_facet(name, part) for name, part in parts), _page(matching, before))
    )
    facets: dict[str, list[FacetValue]] = {}
    ids = []
    for facet, value, number, text, session_number in rows:
        if facet == _PAGE:
            ids.append(number)
            continue
        facets.setdefault(facet, []).append(
            FacetValue(value or "", number, from_stored(text) if text else "", session_number)
        )
    for values in facets.values():
        values.sort(key=lambda one: (-one.count, one.value))
    [total] = facets.pop("")
    return facets, total.count, sorted(ids, reverse=True)


def _counted(column: ColumnElement[str]) -> Select[str, int]:
    return select(column, func.count()).group_by(column)


def _facet(name: str, part: _Counts) -> Select[str, str, int, str, int | None]:
    """Return the most frequent values of a facet, as a part of a union."""
    values = part.order_by(func.count().desc()).limit(MOST_VALUES).subquery()
    value, number, *names = values.c
    text = names[0].cast(Text) if names else literal("")
    session_number = names[1] if len(names) > 1 else null().cast(Integer)
    return select(literal(name), value, number, text, session_number)


def _page(matching: CTE, before: int | None) -> Select[str, str, int, str, int | None]:
    """Return the newest ids before another, one more than a page has, as a part of the union of facets."""
    ids = select(matching.c.id).order_by(matching.c.id.desc()).limit(PAGE_LENGTH + 1)
    if before is not None:
        ids = ids.where(matching.c.id < before)
    return select(
        literal(_PAGE), literal(""), ids.subquery().c.id, literal(""), null().cast(Integer)
    )


def _owner(parts: Sequence[Any]) -> Owner | None:
    return None if parts[0] is None else Owner(*parts)
