"""Keep the entries of participants right when the event changes or is cancelled."""

from collections.abc import Callable

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webinars.events.models import Event
from webinars.outbox.models import Message
from webinars.polls import queries
from webinars.polls.fan_out import enqueue_all_of, enqueue_fan_out, hold_message
from webinars.polls.models import Poll, PollOption, PollParticipant
from webinars.polls.poll_rules import PollState
from webinars.polls.registering import declined_addresses
from webinars.scheduling import fanout

_TOPICS = ("event.changed", "event.cancelled", "event.postponed", "event.restored")


def _and_participants(
    fan_out: Callable[[Session, Message], int],
) -> Callable[[Session, Message], int]:
    def handle(session: Session, message: Message) -> int:
        return fan_out(session, message) + update_participants(session, message)

    return handle


def update_participants(session: Session, message: Message) -> int:
    """Enqueue an update of the entry of each participant of the poll that gave an event its date."""
    event_id = int(message.payload["event_id"])
    polls = session.scalars(
        select(Poll).where(Poll.event_id == event_id, Poll.state != PollState.CANCELLED)
    ).all()
    count = 0
    for poll in polls:
        if poll.state is PollState.CHOSEN and poll.sends_holds and poll.chosen_option_id:
            people = _concerned(session, poll, poll.chosen_option_id)
            enqueue_all_of(
                session, [hold_message(poll, one, poll.chosen_option_id) for one in people]
            )
            count += len(people)
        elif poll.state is not PollState.CHOSEN and message.topic == "event.cancelled":
            # Later, with the event locked before any message, as everywhere.
            enqueue_fan_out(session, poll, "event-cancelled")
    return count


def _concerned(session: Session, poll: Poll, option_id: int) -> list[PollParticipant]:
    """Return the participants with an entry of the event; none where a later poll has given it another UID.

    Who has declined that entry is not asked again, as all who were invited by calendar.
    """
    is_option_of_event = exists().where(PollOption.id == option_id, PollOption.uid == Event.uid)
    if not session.scalar(select(Event.id).where(Event.id == poll.event_id, is_option_of_event)):
        return []
    people = queries.participants_of(session, poll.id)
    declined = declined_addresses(session, poll.event_id, {one.address for one in people})
    return [one for one in people if not one.without_holds and one.address not in declined]


HANDLERS: dict[str, Callable[[Session, Message], int]] = {
    topic: _and_participants(fanout.HANDLERS[topic]) for topic in _TOPICS
}
