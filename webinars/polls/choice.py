"""Choose the date of an event among the options of its poll, or cancel the poll. The caller commits."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from webinars.errors import ConflictError, InvalidInputError
from webinars.events.changes import change_event
from webinars.events.details import details_of
from webinars.events.enums import EventState
from webinars.events.lifecycle import publish_event
from webinars.events.locks import lock_for_change
from webinars.events.models import Event
from webinars.polls import queries
from webinars.polls.date_taken import check_date_open
from webinars.polls.editing import lock_undecided
from webinars.polls.fan_out import enqueue_fan_out
from webinars.polls.holds import highest_sequence
from webinars.polls.models import Poll, PollOption
from webinars.polls.poll_history import poll_values, record_poll
from webinars.polls.poll_rules import PollState
from webinars.polls.registering import register_participants
from webinars.site import Site
from webinars.timezones import clock

# In the request: enough to say why people are refused. A worker registers the rest.
REGISTERED_AT_ONCE = 20
# A CANCEL of a hold at an erasure has one more than the last hold, so the event is above both.
_ABOVE_HOLDS = 2


@dataclass(frozen=True)
class Choice:
    """What happens with the chosen date: whether the draft is published, and who said yes registered."""

    option_id: int
    publishing: bool = False
    registering: bool = False


def choose_option(
    session: Session, event_id: int, poll_id: int, *, choice: Choice, site: Site
) -> Poll:
    """Give the event the date of an option, and the UID of its holds, and end the poll.

    The worker then registers or invites participants, confirms the hold of that option in each calendar,
    cancels the others, and e-mails those without holds. If the event stays a draft, they are invited once it
    is published.

    Raises:
        NotFoundError: "no-such-event", "no-such-poll", "no-such-option".
        ConflictError: "poll-ended", "date-in-calendars", "option-over"; as of publish_event().
        InvalidInputError: "registering-draft"; as of change_event().
        DelegateRowError: as of bulk_register(); for the first of many who said yes.
    """
    poll = lock_undecided(session, event_id, poll_id)
    event = lock_for_change(session, event_id)
    check_date_open(session, event)
    option = queries.option_of_poll(session, poll.id, choice.option_id)
    if option.starts_at <= clock.now():
        raise ConflictError("option-over")
    before, first_uid = poll_values(session, poll), event.first_uid or event.uid
    poll.state, poll.chosen_option_id, poll.reminds_at = PollState.CHOSEN, option.id, None
    _move_event(session, event, option, site)
    if choice.publishing and event.state is EventState.DRAFT:
        publish_event(session, event_id, site)
    # After a publication: one that comes later is told to participants by itself.
    poll.ended_at, event.first_uid = clock.now(), first_uid
    record_poll(session, poll, before)
    if choice.registering:
        if event.state is not EventState.PUBLISHED:
            raise InvalidInputError("registering-draft")
        people = queries.in_favour(session, poll.id, option.id, limit=REGISTERED_AT_ONCE)
        register_participants(session, event, people)
    enqueue_fan_out(session, poll, "ended", registering=choice.registering)
    return poll


def cancel_poll(session: Session, event_id: int, poll_id: int) -> Poll:
    """Cancel a poll: all holds are cancelled, and those without holds are told by e-mail.

    Raises:
        NotFoundError: "no-such-event", "no-such-poll".
        ConflictError: "poll-ended".
    """
    poll = lock_undecided(session, event_id, poll_id)
    before = poll_values(session, poll)
    poll.state, poll.ended_at, poll.reminds_at = PollState.CANCELLED, clock.now(), None
    record_poll(session, poll, before)
    enqueue_fan_out(session, poll, "ended")
    return poll


def _move_event(session: Session, event: Event, option: PollOption, site: Site) -> None:
    event.uid = option.uid
    event.sequence = max(event.sequence, highest_sequence(session, [option]) + _ABOVE_HOLDS)
    session.flush()
    change_event(
        session,
        event.id,
        details=replace(details_of(event), when=option.when),
        revision=event.revision,
        site=site,
    )
