"""Process an incoming e-mail: store a calendar's reply and act on it, forward text, record bounces."""

# The caller commits: one transaction per e-mail. The event is locked first, so that an e-mail that two
# processes read at once has one effect.

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.orm import Session

from webinars.capabilities.link_purposes import Purpose
from webinars.capabilities.resolve import resolve
from webinars.errors import InvalidInputError, NotFoundError
from webinars.events.lifecycle_checks import is_upcoming
from webinars.events.models import Event
from webinars.ical.reply import CalendarReply
from webinars.outbox import budget_ledger
from webinars.outbox.enqueue import enqueue, ordering_key_of
from webinars.outbox.queries import message_of_mail
from webinars.registrations import cancellation, locks
from webinars.registrations.models import Registration
from webinars.registrations.queries import newest_registration
from webinars.registrations.registrant import verification
from webinars.registrations.status import ACTIVE, CancelReason
from webinars.replies import queries, reply_rules
from webinars.replies.mail_type import MailType
from webinars.replies.models import Reply
from webinars.replies.parse_mail import Incoming
from webinars.replies.reply_rules import ReplyStatus, Verdict
from webinars.scheduling.models import Invitation, Method
from webinars.scheduling.queries import Histories
from webinars.security.email_addresses import clean_address, normalize_address
from webinars.security.mailboxes import mailbox_key
from webinars.timezones import clock

TO_CONTACT = "organiser.mail"
QUESTION = "registration.decline-not-counted"


class Outcome(StrEnum):
    """The result of processing an e-mail, as logged without names and addresses."""

    TAKEN = "processed"
    OUTDATED = "reply to an outdated invitation"
    OVERTAKEN = "older than the last reply"
    STRANGER = "not from the registrant"
    MISMATCH = "method differs from the declared one"
    HELD = "sender forged, says our mail server"
    PASSED_ON = "written reply, forwarded to the contact"
    BOUNCED = "bounce"
    AGAIN = "processed before"
    UNKNOWN = "no matching registration"
    UNDECIDED = "undecided"
    TOO_MANY = "too many for one registration"
    AUTOMATIC = "automatic reply"
    OTHER = "not a reply"
    UNREADABLE = "too large or too deeply nested"
    POISONED = "cannot be processed"


_OUTCOMES = {
    Verdict.TAKEN: Outcome.TAKEN,
    Verdict.OUTDATED: Outcome.OUTDATED,
    Verdict.OVERTAKEN: Outcome.OVERTAKEN,
    Verdict.STRANGER: Outcome.STRANGER,
    Verdict.MISMATCH: Outcome.MISMATCH,
    Verdict.HELD: Outcome.HELD,
}


def process(session: Session, mail: Incoming, *, own_addresses: Collection[str] = ()) -> Outcome:
    """Store a reply to a registration and act on it.

    own_addresses: canonical addresses that this installation sends from; e-mail from them is never forwarded,
    to avoid loops.
    """
    if any(reply_rules.is_same_mailbox(mail.sender, own) for own in own_addresses):
        return Outcome.AUTOMATIC
    if mail.mail_type is MailType.BOUNCE:
        return _bounce(session, mail)
    if mail.mail_type is MailType.WRITTEN:
        return _written_reply(session, mail)
    if mail.answer is None:
        return Outcome.AUTOMATIC if mail.mail_type is MailType.AUTOMATIC else Outcome.OTHER
    status = reply_rules.status_of(mail.answer)
    if status is None:
        return Outcome.UNDECIDED
    addressed = _addressed_registration(session, mail)
    if addressed is None:
        return Outcome.UNKNOWN
    event, registration = addressed
    rejected = _rejected(session, registration, mail)
    if rejected is not None:
        return rejected
    reply = _stored_reply(session, event, registration, mail, mail.answer, status)
    if reply.verdict is Verdict.TAKEN:
        _act(session, event, registration, status)
    return _OUTCOMES[reply.verdict]


def delete_replies(session: Session, registration_ids: Collection[int]) -> None:
    """Delete the replies of registrants whose data is deleted."""
    session.execute(delete(Reply).where(Reply.registration_id.in_(registration_ids)))


def _addressed_registration(session: Session, mail: Incoming) -> tuple[Event, Registration] | None:
    """Lock and return the newest registration of the reply address of an e-mail, and its event."""
    presented = {resolve(session, Purpose.REPLY, token) for token in mail.tokens} - {None}
    if len(presented) != 1:
        return None
    capability = presented.pop()
    assert capability is not None  # noqa: S101 - for the type checker
    registration_id = newest_registration(session, capability.subject_id, capability.holder)
    return _locked(session, registration_id)


def _locked(session: Session, registration_id: int | None) -> tuple[Event, Registration] | None:
    if registration_id is None:
        return None
    try:
        return locks.lock_registration(session, registration_id)
    except NotFoundError:
        return None  # deleted, or its event is a draft again


def _rejected(session: Session, registration: Registration, mail: Incoming) -> Outcome | None:
    if queries.is_known(session, registration.id, mail.key):
        return Outcome.AGAIN
    return Outcome.TOO_MANY if queries.is_over_daily_limit(session, registration.id) else None


