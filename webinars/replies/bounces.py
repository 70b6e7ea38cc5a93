"""Record that an e-mail to a registrant, an invitee or a subscriber was returned as undeliverable."""

from sqlalchemy.orm import Session

from webinars.access.queries import open_invitation
from webinars.email_subscriptions.notification import SUBSCRIBER_TOPICS, subscriber_of_key
from webinars.email_subscriptions.retention import pause
from webinars.errors import NotFoundError
from webinars.outbox.models import Message
from webinars.outbox.queries import message_of_mail
from webinars.registrations.locks import lock_published_event
from webinars.replies.addressed_registration import (
    lock_registration_if_any,
    reason_not_to_process,
    uncounted_reply,
)
from webinars.replies.models import InviteeReply, Reply
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.parse_mail import IncomingEmail
from webinars.replies.reply_rules import ReplyStatus
from webinars.security.email_addresses import normalize_address

OF_INVITEES = "invitee."


def record_bounce(session: Session, mail: IncomingEmail) -> Outcome:
    """Record a bounce of an e-mail to one of these, identified by its Message-ID."""
    messages = (message_of_mail(session, mail_id) for mail_id in mail.bounced)
    message = next((row for row in messages if row is not None), None)
    if message is None:
        return Outcome.UNKNOWN
    if message.topic in SUBSCRIBER_TOPICS:
        return _pause_subscriber(session, message)
    if message.registration_id is None:
        return _record_of_invitee(session, message, mail)
    recipient = normalize_address(message.recipient)
    locked = lock_registration_if_any(session, message.registration_id)
    if locked is None or locked[1].address != recipient:
        return Outcome.UNKNOWN
    _, registration = locked
    rejected = reason_not_to_process(session, registration.id, mail)
    if rejected is not None:
        return rejected
    session.add(uncounted_reply(Reply, registration.id, mail, ReplyStatus.BOUNCED))
    return Outcome.BOUNCED


def _record_of_invitee(session: Session, message: Message, mail: IncomingEmail) -> Outcome:
    """Record a bounce of an e-mail to an invitee who is not registered."""
    if not message.topic.startswith(OF_INVITEES) or message.event_id is None:
        return Outcome.UNKNOWN
    try:
        event = lock_published_event(session, message.event_id)
    except NotFoundError:
        return Outcome.UNKNOWN
    invitee = open_invitation(session, event.id, normalize_address(message.recipient))
    if invitee is None:
        return Outcome.UNKNOWN
    rejected = reason_not_to_process(session, invitee.id, mail, of=InviteeReply)
    if rejected is not None:
        return rejected
    session.add(uncounted_reply(InviteeReply, invitee.id, mail, ReplyStatus.BOUNCED))
    return Outcome.BOUNCED


def _pause_subscriber(session: Session, message: Message) -> Outcome:
    """Send nothing more to a subscriber whose e-mail came back; the request itself just expires."""
    subscriber_id = subscriber_of_key(message.ordering_key)
    is_known = subscriber_id is not None and pause(session, subscriber_id)
    return Outcome.BOUNCED if is_known else Outcome.UNKNOWN
