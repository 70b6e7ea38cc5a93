"""Process an incoming e-mail by its type: a calendar's reply, a written one, or a bounce."""

# The caller commits: one transaction per e-mail. The event is locked first, so that an e-mail that two
# processes read at once has one effect.

from collections.abc import Collection

from sqlalchemy.orm import Session

from webinars.replies import reply_rules
from webinars.replies.bounces import record_bounce
from webinars.replies.calendar_replies import process_calendar_reply
from webinars.replies.outcome import Outcome
from webinars.replies.parsing.mail_type import MailType
from webinars.replies.parsing.parse_mail import IncomingEmail
from webinars.replies.written_replies import forward_written_reply


def process_email(
    session: Session, mail: IncomingEmail, *, own_addresses: Collection[str] = ()
) -> Outcome:
    """Store a reply to a registration and act on it.

    own_addresses: canonical addresses that this installation sends from; e-mail from them is never forwarded,
    to avoid loops.
    """
    if any(reply_rules.is_same_mailbox(mail.sender, own) for own in own_addresses):
        return Outcome.AUTOMATIC
    if mail.mail_type is MailType.BOUNCE:
        return record_bounce(session, mail)
    if mail.mail_type is MailType.WRITTEN:
        return forward_written_reply(session, mail)
    if mail.answer is None:
        return Outcome.AUTOMATIC if mail.mail_type is MailType.AUTOMATIC else Outcome.OTHER
    return process_calendar_reply(session, mail, mail.answer)
