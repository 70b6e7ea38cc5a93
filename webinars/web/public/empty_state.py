"""Links to related lists that have events, for a list that has none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from flask import url_for
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from webinars.events.listing.event_list import MOST_COUNTED, count_lists
from webinars.events.listing.list_ranges import EventFilter, RangeFacts
from webinars.events.search.query_parser import Term
from webinars.i18n import Translator
from webinars.web.public import event_list
from webinars.web.public.event_list import ListRequest

_RelatedList: TypeAlias = tuple[EventFilter, Callable[[int], str], dict[str, Any]]


@dataclass(frozen=True)
class EmptyStateLink:
    """A link shown on an empty list, with the number of events behind it, counted up to a bound."""

    text: str
    url: str


def empty_state_links(
    session: Session,
    list_request: ListRequest,
    now: datetime,
    t: Translator,
    facts: RangeFacts,
    rare_terms: Sequence[Term] | None,
) -> list[EmptyStateLink]:
    """Return links to related lists that have events, for a list that has none; rare_terms: of its search.

    An error is added if they cannot be searched: a short list needs no index, but theirs may.
    """
    related = _related_lists(list_request, t)
    past, lists = list_request.wanted.past, [one for one, *_ in related]
    facts_of = {past: facts} | ({not past: facts.of_other} if facts.of_other else {})
    try:
        numbers = count_lists(session, lists, now, facts=facts_of, rare=rare_terms)
    except DatabaseError:
        if not list_request.wanted.q:
            raise
        event_list.report_failed_search(session, list_request, t)
        return []
    return [
        _link(text(number), query)
        for (_, text, query), number in zip(related, numbers, strict=True)
        if number
    ]


def _related_lists(list_request: ListRequest, t: Translator) -> list[_RelatedList]:
    """Return the lists that an empty one links to: filter, text of a number of their events, and query."""

    def in_other_months(n: int) -> str:
        return t.plural(
            "%(n)s event in other months", "%(n)s events in other months", n, most=MOST_COUNTED
        )

    def upcoming(n: int) -> str:
        return t.plural("%(n)s upcoming event", "%(n)s upcoming events", n, most=MOST_COUNTED)

    def past(n: int) -> str:
        return t.plural("%(n)s past event", "%(n)s past events", n, most=MOST_COUNTED)

    def unfiltered(n: int) -> str:
        return t.plural(
            "%(n)s event without filters", "%(n)s events without filters", n, most=MOST_COUNTED
        )

    wanted, query = replace(list_request.wanted, after=""), list_request.query(after="")
    related: list[_RelatedList] = []
    if wanted.month:
        related.append((replace(wanted, month=None), in_other_months, {**query, "month": ""}))
    other = replace(wanted, past=not wanted.past)
    to_other = {**query, "past": "" if wanted.past else "1"}
    related.append((other, upcoming if wanted.past else past, to_other))
    if wanted.is_narrowed:
        unnarrowed = EventFilter(past=wanted.past)
        related.append((unnarrowed, unfiltered, {"past": query.get("past", "")}))
    return related


def _link(text: str, query: Mapping[str, str]) -> EmptyStateLink:
    values: dict[str, Any] = {name: value for name, value in query.items() if value}
    return EmptyStateLink(text, url_for("public.list", **values))
