"""What is searched of an event: its words, written with each revision."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.events.enums import Listing
from webinars.events.models import Event, Series
from webinars.events.search.words import indexed_text
from webinars.localized_text import all_languages
from webinars.timezones.cities import city


def searched_texts(event: Event, series_name: str) -> tuple[str, ...]:
    """Return all texts in which an event is searched: what its public page shows of it in words."""
    return (
        *all_languages(event.title),
        *all_languages(event.description),
        *all_languages(event.place),
        *(city(key).name for key in event.cities),
        event.hosted_by,
        event.contact_name,
        event.contact_email,
        *all_languages(series_name),
    )


def write_search_text(event: Event, series_name: str) -> None:
    """Write the words by which an event in a public list is searched; drafts have none."""
    is_public = event.listing != Listing.NONE
    event.search_text = indexed_text(searched_texts(event, series_name)) if is_public else ""


def update_search_text(session: Session, event: Event) -> None:
    """Update the words of an event after any change to it or its list."""
    has_series = event.listing != Listing.NONE and event.series_id is not None
    name = (
        session.scalar(select(Series.name).where(Series.id == event.series_id))
        if has_series
        else ""
    )
    write_search_text(event, name or "")
