"""When registration opens and closes; whether it is open is decided in registration_availability.py."""

from datetime import timedelta

from webinars.errors import InvalidInputError
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


def check_period(event: Event) -> None:
    """Check that registration closes after it opens.

    Raises:
        InvalidInputError: "closes-before-opens".
    """
    if event.opens_at and event.closes_at and event.closes_at <= event.opens_at:
        raise InvalidInputError("closes-before-opens")
