"""Preconditions on the state of an event, checked by actions and before confirmation pages."""

from webinars.errors import ConflictError
from webinars.events.enums import EventState
from webinars.events.exposed_passcodes import ACCEPTED, public_access_details
from webinars.events.models import Event
from webinars.timezones import clock


def check_publication(event: Event) -> None:
    """Allow publishing of drafts without open questions or private access details.

    Raises:
        ConflictError: "not-a-draft"; "open-questions" while the parsed announcement has open questions;
            "public-access-details" while a public text has a passcode or meeting link that the organiser
            has not accepted.
    """
    if event.state is not EventState.DRAFT:
        raise ConflictError("not-a-draft")
    if event.reading.get("questions"):
        raise ConflictError("open-questions")
    if set(public_access_details(event)) - set(event.reading.get(ACCEPTED, ())):
        raise ConflictError("public-access-details")


def check_removal(event: Event) -> None:
    """Allow deletion of drafts only.

    Raises:
        ConflictError: "not-a-draft".
    """
    if event.state is not EventState.DRAFT:
        raise ConflictError("not-a-draft")


def check_withdrawal(event: Event) -> None:
    """Allow unpublishing of published events only.

    Raises:
        ConflictError: "not-published".
    """
    if event.state is not EventState.PUBLISHED:
        raise ConflictError("not-published")


def check_end(event: Event, state: EventState) -> None:
    """Allow postponing or cancelling unless the event is a draft, cancelled or in this state already.

    Raises:
        ConflictError: "not-published".
    """
    if event.state in (EventState.DRAFT, EventState.CANCELLED, state):
        raise ConflictError("not-published")


def check_restoration(event: Event) -> None:
    """Allow restoring cancelled or postponed events whose time has not passed.

    Raises:
        ConflictError: "not-cancelled"; "event-over".
    """
    if event.state not in (EventState.CANCELLED, EventState.POSTPONED):
        raise ConflictError("not-cancelled")
    if event.ends_at <= clock.now():
        raise ConflictError("event-over")


def is_upcoming(event: Event) -> bool:
    """Return whether an event is published and not over."""
    return event.state is EventState.PUBLISHED and event.ends_at > clock.now()


def check_upcoming(event: Event) -> None:
    """Require a published event that has not ended.

    Raises:
        ConflictError: "event-over"; "event-is-cancelled", "event-is-postponed".
    """
    if event.state is EventState.POSTPONED:
        raise ConflictError("event-is-postponed")
    if event.state is EventState.CANCELLED:
        raise ConflictError("event-is-cancelled")
    if not is_upcoming(event):
        raise ConflictError("event-over")


def check_not_ended(event: Event) -> None:
    """Refuse cancellations once a published event has ended.

    Raises:
        ConflictError: "event-over".
    """
    if event.state is EventState.PUBLISHED and event.ends_at <= clock.now():
        raise ConflictError("event-over")
