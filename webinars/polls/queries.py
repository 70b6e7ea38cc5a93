"""Queries for polls, by event or by private link: access to these covers the rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, func, select, union_all
from sqlalchemy.orm import Session

from webinars.accounts.models import Organiser
from webinars.errors import NotFoundError
from webinars.events.models import Event
from webinars.events.role_assignments import has_role
from webinars.events.roles import Role
from webinars.pagination import MAX_ID
from webinars.polls.models import Poll, PollOption, PollParticipant, PollVote
from webinars.polls.poll_rules import UNDECIDED, Vote
from webinars.timezones import clock

SLICE = 500
MOST_LISTED = 100


@dataclass
class OptionCounts:
    """How many participants gave each vote for an option."""

    counts: dict[Vote, int] = field(default_factory=dict)

    def of(self, vote: Vote) -> int:
        """Return the number of a vote."""
        return self.counts.get(vote, 0)


def poll_of_event(session: Session, event_id: int, poll_id: int) -> Poll:
    """Return a poll of an event as it is now; for a change the event is locked, which locks its polls.

    Raises:
        NotFoundError: "no-such-poll", also for one of another event.
    """
    query = select(Poll).where(Poll.id == poll_id, Poll.event_id == event_id)
    poll = session.scalar(query.execution_options(populate_existing=True))
    if poll is None:
        raise NotFoundError("no-such-poll")
    return poll


def polls_of_event(session: Session, event_id: int) -> Sequence[Poll]:
    """Return the polls of an event, newest first."""
    query = select(Poll).where(Poll.event_id == event_id).order_by(Poll.id.desc())
    return session.scalars(query.limit(MOST_LISTED)).all()


def poll_of_date(session: Session, event_id: int) -> Poll:
    """Return the poll that gave an event its date, and the UID that it has now.

    Raises:
        NotFoundError: "no-such-poll".
    """
    poll = session.scalar(
        select(Poll)
        .join(PollOption, PollOption.id == Poll.chosen_option_id)
        .join(Event, Event.uid == PollOption.uid)
        .where(Event.id == event_id, Poll.event_id == event_id)
        .execution_options(populate_existing=True)
    )
    if poll is None:
        raise NotFoundError("no-such-poll")
    return poll


def undecided_poll(session: Session, event_id: int) -> Poll | None:
    """Return the poll of an event in which a date can still be chosen."""
    return session.scalar(select(Poll).where(Poll.event_id == event_id, Poll.state.in_(UNDECIDED)))


def organised_polls(session: Session, organiser: Organiser) -> Sequence[tuple[Poll, Event]]:
    """Return the newest polls of the events that an account edits, with their events."""
    rows = session.execute(
        select(Poll, Event)
        .join(Event, Event.id == Poll.event_id)
        .where(has_role(organiser, Role.EDITOR))
        .order_by(Poll.id.desc())
        .limit(MOST_LISTED)
    )
    return [(row[0], row[1]) for row in rows]


def options_of(session: Session, poll_id: int, *, removed: bool = False) -> Sequence[PollOption]:
    """Return the options of a poll in the order of their dates; removed: also those removed."""
    query = select(PollOption).where(PollOption.poll_id == poll_id)
    if not removed:
        query = query.where(PollOption.removed_at.is_(None))
    return session.scalars(query.order_by(PollOption.starts_at, PollOption.id)).all()


def option_of_poll(session: Session, poll_id: int, option_id: int) -> PollOption:
    """Return an option of a poll that was not removed.

    Raises:
        NotFoundError: "no-such-option".
    """
    option = session.scalar(
        select(PollOption)
        .where(
            PollOption.id == option_id,
            PollOption.poll_id == poll_id,
            PollOption.removed_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    if option is None:
        raise NotFoundError("no-such-option")
    return option


def option_by_id(session: Session, option_id: int | None) -> PollOption | None:
    """Return an option, also a removed one; None without a number."""
    return session.get(PollOption, option_id) if option_id is not None else None


def participant_of_poll(session: Session, poll_id: int, participant_id: int) -> PollParticipant:
    """Return a participant of a poll who was not removed.

    Raises:
        NotFoundError: "no-such-participant".
    """
    participant = session.scalar(
        select(PollParticipant)
        .where(PollParticipant.id == participant_id, PollParticipant.poll_id == poll_id)
        .execution_options(populate_existing=True)
    )
    if participant is None or participant.removed_at is not None:
        raise NotFoundError("no-such-participant")
    return participant


def participant_of_link(session: Session, participant_id: int) -> PollParticipant:
    """Return the participant of a personal link.

    Raises:
        NotFoundError: "no-such-participant": erased, or removed.
    """
    participant = session.scalar(
        select(PollParticipant)
        .where(PollParticipant.id == participant_id)
        .execution_options(populate_existing=True)
    )
    if participant is None or participant.removed_at is not None:
        raise NotFoundError("no-such-participant")
    return participant


def is_participant(poll_id: int) -> ColumnElement[bool]:
    """Return the condition of those who take part in a poll: not removed, their address not in question."""
    return and_(
        PollParticipant.poll_id == poll_id,
        PollParticipant.removed_at.is_(None),
        PollParticipant.confirm_by.is_(None),
    )


def participants_of(session: Session, poll_id: int) -> Sequence[PollParticipant]:
    """Return the participants of a poll in the order in which they were added."""
    return session.scalars(
        select(PollParticipant).where(is_participant(poll_id)).order_by(PollParticipant.id)
    ).all()


def asked_after(
    session: Session, poll_id: int, after: int, limit: int
) -> Sequence[PollParticipant]:
    """Return who was ever asked in a poll, removed ones too, after an id and in the order of ids."""
    query = select(PollParticipant).where(
        PollParticipant.poll_id == poll_id, PollParticipant.id > after
    )
    return session.scalars(query.order_by(PollParticipant.id).limit(limit)).all()


def participants_by_id(
    session: Session, poll_id: int, ids: Collection[int]
) -> Sequence[PollParticipant]:
    """Return some of who was ever asked in a poll, in the order of ids."""
    query = select(PollParticipant).where(
        PollParticipant.poll_id == poll_id, PollParticipant.id.in_(ids)
    )
    return session.scalars(query.order_by(PollParticipant.id)).all()


def in_favour(
    session: Session, poll_id: int, option_id: int, *, limit: int
) -> Sequence[PollParticipant]:
    """Return the first participants with a name who voted yes for an option."""
    return session.scalars(
        select(PollParticipant)
        .where(*_is_in_favour(poll_id, option_id))
        .order_by(PollParticipant.id)
        .limit(limit)
    ).all()


def in_favour_among(
    session: Session, option_id: int, people: Sequence[PollParticipant]
) -> list[PollParticipant]:
    """Return those of some participants who have a name and voted yes for an option."""
    query = select(PollVote.participant_id).where(
        PollVote.option_id == option_id,
        PollVote.vote == Vote.YES,
        PollVote.participant_id.in_([one.id for one in people]),
    )
    said_yes = set(session.scalars(query))
    return [one for one in people if one.name and one.id in said_yes]


def count_in_favour(session: Session, poll_id: int, option_id: int) -> int:
    """Count the participants with a name who voted yes for an option."""
    query = select(func.count()).select_from(PollParticipant)
    return session.scalar(query.where(*_is_in_favour(poll_id, option_id))) or 0


def count_with_holds(session: Session, poll_id: int) -> int:
    """Count the participants of a poll who want holds, if it sends any."""
    query = select(func.count()).where(
        is_participant(poll_id), PollParticipant.without_holds.is_(False)
    )
    return session.scalar(query) or 0


def _is_in_favour(poll_id: int, option_id: int) -> tuple[ColumnElement[bool], ...]:
    said_yes = exists().where(
        PollVote.option_id == option_id,
        PollVote.vote == Vote.YES,
        PollVote.participant_id == PollParticipant.id,
    )
    return is_participant(poll_id), PollParticipant.name != "", said_yes


def participants_by_address(
    session: Session, poll_id: int, addresses: Collection[str]
) -> dict[str, PollParticipant]:
    """Return the participants of a poll by canonical address, for some addresses; removed ones too."""
    wanted = sorted(addresses)
    rows_by_key: dict[str, PollParticipant] = {}
    for start in range(0, len(wanted), SLICE):
        rows = session.scalars(
            select(PollParticipant).where(
                PollParticipant.poll_id == poll_id,
                PollParticipant.address.in_(wanted[start : start + SLICE]),
            )
        )
        rows_by_key |= {row.address: row for row in rows}
    return rows_by_key


def votes_of_participant(session: Session, participant_id: int) -> dict[int, PollVote]:
    """Return the votes of a participant by option."""
    rows = session.scalars(
        select(PollVote)
        .where(PollVote.participant_id == participant_id)
        .execution_options(populate_existing=True)
    )
    return {row.option_id: row for row in rows}


def names_by_vote(
    session: Session, options: Sequence[PollOption], limit: int
) -> dict[int, dict[Vote, list[str]]]:
    """Return by option and vote the names of the first participants, each at most as many as limit."""
    first = [
        select(PollVote.participant_id, PollVote.option_id, PollVote.vote)
        .where(PollVote.option_id == option.id, PollVote.vote == vote)
        .order_by(PollVote.participant_id)
        .limit(limit)
        .subquery()
        for option in options
        for vote in Vote
    ]
    voted = union_all(*(select(one) for one in first)).subquery()
    rows = session.execute(
        select(voted.c.option_id, voted.c.vote, PollParticipant.name)
        .join(PollParticipant, PollParticipant.id == voted.c.participant_id)
        .where(PollParticipant.name != "")
        .order_by(PollParticipant.id)
    )
    names: dict[int, dict[Vote, list[str]]] = {}
    for option_id, vote, name in rows:
        names.setdefault(option_id, {}).setdefault(vote, []).append(name)
    return names


def counts_by_option(session: Session, poll_id: int) -> dict[int, OptionCounts]:
    """Count the votes of a poll by option; removed participants have none."""
    options = select(PollOption.id).where(PollOption.poll_id == poll_id)
    rows = session.execute(
        select(PollVote.option_id, PollVote.vote, func.count())
        .where(PollVote.option_id.in_(options))
        .group_by(PollVote.option_id, PollVote.vote)
    )
    rows_by_key: dict[int, OptionCounts] = {}
    for option_id, vote, number in rows:
        rows_by_key.setdefault(option_id, OptionCounts()).counts[vote] = number
    return rows_by_key


def count_answered(session: Session, poll_id: int) -> tuple[int, int]:
    """Return how many participants of a poll have answered, and how many there are."""
    row = session.execute(
        select(func.count(PollParticipant.answered_at), func.count()).where(is_participant(poll_id))
    ).one()
    return row[0], row[1]


def count_unconfirmed(session: Session, poll_id: int) -> int:
    """Count the addresses that were given with the open link of a poll and are not confirmed yet."""
    query = select(func.count()).where(
        PollParticipant.poll_id == poll_id,
        PollParticipant.removed_at.is_(None),
        PollParticipant.confirm_by.is_not(None),
    )
    return session.scalar(query) or 0


def invited_today(session: Session, organiser_id: int) -> int:
    """Count the participants added to the polls of an account's events in the last 24 hours.

    Whoever has the open link of a poll may give addresses: those count once they are confirmed.
    """
    since = clock.now() - timedelta(days=1)
    query = (
        select(func.count())
        .select_from(PollParticipant)
        .join(Event, Event.id == PollParticipant.event_id)
        .where(
            Event.organiser_id == organiser_id,
            PollParticipant.created_at > since,
            PollParticipant.confirm_by.is_(None),
        )
    )
    return session.scalar(query) or 0


def participants_page(
    session: Session, poll_id: int, after: int, limit: int
) -> Sequence[PollParticipant]:
    """Return the participants of a poll after an id, one more than limit if there are more."""
    return session.scalars(
        select(PollParticipant)
        .where(is_participant(poll_id), PollParticipant.id > min(max(after, 0), MAX_ID))
        .order_by(PollParticipant.id)
        .limit(limit + 1)
    ).all()


def votes_of_participants(
    session: Session, participant_ids: Collection[int]
) -> dict[int, dict[int, Vote]]:
    """Return the votes of some participants: by participant, then by option."""
    rows = session.execute(
        select(PollVote.participant_id, PollVote.option_id, PollVote.vote).where(
            PollVote.participant_id.in_(participant_ids)
        )
    )
    votes: dict[int, dict[int, Vote]] = {}
    for participant_id, option_id, vote in rows:
        votes.setdefault(participant_id, {})[option_id] = vote
    return votes
