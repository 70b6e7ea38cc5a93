"""What the events of a group have in common, and how it goes from one to the others. The caller commits."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from webinars.events.details import details_of, record_event, recorded_values
from webinars.events.enums import EventState
from webinars.events.history.revision_writer import record_change
from webinars.events.history.stored_revisions import Subject
from webinars.events.models import Event
from webinars.events.notifications.change_snapshot import snapshot
from webinars.events.notifications.former_texts import are_texts_changed, calendar_texts
from webinars.events.notifications.sequence import bump_sequence
from webinars.events.revisions import bump_dtstamp, bump_revision, enqueue_change
from webinars.localized_text import comparable
from webinars.site import Site

# Each keeps its own time, cities, venue, languages, join link, places and registration settings.
SHARED = (
    "title",
    "description",
    "text_language",
    "links",
    "contact_name",
    "contact_email",
    "hosted_by",
)


def shared_values(event: Event) -> dict[str, Any]:
    """Return what the group of an event has in common, as stored."""
    details = details_of(event)
    return {name: getattr(details, name) for name in SHARED}


def share_details(
    session: Session,
    event: Event,
    others: Iterable[Event],
    before: Mapping[str, Any],
    *,
    site: Site,
    updates_calendars: bool = False,
) -> None:
    """Give the others of a group what has changed of an event, each with a revision of its own.

    before: what shared_values() returned. updates_calendars: invitations get a new title or text, too.
    All events are locked.
    """
    after = shared_values(event)
    if comparable(list(before.values())) == comparable(list(after.values())):
        return
    for other in others:
        apply_shared(session, event, other, site=site, updates_calendars=updates_calendars)


def apply_shared(
    session: Session, event: Event, other: Event, *, site: Site, updates_calendars: bool = False
) -> None:
    """Give another event what an event's group has in common; both are locked."""
    previous, texts, recorded = snapshot(other), calendar_texts(other), recorded_values(other)
    for name, value in shared_values(event).items():
        setattr(other, name, list(value) if name == "links" else value)
    if updates_calendars:
        send_texts(session, other, previous | texts)
    bump_dtstamp(other)
    bump_revision(session, other, site)
    record_event(session, other, recorded)


def record_times(session: Session, events: Collection[Event], before: Collection[Event]) -> None:
    """Record for each event of a group that its other times are not those of before any more."""
    for event in {*events, *before}:
        values = recorded_values(event)
        record_change(
            session,
            event.id,
            Subject.EVENT,
            event.id,
            before=values | {"other_times": _starts(event, before)},
            after=values | {"other_times": _starts(event, events)},
        )


def _starts(event: Event, times: Collection[Event]) -> list[str]:
    others = times if event in times else ()
    return sorted(one.starts_at.isoformat() for one in others if one.id != event.id)


def send_texts(session: Session, event: Event, previous: Mapping[str, Any]) -> None:
    """Raise SEQUENCE for a new title or text of a published event, and send it to all with an invitation."""
    if event.state is EventState.PUBLISHED and are_texts_changed(previous, event):
        bump_sequence(event)
        enqueue_change(session, event, "event.changed", previous=dict(previous), texts_only=True)
