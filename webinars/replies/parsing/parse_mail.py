"""Parse an e-mail to the reply address, and find its sender, its type and what it replies to."""

# Size and nesting are limited before parsing. Senders are unauthenticated; nothing in the e-mail is fetched.
#
# References:
#     RFC 6047 (iMIP), RFC 8601 (Authentication-Results).

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

from webinars.ical.reply import CalendarReply, parse_reply
from webinars.replies.parsing import bounce_parsing, mail_headers, reply_text, sender_headers
from webinars.replies.parsing.body_parts import leaf_parts, may_be_calendar, utf8_content
from webinars.replies.parsing.mail_type import MailType, mail_type_of
from webinars.replies.reply_address import tokens_of
from webinars.timezones import zones

MAX_BYTES = 1024 * 1024
MAX_CONTAINERS = 30
_CONTAINER = re.compile(rb"content-type:\s*(multipart|message)/", re.IGNORECASE)
_BOUNDARY = re.compile(rb"boundary\s*(\*\d*\*?)?=", re.IGNORECASE)
_RECIPIENT_HEADERS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "Resent-To")
_MAX_ADDRESSES = 50


class UnreadableError(ValueError):
    """The e-mail exceeds a limit: "too-long" or "too-deep"."""


@dataclass(frozen=True)
class IncomingEmail:
    """A parsed e-mail.

    key identifies it, so that it is processed once. tokens are those of the reply addresses among its
    recipients. sender is the canonical address in From, empty unless there is exactly one. on_behalf_of is
    the one in Reply-To if a calendar server sent the reply, else empty. bounced has possible Message-IDs of
    the returned e-mail, the most likely first. written_at is its Date, if valid. subject and text are plain
    text, and empty unless it is WRITTEN. has_method_mismatch: a calendar part declares another method than
    its object has. has_failed_dmarc: our mail server reports that the domain in From did not send it.
    """

    mail_type: MailType
    key: str
    tokens: tuple[str, ...] = ()
    sender: str = ""
    on_behalf_of: str = ""
    answer: CalendarReply | None = None
    has_method_mismatch: bool = False
    has_failed_dmarc: bool = False
    bounced: tuple[str, ...] = ()
    written_at: datetime | None = None
    subject: str = ""
    text: str = ""


def parse_incoming(
    raw: bytes,
    *,
    reply_address: str,
    recipients: Iterable[str] = (),
    authserv_ids: Collection[str] = (),
) -> IncomingEmail:
    """Parse an e-mail and determine its type.

    recipients: addresses of the SMTP envelope, if known. authserv_ids: names of our mail servers in
    Authentication-Results.

    Raises:
        UnreadableError: it is too large or too deeply nested.
    """
    _check_limits(raw)
    try:
        mail = message_from_bytes(raw, policy=compat32)
        return replace(
            _parse(mail, raw, reply_address, recipients),
            has_failed_dmarc=sender_headers.has_failed_dmarc(
                mail_headers.header_values(mail, "Authentication-Results"), authserv_ids
            ),
        )
    except RecursionError as error:
        raise UnreadableError("too-deep") from error


def _check_limits(raw: bytes) -> None:
    if len(raw) > MAX_BYTES:
        raise UnreadableError("too-long")
    containers = max(len(_CONTAINER.findall(raw)), len(_BOUNDARY.findall(raw)))
    if containers > MAX_CONTAINERS:
        raise UnreadableError("too-deep")


def _parse(
    mail: Message, raw: bytes, reply_address: str, recipients: Iterable[str]
) -> IncomingEmail:
    answer = _answer(mail)
    sender = sender_headers.single_mailbox(mail_headers.header_values(mail, "From"))
    mail_type = mail_type_of(mail, is_answer=answer is not None)
    answer = answer if mail_type is MailType.ANSWER else None
    addresses = [
        *recipients,
        *_addresses(mail, _RECIPIENT_HEADERS),
        *([answer.organizer] if answer else ()),
    ]
    subject, text = _written_text(mail) if mail_type is MailType.WRITTEN else ("", "")
    return IncomingEmail(
        mail_type=mail_type,
        key=_key(mail, raw),
        tokens=tokens_of(addresses, reply_address),
        sender=sender,
        on_behalf_of=_on_behalf_of(mail, sender, answer) if answer else "",
        answer=answer,
        has_method_mismatch=answer is not None and _has_method_mismatch(mail, answer),
        bounced=bounce_parsing.bounced_ids(mail) if mail_type is MailType.BOUNCE else (),
        written_at=_date(mail),
        subject=subject,
        text=text,
    )


def _answer(mail: Message) -> CalendarReply | None:
    """Return the calendar's reply; None if there are two that differ (RFC 6047 section 2.4)."""
    answers = {
        answer
        for part in leaf_parts(mail)
        if may_be_calendar(part) and (answer := parse_reply(utf8_content(part))) is not None
    }
    return answers.pop() if len(answers) == 1 else None


def _has_method_mismatch(mail: Message, answer: CalendarReply) -> bool:
    """Return whether a calendar part declares another method than its object has."""
    declared = {
        str(part.get_param("method") or answer.method).strip().upper()
        for part in leaf_parts(mail)
        if may_be_calendar(part)
    }
    return declared != {answer.method}


def _written_text(mail: Message) -> tuple[str, str]:
    """Return the subject and the text that its author wrote."""
    subject = reply_text.clean_subject(mail_headers.header_text(mail, "Subject"))
    return subject, reply_text.extract_text(leaf_parts(mail))


def _addresses(mail: Message, names: Iterable[str]) -> list[str]:
    values = [value for name in names for value in mail_headers.header_values(mail, name)]
    return [address for _, address in getaddresses(values[:_MAX_ADDRESSES])][:_MAX_ADDRESSES]


def _on_behalf_of(mail: Message, sender: str, answer: CalendarReply) -> str:
    if not sender or not sender_headers.is_calendar_server(sender, answer.product):
        return ""
    return sender_headers.single_mailbox(mail_headers.header_values(mail, "Reply-To"))


def _key(mail: Message, raw: bytes) -> str:
    """Return the digest of the Message-ID, or of the whole e-mail if it has none."""
    mail_id = mail_headers.header_text(mail, "Message-ID").strip()
    return hashlib.sha256(mail_id.encode("utf-8", "replace") if mail_id else raw).hexdigest()[:32]


def _date(mail: Message) -> datetime | None:
    try:
        date = parsedate_to_datetime(mail_headers.header_text(mail, "Date"))
        date = (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return date if zones.is_year_known(date.year) else None
