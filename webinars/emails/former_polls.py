"""Give the rows of an e-mail about a poll the values that they had when it was sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from webinars.emails.former_state import FormerState, restore_event, settled_at
from webinars.events.history.former_values import values_at
from webinars.events.history.stored_revisions import Subject
from webinars.events.models import Event
from webinars.outbox.models import Message
from webinars.polls import queries
from webinars.polls.fan_out import HOLD, TO_PARTICIPANT, purpose_of
from webinars.polls.models import Poll, PollHold, PollOption, PollParticipant
from webinars.polls.poll_rules import PollState
from webinars.scheduling.models import Invitation, ItipMethod
from webinars.security import email_addresses

POLL_TOPICS = frozenset({TO_PARTICIPANT, HOLD})


def restore_poll_email(session: Session, message: Message) -> FormerState | None:
    """Give a sent e-mail about a poll its payload again, and its rows their values of then.

    None if they are not known any more: the participant was deleted, or it was sent by an earlier release.
    """
    event = session.get(Event, message.event_id) if message.event_id else None
    if event is None or not message.recipient:
        return None
    participant = _participant(session, message)
    if participant is None or not restore_event(session, event, settled_at(message)):
        return None
    poll = session.get_one(Poll, participant.poll_id)
    options = queries.options_of(session, poll.id, removed=True)
    _restore_poll(session, poll, settled_at(message))
    set_committed_value(participant, "removed_at", None)
    payload = (
        _hold(session, message, poll, event, participant)
        if message.topic == HOLD
        else _to_participant(message, poll, participant)
    )
    if payload is None:
        return None
    set_committed_value(message, "payload", payload)
    return FormerState(None, None, None, (event, poll, participant, options), settled_at(message))


def _participant(session: Session, message: Message) -> PollParticipant | None:
    """Return the participant with the address of an e-mail, of the poll that ran at its time."""
    address = email_addresses.normalize_address(message.recipient)
    return session.scalar(
        select(PollParticipant)
        .join(Poll, Poll.id == PollParticipant.poll_id)
        .where(
            PollParticipant.event_id == message.event_id,
            PollParticipant.address == address,
            Poll.created_at <= message.created_at,
        )
        .order_by(Poll.id.desc())
        .limit(1)
    )


def _restore_poll(session: Session, poll: Poll, at: datetime) -> None:
    if values := values_at(session, poll.event_id, Subject.POLL, poll.id, at):
        closes_at = datetime.fromisoformat(values["closes_at"])
        set_committed_value(poll, "closes_at", closes_at)
        set_committed_value(poll, "sends_holds", values["sends_holds"])
    if poll.ended_at is None or at < poll.ended_at:
        set_committed_value(poll, "state", PollState.OPEN)


def _to_participant(
    message: Message, poll: Poll, participant: PollParticipant
) -> dict[str, Any] | None:
    occasion = purpose_of(message.budget_group)
    if occasion == "invited" and poll.state is not PollState.OPEN:
        return None  # of an earlier release, which did not store the occasion
    return {
        "participant_id": participant.id,
        "token_version": participant.token_version,
        "occasion": occasion,
    }


def _hold(
    session: Session, message: Message, poll: Poll, event: Event, participant: PollParticipant
) -> dict[str, Any] | None:
    """Return the payload of a calendar message; what was recorded of it decides on the entry wanted."""
    hold = session.scalar(select(PollHold).where(PollHold.message_id == message.id))
    if hold is not None:
        option = session.get_one(PollOption, hold.option_id)
        method, option_id = hold.method, option.id
        if option.uid == event.uid:
            set_committed_value(event, "uid", event.first_uid or "")
        if method is ItipMethod.REQUEST:
            set_committed_value(option, "removed_at", None)
            set_committed_value(poll, "state", PollState.OPEN)
    else:
        recorded = select(Invitation.method).where(Invitation.message_id == message.id)
        sent, chosen_id = session.scalar(recorded), poll.chosen_option_id
        if sent is None or chosen_id is None:
            return None
        method, option_id = sent, chosen_id
    for row, name, value in (
        (participant, "confirm_by", None),
        (participant, "without_holds", method is ItipMethod.CANCEL),
        (poll, "sends_holds", True),
    ):
        set_committed_value(row, name, value)
    return {"participant_id": participant.id, "option_id": option_id}
