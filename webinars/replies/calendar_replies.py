"""Store a calendar's reply, judge it, and act on it: verify the address, cancel, or ask the registrant."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from webinars.events.lifecycle_checks import is_upcoming
from webinars.events.models import Event
from webinars.ical.reply import CalendarReply
from webinars.outbox.enqueue import enqueue, ordering_key_of
from webinars.registrations import cancellation
from webinars.registrations.models import Registration
from webinars.registrations.registrant import verification
from webinars.registrations.status import ACTIVE, CancelReason
from webinars.replies import queries, reply_rules
from webinars.replies.addressed_registration import (
    lock_addressed_registration,
    reason_not_to_process,
)
from webinars.replies.hold_replies import OUTCOMES, process_hold_reply
from webinars.replies.models import Reply
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.parse_mail import IncomingEmail
from webinars.replies.reply_rules import ReplyStatus, Verdict
from webinars.scheduling.models import Invitation, ItipMethod
from webinars.scheduling.queries import InvitationHistories
from webinars.timezones import clock

QUESTION = "registration.decline-not-counted"


def process_calendar_reply(session: Session, mail: IncomingEmail, answer: CalendarReply) -> Outcome:
    """Store the reply of a calendar to a registration or a hold, and act on it if it counts."""
    status = reply_rules.status_of(answer)
    if status is None:
        return Outcome.UNDECIDED
    addressed = lock_addressed_registration(session, mail)
    if addressed is None or addressed[0].uid != answer.uid:
        of_hold = process_hold_reply(session, mail, answer, status)
        if of_hold is not None:
            return of_hold
    if addressed is None:
        return Outcome.UNKNOWN
    event, registration = addressed
    rejected = reason_not_to_process(session, registration, mail)
    if rejected is not None:
        return rejected
    reply = _stored_reply(session, event, registration, mail, answer, status)
    if reply.verdict is Verdict.TAKEN:
        _act(session, event, registration, status)
    return OUTCOMES[reply.verdict]


def _stored_reply(
    session: Session,
    event: Event,
    registration: Registration,
    mail: IncomingEmail,
    answer: CalendarReply,
    status: ReplyStatus,
) -> Reply:
    now = clock.now()
    history = InvitationHistories(session).of(event.id, registration.address)
    current = _current(event, history)
    order = reply_rules.order_of(
        answer,
        current=current,
        answered=_answered(answer, mail.written_at, history, current),
        written_at=mail.written_at,
        now=now,
    )
    start, end = answer.proposed or (None, None)
    reply = Reply(
        registration_id=registration.id,
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
    reply.verdict = _verdict(session, event, registration, mail, answer, reply, order, current)
    is_current = reply.sequence >= _first_uncancelled(history)
    if is_current and _is_unheeded_decline(event, registration, mail, answer, reply):
        _ask_registrant(session, registration, reply)
    session.add(reply)
    session.flush()
    return reply


def _verdict(
    session: Session,
    event: Event,
    registration: Registration,
    mail: IncomingEmail,
    answer: CalendarReply,
    reply: Reply,
    order: reply_rules.ReplyOrder,
    current: int,
) -> Verdict:
    if not reply_rules.is_from_registrant(
        answer,
        uid=event.uid,
        address=registration.address,
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
    before = queries.order_of_last_reply(session, registration.id)
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


def _is_unheeded_decline(
    event: Event,
    registration: Registration,
    mail: IncomingEmail,
    answer: CalendarReply,
    reply: Reply,
) -> bool:
    """Return whether a decline that does not count may still be what the registrant wants."""
    if reply.status not in reply_rules.CANCELLING or reply.verdict not in reply_rules.ASKED_ABOUT:
        return False
    # Others decline for themselves, after a registrant forwarded the invitation to them.
    is_from_or_for_them = reply_rules.names_attendee(answer, registration.address) or any(
        reply_rules.is_same_mailbox(sender, registration.address)
        for sender in (mail.sender, mail.on_behalf_of)
    )
    is_ahead = is_upcoming(event)
    return (
        is_from_or_for_them
        and answer.uid == event.uid
        and is_ahead
        and registration.status in ACTIVE
    )


def _ask_registrant(session: Session, registration: Registration, reply: Reply) -> None:
    """Ask the registrant by e-mail whether to cancel; once per reply, however often it arrives."""
    if queries.was_received_before(session, reply, reply_rules.ASKED_ABOUT):
        return
    enqueue(
        session,
        QUESTION,
        payload={"registration_id": registration.id, "reason": reply.verdict.value},
        ordering_key=ordering_key_of(registration.event_id, registration.address),
        event_id=registration.event_id,
        registration_id=registration.id,
    )


def _act(session: Session, event: Event, registration: Registration, status: ReplyStatus) -> None:
    """Act on a reply: ACCEPTED verifies the address, DECLINED cancels; others change nothing."""
    if registration.status not in ACTIVE:
        return
    if status is ReplyStatus.ACCEPTED:
        verification.verify_address(session, registration.id)
    is_ahead = is_upcoming(event)
    if status in reply_rules.CANCELLING and is_ahead:
        cancellation.cancel_registration(session, registration.id, reason=CancelReason.DECLINED)
