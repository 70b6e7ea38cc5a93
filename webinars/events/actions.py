"""Actions on events: create, publish, change, postpone, cancel, restore. The caller commits."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.errors import ConflictError
from webinars.events import lifecycle_checks
from webinars.events.details import EventDetails, check, with_default_contact, write
from webinars.events.enums import EventState
from webinars.events.locks import lock_at_revision, lock_for_change
from webinars.events.models import Event, Series
from webinars.events.reminders import PRIORITY
from webinars.events.removal import delete_rows_of_event
from webinars.events.revisions import bump_dtstamp, bump_revision
from webinars.events.sequence import (
    are_texts_changed,
    bump_sequence,
    calendar_texts,
    must_notify,
    raises_sequence,
    snapshot,
)
from webinars.events.slugs import free_slug, slug_of
from webinars.events.timezone_updates import (
    UpdateChoice,
    apply_update,
    moved_event,
    refresh_schedule,
)
from webinars.ical.uid import new_uid
from webinars.outbox.enqueue import enqueue
from webinars.security.urls import host_of
from webinars.site import Site
from webinars.timezones import clock

MAX_SLUG_ATTEMPTS = 10  # concurrent requests with the same title may take the slug first


def create_event(
    session: Session, *, organiser: Organiser, details: EventDetails, site: Site
) -> Event:
    """Create a draft, visible to its organiser only.

    Raises:
        InvalidInputError: "title-missing", "title-too-long", "description-too-long",
            "capacity-too-small", "closes-before-opens", "unknown-city", and what
            timezones.schedule.resolve() raises.
    """
    check(details)
    now = clock.now()
    event = Event(
        uid=new_uid(host_of(site.base_url)),
        state=EventState.DRAFT,
        organiser_id=organiser.id,
        sequence=0,
        sequence_floor=0,
        revision=1,
        revised_at=now,
        created_at=now,
    )
    write(event, with_default_contact(details, name=organiser.name, email=organiser.email))
    _add(session, event)
    return event


def publish(session: Session, event_id: int, site: Site) -> Event:
    """Publish a draft.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: as of check_publication().
    """
    event = lock_for_change(session, event_id)
    lifecycle_checks.check_publication(event)
    event.state = EventState.PUBLISHED
    event.published_at = event.revised_at = clock.now()
    return bump_revision(session, event, site)


def change_event(
    session: Session,
    event_id: int,
    *,
    details: EventDetails,
    revision: int,
    site: Site,
    quietly: bool = False,
    updates_calendars: bool = False,
) -> dict[str, Any] | None:
    """Update an event; return the previous snapshot if attendees must be notified.

    A new time, venue, city or format of a published event raises SEQUENCE and notifies everyone
    registered. Other changes do not, nor does a corrected venue or city saved quietly: then, and if
    nothing that matters to attendees changed, None is returned. With updates_calendars, a new title or
    text alone raises SEQUENCE as well and is sent to everyone with an invitation. Saving also resolves
    the open questions of a parsed announcement.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "event-changed" when the event has a newer revision than the organiser saw;
            "notification-required" for a new time or format saved quietly.
        InvalidInputError: as of create_event().
    """
    check(details)
    event = lock_at_revision(session, event_id, revision)
    before, texts = snapshot(event), calendar_texts(event)
    write(
        event,
        with_default_contact(details, name=event.contact_name, email=event.contact_email),
    )
    if (
        updates_calendars
        and event.state is EventState.PUBLISHED
        and before == snapshot(event)
        and are_texts_changed(texts, event)
    ):
        bump_sequence(event)
        _enqueue_change(session, event, "event.changed", previous=before | texts, texts_only=True)
    return _finish_change(session, event, before, site, quietly=quietly)


def apply_timezone_update(
    session: Session, event_id: int, *, keeping: UpdateChoice, site: Site
) -> dict[str, Any] | None:
    """Apply new time zone rules to an event as its organiser chose, and notify as of any change.

    Returns the previous snapshot, as change_event() does.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "schedule-not-moved" where the rules do not move the event, or it was resolved already.
        InvalidInputError: "local-time-skipped", "local-time-ambiguous": it needs a new time.
    """
    event = lock_for_change(session, event_id)
    if moved_event(event, clock.now()) is None:
        raise ConflictError("schedule-not-moved")
    before = snapshot(event)
    apply_update(event, keeping)
    return _finish_change(session, event, before, site)


def enqueue_timezone_notices(session: Session, event_id: int) -> None:
    """Notify registrants whose local time new time zone rules change, although the event has not moved.

    Raises:
        NotFoundError: "no-such-event".
    """
    _enqueue_change(session, lock_for_change(session, event_id), "event.timezone-update")


def discard_draft(session: Session, event_id: int) -> None:
    """Delete a draft with every row that belongs to it.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "not-a-draft"; "has-registrations" for one that was published and has had any.
    """
    event = lock_for_change(session, event_id)
    lifecycle_checks.check_removal(event)
    try:
        with session.begin_nested():
            delete_rows_of_event(session, event.id)
            session.delete(event)
    except IntegrityError as error:
        raise ConflictError("has-registrations") from error


def unpublish(session: Session, event_id: int, site: Site) -> Event:
    """Return a published event to draft; the caller has checked that it has no registrations.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "not-published" for drafts, cancelled and postponed events.
    """
    event = lock_for_change(session, event_id)
    lifecycle_checks.check_withdrawal(event)
    event.state, event.published_at = EventState.DRAFT, None
    bump_dtstamp(event)
    return bump_revision(session, event, site)


def cancel_event(session: Session, event_id: int, site: Site) -> Event:
    """Cancel a published event and notify calendars and everyone registered.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "not-published" for drafts and cancelled events.
    """
    return _end(session, event_id, EventState.CANCELLED, site)


def postpone_event(session: Session, event_id: int, site: Site) -> Event:
    """Postpone a published event to a date that is not known yet.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "not-published" for drafts, cancelled and postponed events.
    """
    return _end(session, event_id, EventState.POSTPONED, site)


def restore_event(session: Session, event_id: int, site: Site) -> Event:
    """Restore a cancelled or postponed event at its original time.

    The time is computed again if the time zone rules have changed meanwhile. Everyone with an active
    registration is invited again, with a SEQUENCE above that of the CANCEL.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "not-cancelled"; "event-over" if that time has passed.
        InvalidInputError: "local-time-skipped", "local-time-ambiguous": under new rules it needs a new time.
    """
    event = lock_for_change(session, event_id)
    refresh_schedule(event)
    lifecycle_checks.check_restoration(event)
    event.state = EventState.PUBLISHED
    bump_sequence(event)
    _enqueue_change(session, event, "event.restored")
    bump_dtstamp(event)
    return bump_revision(session, event, site)


def create_series(session: Session, *, name: str, description: str = "") -> Series:
    """Create a series: a body or programme whose events belong together."""
    slug, number = slug_of(name), 1
    while session.scalar(select(Series.id).where(Series.slug == slug)):
        number += 1
        slug = f"{slug_of(name)}-{number}"
    series = Series(slug=slug, name=name, description=description)
    session.add(series)
    session.flush()
    return series


def _end(session: Session, event_id: int, state: EventState, site: Site) -> Event:
    event = lock_for_change(session, event_id)
    lifecycle_checks.check_end(event, state)
    event.state = state
    bump_sequence(event)
    _enqueue_change(session, event, f"event.{state}")
    bump_dtstamp(event)
    return bump_revision(session, event, site)


def _finish_change(
    session: Session, event: Event, before: dict[str, Any], site: Site, *, quietly: bool = False
) -> dict[str, Any] | None:
    """Store the new revision of a changed event; return the snapshot if attendees are notified."""
    now = snapshot(event)
    is_notified = raises_sequence(before, now, event.state)
    if is_notified and quietly:
        if must_notify(before, now):
            raise ConflictError("notification-required")
        is_notified = False
    if is_notified:
        bump_sequence(event)
        if event.state is EventState.POSTPONED and before["when"] != now["when"]:
            event.state = EventState.PUBLISHED  # it has its new date
        _enqueue_change(session, event, "event.changed", previous=before)
    bump_dtstamp(event)
    bump_revision(session, event, site)
    return before if is_notified else None


def _enqueue_change(session: Session, event: Event, topic: str, **payload: Any) -> None:
    """Enqueue one message for the event; the worker fans it out to the attendees.

    Its priority is above that of e-mails, so that those still queued are rendered from the new
    state.
    """
    payload = {"event_id": event.id, **payload}
    enqueue(session, topic, payload=payload, event_id=event.id, priority=PRIORITY)


def _add(session: Session, event: Event) -> None:
    """Insert an event under a free slug; a concurrent request may take the slug first."""
    for left in reversed(range(MAX_SLUG_ATTEMPTS)):
        event.slug = free_slug(session, event.title)
        try:
            with session.begin_nested():
                session.add(event)
            break
        except IntegrityError:
            if not left:
                raise
