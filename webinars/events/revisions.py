"""Store a new revision of a changed event, with its DTSTAMP, reminders and calendar text."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from webinars.events.caching import calendar_fragments
from webinars.events.enums import Listing
from webinars.events.listing.upcoming_or_past import update_listing
from webinars.events.models import Event
from webinars.events.notifications.changed_together import note_change
from webinars.events.notifications.open_dates import plan_opening
from webinars.events.notifications.reminders import plan_reminders
from webinars.events.search.search_text import update_search_text
from webinars.events.search.series_renaming import rename_where_public_by
from webinars.outbox import priorities
from webinars.outbox.enqueue import enqueue
from webinars.site import Site
from webinars.timezones import clock


def bump_dtstamp(event: Event) -> None:
    """Set the DTSTAMP of an event's calendar text to now."""
    event.revised_at = now_or_second_after(event.revised_at)


def now_or_second_after(than: datetime) -> datetime:
    """Return now, but at least one second after an earlier instant."""
    # Two revisions within one second would share a DTSTAMP, and a calendar could mistake their
    # order.
    return max(clock.now(), than + timedelta(seconds=1))


def bump_revision(session: Session, event: Event, site: Site) -> Event:
    """Store a new revision of a changed event: reminders, calendar text, list and search."""
    event.revision += 1
    was_public = event.listing != Listing.NONE
    update_listing(event, clock.now())
    update_search_text(session, event)
    session.flush()
    if event.series_id is not None and was_public != (event.listing != Listing.NONE):
        rename_where_public_by(session, event, [event.series_id])
    plan_reminders(session, event)
    plan_opening(session, event)
    calendar_fragments.render_and_store(session, event, site)
    return event


def notes_payload(note_id: int | None) -> dict[str, list[int]]:
    """Return the part of a payload that names the organiser's paragraph in e-mails about a change."""
    return {} if note_id is None else {"notes": [note_id]}


def enqueue_change(session: Session, event: Event, topic: str, **payload: Any) -> None:
    """Enqueue one message for the event; the worker fans it out to the attendees.

    Its priority is above that of e-mails, so that those still queued are rendered from the new
    state.
    """
    payload = {"event_id": event.id, **payload}
    message = enqueue(
        session, topic, payload=payload, event_id=event.id, priority=priorities.FAN_OUT
    )
    note_change(session, event, message)
