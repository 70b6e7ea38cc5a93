"""What people count on: the time as promised and the instants it meant, cities, place and format.

As plain values that a message carries, so that a letter can say what was so before.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from webinars.events.models import Event
from webinars.timezones.schedule import Span, When, pack, resolve, unpack

# What decides whether somebody can come: a change of it is never kept from them.
ALWAYS_NOTIFIED = ("when", "span", "format")


class Times(NamedTuple):
    """A time as promised, and the instants that it meant when it was."""

    when: When
    span: Span


def snapshot(event: Event) -> dict[str, Any]:
    """Return what people count on. New rules for a zone's clocks move the instants ("span") alone."""
    return {
        "when": pack(event.when),
        "span": [event.starts_at.isoformat(), event.ends_at.isoformat()],
        "cities": event.cities,
        "place": event.place,
        "format": event.format,
    }


def times_of(said: Mapping[str, Any]) -> Times:
    """Return the times in what promised() returned, also before it told the instants."""
    when = unpack(said["when"])
    if "span" not in said:
        return Times(when, resolve(when))
    starts_at, ends_at = map(datetime.fromisoformat, said["span"])
    return Times(when, Span(starts_at, ends_at))
