"""Erase participants of polls: at their request, or some time after the poll. The caller commits."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from webinars.access.models import Invitee
from webinars.capabilities.link_revocation import delete_unused_reply_addresses
from webinars.database import erase_deleted_bytes
from webinars.events.enums import EventState
from webinars.events.locks import lock_event, lock_events
from webinars.events.models import Event
from webinars.outbox.enqueue import enqueue, ordering_key_of
from webinars.outbox.locks import lock_messages
from webinars.outbox.message_state import mark_superseded
from webinars.outbox.models import Message, MessageState
from webinars.outbox.retention import empty
from webinars.polls import poll_rules, queries
from webinars.polls.choice import cancel_poll
from webinars.polls.fan_out import HOLD, TO_PARTICIPANT
from webinars.polls.holds import SentHold, sent_holds
from webinars.polls.models import Poll, PollOption, PollParticipant
from webinars.registrations.queries import unregistered
from webinars.scheduling.invitation_history import erase_addresses, open_invitation
from webinars.timezones import clock

TOPICS = (TO_PARTICIPANT, HOLD)
# Of one round of a worker.
MOST_PURGED = 200


def erase_participant(session: Session, participant_id: int) -> None:
    """Delete a participant with their votes; e-mails with their own copy of the data cancel their holds.

    Raises:
        NotFoundError: "no-such-participant".
    """
    participant = queries.participant_of_link(session, participant_id)
    event = lock_event(session, participant.event_id)
    _erase(session, event, queries.participant_of_link(session, participant_id))


def erase_participations(session: Session, event_ids: Collection[int], address: str) -> None:
    """Delete a canonical address from all polls of some events, before its registrations are erased.

    The entry of a registration stays, for the erasure of that to cancel.
    """
    events = {event.id: event for event in lock_events(session, event_ids)}
    rows = session.scalars(
        select(PollParticipant)
        .where(PollParticipant.event_id.in_(events), PollParticipant.address == address)
        .order_by(PollParticipant.id)
        .execution_options(populate_existing=True)
    )
    for participant in rows.all():
        _erase(session, events[participant.event_id], participant)


def _erase(session: Session, event: Event, participant: PollParticipant) -> None:
    _erase_emails(session, participant)
    sent = sent_holds(session, [participant])
    options = queries.options_of(session, participant.poll_id, removed=True)
    for option in options:
        last = sent.get((participant.id, option.id))
        if last is not None:
            _cancel_hold(session, event, participant, option, last)
    is_of_poll = any(option.uid == event.uid for option in options)
    # Who was invited besides has an entry that later e-mails must update, or cancel.
    if is_of_poll or open_invitation(session, event.id, participant.address) is None:
        session.execute(
            delete(Invitee).where(
                Invitee.event_id == event.id,
                Invitee.address == participant.address,
                Invitee.registration_id.is_(None),
            )
        )
    _delete(session, [participant])


def purge_participants(session: Session) -> None:
    """Delete the participants of polls that ended long ago, and whose date is over; calendars keep it."""
    before = clock.now() - poll_rules.RETENTION
    is_past = or_(
        Poll.chosen_option_id.is_(None),
        Event.ends_at <= before,
        Event.state == EventState.CANCELLED,
    )
    rows = session.scalars(
        select(PollParticipant)
        .join(Poll, Poll.id == PollParticipant.poll_id)
        .join(Event, Event.id == PollParticipant.event_id)
        .where(Poll.ended_at <= before, is_past)
        .order_by(PollParticipant.event_id, PollParticipant.id)
        .limit(MOST_PURGED)
    ).all()
    for event_id in sorted({row.event_id for row in rows}):
        lock_event(session, event_id)
    _delete_with_emails(session, rows)


def purge_unconfirmed(session: Session) -> None:
    """Delete those who asked for a link by the open link of a poll and did not confirm their address."""
    late = PollParticipant.confirm_by <= clock.now()
    query = select(PollParticipant.event_id, PollParticipant.id).where(late).limit(MOST_PURGED)
    late_rows = session.execute(query.order_by(PollParticipant.event_id, PollParticipant.id)).all()
    for event_id in sorted({row.event_id for row in late_rows}):
        lock_event(session, event_id)
    # Read again: until the event was locked, they could confirm.
    rows = session.scalars(
        select(PollParticipant).where(late, PollParticipant.id.in_([row.id for row in late_rows]))
    ).all()
    _delete_with_emails(session, rows)


def end_abandoned_polls(session: Session) -> None:
    """Cancel the polls of which nobody chose a date long after the deadline: no hold stays for ever."""
    before = clock.now() - poll_rules.RETENTION
    rows = session.execute(
        select(Poll.event_id, Poll.id)
        .where(Poll.state.in_(poll_rules.UNDECIDED), Poll.closes_at <= before)
        .order_by(Poll.event_id)
        .limit(MOST_PURGED)
    ).all()
    for event_id, poll_id in rows:
        cancel_poll(session, event_id, poll_id)


def participations_data(session: Session, event_id: int, address: str) -> list[dict[str, Any]]:
    """Return what is stored about a canonical address in the polls of an event, as participant_data()."""
    rows = session.scalars(
        select(PollParticipant)
        .where(PollParticipant.event_id == event_id, PollParticipant.address == address)
        .order_by(PollParticipant.id)
    )
    return [participant_data(session, row) for row in rows.all()] if address else []


def participant_data(session: Session, participant: PollParticipant) -> dict[str, Any]:
    """Return everything that is stored about a participant, for the export of their data."""
    options = {
        option.id: option
        for option in queries.options_of(session, participant.poll_id, removed=True)
    }
    votes = queries.votes_of_participant(session, participant.id)
    return {
        **{column: getattr(participant, column) for column in PollParticipant.PERSONAL},
        "without_holds": participant.without_holds,
        "created_at": participant.created_at.isoformat(),
        "answered_at": participant.answered_at and participant.answered_at.isoformat(),
        "votes": [
            {
                "starts_at": options[option_id].starts_at.isoformat(),
                "vote": vote.vote.value,
                "source": vote.source.value,
                "voted_at": vote.voted_at.isoformat(),
            }
            for option_id, vote in votes.items()
        ],
    }


def _delete_with_emails(session: Session, rows: Sequence[PollParticipant]) -> None:
    """Delete participants of locked events, and what their e-mails contain."""
    for row in rows:
        _erase_emails(session, row)
    _delete(session, rows)


def _cancel_hold(
    session: Session,
    event: Event,
    participant: PollParticipant,
    option: PollOption,
    last: SentHold,
) -> None:
    """Enqueue the CANCEL of a hold, or of the entry that it became, with all that it needs."""
    sequence = last.sequence + 1
    option.sequence_floor = max(option.sequence_floor, sequence + 1)
    invitation = None
    if option.uid == event.uid:
        if not unregistered(session, event.id, {participant.address}):
            return  # the entry is that of their registration
        invitation = open_invitation(session, event.id, participant.address)
        if invitation is not None:
            sequence = max(event.sequence, invitation.sequence + 1)
            event.sequence_floor = max(event.sequence_floor, sequence + 1)
    if invitation is None and not last.is_open:
        return
    enqueue(
        session,
        HOLD,
        payload={
            "erased": True,
            "option_id": option.id,
            "name": participant.name,
            "email": participant.email,
            "address": participant.address,
            "language": participant.language,
            "sequence": sequence,
        },
        ordering_key=ordering_key_of(event.id, participant.address),
        event_id=event.id,
        budget_group=f"poll:{participant.poll_id}",
    )


def _erase_emails(session: Session, participant: PollParticipant) -> None:
    key = ordering_key_of(participant.event_id, participant.address)
    for message in lock_messages(
        session,
        Message.event_id == participant.event_id,
        Message.ordering_key == key,
        Message.topic.in_(TOPICS),
    ):
        if message.payload.get("erased"):
            continue
        if message.state is MessageState.QUEUED:
            mark_superseded(message, "erased at their request")
        empty(message)
    session.flush()


def _delete(session: Session, rows: Sequence[PollParticipant]) -> None:
    by_event: dict[int, set[str]] = {}
    for row in rows:
        by_event.setdefault(row.event_id, set()).add(row.address)
    ids = [row.id for row in rows]
    session.flush()
    session.execute(delete(PollParticipant).where(PollParticipant.id.in_(ids)))
    for event_id, addresses in sorted(by_event.items()):
        known = _known_elsewhere(session, event_id, addresses)
        erase_addresses(session, event_id, unregistered(session, event_id, addresses - known))
        delete_unused_reply_addresses(session, event_id)
    if rows:
        erase_deleted_bytes(session)


def _known_elsewhere(session: Session, event_id: int, addresses: set[str]) -> set[str]:
    """Return the addresses of invitees, and of participants of another poll of the event."""
    known: set[str] = set()
    for table in (Invitee, PollParticipant):
        query = select(table.address).where(
            table.event_id == event_id, table.address.in_(addresses)
        )
        known |= set(session.scalars(query))
    return known
