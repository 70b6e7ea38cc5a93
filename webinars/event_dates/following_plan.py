"""What a change of one date means for another: what it gets, and what it keeps because it differs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from webinars.event_dates.wall_clock import elapsed_time, first_local, on_date
from webinars.events.details import EventDetails
from webinars.localized_text import comparable
from webinars.timezones.schedule import Days, Timed, When, resolve, serialize

# What goes from one date to those that follow; each keeps its series, and when registration opens and closes.
CARRIED = (
    "title",
    "description",
    "text_language",
    "links",
    "languages",
    "cities",
    "format",
    "place",
    "meeting_url",
    "contact_name",
    "contact_email",
    "hosted_by",
    "external_url",
    "capacity",
)
WHEN = "when"


@dataclass(frozen=True)
class PlannedChange:
    """The details that a date gets; names of fields that change, and of those that it keeps as they are."""

    details: EventDetails
    changed: tuple[str, ...]
    kept: tuple[str, ...]


def planned_change(
    before: EventDetails, after: EventDetails, own: EventDetails, start: datetime | None = None
) -> PlannedChange:
    """Return what a date gets from the change of another one.

    A field that differed from that date already is kept. A new hour, duration or zone is taken by the clocks;
    a new day moves the date by as many days. start: a local time to use instead of one that clocks skip or
    repeat.

    Raises:
        InvalidInputError: as of on_date(), for the start.
    """
    values: dict[str, Any] = {}
    differing = []
    for name in CARRIED:
        was, now, here = (comparable(getattr(one, name)) for one in (before, after, own))
        if now in (was, here):
            continue
        if here == was:
            values[name] = getattr(after, name)
        else:
            differing.append(name)
    if before.when != after.when:
        if is_same_pattern(before.when, own.when) and type(before.when) is type(after.when):
            values[WHEN] = moved(before.when, after.when, own.when, start)
        else:
            differing.append(WHEN)
    changed = tuple(name for name in (*CARRIED, WHEN) if name in values)
    return PlannedChange(replace(own, **values), changed, tuple(differing))


def is_same_pattern(when: When, other: When) -> bool:
    """Return whether two schedules have the same hour, duration and zone, or the same number of days."""
    if when.timezone != other.timezone:
        return False
    if isinstance(when, Timed) and isinstance(other, Timed):
        same_length = when.end - when.start == other.end - other.start
        is_same = same_length or elapsed_time(when) == elapsed_time(other)
        return is_same and when.start.time() == other.start.time()
    if isinstance(when, Days) and isinstance(other, Days):
        return when.last - when.first == other.last - other.first
    return False


def moved(before: When, after: When, own: When, start: datetime | None = None) -> When:
    """Return a schedule moved as another one was: by as many days, to the same hour by the clocks."""
    assert isinstance(after, Timed | Days)  # noqa: S101 - is_same_pattern() is false for months
    days = first_local(after).date() - first_local(before).date()
    day = first_local(own).date() + timedelta(days=days.days)
    if start is None:
        return on_date(after, day)
    return on_date(after, start.date(), start.time())


def planned_snapshot(details: EventDetails) -> dict[str, Any]:
    """Return what change_snapshot.snapshot() returns once an event has these details."""
    span = resolve(details.when)
    return {
        "when": serialize(details.when),
        "span": [span.starts_at.isoformat(), span.ends_at.isoformat()],
        "cities": list(dict.fromkeys(details.cities)),
        "place": str(details.place),
        "format": details.format,
    }


def all_names(plans: Sequence[PlannedChange]) -> tuple[str, ...]:
    """Return the names of the fields that any date gets, in the order of the form."""
    return tuple(name for name in (*CARRIED, WHEN) if any(name in one.changed for one in plans))
