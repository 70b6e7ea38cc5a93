"""Snapshot of the values of an event that attendees rely on, taken before and after a change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from webinars.events.models import Event
from webinars.timezones.schedule import Span, When, deserialize, resolve, serialize


class SnapshotTimes(NamedTuple):
    """A schedule, and the instants that it resolved to when stored."""

    when: When
    span: Span


def snapshot(event: Event) -> dict[str, Any]:
    """Return the values attendees rely on; new time zone rules change "span" alone."""
    return {
        "when": serialize(event.when),
        "span": [event.starts_at.isoformat(), event.ends_at.isoformat()],
        "cities": event.cities,
        "place": str(event.place),
        "format": event.format,
    }


def times_of(values: Mapping[str, Any]) -> SnapshotTimes:
    """Return the times of a snapshot, also of older ones without "span"."""
    when = deserialize(values["when"])
    if "span" not in values:
        return SnapshotTimes(when, resolve(when))
    starts_at, ends_at = map(datetime.fromisoformat, values["span"])
    return SnapshotTimes(when, Span(starts_at, ends_at))
