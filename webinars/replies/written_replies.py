"""Forward what somebody wrote in reply to the event's contact; it never changes the registration."""

from sqlalchemy.orm import Session

from webinars.errors import InvalidInputError
from webinars.events.models import Event
from webinars.outbox import budget_ledger
from webinars.outbox.enqueue import enqueue, ordering_key_of
from webinars.registrations.models import Registration
from webinars.replies import queries, reply_rules
from webinars.replies.addressed_registration import (
    lock_addressed_invitee,
    lock_addressed_registration,
    reason_not_to_process,
    uncounted_reply,
)
from webinars.replies.models import InviteeReply, Reply
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.parse_mail import IncomingEmail
from webinars.replies.reply_rules import ReplyStatus, Verdict
from webinars.security.email_addresses import clean_address, normalize_address
from webinars.security.mailboxes import mailbox_key

TO_CONTACT = "organiser.mail"


def forward_written_reply(session: Session, mail: IncomingEmail) -> Outcome:
    """Forward a written reply to the event's contact; it never changes the registration."""
    addressed = lock_addressed_registration(session, mail)
    if addressed is None:
        return _reply_of_invitee(session, mail)
    event, registration = addressed
    if not reply_rules.is_same_mailbox(mail.sender, registration.address):
        return _third_party_reply(session, event, registration, mail)
    rejected = reason_not_to_process(session, registration.id, mail)
    if rejected is not None:
        return rejected
    session.add(uncounted_reply(Reply, registration.id, mail, ReplyStatus.WRITTEN))
    _forward(session, event, registration, mail)
    return Outcome.PASSED_ON


def _reply_of_invitee(session: Session, mail: IncomingEmail) -> Outcome:
    """Forward what an invitee wrote who is not registered; e-mails of others are left alone."""
    invited = lock_addressed_invitee(session, mail)
    if invited is None or not reply_rules.is_same_mailbox(mail.sender, invited[1].address):
        return Outcome.OTHER
    event, invitee = invited
    rejected = reason_not_to_process(session, invitee.id, mail, of=InviteeReply)
    if rejected is not None:
        return rejected
    session.add(uncounted_reply(InviteeReply, invitee.id, mail, ReplyStatus.WRITTEN))
    enqueue(
        session,
        TO_CONTACT,
        payload={"invitee_id": invitee.id, "subject": mail.subject, "text": mail.text},
        event_id=event.id,
    )
    return Outcome.PASSED_ON


def _third_party_reply(
    session: Session, event: Event, registration: Registration, mail: IncomingEmail
) -> Outcome:
    """Forward a written reply from another address than the registrant's, within budgets."""
    is_contact = reply_rules.is_same_mailbox(mail.sender, normalize_address(event.contact_email))
    if is_contact or not _is_address(mail.sender):
        return Outcome.OTHER
    if queries.was_processed(session, registration.id, mail.key):
        return Outcome.AGAIN
    ordering_key = f"mail-{ordering_key_of(event.id, mail.sender)}"
    budgets = {
        f"others:{event.id}:{mailbox_key(mail.sender)}": reply_rules.MAX_PER_SENDER_AN_HOUR,
        f"others:{event.id}": reply_rules.MAX_FROM_OTHERS_AN_HOUR,
    }
    if budget_ledger.spend(session, [budget_ledger.Charge(event.id, budgets)]):
        return Outcome.TOO_MANY
    reply = uncounted_reply(Reply, registration.id, mail, ReplyStatus.WRITTEN)
    reply.verdict = Verdict.STRANGER
    session.add(reply)
    _forward(session, event, registration, mail, ordering_key=ordering_key, sender=mail.sender)
    return Outcome.PASSED_ON


def _forward(
    session: Session,
    event: Event,
    registration: Registration,
    mail: IncomingEmail,
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
