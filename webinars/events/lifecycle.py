"""Publish, unpublish, postpone, cancel, restore and discard events. The caller commits."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.events import lifecycle_checks
from webinars.events.details import record_event, recorded_values
from webinars.events.enums import EventState
from webinars.events.history.as_on import was_public
from webinars.events.history.revision_writer import move_revisions_of_series
from webinars.events.locks import lock_for_change
from webinars.events.models import Event
from webinars.events.notifications.open_dates import (
    announce_dates,
    announce_opened,
    is_open_date,
)
from webinars.events.notifications.sequence import bump_sequence
from webinars.events.record_models import RemovedSlug
from webinars.events.removal import delete_rows_of_event
from webinars.events.revisions import (
    bump_dtstamp,
    bump_revision,
    enqueue_change,
    notes_payload,
)
from webinars.events.timezone_updates import refresh_schedule
from webinars.outbox import priorities
from webinars.outbox.enqueue import enqueue
from webinars.outbox.topics import POLL_CHANGED
from webinars.site import Site
from webinars.timezones import clock


def publish_event(
    session: Session, event_id: int, site: Site, *, announces_date: bool = True
) -> Event:
    """Publish a draft; who takes all dates of its group is registered for it by the worker.

    Participants of a poll that gave it its date are told, too, and can register then.

    announces_date: False where the caller announces several dates at once.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: as of check_publication().
    """
    event = lock_for_change(session, event_id)
    lifecycle_checks.check_publication(event)
    before = recorded_values(event)
    event.state = EventState.PUBLISHED
    event.published_at = event.revised_at = clock.now()
    record_event(session, event, before)
    if announces_date and event.date_group_id is not None:
        announce_dates(session, event.date_group_id)
    if event.first_uid is not None:
        bump_sequence(event)  # calendars ask anew: no answer to the entry of a draft registers
        payload = {"task": "published"}
        enqueue(
            session, POLL_CHANGED, payload=payload, event_id=event.id, priority=priorities.FAN_OUT
        )
    return bump_revision(session, event, site)


def unpublish_event(session: Session, event_id: int, site: Site) -> Event:
    """Return a published event to draft; the caller has checked that it has no registrations.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "not-published" for drafts, cancelled and postponed events.
    """
    event = lock_for_change(session, event_id)
    lifecycle_checks.check_withdrawal(event)
    before = recorded_values(event)
    event.state, event.published_at = EventState.DRAFT, None
    record_event(session, event, before)
    bump_dtstamp(event)
    return bump_revision(session, event, site)


def postpone_event(
    session: Session, event_id: int, site: Site, *, note_id: int | None = None
) -> Event:
    """Postpone a published event to a date that is not known yet.

    note_id: the organiser's paragraph in the e-mails about it.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "not-published" for drafts, cancelled and postponed events.
    """
    return _end(session, event_id, EventState.POSTPONED, site, note_id)


def cancel_event(
    session: Session, event_id: int, site: Site, *, note_id: int | None = None
) -> Event:
    """Cancel a published event and notify calendars and everyone registered.

    note_id: the organiser's paragraph in the e-mails about it.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "not-published" for drafts and cancelled events.
    """
    return _end(session, event_id, EventState.CANCELLED, site, note_id)


def restore_event(
    session: Session, event_id: int, site: Site, *, note_id: int | None = None
) -> Event:
    """Restore a cancelled or postponed event at its original time.

    The time is computed again if the time zone rules have changed meanwhile. Everyone with an active
    registration is invited again, with a SEQUENCE above that of the CANCEL.

    note_id: the organiser's paragraph in the e-mails about it.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "not-cancelled"; "event-over" if that time has passed.
        InvalidInputError: "local-time-skipped", "local-time-ambiguous": under new rules it needs a new time.
    """
    event = lock_for_change(session, event_id)
    before, was_open = recorded_values(event), is_open_date(event)
    refresh_schedule(event)
    lifecycle_checks.check_restoration(event)
    event.state = EventState.PUBLISHED
    announce_opened(session, event, was_open=was_open)
    record_event(session, event, before)
    bump_sequence(event)
    enqueue_change(session, event, "event.restored", **notes_payload(note_id))
    bump_dtstamp(event)
    return bump_revision(session, event, site)


def discard_draft(session: Session, event_id: int) -> None:
    """Delete a draft with every row that belongs to it; if it was public once, no event gets its address.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "not-a-draft"; "has-registrations" for one that was published and has had any.
    """
    event = lock_for_change(session, event_id)
    lifecycle_checks.check_removal(event)
    try:
        with session.begin_nested():
            if was_public(session, event.id):
                session.add(RemovedSlug(slug=event.slug, removed_at=clock.now()))
            move_revisions_of_series(session, event)
            delete_rows_of_event(session, event.id)
            session.delete(event)
    except IntegrityError as error:
        raise ConflictError("has-registrations") from error


def _end(
    session: Session, event_id: int, state: EventState, site: Site, note_id: int | None
) -> Event:
    event = lock_for_change(session, event_id)
    lifecycle_checks.check_end(event, state)
    before = recorded_values(event)
    event.state = state
    record_event(session, event, before)
    bump_sequence(event)
    enqueue_change(session, event, f"event.{state}", **notes_payload(note_id))
    bump_dtstamp(event)
    return bump_revision(session, event, site)
