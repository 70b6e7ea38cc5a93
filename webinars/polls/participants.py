"""Add participants to a poll, send them their links again, and remove them. The caller commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from webinars.access.invitees import Recipient
from webinars.access.limits import NAME_LENGTH
from webinars.capabilities.link_creation import ensure_links
from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_revocation import revoke_links
from webinars.errors import ConflictError, InvalidInputError
from webinars.events.locks import lock_for_change
from webinars.outbox.email_budgets import is_spent
from webinars.polls import poll_rules, queries
from webinars.polls.editing import check_holds
from webinars.polls.fan_out import BATCH, enqueue_email, enqueue_fan_out
from webinars.polls.models import Poll, PollParticipant, PollVote
from webinars.polls.poll_rules import PollState
from webinars.security import email_addresses
from webinars.security.text_input import clean_name
from webinars.timezones import clock


@dataclass(frozen=True)
class AddedParticipants:
    """How many people of a list are asked now, and how many were before."""

    added: int = 0
    before: int = 0


def add_participants(
    session: Session, event_id: int, poll_id: int, *, people: Sequence[Recipient], language: str
) -> AddedParticipants:
    """Add people to an open poll; each new one gets one e-mail with a personal link, and their holds.

    Idempotent: the same list again e-mails nobody.

    Raises:
        NotFoundError: "no-such-event", "no-such-poll".
        ConflictError: "poll-ended", "poll-closed".
        InvalidInputError: "too-many-participants", "too-many-for-holds" (facts: most),
            "too-many-invitations" (facts: most, left), "not-an-address", and those of clean_name().
    """
    event = lock_for_change(session, event_id)
    poll = lock_open(session, event_id, poll_id)
    wanted = _by_address(people)
    known = queries.participants_by_address(session, poll.id, wanted)
    # Whoever has not confirmed yet is asked by the organiser now, which needs no confirmation.
    active = {address for address, row in known.items() if row.takes_part}
    total = queries.count_answered(session, poll.id)[1] + len(wanted) - len(active)
    if total > poll_rules.MOST_PARTICIPANTS:
        raise InvalidInputError("too-many-participants", most=poll_rules.MOST_PARTICIPANTS)
    if poll.sends_holds:
        check_holds(total)
    _check_daily_limit(session, event.organiser_id, len(wanted) - len(active))
    for address, row in known.items():
        if address not in active:
            _ask_again(row, wanted[address], language)
    new = [
        _columns(poll, to, address, language)
        for address, to in wanted.items()
        if address not in known
    ]
    if new:
        session.execute(insert(PollParticipant), new)
    asked_now = wanted.keys() - active
    added = sorted(
        row.id for row in queries.participants_by_address(session, poll.id, asked_now).values()
    )
    if added:
        ensure_links(session, Purpose.POLL, [(number, event_id) for number in added])
        poll.was_completed = False
        for start in range(0, len(added), BATCH):
            enqueue_fan_out(session, poll, "invited", added[start : start + BATCH])
    return AddedParticipants(len(added), len(active))


def request_link(
    session: Session,
    event_id: int,
    poll_id: int,
    *,
    name: str,
    email: str,
    language: str,
    timezone: str,
) -> None:
    """E-mail a personal link to somebody with the open link of a poll; the same whether they have one or not.

    Somebody new takes part once they confirm the address there: nothing else is sent to it before.

    Raises:
        NotFoundError: "no-such-poll", also where the open link is off.
        ConflictError: "poll-ended", "poll-closed"; "poll-full".
        InvalidInputError: "not-an-address", and those of clean_name().
    """
    poll = lock_open(session, event_id, poll_id)
    email = email_addresses.clean_address(email)
    recipient = Recipient(clean_name(name, longest=NAME_LENGTH, least=1), email)
    address = email_addresses.normalize_address(email)
    # Before the address is looked up: the answer does not tell who takes part.
    check_not_full(session, poll)
    if queries.count_unconfirmed(session, poll.id) >= poll_rules.MOST_PARTICIPANTS:
        raise ConflictError("poll-full")
    known = queries.participants_by_address(session, poll.id, [address]).get(address)
    if known is None:
        known = PollParticipant(**_columns(poll, recipient, address, language))
        known.timezone = timezone
        session.add(known)
        session.flush()
        ensure_links(session, Purpose.POLL, [(known.id, event_id)])
        known.confirm_by = clock.now()
    if known.confirm_by is not None:
        known.confirm_by = clock.now() + poll_rules.CONFIRMABLE
    if known.removed_at is None:
        enqueue_email(session, poll, known, "invited")


def confirm_address(session: Session, participant_id: int) -> None:
    """Let somebody with the open link of a poll take part, and send them the holds; again, nothing.

    Raises:
        NotFoundError: "no-such-participant", "no-such-event", "no-such-poll".
        ConflictError: "poll-ended", "poll-closed", "poll-full".
    """
    participant = queries.participant_of_link(session, participant_id)
    poll = lock_open(session, participant.event_id, participant.poll_id)
    note_confirmed(session, poll, queries.participant_of_link(session, participant_id))


def note_confirmed(session: Session, poll: Poll, participant: PollParticipant) -> None:
    """Note that a participant of a locked poll has used the e-mailed link to confirm or to vote.

    Raises:
        ConflictError: "poll-full": others have confirmed meanwhile.
    """
    if participant.confirm_by is None:
        return
    # Only now: addresses that nobody confirms would keep people out.
    check_not_full(session, poll)
    participant.confirm_by, poll.was_completed = None, False
    if poll.sends_holds:
        enqueue_fan_out(session, poll, "holds", [participant.id])


def resend_link(session: Session, event_id: int, poll_id: int, participant_id: int) -> None:
    """Send a participant the personal link again.

    Raises:
        NotFoundError: "no-such-event", "no-such-poll", "no-such-participant".
        ConflictError: "poll-ended", "poll-closed".
        InvalidInputError: "too-many-emails".
    """
    poll = lock_open(session, event_id, poll_id)
    participant = queries.participant_of_poll(session, poll.id, participant_id)
    if is_spent(session, event_id=event_id, email=participant.email):
        raise InvalidInputError("too-many-emails")
    enqueue_email(session, poll, participant, "invited")


def remove_participant(
    session: Session, event_id: int, poll_id: int, participant_id: int
) -> PollParticipant:
    """Remove a participant with their votes: the link stops working, and their holds are cancelled.

    Raises:
        NotFoundError: "no-such-event", "no-such-poll", "no-such-participant".
    """
    lock_for_change(session, event_id)
    poll = queries.poll_of_event(session, event_id, poll_id)
    participant = queries.participant_of_poll(session, poll.id, participant_id)
    participant.removed_at = clock.now()
    participant.token_version += 1
    participant.comment, participant.answered_at = "", None
    session.execute(delete(PollVote).where(PollVote.participant_id == participant.id))
    revoke_links(session, (Purpose.POLL,), [participant.id])
    enqueue_fan_out(session, poll, "holds", [participant.id])
    return participant


def lock_open(session: Session, event_id: int, poll_id: int) -> Poll:
    """Lock the event and a poll of it that takes votes.

    Raises:
        NotFoundError: "no-such-event", "no-such-poll".
        ConflictError: "poll-ended"; "poll-closed" after the deadline.
    """
    lock_for_change(session, event_id)
    poll = queries.poll_of_event(session, event_id, poll_id)
    check_takes_votes(poll)
    return poll


def check_takes_votes(poll: Poll) -> None:
    """Check that a poll takes votes now.

    Raises:
        ConflictError: "poll-ended"; "poll-closed" after the deadline.
    """
    if poll.state not in poll_rules.UNDECIDED:
        raise ConflictError("poll-ended")
    if poll.state is PollState.CLOSED or poll.closes_at <= clock.now():
        raise ConflictError("poll-closed")


def check_not_full(session: Session, poll: Poll) -> None:
    """Check that a locked poll can have one more participant.

    Raises:
        ConflictError: "poll-full".
    """
    most = poll_rules.MOST_WITH_HOLDS if poll.sends_holds else poll_rules.MOST_PARTICIPANTS
    if queries.count_answered(session, poll.id)[1] >= most:
        raise ConflictError("poll-full")


def _by_address(people: Sequence[Recipient]) -> dict[str, Recipient]:
    if len(people) > poll_rules.MOST_PARTICIPANTS:
        raise InvalidInputError("too-many-participants", most=poll_rules.MOST_PARTICIPANTS)
    wanted: dict[str, Recipient] = {}
    for person in people:
        email = email_addresses.clean_address(person.email)
        name = clean_name(person.name, longest=NAME_LENGTH)
        wanted.setdefault(email_addresses.normalize_address(email), Recipient(name, email))
    return wanted


def _ask_again(row: PollParticipant, recipient: Recipient, language: str) -> None:
    """Ask somebody who was removed, or has not confirmed the address."""
    row.removed_at, row.created_at, row.language = None, clock.now(), language
    row.confirm_by = None
    row.name, row.email = recipient.name or row.name, recipient.email


def _columns(poll: Poll, recipient: Recipient, address: str, language: str) -> dict[str, Any]:
    return {
        "poll_id": poll.id,
        "event_id": poll.event_id,
        "name": recipient.name,
        "email": recipient.email,
        "address": address,
        "language": language,
        "token_version": 1,
        "created_at": clock.now(),
    }


def _check_daily_limit(session: Session, organiser_id: int, count: int) -> None:
    """Enforce the daily limit of participants of an account's polls."""
    most = poll_rules.MOST_INVITED_PER_DAY
    sent = queries.invited_today(session, organiser_id)
    if sent + count > most:
        raise InvalidInputError("too-many-invitations", most=most, left=max(0, most - sent))
