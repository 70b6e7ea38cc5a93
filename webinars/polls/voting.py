"""Cast votes, by the page of a poll or by a calendar's answer to a hold. The caller commits."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from webinars.errors import ConflictError
from webinars.events.queries import event_by_id
from webinars.events.team.recipients import notified_accounts
from webinars.polls import queries
from webinars.polls.completeness import are_all_complete
from webinars.polls.fan_out import enqueue_fan_out, notify_organiser
from webinars.polls.models import Poll, PollOption, PollParticipant, PollVote
from webinars.polls.participants import lock_open, note_confirmed
from webinars.polls.poll_rules import COMMENT_LENGTH, Vote, VoteSource
from webinars.security.text_input import clean_text
from webinars.timezones import clock


def cast_votes(
    session: Session,
    participant_id: int,
    *,
    votes: Mapping[int, Vote],
    comment: str,
    timezone: str,
    without_holds: bool,
) -> None:
    """Store the votes of a participant's page by option, in place of earlier ones.

    timezone: the reader's, empty if unknown. without_holds: cancel the holds in their calendar, or keep none.

    Raises:
        NotFoundError: "no-such-participant", "no-such-event", "no-such-poll".
        ConflictError: "poll-ended", "poll-closed"; "options-changed" if one of the options was removed.
        InvalidInputError: "too-long" (facts: longest), and what clean_text() raises.
    """
    participant = queries.participant_of_link(session, participant_id)
    poll = lock_open(session, participant.event_id, participant.poll_id)
    participant = queries.participant_of_link(session, participant_id)
    comment = clean_text(comment, longest=COMMENT_LENGTH)
    if not votes.keys() <= {option.id for option in queries.options_of(session, poll.id)}:
        raise ConflictError("options-changed")
    _store(session, participant, votes, VoteSource.PAGE)
    note_confirmed(session, poll, participant)
    participant.comment = comment
    participant.timezone = timezone or participant.timezone
    if without_holds != participant.without_holds:
        participant.without_holds = without_holds
        if poll.sends_holds:
            enqueue_fan_out(session, poll, "holds", [participant.id])
    _note_answer(session, poll, participant)


def cast_by_calendar(
    session: Session, poll: Poll, participant: PollParticipant, option: PollOption, vote: Vote
) -> None:
    """Store the vote that a calendar's answer to a hold is; the poll is locked and takes votes."""
    _store(session, participant, {option.id: vote}, VoteSource.CALENDAR)
    _note_answer(session, poll, participant)


def _store(
    session: Session,
    participant: PollParticipant,
    votes: Mapping[int, Vote],
    source: VoteSource,
) -> None:
    """Store votes by option, in place of earlier ones; the event is locked."""
    known, now = queries.votes_of_participant(session, participant.id), clock.now()
    for option_id, vote in votes.items():
        row = known.get(option_id)
        if row is None:
            row = PollVote(participant_id=participant.id, option_id=option_id)
            session.add(row)
        row.vote, row.source, row.voted_at = vote, source, now


def _note_answer(session: Session, poll: Poll, participant: PollParticipant) -> None:
    """Note that a participant has answered; tell the organisers once all have."""
    participant.answered_at = clock.now()
    session.flush()
    if poll.was_completed or not are_all_complete(session, poll):
        return
    poll.was_completed = True
    accounts = notified_accounts(session, [event_by_id(session, poll.event_id)])
    notify_organiser(session, poll, [account_id for account_id, _zone in accounts], "completed")
