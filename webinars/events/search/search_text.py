"""What is searched of an event: its words, written with each revision."""

from collections.abc import Sequence

from sqlalchemy import Select, bindparam, literal, or_, select
from sqlalchemy.orm import Session, aliased

from webinars.events.branches import MOST_LEVELS
from webinars.events.enums import Listing
from webinars.events.models import Event, Series
from webinars.events.queries import is_public
from webinars.events.search.words import indexed_text
from webinars.localized_text import all_languages
from webinars.timezones.cities import city


def searched_texts(event: Event, *series_names: str) -> tuple[str, ...]:
    """Return all texts in which an event is searched: what its public page shows of it in words.

    series_names: those of searched_names(), of its series and of all that this is part of.
    """
    return (
        *all_languages(event.title),
        *all_languages(event.description),
        *all_languages(event.place),
        *(city(key).name for key in event.cities),
        event.hosted_by,
        event.contact_name,
        event.contact_email,
        *(name for one in series_names for name in all_languages(one)),
    )


def write_search_text(event: Event, *series_names: str) -> None:
    """Write the words by which an event in a public list is searched; drafts have none."""
    is_public = event.listing != Listing.NONE
    event.search_text = indexed_text(searched_texts(event, *series_names)) if is_public else ""


def update_search_text(session: Session, event: Event) -> None:
    """Update the words of an event after any change to it or its list."""
    is_public, series_id = event.listing != Listing.NONE, event.series_id
    names = searched_names(session, series_id) if is_public and series_id is not None else ()
    write_search_text(event, *names)


def searched_names(session: Session, series_id: int) -> Sequence[str]:
    """Return the names and short names by which events of a series are found, in one statement.

    Those of the series and of what it is part of, as far as that is public: a search would tell the names of
    the others word by word.
    """
    rows = session.execute(_SERIES_AND_ABOVE, {"series_id": series_id}).all()
    return [text for row in rows for text in row if text]


def _series_and_above() -> Select[str, str]:
    is_it = Series.id == bindparam("series_id")
    own = select(Series.id, Series.parent_id, literal(1).label("level"))
    chain = own.where(is_it).cte(recursive=True)
    parent = aliased(Series)
    above = select(parent.id, parent.parent_id, chain.c.level + 1)
    above = above.join(chain, parent.id == chain.c.parent_id)
    chain = chain.union_all(above.where(chain.c.level < MOST_LEVELS))
    named = select(Series.name, Series.short_name).join(chain, Series.id == chain.c.id)
    return named.where(or_(is_it, is_public())).order_by(chain.c.level)


_SERIES_AND_ABOVE = _series_and_above()
