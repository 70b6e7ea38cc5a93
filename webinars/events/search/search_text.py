"""What is searched of an event: its words, written with each revision."""

from sqlalchemy.orm import Session

from webinars.events.branches import searched_names
from webinars.events.enums import Listing
from webinars.events.models import Event
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
