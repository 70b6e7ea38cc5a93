"""Record that an e-mail to a registrant was returned as undeliverable."""

from sqlalchemy.orm import Session

from webinars.outbox.queries import message_of_mail
from webinars.replies.addressed_registration import (
    lock_registration_if_any,
    reason_not_to_process,
    uncounted_reply,
)
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.parse_mail import IncomingEmail
from webinars.replies.reply_rules import ReplyStatus
from webinars.security.email_addresses import normalize_address


def record_bounce(session: Session, mail: IncomingEmail) -> Outcome:
    """Record a bounce of an e-mail to a registrant, identified by its Message-ID."""
    messages = (message_of_mail(session, mail_id) for mail_id in mail.bounced)
    message = next((row for row in messages if row is not None), None)
    if message is None or message.registration_id is None:
        return Outcome.UNKNOWN
    recipient = normalize_address(message.recipient)
    locked = lock_registration_if_any(session, message.registration_id)
    if locked is None or locked[1].address != recipient:
        return Outcome.UNKNOWN
    _, registration = locked
    rejected = reason_not_to_process(session, registration.id, mail)
    if rejected is not None:
        return rejected
    session.add(uncounted_reply(registration, mail, ReplyStatus.BOUNCED))
    return Outcome.BOUNCED
