"""Change an event and notify attendees of what matters to them. The caller commits."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import column, exists, select, table
from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.events.details import (
    EventDetails,
    check_details,
    record_event,
    recorded_values,
    with_default_contact,
    write_details,
)
from webinars.events.enums import PUBLIC, EventState
from webinars.events.locks import lock_for_change, lock_group_at_revision
from webinars.events.models import Event
from webinars.events.notifications.change_snapshot import snapshot
from webinars.events.notifications.former_texts import (
    calendar_texts,
    former_texts,
)
from webinars.events.notifications.open_dates import announce_opened, is_open_date
from webinars.events.notifications.sequence import bump_sequence, must_notify, raises_sequence
from webinars.events.revisions import (
    bump_dtstamp,
    bump_revision,
    enqueue_change,
    notes_payload,
)
from webinars.events.search.series_renaming import rename_where_public_by
from webinars.events.session_numbers import check_series
from webinars.events.shared_details import send_texts, share_details, shared_values
from webinars.events.timezone_updates import UpdateChoice, apply_update, moved_event
from webinars.site import Site
from webinars.timezones import clock

# The polls layer is above this one, so only these names of its table are known.
_POLLS = table("polls", column("event_id"), column("state"))


def change_event(
    session: Session,
    event_id: int,
    *,
    details: EventDetails,
    revision: int,
    site: Site,
    quietly: bool = False,
    updates_calendars: bool = False,
    note_id: int | None = None,
) -> dict[str, Any] | None:
    """Update an event; return the previous snapshot if attendees must be notified.

    A new time, venue, city or format of a published event raises SEQUENCE and notifies everyone
    registered. Other changes do not, nor does a corrected venue or city saved quietly: then, and if
    nothing that matters to attendees changed, None is returned. With updates_calendars, a new title or
    text alone raises SEQUENCE as well and is sent to everyone with an invitation. Saving also resolves
    the open questions of a parsed announcement. note_id: the organiser's paragraph in the e-mails. What a
    webinar that is held more than once has in common is changed in all events of its group.

    Raises:
        NotFoundError: "no-such-event".
        ConflictError: "event-changed" when the event has a newer revision than the organiser saw;
            "notification-required" for a new time or format saved quietly; and those of
            session_numbers.check_series().
        InvalidInputError: as of create_event().
    """
    check_details(details)
    event, others = lock_group_at_revision(session, event_id, revision)
    check_series(session, details, event=event)
    before, texts, shared = snapshot(event), calendar_texts(event), shared_values(event)
    former_series_id = event.series_id
    former, recorded = former_texts(event), recorded_values(event)
    was_open = is_open_date(event)
    write_details(
        event,
        with_default_contact(details, name=event.contact_name, email=event.contact_email),
    )
    if updates_calendars and before == snapshot(event):
        send_texts(session, event, before | texts)
    notified = _finish_change(
        session, event, before, site, quietly=quietly, former=former, note_id=note_id
    )
    record_event(session, event, recorded)
    announce_opened(session, event, was_open=was_open)
    series_ids = {former_series_id, event.series_id}
    if event.state in PUBLIC and len(series_ids) > 1:
        rename_where_public_by(session, event, [one for one in series_ids if one is not None])
    share_details(session, event, others, shared, site=site, updates_calendars=updates_calendars)
    return notified


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
    before, recorded = snapshot(event), recorded_values(event)
    apply_update(event, keeping)
    notified = _finish_change(session, event, before, site)
    record_event(session, event, recorded)
    return notified


def enqueue_timezone_notices(session: Session, event_id: int) -> None:
    """Notify registrants whose local time new time zone rules change, although the event has not moved.

    Raises:
        NotFoundError: "no-such-event".
    """
    enqueue_change(session, lock_for_change(session, event_id), "event.timezone-update")


def _finish_change(
    session: Session,
    event: Event,
    before: dict[str, Any],
    site: Site,
    *,
    quietly: bool = False,
    former: Mapping[str, str] = MappingProxyType({}),
    note_id: int | None = None,
) -> dict[str, Any] | None:
    """Store the new revision of a changed event; return the snapshot if attendees are notified.

    former: its previous texts in all languages, for the notification.
    """
    now = snapshot(event)
    is_notified = raises_sequence(before, now, event.state)
    if is_notified and quietly:
        if must_notify(before, now):
            raise ConflictError("notification-required")
        is_notified = False
    if event.state is EventState.DRAFT and before != now and _is_in_calendars(session, event):
        bump_sequence(event)
        enqueue_change(session, event, "event.changed", previous=before)
    if is_notified:
        bump_sequence(event)
        if event.state is EventState.POSTPONED and before["when"] != now["when"]:
            event.state = EventState.PUBLISHED  # it has its new date
        enqueue_change(
            session,
            event,
            "event.changed",
            previous={**before, **former},
            **notes_payload(note_id),
        )
    bump_dtstamp(event)
    bump_revision(session, event, site)
    return before if is_notified else None


def _is_in_calendars(session: Session, event: Event) -> bool:
    """Return whether participants of a poll have the date of a draft in their calendars."""
    if event.sequence == 0:
        return False  # a choice raises it
    chosen = exists().where(_POLLS.c.event_id == event.id, _POLLS.c.state == "chosen")
    return bool(session.scalar(select(chosen)))
