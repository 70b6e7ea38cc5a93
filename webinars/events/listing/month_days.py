"""The days of a month, each with the events that it shows: plain values, without the database."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from webinars.events.enums import EventState, Format
from webinars.timezones.local_times import to_local
from webinars.timezones.schedule import Precision

MOST_A_DAY = 5  # events that a day shows
MOST_WITHOUT_DAY = 20  # events known by their month alone that are shown
_DAY = timedelta(days=1)


class MonthEvent(NamedTuple):
    """Columns of an event that a month shows; cities is the JSON text that is stored."""

    id: int
    slug: str
    title: str
    text_language: str
    precision: Precision
    state: EventState
    format: Format
    timezone: str
    cities: str
    starts_at: datetime
    ends_at: datetime
    first_on: date
    last_on: date
    listed_month: int
    listed_at: datetime


class PlacedEvent(NamedTuple):
    """An event with its first and its last day for a reader."""

    event: MonthEvent
    first: date
    last: date


@dataclass(frozen=True)
class MonthDay:
    """The events that a day shows, and whether it has more."""

    day: date
    shown: Sequence[PlacedEvent]
    has_more: bool


@dataclass(frozen=True)
class MonthDays:
    """A month: its days, and the first events of which only the month is known."""

    days: Sequence[MonthDay]
    without_day: Sequence[MonthEvent] = ()
    has_more_without_day: bool = False


def empty_month(days: Sequence[date]) -> MonthDays:
    """Return a month without events."""
    return MonthDays([MonthDay(day, (), has_more=False) for day in days])


def in_days(
    events: Sequence[MonthEvent],
    days: Sequence[date],
    instants: Sequence[datetime],
    zone: str,
    *,
    is_cut: bool = False,
) -> MonthDays:
    """Return a month of events, which are in the order of lists.

    days: all of the month. instants: at which each begins on the clocks of a zone, and the last one ends.
    is_cut: there are more events from the day of the last one on.
    """
    on: list[list[PlacedEvent]] = [[] for _ in days]
    alone: list[MonthEvent] = []
    month = days[0].year * 100 + days[0].month
    cut_from = date.max
    for event in sorted(events, key=_is_timed):
        if event.precision is Precision.MONTH:
            if event.listed_month == month:
                alone.append(event)
            continue
        placed = place(event, days, instants, zone)
        first, last = (placed.first - days[0]).days, (placed.last - days[0]).days
        for number in range(max(first, 0), min(last, len(days) - 1) + 1):
            on[number].append(placed)
    if is_cut:
        cut_from = place(events[-1], days, instants, zone).first
    return MonthDays(
        [
            MonthDay(day, _shown(own, day), len(own) > MOST_A_DAY or day >= cut_from)
            for day, own in zip(days, on, strict=True)
        ],
        alone[:MOST_WITHOUT_DAY],
        len(alone) > MOST_WITHOUT_DAY,
    )


def place(
    event: MonthEvent, days: Sequence[date], instants: Sequence[datetime], zone: str
) -> PlacedEvent:
    """Return an event with its days: one with times of at most a day is on the day on which it begins."""
    if event.precision is not Precision.TIME:
        return PlacedEvent(event, event.first_on, event.last_on)
    number = bisect_right(instants, event.starts_at) - 1
    is_inside = 0 <= number < len(days)
    first = days[number] if is_inside else to_local(event.starts_at, zone).date()
    last = first
    if event.ends_at - event.starts_at > _DAY:
        last = to_local(event.ends_at - timedelta.resolution, zone).date()
    return PlacedEvent(event, first, last)


def _shown(events: Sequence[PlacedEvent], day: date) -> Sequence[PlacedEvent]:
    """Return the events that a day shows, in their order: sooner those that begin on it."""
    if len(events) <= MOST_A_DAY:
        return events
    begun = [placed.event.id for placed in events if placed.first == day]
    others = [placed.event.id for placed in events if placed.first != day]
    ids = {*begun[:MOST_A_DAY], *others[: max(MOST_A_DAY - len(begun), 0)]}
    return [placed for placed in events if placed.event.id in ids]


def _is_timed(event: MonthEvent) -> bool:
    """Sort events of whole days before the others, which stay in their order."""
    return event.precision is Precision.TIME
