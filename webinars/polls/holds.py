"""Which entry a calendar should have of each option, and which it has: the SEQUENCE of what was sent."""

# What is queued names participant and option alone; the e-mail is composed from what is true then. So the
# last message about an option leaves the right entry, in whatever order options, votes and the choice came.

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.polls.models import Poll, PollHold, PollOption, PollParticipant
from webinars.polls.poll_rules import UNDECIDED, PollState
from webinars.scheduling.invitation_sequence import next_dtstamp
from webinars.scheduling.models import ItipMethod
from webinars.timezones import clock


class Entry(StrEnum):
    """The entry that a participant's calendar should have of an option."""

    NONE = "none"
    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class SentHold:
    """The last calendar message about an option to one participant."""

    method: ItipMethod
    sequence: int
    created_at: datetime

    @property
    def is_open(self) -> bool:
        """Return whether the calendar has the hold."""
        return self.method is ItipMethod.REQUEST


def has_holds(poll: Poll, participant: PollParticipant) -> bool:
    """Return whether a participant of a poll gets entries in their calendar."""
    return poll.sends_holds and not participant.without_holds


def wanted_entry(poll: Poll, option: PollOption, participant: PollParticipant) -> Entry:
    """Return the entry that a participant's calendar should have of an option."""
    if not has_holds(poll, participant) or not participant.takes_part:
        return Entry.NONE
    if poll.state in UNDECIDED:
        return Entry.TENTATIVE if option.removed_at is None else Entry.NONE
    is_chosen = poll.state is PollState.CHOSEN and poll.chosen_option_id == option.id
    return Entry.CONFIRMED if is_chosen else Entry.NONE


def sent_holds(
    session: Session, participants: Iterable[PollParticipant]
) -> dict[tuple[int, int], SentHold]:
    """Return the last calendar message to some participants by their id and that of the option."""
    newest = (
        select(func.max(PollHold.id))
        .where(PollHold.participant_id.in_([one.id for one in participants]))
        .group_by(PollHold.participant_id, PollHold.option_id)
    )
    rows = session.scalars(select(PollHold).where(PollHold.id.in_(newest)))
    return {
        (row.participant_id, row.option_id): SentHold(row.method, row.sequence, row.created_at)
        for row in rows
    }


def last_hold(session: Session, participant_id: int, option_id: int) -> PollHold | None:
    """Return the last calendar message about an option to a participant."""
    return session.scalar(
        select(PollHold)
        .where(PollHold.participant_id == participant_id, PollHold.option_id == option_id)
        .order_by(PollHold.id.desc())
        .limit(1)
    )


def record_hold(
    session: Session,
    participant_id: int,
    option: PollOption,
    message_id: int,
    method: ItipMethod,
    *,
    least: int = 0,
) -> PollHold | None:
    """Record a REQUEST or CANCEL of a message; a retried message keeps its record.

    least: the lowest SEQUENCE of a CANCEL. None if it would tell the calendar nothing new.
    """
    recorded = session.scalar(select(PollHold).where(PollHold.message_id == message_id))
    if recorded is not None:
        return recorded if recorded.method is method else None
    last = last_hold(session, participant_id, option.id)
    if (last.method if last else ItipMethod.CANCEL) is method:
        return None
    hold = PollHold(
        option_id=option.id,
        participant_id=participant_id,
        message_id=message_id,
        method=method,
        sequence=max(least, option.sequence_floor, last.sequence + 1 if last else 0),
        created_at=next_dtstamp(clock.now(), last.created_at if last else None),
    )
    session.add(
        hold
    )  # not flushed: an e-mail that is only shown is composed, too, and nothing of it stored
    return hold


def highest_sequence(session: Session, options: Iterable[PollOption]) -> int:
    """Return the highest SEQUENCE that a calendar can have of some options."""
    chosen = list(options)
    highest = session.scalar(
        select(func.max(PollHold.sequence)).where(
            PollHold.option_id.in_([option.id for option in chosen])
        )
    )
    return max([highest or 0, *(option.sequence_floor for option in chosen)])
