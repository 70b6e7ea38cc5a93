"""Snapshots of what attendees rely on: schedule, instants, cities, venue and format."""

# Plain values that a message carries, so that an e-mail can show what it was before.

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from webinars.events.models import Event
from webinars.timezones.schedule import Span, When, deserialize, resolve, serialize

# Attendees are always notified of changes to these.
ALWAYS_NOTIFIED = ("when", "span", "format")


class Times(NamedTuple):
    """A schedule, and the instants that it resolved to when stored."""

    when: When
    span: Span


def snapshot(event: Event) -> dict[str, Any]:
    """Return what attendees rely on. New zone rules change "span" alone."""
    return {
        "when": serialize(event.when),
        "span": [event.starts_at.isoformat(), event.ends_at.isoformat()],
        "cities": event.cities,
        "place": event.place,
        "format": event.format,
    }


def times_of(values: Mapping[str, Any]) -> Times:
    """Return the times of a snapshot, also of older ones without "span"."""
    when = deserialize(values["when"])
    if "span" not in values:
        return Times(when, resolve(when))
    starts_at, ends_at = map(datetime.fromisoformat, values["span"])
    return Times(when, Span(starts_at, ends_at))
