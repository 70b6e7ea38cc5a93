"""The schedule of an event on another date, at the same time by the clocks there."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from webinars.errors import InvalidInputError
from webinars.timezones.local_times import to_instant, to_local
from webinars.timezones.schedule import Days, Timed, When, midnight, resolve, timed


def on_date(when: Timed | Days, day: date, start: time | None = None) -> Timed | Days:
    """Return a schedule that begins on another date, at its own time of day or another one.

    Clocks show the same end, too. If they skip or repeat it that day, or no time is left between, the elapsed
    time is kept instead.

    Raises:
        InvalidInputError: "local-time-skipped", "local-time-ambiguous" (facts: local, zone and two
            neighbours) about the start; "date-out-of-range".
    """
    if isinstance(when, Days):
        return replace(when, first=day, last=day + (when.last - when.first))
    local_start = datetime.combine(day, start or when.start.time())
    starts_at = to_instant(local_start, when.timezone)
    moved = Timed(local_start, local_start + (when.end - when.start), when.timezone)
    try:
        resolve(moved)
    except InvalidInputError:
        elapsed = elapsed_time(when)
        return timed(
            local_start, to_local(starts_at + elapsed, when.timezone), when.timezone, elapsed
        )
    return moved


def elapsed_time(when: Timed) -> timedelta:
    """Return how long a schedule takes, that of the clock if it cannot be resolved."""
    try:
        span = resolve(when)
    except InvalidInputError:
        return when.end - when.start
    return span.ends_at - span.starts_at


def first_local(when: When) -> datetime:
    """Return the local time at which a schedule begins: midnight of its first day without a time."""
    return when.start if isinstance(when, Timed) else midnight(when.first)
