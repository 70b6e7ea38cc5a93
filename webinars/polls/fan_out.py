"""Enqueue what a worker does for a poll later: tell its participants, remind them, close it."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from sqlalchemy.orm import Session

from webinars.outbox import priorities
from webinars.outbox.enqueue import NewMessage, enqueue, enqueue_all, ordering_key_of
from webinars.outbox.models import Message
from webinars.outbox.topics import POLL_CHANGED
from webinars.polls.models import Poll, PollParticipant

# Participants of one transaction of a worker: each may be registered, or have a message for each option.
BATCH = 100
TO_PARTICIPANT = "poll.participant"
HOLD = "poll.hold"
TO_ORGANISER = "organiser.poll"

Task = Literal["invited", "holds", "ended", "deadline", "reminder", "event-cancelled"]
Occasion = Literal["invited", "reminder", "chosen", "published", "cancelled"]
Notice = Literal["completed", "closed"]


def enqueue_fan_out(
    session: Session, poll: Poll, task: Task, participant_ids: Sequence[int] = (), **more: Any
) -> None:
    """Enqueue one message about a poll; the worker fans it out to participants, or to some of them.

    more: what else its payload says, of plain values.
    """
    payload: dict[str, Any] = {"poll_id": poll.id, "task": task, **more}
    if participant_ids:
        payload["participant_ids"] = list(participant_ids)
    enqueue(
        session,
        POLL_CHANGED,
        payload=payload,
        event_id=poll.event_id,
        priority=priorities.FAN_OUT,
    )


def enqueue_next_batch(session: Session, poll: Poll, message: Message, after: int) -> None:
    """Enqueue what a message asks for again, for the participants after an id."""
    enqueue(
        session,
        POLL_CHANGED,
        payload={**message.payload, "poll_id": poll.id, "after": after},
        event_id=poll.event_id,
        priority=priorities.FURTHER_BATCH,
    )


def enqueue_deadline(session: Session, poll: Poll) -> None:
    """Enqueue the end of a poll at its deadline, and the reminder before it."""
    session.flush()
    times = {"deadline": poll.closes_at, "reminder": poll.reminds_at}
    for task, due_at in times.items():
        if due_at is not None:
            payload = {"poll_id": poll.id, "task": task, "at": due_at.isoformat()}
            enqueue(
                session,
                POLL_CHANGED,
                payload=payload,
                event_id=poll.event_id,
                due_at=due_at,
                priority=priorities.FAN_OUT,
            )


def enqueue_emails(
    session: Session, poll: Poll, participants: Iterable[PollParticipant], occasion: Occasion
) -> None:
    """Enqueue an e-mail to each of some participants."""
    enqueue_all_of(session, [_to_participant(poll, one, occasion) for one in participants])


def enqueue_email(
    session: Session, poll: Poll, participant: PollParticipant, occasion: Occasion
) -> None:
    """Enqueue an e-mail that one participant waits for, in the request of whoever asked for it."""
    new = _to_participant(poll, participant, occasion)
    enqueue(
        session,
        new.topic,
        payload=new.payload,
        ordering_key=new.ordering_key,
        event_id=new.event_id,
    )


def hold_message(poll: Poll, participant: PollParticipant, option_id: int) -> NewMessage:
    """Return the message that brings the entry of an option in a participant's calendar up to date."""
    return NewMessage(
        HOLD,
        {"participant_id": participant.id, "option_id": option_id},
        ordering_key=ordering_key_of(poll.event_id, participant.address),
        event_id=poll.event_id,
        priority=priorities.BULK,
        budget_group=hold_group(poll.id),
    )


def hold_group(poll_id: int) -> str:
    """Return the budget group of the holds of a poll: all of them count as one e-mail."""
    return f"poll:{poll_id}"


def purpose_of(budget_group: str) -> str:
    """Return the occasion of a sent e-mail to a participant, whose payload is deleted."""
    occasion = budget_group.partition(":")[0].removeprefix("poll-")
    return occasion or "invited"


def enqueue_all_of(session: Session, messages: Sequence[NewMessage]) -> None:
    """Enqueue messages, if there are any."""
    if messages:
        session.flush()
        enqueue_all(session, messages)


def notify_organiser(
    session: Session, poll: Poll, account_ids: Iterable[int], notice: Notice
) -> None:
    """Enqueue an e-mail about a poll to each account that is notified of its event."""
    for account_id in account_ids:
        enqueue(
            session,
            TO_ORGANISER,
            payload={"poll_id": poll.id, "organiser_id": account_id, "notice": notice},
            priority=priorities.NOTICE_TO_ORGANISER,
        )


def _to_participant(poll: Poll, participant: PollParticipant, occasion: Occasion) -> NewMessage:
    return NewMessage(
        TO_PARTICIPANT,
        {
            "participant_id": participant.id,
            "token_version": participant.token_version,
            "occasion": occasion,
        },
        ordering_key=ordering_key_of(poll.event_id, participant.address),
        event_id=poll.event_id,
        priority=priorities.BULK,
        # Kept when the payload is deleted. Links are sent as often as the budget allows.
        budget_group="" if occasion == "invited" else f"poll-{occasion}:{poll.id}",
    )
