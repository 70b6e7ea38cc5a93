"""Have the worker register those who take all dates of a group for dates that can be registered for now."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from webinars.events.enums import AccessMode, EventState
from webinars.events.models import Event
from webinars.events.registration_availability import ACCEPTS_REGISTRATIONS, availability_at
from webinars.outbox import priorities
from webinars.outbox.enqueue import enqueue
from webinars.outbox.topics import DATES_ADDED
from webinars.timezones import clock


def announce_dates(session: Session, group_id: int, opened: Sequence[int] = ()) -> None:
    """Have the worker register those who take all dates of a group for the dates published now.

    opened: ids of dates that were published before, and could not be registered for until now.
    """
    payload = {"group_id": group_id, **({"opened": list(opened)} if opened else {})}
    enqueue(session, DATES_ADDED, payload=payload, priority=priorities.FAN_OUT)


def is_open_date(event: Event) -> bool:
    """Return whether an event is one of several dates for which anyone can be registered, or wait, now."""
    if event.date_group_id is None or event.state is not EventState.PUBLISHED:
        return False
    if event.access_mode is not AccessMode.OPEN:
        return False
    return availability_at(event.availability_facts, 0, clock.now()) in ACCEPTS_REGISTRATIONS


def announce_opened(session: Session, event: Event, *, was_open: bool) -> None:
    """Announce a date that a change has opened; was_open: is_open_date() before the change."""
    if event.date_group_id is not None and not was_open and is_open_date(event):
        announce_dates(session, event.date_group_id, [event.id])


def plan_next_opening(session: Session, events: Iterable[Event]) -> None:
    """Enqueue the announcement of the date whose registration opens next; it plans the one after."""
    now = clock.now()
    opening = {
        one.opens_at: one for one in events if one.opens_at is not None and one.opens_at > now
    }
    if opening:
        plan_opening(session, opening[min(opening)])


def plan_opening(session: Session, event: Event) -> None:
    """Enqueue the announcement of a date whose registration opens later: one for all that open with it.

    One that is planned for a time which is not that of the opening any more finds no date to register for.
    """
    group_id, opens_at = event.date_group_id, event.opens_at
    if group_id is None or opens_at is None or event.state is not EventState.PUBLISHED:
        return
    if opens_at > clock.now():
        enqueue(
            session,
            DATES_ADDED,
            payload={"group_id": group_id},
            due_at=opens_at,
            key=f"dates-open:{group_id}:{opens_at:%Y%m%dT%H%M%S}",
            priority=priorities.FAN_OUT,
        )
