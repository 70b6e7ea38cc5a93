"""When registration opens and closes, where that is said relative to the start of the event."""

from datetime import timedelta

from webinars.events.models import Event


def settle_window(event: Event) -> None:
    """Let the window follow the start, as far as it is said relative to it.

    Asked whenever the start or the terms are written, so that the instants kept are always those that the
    minutes give; an end of the window that is not relative stays as it is.
    """
    if event.opens_before_minutes is not None:
        event.opens_at = event.starts_at - timedelta(minutes=event.opens_before_minutes)
    if event.closes_before_minutes is not None:
        event.closes_at = event.starts_at - timedelta(minutes=event.closes_before_minutes)


def is_window_empty(event: Event) -> bool:
    """Tell whether registration would close before it opens."""
    return bool(event.opens_at and event.closes_at and event.closes_at <= event.opens_at)
