"""Whether registration for an event is open, and why not."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum

from webinars.events.enums import AccessMode, EventState
from webinars.timezones.schedule import Precision


class Availability(StrEnum):
    """What an event's page says about registering."""

    OPEN = "open"
    FULL = "full"
    NOT_YET = "not-yet"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    ELSEWHERE = "elsewhere"
    ENDED = "ended"
    UNFIXED = "unfixed"
    NO_REGISTRATION = "no-registration"


# From so many minutes before the start, lists and pages count down.
COUNTDOWN_MINUTES = 60
_MINUTE = timedelta(minutes=1)
ACCEPTS_REGISTRATIONS = (Availability.OPEN, Availability.FULL)


@dataclass(frozen=True)
class AvailabilityFacts:
    """What decides whether registration is open."""

    state: EventState
    precision: Precision
    accepts_registrations: bool
    external_url: str
    capacity: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    starts_at: datetime
    ends_at: datetime

    @property
    def is_on_other_site(self) -> bool:
        """Return whether registration is on another site."""
        return bool(self.external_url)


FACT_NAMES = tuple(declared.name for declared in fields(AvailabilityFacts))


def availability_at(facts: AvailabilityFacts, held: int, now: datetime) -> Availability:
    """Return the availability of an event, given the places held."""
    return _without_places(facts, now) or _with_places(facts, held, now)


def is_capacity_reached(capacity: int | None, held: int) -> bool:
    """Return whether all places of an event or a registration type are held; None means no limit."""
    return capacity is not None and held >= capacity


def is_running(facts: AvailabilityFacts, now: datetime) -> bool:
    """Return whether an event takes place now; unknown for a month alone."""
    is_dated = facts.state is EventState.PUBLISHED and facts.precision is not Precision.MONTH
    return is_dated and facts.starts_at <= now < facts.ends_at


def minutes_to_start(facts: AvailabilityFacts, now: datetime) -> int | None:
    """Return in how many minutes an event starts, 0 while it is running; None earlier or later.

    A started minute counts. Of events without a time of day only 0 or None is returned.
    """
    if is_running(facts, now):
        return 0
    minutes = _minutes_before(facts, now)
    return minutes if 0 < minutes <= COUNTDOWN_MINUTES else None


def next_changes(facts: AvailabilityFacts, now: datetime) -> Iterator[datetime]:
    """Yield the later instants at which the availability or minutes_to_start() may change by itself."""
    for instant in (facts.opens_at, facts.closes_at, facts.starts_at, facts.ends_at):
        if instant is not None and instant > now:
            yield instant
    if minutes := _minutes_before(facts, now):
        yield facts.starts_at - min(minutes - 1, COUNTDOWN_MINUTES) * _MINUTE


def _minutes_before(facts: AvailabilityFacts, now: datetime) -> int:
    """Return the minutes until an event starts; 0 after that, and without a time of day."""
    has_time = facts.state is EventState.PUBLISHED and facts.precision is Precision.TIME
    return max(0, -((now - facts.starts_at) // _MINUTE)) if has_time else 0


def may_be_registered(facts: AvailabilityFacts, availability: Availability) -> bool:
    """Return whether a visitor may be registered: registration is or was open, on this site."""
    is_here = facts.accepts_registrations and not facts.is_on_other_site
    return is_here and availability not in (Availability.NOT_YET, Availability.UNFIXED)


def needs_private_link(availability: Availability, access_mode: AccessMode) -> bool:
    """Return whether registration is open, but only by private link."""
    return availability in ACCEPTS_REGISTRATIONS and access_mode is not AccessMode.OPEN


def _without_places(facts: AvailabilityFacts, now: datetime) -> Availability | None:
    if facts.state is EventState.CANCELLED:
        return Availability.CANCELLED
    # A postponed event did not take place at its old time, so it is never over.
    if facts.state is EventState.POSTPONED:
        return Availability.POSTPONED
    if facts.ends_at <= now:
        return Availability.ENDED
    if facts.is_on_other_site:
        return Availability.ELSEWHERE
    if not facts.accepts_registrations:
        unfixed = facts.precision is Precision.MONTH
        return Availability.UNFIXED if unfixed else Availability.NO_REGISTRATION
    return None


def _with_places(facts: AvailabilityFacts, held: int, now: datetime) -> Availability:
    if facts.opens_at is not None and now < facts.opens_at:
        return Availability.NOT_YET
    if facts.closes_at is not None and now >= facts.closes_at:
        return Availability.CLOSED
    if is_capacity_reached(facts.capacity, held):
        return Availability.FULL
    return Availability.OPEN
