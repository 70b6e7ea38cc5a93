"""SEQUENCE of an event: which changes raise it, and which of them attendees are always notified of."""

from collections.abc import Mapping
from typing import Any

from webinars.events.enums import EventState
from webinars.events.models import Event

# Attendees are always notified of changes to these.
ALWAYS_NOTIFIED = ("when", "span", "format")


def raises_sequence(before: Mapping[str, Any], now: Mapping[str, Any], state: EventState) -> bool:
    """Return whether a change between two snapshots raises SEQUENCE, and attendees are notified.

    The state is that of the event: nobody relies on the values of drafts and cancelled events.
    """
    return state in (EventState.PUBLISHED, EventState.POSTPONED) and before != now


def bump_sequence(event: Event) -> None:
    """Raise the SEQUENCE of an event, so that calendars accept the new state.

    References:
        RFC 5546 section 2.1.4: a change of the time or of STATUS, or one that lets attendees decide anew.
        Others may keep it, but Google Calendar ignores a REQUEST with a SEQUENCE that it knows.
    """
    event.sequence += 1


def must_notify(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Return whether a change between two snapshots cannot be saved without notifying attendees."""
    return any(before[name] != now[name] for name in ALWAYS_NOTIFIED)
