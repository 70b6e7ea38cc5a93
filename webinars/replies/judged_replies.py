"""Judge the reply of a calendar: whose it is, which invitation it answers, whether a newer one is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webinars.events.models import Event
from webinars.ical.reply import CalendarReply
from webinars.replies import queries, reply_rules
from webinars.replies.models import InviteeReply, Reply, ReplyTable
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.parse_mail import IncomingEmail
from webinars.replies.reply_rules import ReplyStatus, Verdict
from webinars.scheduling.models import Invitation, ItipMethod
from webinars.scheduling.queries import InvitationHistories
from webinars.timezones import clock

OUTCOMES = {
    Verdict.TAKEN: Outcome.TAKEN,
    Verdict.OUTDATED: Outcome.OUTDATED,
    Verdict.OVERTAKEN: Outcome.OVERTAKEN,
    Verdict.STRANGER: Outcome.STRANGER,
    Verdict.MISMATCH: Outcome.MISMATCH,
    Verdict.HELD: Outcome.HELD,
}


@dataclass(frozen=True)
class Attendee:
    """Whose reply address an e-mail has: a registrant, or an invitee who is not registered.

    id: of their row, which the rows of table refer to. address is canonical.
    """

    table: ReplyTable
    id: int
    address: str


@dataclass(frozen=True)
class JudgedReply:
    """A reply to store, and whether it answers an invitation after the last CANCEL."""

    reply: Reply | InviteeReply
    is_current: bool


def judged_reply(
    session: Session,
    event: Event,
    attendee: Attendee,
    mail: IncomingEmail,
    answer: CalendarReply,
    status: ReplyStatus,
) -> JudgedReply:
    """Return the row of a reply with its verdict; the caller stores it."""
    now = clock.now()
    history = InvitationHistories(session).of(event.id, attendee.address)
    current = _current(event, history)
    order = reply_rules.order_of(
        answer,
        current=current,
        answered=_answered(answer, mail.written_at, history, current),
        written_at=mail.written_at,
        now=now,
    )
    start, end = answer.proposed or (None, None)
    reply = attendee.table(
        person_id=attendee.id,
        key=mail.key,
        status=status,
        sequence=order.sequence,
        dtstamp=answer.stamp or order.stamp,
        written_at=mail.written_at,
        received_at=now,
        comment=answer.comment,
        proposed_start=start,
        proposed_end=end,
    )
    reply.verdict = _verdict(session, event, attendee, mail, answer, reply, order, current)
    return JudgedReply(reply, reply.sequence >= _first_uncancelled(history))


def _verdict(
    session: Session,
    event: Event,
    attendee: Attendee,
    mail: IncomingEmail,
    answer: CalendarReply,
    reply: Reply | InviteeReply,
    order: reply_rules.ReplyOrder,
    current: int,
) -> Verdict:
    if not reply_rules.is_from_registrant(
        answer,
        uid=event.uid,
        address=attendee.address,
        sender=mail.sender,
        on_behalf_of=mail.on_behalf_of,
    ):
        return Verdict.STRANGER
    if mail.has_failed_dmarc:
        return Verdict.HELD
    if mail.has_method_mismatch:
        return Verdict.MISMATCH
    if queries.was_received_before(session, reply):
        return Verdict.OVERTAKEN
    before = queries.order_of_last_reply(session, attendee.id, of=attendee.table)
    return reply_rules.judge_reply(order, current=current, before=before)


def _current(event: Event, history: Sequence[Invitation]) -> int:
    """Return the SEQUENCE that a reply must answer to count: of the last or of a pending invitation."""
    if not history:
        # Nothing was sent yet; what was sent before an erasure has lower numbers.
        return max(event.sequence, event.sequence_floor)
    # After a CANCEL only a pending invitation can be answered.
    last = history[-1].sequence + (history[-1].method is ItipMethod.CANCEL)
    return max(event.sequence, last)


def _first_uncancelled(history: Sequence[Invitation]) -> int:
    """Return the SEQUENCE of the first invitation after the last CANCEL; 0 if there is none.

    Earlier ones invited to a registration that has ended, so that they are nothing to ask about.
    """
    cancelled = max(
        (row.sequence for row in history if row.method is ItipMethod.CANCEL), default=-1
    )
    return min((row.sequence for row in history if row.sequence > cancelled), default=0)


def _answered(
    answer: CalendarReply,
    written_at: datetime | None,
    history: Sequence[Invitation],
    current: int,
) -> int:
    """Return the SEQUENCE of the invitation that was the last one when a reply was written."""
    if not history:
        return 0
    times = [time for time in (answer.stamp, written_at) if time is not None]
    if not times:
        return current
    # Clocks of mail clients differ from ours.
    until = max(times) + reply_rules.MAX_CLOCK_SKEW
    return max((row.sequence for row in history if row.created_at <= until), default=0)
