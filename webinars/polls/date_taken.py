"""Whether a poll may still decide the date of an event, and give it the UID of a hold."""

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.event_import.models import ImportSource
from webinars.events.enums import EventState
from webinars.events.models import Event
from webinars.outbox.models import Message, MessageState
from webinars.polls.models import Poll
from webinars.polls.poll_rules import UNDECIDED, PollState
from webinars.scheduling.queries import has_open_entries
from webinars.timezones import clock
from webinars.timezones.schedule import Precision


def check_date_open(session: Session, event: Event) -> None:
    """Check that no calendar has an entry of the event under its present UID that updates itself.

    So the event can take the UID of the chosen hold: a draft, a postponed event, or one known by its month,
    unless it was imported under a UID that another calendar gave it.

    Raises:
        ConflictError: "date-in-calendars".
    """
    is_open = (
        event.state in {EventState.DRAFT, EventState.POSTPONED}
        or event.precision is Precision.MONTH
    )
    if not is_open or event.state is EventState.CANCELLED or is_imported(session, event.id):
        raise ConflictError("date-in-calendars")
    if has_open_entries(session, event.id):
        raise ConflictError("date-in-calendars")


def is_imported(session: Session, event_id: int) -> bool:
    """Return whether an event has the UID of a calendar that it was imported from."""
    return bool(session.scalar(select(exists().where(ImportSource.event_id == event_id))))


def check_no_open_holds(session: Session, event_id: int) -> None:
    """Check that deleting an event leaves no hold in a calendar: no poll is open, and no CANCEL waits.

    Raises:
        ConflictError: "poll-holds-open"; "poll-date-in-calendars" where the chosen date is an entry.
    """
    check_date_in_no_calendar(session, event_id)
    undecided = exists().where(Poll.event_id == event_id, Poll.state.in_(UNDECIDED))
    waiting = exists().where(
        Message.event_id == event_id,
        Message.topic.in_(("poll.hold", "poll.changed")),
        Message.state == MessageState.QUEUED,
        Message.due_at <= clock.now(),
    )
    if session.scalar(select(or_(undecided, waiting))):
        raise ConflictError("poll-holds-open")


def check_date_in_no_calendar(session: Session, event_id: int) -> None:
    """Check that no calendar has the date that a poll has chosen: drafts are not cancelled by e-mail.

    Raises:
        ConflictError: "poll-date-in-calendars".
    """
    chosen = exists().where(Poll.event_id == event_id, Poll.state == PollState.CHOSEN)
    if session.scalar(select(chosen)) and has_open_entries(session, event_id):
        raise ConflictError("poll-date-in-calendars")
