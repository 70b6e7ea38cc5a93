"""Store a calendar's reply, judge it, and act on it: verify the address, cancel, or ask the registrant."""

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
    lock_addressed_invitee,
    lock_addressed_registration,
    reason_not_to_process,
)
from webinars.replies.hold_replies import process_hold_reply
from webinars.replies.invitee_replies import process_invitee_reply
from webinars.replies.judged_replies import OUTCOMES, Attendee, judged_reply
from webinars.replies.models import InviteeReply, Reply
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.parse_mail import IncomingEmail
from webinars.replies.reply_rules import ReplyStatus, Verdict

QUESTION = "registration.decline-not-counted"


def process_calendar_reply(session: Session, mail: IncomingEmail, answer: CalendarReply) -> Outcome:
    """Store a calendar's reply to a registration, an invitation or a hold, and act on it if it counts."""
    status = reply_rules.status_of(answer)
    if status is None:
        return Outcome.UNDECIDED
    addressed, invited = lock_addressed_registration(session, mail), None
    if addressed is None or addressed[1].status not in ACTIVE:
        invited = lock_addressed_invitee(session, mail)
    event = next((pair[0] for pair in (invited, addressed) if pair is not None), None)
    if event is None or event.uid != answer.uid:
        of_hold = process_hold_reply(session, mail, answer, status)
        if of_hold is not None:
            return of_hold
    if invited is not None:
        return process_invitee_reply(session, *invited, mail, answer, status)
    # They may have registered while the lock of the event was waited for.
    addressed = addressed or lock_addressed_registration(session, mail)
    if addressed is None:
        return Outcome.UNKNOWN
    event, registration = addressed
    rejected = reason_not_to_process(session, registration.id, mail)
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
    attendee = Attendee(Reply, registration.id, registration.address)
    judged = judged_reply(session, event, attendee, mail, answer, status)
    reply = judged.reply
    assert isinstance(reply, Reply)  # noqa: S101 - for the type checker
    if judged.is_current and _is_unheeded_decline(event, registration, mail, answer, reply):
        _ask_registrant(session, registration, reply)
    session.add(reply)
    session.flush()
    return reply


def _is_unheeded_decline(
    event: Event,
    registration: Registration,
    mail: IncomingEmail,
    answer: CalendarReply,
    reply: Reply | InviteeReply,
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
