"""What an event must be for something to be done with it as a whole: actions ask, and pages before."""

from webinars.errors import ConflictError
from webinars.events.models import Event
from webinars.events.rules import EventState
from webinars.timezones import clock


def check_removal(event: Event) -> None:
    """Refuse to throw away what is not a draft.

    Raises:
        ConflictError: "not-a-draft".
    """
    if event.state is not EventState.DRAFT:
        raise ConflictError("not-a-draft")


def check_withdrawal(event: Event) -> None:
    """Refuse to take back to a draft what is one, or was called off.

    Raises:
        ConflictError: "not-public".
    """
    if event.state is not EventState.PUBLISHED:
        raise ConflictError("not-public")


def check_end(event: Event, state: EventState) -> None:
    """Refuse to postpone or cancel a draft, and what was cancelled or is in this state already.

    Raises:
        ConflictError: "not-public".
    """
    if event.state in (EventState.DRAFT, EventState.CANCELLED, state):
        raise ConflictError("not-public")


def check_restoration(event: Event) -> None:
    """Refuse to let take place after all what was not called off, or whose time has passed.

    Raises:
        ConflictError: "not-called-off"; "event-over".
    """
    if event.state not in (EventState.CANCELLED, EventState.POSTPONED):
        raise ConflictError("not-called-off")
    if event.ends_at <= clock.now():
        raise ConflictError("event-over")