def _stored_reply(
    session: Session,
    event: Event,
    registration: Registration,
    mail: Incoming,
    answer: CalendarReply,
    status: ReplyStatus,
) -> Reply:
    now = clock.now()
    history = Histories(session).of(event.id, registration.address)
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
    mail: Incoming,
    answer: CalendarReply,
    reply: Reply,
    order: reply_rules.ReplyOrder,
    current: int,
) -> Verdict:
    if not reply_rules.is_theirs(
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
    if queries.is_repeated(session, reply):
        return Verdict.OVERTAKEN
    before = queries.last_order(session, registration.id)
    return reply_rules.verdict_of(order, current=current, before=before)


def _current(event: Event, history: Sequence[Invitation]) -> int:
    """Return the SEQUENCE that a reply must answer to count: of the last or of a pending invitation."""
    if not history:
        # Nothing was sent yet; what was sent before an erasure has lower numbers.
        return max(event.sequence, event.sequence_floor)
    # After a CANCEL only a pending invitation can be answered.
    last = history[-1].sequence + (history[-1].method is Method.CANCEL)
    return max(event.sequence, last)


def _first_uncancelled(history: Sequence[Invitation]) -> int:
    """Return the SEQUENCE of the first invitation after the last CANCEL; 0 if there is none.

    Earlier ones invited to a registration that has ended, so that they are nothing to ask about.
    """
    cancelled = max((row.sequence for row in history if row.method is Method.CANCEL), default=-1)
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
    mail: Incoming,
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
    if queries.is_repeated(session, reply, reply_rules.ASKED_ABOUT):
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
        verification.verify(session, registration.id)
    is_ahead = is_upcoming(event)
    if status in reply_rules.CANCELLING and is_ahead:
        cancellation.cancel(session, registration.id, reason=CancelReason.DECLINED)


def _written_reply(session: Session, mail: Incoming) -> Outcome:
    """Forward a written reply to the event's contact; it never changes the registration."""
    addressed = _addressed_registration(session, mail)
    if addressed is None:
        return Outcome.OTHER
    event, registration = addressed
    if not reply_rules.is_same_mailbox(mail.sender, registration.address):
        return _third_party_reply(session, event, registration, mail)
    rejected = _rejected(session, registration, mail)
    if rejected is not None:
        return rejected
    session.add(_uncounted_reply(registration, mail, ReplyStatus.WRITTEN))
    _forward(session, event, registration, mail)
    return Outcome.PASSED_ON


def _third_party_reply(
    session: Session, event: Event, registration: Registration, mail: Incoming
) -> Outcome:
    """Forward a written reply from another address than the registrant's, within budgets."""
    is_contact = reply_rules.is_same_mailbox(mail.sender, normalize_address(event.contact_email))
    if is_contact or not _is_address(mail.sender):
        return Outcome.OTHER
    if queries.is_known(session, registration.id, mail.key):
        return Outcome.AGAIN
    ordering_key = f"mail-{ordering_key_of(event.id, mail.sender)}"
    budgets = {
        f"others:{event.id}:{mailbox_key(mail.sender)}": reply_rules.MAX_PER_SENDER_AN_HOUR,
        f"others:{event.id}": reply_rules.MAX_FROM_OTHERS_AN_HOUR,
    }
    if budget_ledger.spend(session, [budget_ledger.Charge(event.id, budgets)]):
        return Outcome.TOO_MANY
    reply = _uncounted_reply(registration, mail, ReplyStatus.WRITTEN)
    reply.verdict = Verdict.STRANGER
    session.add(reply)
    _forward(session, event, registration, mail, ordering_key=ordering_key, sender=mail.sender)
    return Outcome.PASSED_ON


def _forward(
    session: Session,
    event: Event,
    registration: Registration,
    mail: Incoming,
    *,
    ordering_key: str | None = None,
    **more: str,
) -> None:
    enqueue(
        session,
        TO_CONTACT,
        payload={
            "registration_id": registration.id,
            "subject": mail.subject,
            "text": mail.text,
            **more,
        },
        ordering_key=ordering_key,
        event_id=event.id,
        registration_id=registration.id,
    )


def _is_address(sender: str) -> bool:
    try:
        return bool(clean_address(sender))
    except InvalidInputError:
        return False


def _bounce(session: Session, mail: Incoming) -> Outcome:
    """Record a bounce of an e-mail to a registrant, identified by its Message-ID."""
    messages = (message_of_mail(session, mail_id) for mail_id in mail.bounced)
    message = next((row for row in messages if row is not None), None)
    if message is None or message.registration_id is None:
        return Outcome.UNKNOWN
    recipient = normalize_address(message.recipient)
    locked = _locked(session, message.registration_id)
    if locked is None or locked[1].address != recipient:
        return Outcome.UNKNOWN
    _, registration = locked
    rejected = _rejected(session, registration, mail)
    if rejected is not None:
        return rejected
    session.add(_uncounted_reply(registration, mail, ReplyStatus.BOUNCED))
    return Outcome.BOUNCED


def _uncounted_reply(registration: Registration, mail: Incoming, status: ReplyStatus) -> Reply:
    """Return the row of an e-mail that is not from a calendar, so that it is processed once."""
    now = clock.now()
    return Reply(
        registration_id=registration.id,
        key=mail.key,
        status=status,
        verdict=Verdict.TAKEN,
        sequence=0,
        dtstamp=now,
        received_at=now,
    )
