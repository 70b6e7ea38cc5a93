"""Impact of an event's change on its registrants, computed before they are notified."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from webinars.accounts.models import Organiser
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.events.notifications.change_snapshot import SnapshotTimes, times_of
from webinars.events.role_assignments import has_role
from webinars.events.roles import Role
from webinars.registrations.models import Registration
from webinars.registrations.status import ACTIVE
from webinars.registrations.types.unaffected_by_event_change import unaffected_types
from webinars.timezones import formatting
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Days, Precision, Timed

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class ScheduleEffects:
    """How many registrants get another date, and how many a time between 22:00 and 07:00."""

    another_day: int
    at_night: int


@dataclass(frozen=True)
class ClashingEvent:
    """Another event at the same time, and how many people are registered for both."""

    event_id: int
    title: str
    people: int


@dataclass(frozen=True)
class ChangeImpact:
    """How many registrants are notified, the effects on them, and clashing events."""

    people: int
    effects: ScheduleEffects
    clashes: tuple[ClashingEvent, ...]


def count_schedule_effects(
    was: SnapshotTimes, now: SnapshotTimes, people: Mapping[str, int]
) -> ScheduleEffects:
    """Return the effects of a new time on registrants, counted by IANA zone."""
    another_day = at_night = 0
    for timezone, count in people.items():
        before, after = _day(was, timezone), _day(now, timezone)
        another_day += count * (before is not None and after is not None and before != after)
        at_night += count * (was != now and _is_at_night(now, timezone))
    return ScheduleEffects(another_day, at_night)


def change_impact(
    session: Session, event: Event, was: Mapping[str, Any], organiser: Organiser
) -> ChangeImpact:
    """Return the impact of a change that is already written to the event.

    was is the snapshot that change_event() returned. Clashes are limited to events
    whose registrations the organiser may see: others are none of their business.
    """
    before, now = times_of(was), SnapshotTimes(event.when, event.span)
    people = _people_by_zone(session, event, unaffected_types(session, event, was))
    return ChangeImpact(
        people=sum(people.values()),
        effects=count_schedule_effects(before, now, people),
        clashes=_clashes(session, event, organiser) if before != now else (),
    )


def _day(times: SnapshotTimes, timezone: str) -> date | None:
    """Return the first date in a zone; None if no day is fixed."""
    if isinstance(times.when, Timed):
        return to_local(times.span.starts_at, timezone).date()
    return times.when.first if isinstance(times.when, Days) else None


def _is_at_night(times: SnapshotTimes, timezone: str) -> bool:
    if not isinstance(times.when, Timed):
        return False
    ends = (times.span.starts_at, times.span.ends_at - _INSTANT)
    return any(formatting.is_night(to_local(instant, timezone)) for instant in ends)


def _people_by_zone(session: Session, event: Event, without: Sequence[int]) -> dict[str, int]:
    """Count notified registrants by zone, leaving out registration types that are unaffected.

    Registrants without a zone count in the event's own zone, which is what their e-mail shows.
    """
    query = select(Registration.timezone, func.count()).where(
        Registration.event_id == event.id, Registration.status.in_(ACTIVE)
    )
    if without:
        of_others = or_(
            Registration.registration_type_id.is_(None),
            Registration.registration_type_id.not_in(without),
        )
        query = query.where(of_others)
    rows = session.execute(query.group_by(Registration.timezone))
    people: Counter[str] = Counter()
    for timezone, count in rows:
        people[timezone or event.timezone] += count
    return dict(people)


def _clashes(session: Session, event: Event, organiser: Organiser) -> tuple[ClashingEvent, ...]:
    if event.precision is not Precision.TIME:
        return ()
    theirs = aliased(Registration)
    query = (
        select(Event.id, Event.title, func.count())
        .join(theirs, theirs.event_id == Event.id)
        .join(Registration, Registration.address == theirs.address)
        .where(
            Registration.event_id == event.id,
            Registration.status.in_(ACTIVE),
            theirs.status.in_(ACTIVE),
            Event.id != event.id,
            Event.state == EventState.PUBLISHED,
            Event.precision == Precision.TIME,
            Event.starts_at < event.ends_at,
            Event.ends_at > event.starts_at,
            has_role(organiser, Role.REGISTRATIONS),
        )
        .group_by(Event.id, Event.title)
        .order_by(Event.starts_at, Event.id)
    )
    return tuple(ClashingEvent(*row) for row in session.execute(query))
