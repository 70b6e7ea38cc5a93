"""Bodies and series that an account may edit: list, search, and one that a text names."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Text, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, undefer_group

from webinars.accounts.models import Organiser
from webinars.errors import InvalidInputError
from webinars.events.enums import normalize_for_search
from webinars.events.models import PAGE, Event, Series
from webinars.events.queries import is_public
from webinars.events.search.series_search import has_words
from webinars.events.search.words import queried_words
from webinars.events.series.access import may_edit
from webinars.localized_text import SEPARATOR, all_languages
from webinars.pagination import Page, page_of, parse_named_cursor

PAGE_LENGTH, MOST_OFFERED = 50, 300
MOST_WORDS = 8
# Without what the stored form of a name with translations begins with.
_ORDERED_NAME = func.lower(func.ltrim(Series.name, f'{SEPARATOR}["', type_=Text()))


@dataclass(frozen=True)
class ListedSeries:
    """A series with its page's columns, the name of what it is part of, and whether it is public."""

    series: Series
    parent_name: str
    is_public: bool


@dataclass(frozen=True)
class NamedSeries:
    """What tells series of one name apart: address, what it is part of, and the number of its events."""

    id: int
    slug: str
    name: str
    parent_name: str
    events: int


def edited_list(
    session: Session, account: Organiser, *, q: str = "", after: str = "", limit: int = PAGE_LENGTH
) -> Page[ListedSeries]:
    """Return a page of the series that an account may edit, by name; q: words of the name.

    Raises:
        InvalidInputError: "bad-cursor".
    """
    conditions = [may_edit(account)]
    if q.strip():
        words = list(dict.fromkeys(queried_words(q)))[:MOST_WORDS]
        conditions.append(has_words(words))
    if after:
        last_id, name = parse_named_cursor(after)
        conditions.append(
            or_(name < _ORDERED_NAME, and_(_ORDERED_NAME.__eq__(name), Series.id > last_id))
        )
    parent = aliased(Series)
    query = select(Series, _ORDERED_NAME, parent.name, is_public())
    query = query.outerjoin(parent, parent.id == Series.parent_id).where(*conditions)
    ordered = query.options(undefer_group(PAGE)).order_by(_ORDERED_NAME, Series.id)
    rows = session.execute(ordered.limit(limit + 1)).all()
    page = page_of(rows, limit, lambda row: (row[0].id, row[1]))
    listed = [
        ListedSeries(series, parent_name or "", bool(public))
        for series, _name, parent_name, public in page.rows
    ]
    return Page(listed, page.after)


def entries_offered(session: Session, account: Organiser) -> Sequence[tuple[str, str]]:
    """Return what to enter for series that an account may edit, each with a label; of many series, some.

    It is the name; of several with one name, the address, and the label is name and parent.
    """
    parent = aliased(Series)
    query = select(Series.slug, Series.name, parent.name).outerjoin(
        parent, parent.id == Series.parent_id
    )
    query = query.where(may_edit(account)).order_by(Series.name, Series.id).limit(MOST_OFFERED)
    rows = session.execute(query).all()
    numbers = Counter(normalize_for_search(str(name)) for _, name, _ in rows)
    return sorted(
        (slug, " – ".join(filter(None, (str(name), parent_name and str(parent_name)))))
        if numbers[normalize_for_search(str(name))] > 1
        else (str(name), "")
        for slug, name, parent_name in rows
    )


def describe(session: Session, ids: Iterable[int]) -> Sequence[NamedSeries]:
    """Return what tells some series apart, by address."""
    parent = aliased(Series)
    number = select(func.count()).where(Event.series_id == Series.id).scalar_subquery()
    query = select(Series.id, Series.slug, Series.name, parent.name, number)
    query = query.outerjoin(parent, parent.id == Series.parent_id).where(Series.id.in_(ids))
    return [
        NamedSeries(series_id, slug, name, parent_name or "", events)
        for series_id, slug, name, parent_name, events in session.execute(
            query.order_by(Series.slug)
        )
    ]


def series_of_entry(session: Session, account: Organiser, text: str) -> int:
    """Return the id of the series that an account may edit and whose name or address a text is.

    Raises:
        InvalidInputError: "no-such-parent"; "ambiguous-series" (facts: proposals, their addresses).
    """
    matching = series_of_text(session, account, text)
    if len(matching) == 1:
        return next(iter(matching))
    if not matching:
        raise InvalidInputError("no-such-parent")
    slugs = ", ".join(sorted(matching.values())[:5])
    raise InvalidInputError("ambiguous-series", proposals=slugs)


def series_of_text(session: Session, account: Organiser, text: str) -> dict[int, str]:
    """Return ids and addresses of the series that an account may edit and that a text names.

    It is one if the text is its address.
    """
    wanted = normalize_for_search(text)
    rows = session.execute(select(Series.id, Series.slug, Series.name).where(may_edit(account)))
    matching = {
        series_id: slug
        for series_id, slug, name in rows
        if slug == text or any(normalize_for_search(one) == wanted for one in all_languages(name))
    }
    return {number: slug for number, slug in matching.items() if slug == text} or matching


def entry_of(session: Session, account: Organiser, series: Series) -> str:
    """Return what names a series: its name, or its address if others have the name too."""
    try:
        series_of_entry(session, account, str(series.name))
    except InvalidInputError:
        return series.slug
    return str(series.name)
