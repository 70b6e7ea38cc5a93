"""What a worker does for polls: fan out to participants, remind them, close polls at their deadline."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.errors import NotFoundError
from webinars.events.enums import EventState
from webinars.events.queries import event_by_id
from webinars.events.team.recipients import notified_accounts
from webinars.outbox.enqueue import NewMessage
from webinars.outbox.models import Message
from webinars.polls import queries
from webinars.polls.choice import cancel_poll
from webinars.polls.completeness import incomplete_participants
from webinars.polls.fan_out import (
    POLL_CHANGED,
    Occasion,
    enqueue_all_of,
    enqueue_emails,
    hold_message,
    notify_organiser,
)
from webinars.polls.holds import Entry, sent_holds, wanted_entry
from webinars.polls.models import Poll, PollParticipant
from webinars.polls.poll_history import poll_values, record_poll
from webinars.polls.poll_rules import UNDECIDED, PollState


def do_task(session: Session, message: Message) -> int:
    """Do what a message about a poll asks for; return how many e-mails follow."""
    payload = message.payload
    try:
        poll = queries.poll_of_event(session, message.event_id or 0, payload["poll_id"])
    except NotFoundError:
        return 0  # deleted with its event
    match payload["task"]:
        case "invited":
            return _invite(session, poll, payload["participant_ids"])
        case "holds":
            return _update_holds_of(session, poll, payload.get("participant_ids"))
        case "ended":
            return _announce_end(session, poll)
        case "event-cancelled":
            return _end_with_event(session, poll)
        case "deadline":
            return _close(session, poll, datetime.fromisoformat(payload["at"]))
        case _:
            return _remind(session, poll, datetime.fromisoformat(payload["at"]))


HANDLERS: dict[str, Callable[[Session, Message], int]] = {POLL_CHANGED: do_task}


def update_holds(
    session: Session, poll: Poll, among: Sequence[PollParticipant] | None = None
) -> int:
    """Enqueue a message for each entry in a calendar that is not as it should be; return how many."""
    sent = sent_holds(session, poll.id)
    if not poll.sends_holds and not sent:
        return 0
    # Removed participants too, whose holds are cancelled.
    everyone = select(PollParticipant).where(PollParticipant.poll_id == poll.id)
    people = (
        session.scalars(everyone.order_by(PollParticipant.id)).all() if among is None else among
    )
    options = queries.options_of(session, poll.id, removed=True)
    messages: list[NewMessage] = []
    for participant in people:
        for option in options:
            last = sent.get((participant.id, option.id))
            is_there = last is not None and last.is_open
            wanted = wanted_entry(poll, option, participant)
            if wanted is Entry.CONFIRMED or is_there != (wanted is Entry.TENTATIVE):
                messages.append(hold_message(poll, participant, option.id))
    enqueue_all_of(session, messages)
    return len(messages)


def _invite(session: Session, poll: Poll, participant_ids: Sequence[int]) -> int:
    if poll.state is not PollState.OPEN:
        return 0
    wanted = set(participant_ids)
    people = [one for one in queries.participants_of(session, poll.id) if one.id in wanted]
    enqueue_emails(session, poll, people, "invited")
    return len(people) + update_holds(session, poll, people)


def _update_holds_of(session: Session, poll: Poll, participant_ids: Sequence[int] | None) -> int:
    """Update the holds of some participants, or of all."""
    if participant_ids is None:
        return update_holds(session, poll)
    query = select(PollParticipant).where(
        PollParticipant.poll_id == poll.id, PollParticipant.id.in_(participant_ids)
    )
    return update_holds(session, poll, session.scalars(query.order_by(PollParticipant.id)).all())


def _announce_end(session: Session, poll: Poll) -> int:
    """Bring calendars up to date; e-mail those who have no entry that would tell them."""
    count = update_holds(session, poll)
    occasion: Occasion = "chosen" if poll.state is PollState.CHOSEN else "cancelled"
    people = [
        one
        for one in queries.participants_of(session, poll.id)
        if not poll.sends_holds or one.without_holds or occasion == "cancelled"
    ]
    enqueue_emails(session, poll, people, occasion)
    return count + len(people)


def _end_with_event(session: Session, poll: Poll) -> int:
    """Cancel a poll whose event was cancelled, unless the event was reinstated since."""
    event = event_by_id(session, poll.event_id)
    if event.state is not EventState.CANCELLED or poll.state not in UNDECIDED:
        return 0
    cancel_poll(session, event.id, poll.id)
    return 1


def _close(session: Session, poll: Poll, at: datetime) -> int:
    """Close a poll at its deadline, unless that was changed since."""
    if poll.state is not PollState.OPEN or poll.closes_at != at:
        return 0
    before = poll_values(session, poll)
    poll.state = PollState.CLOSED
    record_poll(session, poll, before)
    accounts = notified_accounts(session, [event_by_id(session, poll.event_id)])
    notify_organiser(session, poll, [account_id for account_id, _zone in accounts], "closed")
    return len(accounts)


def _remind(session: Session, poll: Poll, at: datetime) -> int:
    """Remind those who have not answered, once."""
    if poll.state is not PollState.OPEN or poll.reminds_at != at:
        return 0
    poll.reminds_at = None
    people = incomplete_participants(session, poll)
    enqueue_emails(session, poll, people, "reminder")
    return len(people)
