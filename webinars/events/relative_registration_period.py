"""Registration period relative to the start of its event: its ends, and whether it is empty."""

from datetime import timedelta

from webinars.events.models import Event


def resolve_period(event: Event) -> None:
    """Recompute the ends of the registration period that are relative to the start.

    Called whenever the start or the settings are written, so that the stored instants always match
    the minutes; an absolute end stays as it is.
    """
    if event.opens_before_minutes is not None:
        event.opens_at = event.starts_at - timedelta(minutes=event.opens_before_minutes)
    if event.closes_before_minutes is not None:
        event.closes_at = event.starts_at - timedelta(minutes=event.closes_before_minutes)


def is_period_empty(event: Event) -> bool:
    """Return whether registration would close before it opens."""
    return bool(event.opens_at and event.closes_at and event.closes_at <= event.opens_at)
