"""What a worker does for polls: fan out to participants, remind them, close polls at their deadline."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from webinars.errors import NotFoundError
from webinars.events.enums import EventState
from webinars.events.queries import event_by_id
from webinars.events.team.recipients import notified_accounts
from webinars.outbox.enqueue import NewMessage
from webinars.outbox.models import Message
from webinars.outbox.topics import POLL_CHANGED
from webinars.polls import queries
from webinars.polls.choice import cancel_poll
from webinars.polls.completeness import incomplete_among
from webinars.polls.fan_out import (
    BATCH,
    Occasion,
    enqueue_all_of,
    enqueue_emails,
    enqueue_next_batch,
    hold_message,
    notify_organiser,
)
from webinars.polls.holds import Entry, has_holds, sent_holds, wanted_entry
from webinars.polls.models import Poll, PollParticipant
from webinars.polls.poll_history import poll_values, record_poll
from webinars.polls.poll_rules import UNDECIDED, PollState
from webinars.polls.registering import (
    declined_addresses,
    invite_participants,
    invited_addresses,
    register_willing,
)


def do_task(session: Session, message: Message) -> int:
    """Do what a message about a poll asks for; return how many e-mails follow."""
    payload = message.payload
    try:
        poll = _poll_of(session, message)
    except NotFoundError:
        return 0  # deleted with its event, or another poll has chosen since
    match payload["task"]:
        case "invited":
            return _invite(session, poll, payload["participant_ids"])
        case "event-cancelled":
            return _end_with_event(session, poll)
        case "deadline":
            return _close(session, poll, datetime.fromisoformat(payload["at"]))
        case "holds" if "participant_ids" in payload:
            ids = payload["participant_ids"]
            return update_holds(session, poll, queries.participants_by_id(session, poll.id, ids))
        case _:
            return _do_batch(session, poll, message)


HANDLERS: dict[str, Callable[[Session, Message], int]] = {POLL_CHANGED: do_task}


def update_holds(session: Session, poll: Poll, people: Sequence[PollParticipant]) -> int:
    """Enqueue a message for each entry in a calendar that is not as it should be; return how many."""
    sent = sent_holds(session, people)
    if not poll.sends_holds and not sent:
        return 0
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


def _poll_of(session: Session, message: Message) -> Poll:
    event_id, poll_id = message.event_id or 0, message.payload.get("poll_id")
    if poll_id is None:  # of the published event
        return queries.poll_of_date(session, event_id)
    return queries.poll_of_event(session, event_id, poll_id)


def _invite(session: Session, poll: Poll, participant_ids: Sequence[int]) -> int:
    if poll.state is not PollState.OPEN:
        return 0
    people = queries.participants_by_id(session, poll.id, participant_ids)
    present = [one for one in people if one.takes_part]
    enqueue_emails(session, poll, present, "invited")
    return len(present) + update_holds(session, poll, present)


def _do_batch(session: Session, poll: Poll, message: Message) -> int:
    """Do what a message asks for, for a batch of participants; another message does it for the next ones."""
    payload = message.payload
    after = int(payload.get("after", 0))
    if payload["task"] == "reminder" and not after and not _starts_reminding(poll, payload["at"]):
        return 0
    # Removed ones too, whose holds are cancelled.
    people = queries.asked_after(session, poll.id, after, BATCH)
    match payload["task"]:
        case "holds":
            count = update_holds(session, poll, people)
        case "ended":
            count = _announce_end(session, poll, people, registering=payload.get("registering"))
        case "published":
            count = _announce_publication(session, poll, people)
        case _:
            count = _remind(session, poll, people)
    if len(people) == BATCH:
        enqueue_next_batch(session, poll, message, people[-1].id)
    return count


def _announce_end(
    session: Session, poll: Poll, people: Sequence[PollParticipant], *, registering: bool | None
) -> int:
    """Bring calendars up to date; register or invite people, and e-mail those whom no entry tells the end."""
    event = event_by_id(session, poll.event_id)
    present = [one for one in people if one.takes_part]
    is_chosen = poll.state is PollState.CHOSEN and poll.chosen_option_id is not None
    if is_chosen and event.state is EventState.PUBLISHED and present:
        if registering and poll.chosen_option_id is not None:
            willing = queries.in_favour_among(session, poll.chosen_option_id, present)
            register_willing(session, event, willing)
        if event.accepts_registrations:
            invite_participants(session, event, present)
    count = update_holds(session, poll, people)
    occasion: Occasion = "chosen" if is_chosen else "cancelled"
    told = [one for one in present if not has_holds(poll, one) or occasion == "cancelled"]
    enqueue_emails(session, poll, told, occasion)
    return count + len(told)


def _announce_publication(session: Session, poll: Poll, people: Sequence[PollParticipant]) -> int:
    """Invite participants of a poll whose event was published after the choice, and update their entry.

    Who was invited or has declined since is left alone; the entry of who was invited is updated.
    """
    event = event_by_id(session, poll.event_id)
    is_later = event.published_at and poll.ended_at and event.published_at > poll.ended_at
    if (
        event.state is not EventState.PUBLISHED
        or poll.state is not PollState.CHOSEN
        or not is_later
    ):
        return 0
    addresses = {one.address for one in people}
    declined = declined_addresses(session, event.id, addresses)
    present = [one for one in people if one.takes_part and one.address not in declined]
    told = invited_addresses(session, event.id, addresses)
    if event.accepts_registrations:
        invite_participants(session, event, present)
    holders = [one for one in present if has_holds(poll, one)]
    others = [one for one in present if not has_holds(poll, one) and one.address not in told]
    if poll.chosen_option_id is not None:
        option_id = poll.chosen_option_id
        enqueue_all_of(session, [hold_message(poll, one, option_id) for one in holders])
    enqueue_emails(session, poll, others, "published")
    return len(holders) + len(others)


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


def _starts_reminding(poll: Poll, at: str) -> bool:
    """Return whether it is time to remind, once, of the present deadline."""
    if poll.state is not PollState.OPEN or poll.reminds_at != datetime.fromisoformat(at):
        return False
    poll.reminds_at = None
    return True


def _remind(session: Session, poll: Poll, people: Sequence[PollParticipant]) -> int:
    """Remind those of some participants who have not answered."""
    if poll.state is not PollState.OPEN:
        return 0
    incomplete = incomplete_among(session, poll, people)
    enqueue_emails(session, poll, incomplete, "reminder")
    return len(incomplete)
