"""A calendar's answer to a tentative hold of a poll: checked as every reply is, and taken as a vote."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.link_resolution import resolve_token
from webinars.errors import ConflictError
from webinars.events.locks import lock_event
from webinars.events.models import Event
from webinars.ical.reply import CalendarReply
from webinars.polls.holds import last_hold
from webinars.polls.models import Poll, PollHold, PollOption, PollParticipant
from webinars.polls.participants import check_takes_votes
from webinars.polls.poll_rules import Vote, VoteSource
from webinars.polls.queries import poll_of_event, votes_of_participant
from webinars.polls.voting import cast_by_calendar
from webinars.replies import reply_rules
from webinars.replies.judged_replies import OUTCOMES
from webinars.replies.models import HoldReply
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.parse_mail import IncomingEmail
from webinars.replies.reply_rules import ReplyOrder, ReplyStatus, Verdict
from webinars.scheduling.models import ItipMethod
from webinars.timezones import clock

VOTES = {
    ReplyStatus.ACCEPTED: Vote.YES,
    ReplyStatus.TENTATIVE: Vote.IF_NEED_BE,
    ReplyStatus.DECLINED: Vote.NO,
}


@dataclass(frozen=True)
class _Addressed:
    poll: Poll
    option: PollOption
    participant: PollParticipant


def process_hold_reply(
    session: Session, mail: IncomingEmail, answer: CalendarReply, status: ReplyStatus
) -> Outcome | None:
    """Store an answer to a hold, and count it as a vote; None if it is about no hold."""
    addressed = _addressed(session, mail, answer.uid)
    if addressed is None:
        return None
    participant = addressed.participant
    of_participant = HoldReply.participant_id == participant.id
    if session.scalar(select(HoldReply.id).where(of_participant, HoldReply.key == mail.key)):
        return Outcome.AGAIN
    day_ago = clock.now() - reply_rules.DAY
    recent = select(func.count()).where(of_participant, HoldReply.received_at > day_ago)
    if (session.scalar(recent) or 0) >= reply_rules.MAX_PER_DAY:
        return Outcome.TOO_MANY
    order, current = _order(session, addressed, mail, answer)
    verdict = _verdict(session, addressed, mail, answer, order, current)
    session.add(
        HoldReply(
            participant_id=participant.id,
            option_id=addressed.option.id,
            key=mail.key,
            status=status,
            verdict=verdict,
            sequence=order.sequence,
            dtstamp=order.stamp,
            written_at=order.written_at,
            received_at=clock.now(),
        )
    )
    if verdict is Verdict.TAKEN and status in VOTES:
        cast_by_calendar(session, addressed.poll, participant, addressed.option, VOTES[status])
    return OUTCOMES[verdict]


def _addressed(session: Session, mail: IncomingEmail, uid: str) -> _Addressed | None:
    """Lock the event of a reply address; return the poll, the option of a UID, and whose address it is."""
    presented = {resolve_token(session, Purpose.REPLY, token) for token in mail.tokens} - {None}
    if len(presented) != 1:
        return None
    capability = presented.pop()
    assert capability is not None  # noqa: S101 - for the type checker
    row = session.execute(
        select(PollOption, PollParticipant)
        .join(Poll, Poll.id == PollOption.poll_id)
        .join(PollParticipant, PollParticipant.poll_id == Poll.id)
        .where(
            PollOption.uid == uid,
            Poll.event_id == capability.subject_id,
            PollParticipant.address == capability.holder,
            PollParticipant.removed_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    if uid == session.scalar(select(Event.uid).where(Event.id == capability.subject_id)):
        return None  # the chosen one: to accept it is to register
    lock_event(session, capability.subject_id)
    poll = poll_of_event(session, capability.subject_id, row[0].poll_id)
    session.refresh(row[0])
    return _Addressed(poll, row[0], row[1])


def _order(
    session: Session, addressed: _Addressed, mail: IncomingEmail, answer: CalendarReply
) -> tuple[ReplyOrder, int]:
    """Return the order of an answer, and the SEQUENCE that it must answer to count."""
    last = last_hold(session, addressed.participant.id, addressed.option.id)
    sent = last.sequence if last else 0
    current = sent + (last is not None and last.method is ItipMethod.CANCEL)
    order = reply_rules.order_of(
        answer, current=current, answered=sent, written_at=mail.written_at, now=clock.now()
    )
    return order, current


def _verdict(
    session: Session,
    addressed: _Addressed,
    mail: IncomingEmail,
    answer: CalendarReply,
    order: ReplyOrder,
    current: int,
) -> Verdict:
    if not reply_rules.is_from_registrant(
        answer,
        uid=addressed.option.uid,
        address=addressed.participant.address,
        sender=mail.sender,
        on_behalf_of=mail.on_behalf_of,
    ):
        return Verdict.STRANGER
    if mail.has_failed_dmarc:
        return Verdict.HELD
    if mail.has_method_mismatch:
        return Verdict.MISMATCH
    if not _takes_votes(addressed) or not _has_hold(session, addressed):
        return Verdict.OUTDATED
    vote = votes_of_participant(session, addressed.participant.id).get(addressed.option.id)
    if vote and vote.source is VoteSource.PAGE and vote.voted_at >= order.written_at:
        return Verdict.OVERTAKEN
    return reply_rules.judge_reply(order, current=current, before=_before(session, addressed))


def _takes_votes(addressed: _Addressed) -> bool:
    try:
        check_takes_votes(addressed.poll)
    except ConflictError:
        return False
    return addressed.option.removed_at is None


def _has_hold(session: Session, addressed: _Addressed) -> bool:
    query = select(PollHold.id).where(
        PollHold.participant_id == addressed.participant.id,
        PollHold.option_id == addressed.option.id,
    )
    return session.scalar(query.limit(1)) is not None


def _before(session: Session, addressed: _Addressed) -> ReplyOrder | None:
    """Return the order of the last answer about the option that counts."""
    row = session.scalar(
        select(HoldReply)
        .where(
            HoldReply.participant_id == addressed.participant.id,
            HoldReply.option_id == addressed.option.id,
            HoldReply.verdict.in_(reply_rules.COUNTING),
        )
        .order_by(HoldReply.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    return ReplyOrder(row.sequence, row.dtstamp, row.written_at or row.dtstamp)
