"""Who has answered a poll: a vote for each of its options."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from webinars.polls.models import Poll, PollOption, PollParticipant, PollVote
from webinars.polls.queries import is_participant, options_of


def are_all_complete(session: Session, poll: Poll) -> bool:
    """Return whether each participant of a poll has voted for each of its options."""
    first = select(PollParticipant.id).where(is_participant(poll.id))
    if session.scalar(first.where(PollParticipant.answered_at.is_(None)).limit(1)) is not None:
        return False  # cheaper, and what is true after most votes
    first = first.where(_is_incomplete(session, poll)).limit(1)
    return session.scalar(first) is None


def incomplete_among(
    session: Session, poll: Poll, people: Sequence[PollParticipant]
) -> Sequence[PollParticipant]:
    """Return those of some participants of a poll who have not voted for all of its options."""
    query = select(PollParticipant).where(
        is_participant(poll.id),
        PollParticipant.id.in_([one.id for one in people]),
        _is_incomplete(session, poll),
    )
    return session.scalars(query.order_by(PollParticipant.id)).all()


def _is_incomplete(session: Session, poll: Poll) -> ColumnElement[bool]:
    votes = (
        select(func.count())
        .select_from(PollVote)
        .join(PollOption, PollOption.id == PollVote.option_id)
        .where(PollVote.participant_id == PollParticipant.id, PollOption.removed_at.is_(None))
        .scalar_subquery()
    )
    return votes < len(options_of(session, poll.id))
