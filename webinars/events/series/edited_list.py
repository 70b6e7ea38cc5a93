"""Bodies and series that an account may edit: list, search, and one that a text names."""

from collections.abc import Sequence

from sqlalchemy import Text, and_, func, or_, select
from sqlalchemy.orm import Session, undefer_group

from webinars.accounts.models import Organiser
from webinars.errors import InvalidInputError
from webinars.events.enums import normalize_for_search
from webinars.events.models import PAGE, Series
from webinars.events.search.series_search import has_words
from webinars.events.search.words import queried_words
from webinars.events.series.access import may_edit
from webinars.localized_text import SEPARATOR, all_languages
from webinars.pagination import Page, page_of, parse_named_cursor

PAGE_LENGTH, MOST_OFFERED = 50, 300
MOST_WORDS = 8
# Without what the stored form of a name with translations begins with.
_ORDERED_NAME = func.lower(func.ltrim(Series.name, f'{SEPARATOR}["', type_=Text()))


def edited_list(
    session: Session, account: Organiser, *, q: str = "", after: str = "", limit: int = PAGE_LENGTH
) -> Page[Series]:
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
    query = select(Series, _ORDERED_NAME).where(*conditions).options(undefer_group(PAGE))
    rows = session.execute(query.order_by(_ORDERED_NAME, Series.id).limit(limit + 1)).all()
    page = page_of(rows, limit, lambda row: (row[0].id, row[1]))
    return Page([series for series, _name in page.rows], page.after)


def names_offered(session: Session, account: Organiser) -> Sequence[str]:
    """Return names of series that an account may edit, to choose from; of many, some."""
    names = select(Series.name).where(may_edit(account)).order_by(Series.name)
    return sorted({str(name) for name in session.scalars(names.limit(MOST_OFFERED))})


def series_of_entry(session: Session, account: Organiser, text: str) -> int:
    """Return the id of the series that an account may edit and whose name or address a text is.

    Raises:
        InvalidInputError: "no-such-parent"; "ambiguous-series" (facts: proposals, their addresses).
    """
    wanted = normalize_for_search(text)
    rows = session.execute(select(Series.id, Series.slug, Series.name).where(may_edit(account)))
    matching = [
        (series_id, slug)
        for series_id, slug, name in rows
        if slug == text or any(normalize_for_search(one) == wanted for one in all_languages(name))
    ]
    exact = [pair for pair in matching if pair[1] == text]
    if len(exact or matching) == 1:
        return (exact or matching)[0][0]
    if not matching:
        raise InvalidInputError("no-such-parent")
    slugs = ", ".join(sorted(slug for _, slug in matching)[:5])
    raise InvalidInputError("ambiguous-series", proposals=slugs)


def entry_of(session: Session, account: Organiser, series: Series) -> str:
    """Return what names a series: its name, or its address if others have the name too."""
    try:
        series_of_entry(session, account, str(series.name))
    except InvalidInputError:
        return series.slug
    return str(series.name)
