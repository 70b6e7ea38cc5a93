"""Effects of a new IANA release on events that are scheduled already."""

# An event stores its wall clock, its instants and the IANA release that computed them. An upgrade
# may move some of the instants. Past events are left alone; for coming ones the organiser chooses:
# keep the wall clock (usual: the room is booked for 15:00) or keep the instant (a broadcast that
# others carry). Cancelled and postponed events keep their wall clock once they are restored.

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from webinars.errors import InvalidInputError
from webinars.events.details import write_schedule
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.timezones import zones
from webinars.timezones.schedule import Precision, Span, resolve, timed_at

INACTIVE = (EventState.CANCELLED, EventState.POSTPONED)


class UpdateChoice(StrEnum):
    """What an event keeps under new zone rules: its wall clock or its instant."""

    WALL_CLOCK = "wall"
    INSTANT = "instant"


@dataclass(frozen=True)
class MovedEvent:
    """An event moved by today's rules, with its new span; refusal: clocks skip or repeat the time."""

    event: Event
    now: Span | None
    refusal: InvalidInputError | None = None


def moved_event(event: Event, now: datetime, *, release: str = zones.RELEASE) -> MovedEvent | None:
    """Return how a release's rules move a coming event; None if they do not."""
    is_open = event.state not in INACTIVE and event.ends_at > now
    if event.tzdata_version == release or not is_open or event.precision is not Precision.TIME:
        return None
    try:
        span = resolve(event.when)
    except InvalidInputError as error:
        return MovedEvent(event, None, error)
    return MovedEvent(event, span) if span != event.span else None


def moved_events(
    session: Session, now: datetime, *, release: str = zones.RELEASE
) -> list[MovedEvent]:
    """Return the coming events that a release's rules have moved, soonest first."""
    moved = (moved_event(event, now, release=release) for event in _of_older(session, now, release))
    return [candidate for candidate in moved if candidate is not None]


def adopt_release_for_unmoved(
    session: Session, now: datetime, *, release: str = zones.RELEASE
) -> int:
    """Record the release on all coming events that it did not move; return how many.

    Whole days and months are dates of the calendar, not times: the instants by which lists are
    sorted follow the rules silently.
    """
    count = 0
    for event in _of_older(session, now, release):
        if moved_event(event, now, release=release) is None:
            write_schedule(event, event.when)
            event.tzdata_version = release
            count += 1
    return count


def apply_update(event: Event, keeping: UpdateChoice) -> None:
    """Write the schedule of a timed event under today's rules; the caller notifies attendees.

    Raises:
        InvalidInputError: "local-time-skipped", "local-time-ambiguous" where clocks skip or repeat the time.
    """
    if keeping is UpdateChoice.WALL_CLOCK:
        write_schedule(event, event.when)
        return
    write_schedule(event, timed_at(event.span, event.timezone))


def refresh_schedule(event: Event) -> None:
    """Compute the instants of an event again if an older release gave them; its wall clock stays.

    Raises:
        InvalidInputError: "local-time-skipped", "local-time-ambiguous" where clocks skip or repeat the time.
    """
    if event.tzdata_version != zones.RELEASE:
        write_schedule(event, event.when)


def _of_older(session: Session, now: datetime, release: str) -> Sequence[Event]:
    return session.scalars(
        select(Event)
        .options(selectinload(Event.series))
        .where(
            Event.tzdata_version != release,
            Event.ends_at > now,
            Event.state.not_in(INACTIVE),
        )
        .order_by(Event.starts_at, Event.id)
    ).all()
