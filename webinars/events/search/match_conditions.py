"""Conditions of a search: on the full-text index of either database, and on the text of one event."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, String, bindparam

from webinars.events.containment import contains
from webinars.events.enums import Listing
from webinars.events.models import Event
from webinars.events.search.full_text_index import MAX_ROWID
from webinars.events.search.index import EVENT_INDEX
from webinars.events.search.query_parser import Term

# Words of a phrase that the index is asked for: FTS5 takes 256 in a query.
_MAX_WORDS = 10


def matches_term(term: Term) -> ColumnElement[bool]:
    """Return the condition that an event's text matches a term, without the index."""
    return contains(Event.search_text, bindparam(None, term.pattern))


def matches_pattern(name: str) -> ColumnElement[bool]:
    """Return the same condition with the pattern of the term as a parameter of this name."""
    return contains(Event.search_text, bindparam(name, type_=String()))


def is_indexed(
    terms: Sequence[Term], listing: Listing | None, most: int = MAX_ROWID
) -> ColumnElement[bool]:
    """Return the condition that the index has the words of all terms in an event of a list, or of any.

    most: of how many events it must be true; SQLite reads all of them before the first.
    Words of a phrase may stand anywhere in the text: matches_term() compares their order.
    """
    first = 1 if listing is Listing.UPCOMING else -MAX_ROWID
    last = -1 if listing is Listing.PAST else MAX_ROWID
    return EVENT_INDEX.matches(
        words_of(terms), listed=listing or "", rowids=(first, last), most=most
    )


def words_of(terms: Iterable[Term]) -> list[tuple[str, bool]]:
    """Return the words of terms, each with whether only its beginning counts."""
    words: dict[tuple[str, bool], None] = {}
    for term in terms:
        words |= dict.fromkeys((word, False) for word in term.words[:-1][:_MAX_WORDS])
        words[term.words[-1], term.is_prefix] = None
    return list(words)
