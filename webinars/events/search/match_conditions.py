"""Conditions of a search: on the full-text index of either database, and on the text of one event."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from webinars.events.containment import contains
from webinars.events.enums import Listing
from webinars.events.models import Event
from webinars.events.search.index import TABLE, tsvector_expression
from webinars.events.search.query_parser import Term

# Words of a phrase that the index is asked for: FTS5 takes 256 in a query.
_MAX_WORDS = 10
_MAX_ROWID = 2**63 - 1


# Not of the type Boolean, which SQLite would compare with 1, and then not use the index.
class _IsIndexed(FunctionElement[bool]):
    """Whether the index has an event under a query; the clauses are those of is_indexed()."""

    inherit_cache = True


@compiles(_IsIndexed, "sqlite")
def _is_indexed_sqlite(element: _IsIndexed, compiler: SQLCompiler, **options: Any) -> str:
    id_, _, _, first, last, query, _, most = (
        compiler.process(part, **options) for part in element.clauses
    )
    return (
        f"({id_} IN (SELECT abs(rowid) FROM {TABLE} WHERE {TABLE} MATCH {query}"  # noqa: S608 - compiled
        f" AND rowid BETWEEN {first} AND {last} LIMIT {most}))"
    )


@compiles(_IsIndexed, "postgresql")
def _is_indexed_postgresql(element: _IsIndexed, compiler: SQLCompiler, **options: Any) -> str:
    _, search_text, listing, _, _, _, query, _ = (
        compiler.process(part, **options) for part in element.clauses
    )
    return f"({tsvector_expression(search_text, listing)} @@ CAST({query} AS tsquery))"


def matches_term(term: Term) -> ColumnElement[bool]:
    """Return the condition that an event's text matches a term, without the index."""
    return contains(Event.search_text, bindparam(None, term.pattern))


def matches_pattern(name: str) -> ColumnElement[bool]:
    """Return the same condition with the pattern of the term as a parameter of this name."""
    return contains(Event.search_text, bindparam(name, type_=String()))


def is_indexed(
    terms: Sequence[Term], listing: Listing | None, most: int = _MAX_ROWID
) -> ColumnElement[bool]:
    """Return the condition that the index has the words of all terms in an event of a list, or of any.

    most: of how many events it must be true; SQLite reads all of them before the first.
    Words of a phrase may stand anywhere in the text: matches_term() compares their order.
    """
    first = 1 if listing is Listing.UPCOMING else -_MAX_ROWID
    last = -1 if listing is Listing.PAST else _MAX_ROWID
    words = _words(terms)
    fts5 = " AND ".join(f'"{word}"{"*" if is_prefix else ""}' for word, is_prefix in words)
    tsquery = [f"'{word}'{':*' if is_prefix else ''}" for word, is_prefix in words]
    if listing is not None:
        tsquery.insert(0, f"'|{listing}'")
    return _IsIndexed(
        Event.id,
        Event.search_text,
        Event.listing,
        bindparam(None, first, BigInteger()),
        bindparam(None, last, BigInteger()),
        bindparam(None, fts5),
        bindparam(None, " & ".join(tsquery)),
        bindparam(None, most, BigInteger()),
    )


def _words(terms: Iterable[Term]) -> list[tuple[str, bool]]:
    """Return the words of terms, each with whether only its beginning counts."""
    words: dict[tuple[str, bool], None] = {}
    for term in terms:
        words |= dict.fromkeys((word, False) for word in term.words[:-1][:_MAX_WORDS])
        words[term.words[-1], term.is_prefix] = None
    return list(words)
