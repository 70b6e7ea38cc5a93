"""Parse an e-mail to the reply address: calendar reply, written text, bounce or automatic reply."""

# Size and nesting are limited before parsing. Senders are unauthenticated; nothing in the e-mail is fetched.
#
# References:
#     RFC 6047 (iMIP), RFC 3464 (delivery status notifications), RFC 3834 (automatic responses), RFC 8601
#     (Authentication-Results), https://cr.yp.to/proto/qsbmf.txt (bounces of qmail).

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime
from enum import StrEnum

from webinars.ical.reply import CalendarReply, parse_reply
from webinars.replies import headers, reply_text
from webinars.replies.reply_address import tokens_of
from webinars.timezones import zones

MAX_BYTES = 1024 * 1024
MAX_CONTAINERS = 30
_CONTAINER = re.compile(rb"content-type:\s*(multipart|message)/", re.IGNORECASE)
_BOUNDARY = re.compile(rb"boundary\s*(\*\d*\*?)?=", re.IGNORECASE)
_RECIPIENT_HEADERS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "Resent-To")
_MAX_ADDRESSES = 50
_MAX_BOUNCED = 10
_CALENDARS = ("text/calendar", "application/ics")
_AUTO_REPLY = frozenset({"auto_reply", "auto-reply"})
_BULK = _AUTO_REPLY | {"bulk", "junk", "list"}
# Headers of mailing lists and automatic replies; calendar replies may have some of them too.
_AUTOMATIC_HEADERS = (
    "List-Id", "List-Post", "List-Unsubscribe", "Mailing-List",
    "X-Auto-Response-Suppress", "X-Autorespond", "X-Autoresponder",
)  # fmt: skip
_MAIL_ID = re.compile(r"<[^<>\s]{3,250}>")
_QMAIL_START = b"Hi. This is the "
_QMAIL_COPY = re.compile(rb"(?m)^--- Below this line is a copy of the message\.\s*")


class UnreadableError(ValueError):
    """The e-mail exceeds a limit: "too-long" or "too-deep"."""


class MailType(StrEnum):
    """The type of an e-mail: a calendar's reply, written text, a bounce, an automatic reply.

    OTHER is the rest: calendar objects that are not replies, forwarded e-mails.
    """

    ANSWER = "answer"
    WRITTEN = "written"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    OTHER = "other"


@dataclass(frozen=True)
class Incoming:
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


def read_mail(
    raw: bytes,
    *,
    reply_address: str,
    recipients: Iterable[str] = (),
    authserv_ids: Collection[str] = (),
) -> Incoming:
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
            has_failed_dmarc=headers.has_failed_dmarc(
                headers.header_values(mail, "Authentication-Results"), authserv_ids
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


def _parse(mail: Message, raw: bytes, reply_address: str, recipients: Iterable[str]) -> Incoming:
    answer = _answer(mail)
    bounced = _bounced(mail)
    sender = headers.single_mailbox(headers.header_values(mail, "From"))
    if bounced or _is_report(mail):
        mail_type, answer = MailType.BOUNCE, None
    elif _is_automatic(mail, is_answer=answer is not None):
        mail_type, answer = MailType.AUTOMATIC, None
    elif answer:
        mail_type = MailType.ANSWER
    else:
        mail_type = MailType.WRITTEN if _is_text_only(mail) else MailType.OTHER
    addresses = [
        *recipients,
        *_addresses(mail, _RECIPIENT_HEADERS),
        *([answer.organizer] if answer else ()),
    ]
    subject, text = _written_text(mail) if mail_type is MailType.WRITTEN else ("", "")
    return Incoming(
        mail_type=mail_type,
        key=_key(mail, raw),
        tokens=tokens_of(addresses, reply_address),
        sender=sender,
        on_behalf_of=_on_behalf_of(mail, sender, answer) if answer else "",
        answer=answer,
        has_method_mismatch=answer is not None and _has_method_mismatch(mail, answer),
        bounced=bounced,
        written_at=_date(mail),
        subject=subject,
        text=text,
    )


def _answer(mail: Message) -> CalendarReply | None:
    """Return the calendar's reply; None if there are two that differ (RFC 6047 section 2.4)."""
    answers = {
        answer
        for part in _parts(mail)
        if _may_be_calendar(part) and (answer := parse_reply(_body(part))) is not None
    }
    return answers.pop() if len(answers) == 1 else None


def _has_method_mismatch(mail: Message, answer: CalendarReply) -> bool:
    """Return whether a calendar part declares another method than its object has."""
    declared = {
        str(part.get_param("method") or answer.method).strip().upper()
        for part in _parts(mail)
        if _may_be_calendar(part)
    }
    return declared != {answer.method}


def _parts(mail: Message) -> Iterator[Message]:
    """Yield the leaf parts of an e-mail, without those of forwarded e-mails, which have other authors."""
    if mail.get_content_maintype() == "message":
        return
    if not mail.is_multipart():
        yield mail
        return
    for part in mail.get_payload():
        if isinstance(part, Message):
            yield from _parts(part)


def _is_text_only(mail: Message) -> bool:
    """Return whether an e-mail contains neither a calendar object nor a forwarded e-mail."""
    return not any(
        part.get_content_maintype() == "message" or _may_be_calendar(part) for part in mail.walk()
    )


def _written_text(mail: Message) -> tuple[str, str]:
    """Return the subject and the text that its author wrote."""
    subject = reply_text.clean_subject(_text(mail.get("Subject")))
    return subject, reply_text.extract_text(_parts(mail))


def _may_be_calendar(part: Message) -> bool:
    # Many calendars declare no filename; others declare a filename and any content type.
    name = _text(part.get_filename(""))
    return part.get_content_type() in _CALENDARS or name.lower().endswith(".ics")


def _body(part: Message) -> bytes:
    body = reply_text.decode_part(part)
    charset = str(part.get_param("charset") or "utf-8").lower()
    if charset in {"utf-16", "iso-8859-1", "windows-1252"}:
        body = body.decode(charset, "replace").encode("utf-8", "replace")
    return body


def _is_report(mail: Message) -> bool:
    return mail.get_content_type() == "multipart/report"


def _bounced(mail: Message) -> tuple[str, ...]:
    """Return possible Message-IDs of the e-mail that a bounce reports; empty if it failed not for good.

    Amazon SES replaces the Message-ID of what it sends, and refers to ours in the headers of the report.
    """
    if _is_report(mail) and mail.is_multipart():
        parts = [part for part in mail.get_payload() if isinstance(part, Message)]
        if not any(_has_failed(part) for part in parts):
            return ()
        texts = [_original_id(part) for part in parts]
        texts += [_text(mail.get(name)) for name in ("In-Reply-To", "References")]
    else:
        texts = [_id_in_qmail_report(mail)]
    mail_ids = [mail_id for text in texts for mail_id in _MAIL_ID.findall(text)]
    return tuple(dict.fromkeys(mail_ids))[:_MAX_BOUNCED]


def _id_in_qmail_report(mail: Message) -> str:
    """Return the Message-ID in a bounce of qmail, which is plain text with the returned e-mail below."""
    if mail.is_multipart() or mail.get_content_type() != "text/plain":
        return ""
    body = reply_text.decode_part(mail).lstrip()
    copy = _QMAIL_COPY.search(body)
    if not body.startswith(_QMAIL_START) or copy is None:
        return ""
    return _text(message_from_bytes(body[copy.end() :], policy=compat32).get("Message-ID"))


def _has_failed(part: Message) -> bool:
    if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
        return False
    blocks = part.get_payload()
    return any(
        _text(block.get("Action")).strip().lower() == "failed"
        for block in blocks
        if isinstance(block, Message)
    )


def _original_id(part: Message) -> str:
    """Return the Message-ID in a part of a report that contains the returned e-mail or its headers."""
    if part.get_content_type() == "text/rfc822-headers":
        return _text(message_from_bytes(_body(part), policy=compat32).get("Message-ID"))
    inner = part.get_payload()
    if part.get_content_type() == "message/rfc822" and isinstance(inner, list) and inner:
        return _text(inner[0].get("Message-ID"))  # type: ignore[union-attr]  # its payload is a list of messages
    return ""


def _is_automatic(mail: Message, *, is_answer: bool) -> bool:
    """Return whether an e-mail was sent automatically, other than a calendar's reply.

    Replies of Google and Exchange are "auto-generated", vacation responders "auto-replied". Relays and lists
    add a Precedence to replies.
    """
    auto_submitted = _text(mail.get("Auto-Submitted")).partition(";")[0].strip().lower()
    allowed = {"", "no", "auto-generated"} if is_answer else {"", "no"}
    bulk = _AUTO_REPLY if is_answer else _BULK
    precedence = _text(mail.get("Precedence")).strip().lower()
    if auto_submitted not in allowed or precedence in bulk or "X-Autoreply" in mail:
        return True
    has_null_sender = _text(mail.get("Return-Path")).strip() == "<>"
    return not is_answer and (has_null_sender or any(name in mail for name in _AUTOMATIC_HEADERS))


def _addresses(mail: Message, names: Iterable[str]) -> list[str]:
    values = [value for name in names for value in headers.header_values(mail, name)]
    return [address for _, address in getaddresses(values[:_MAX_ADDRESSES])][:_MAX_ADDRESSES]


def _on_behalf_of(mail: Message, sender: str, answer: CalendarReply) -> str:
    if not sender or not headers.is_calendar_server(sender, answer.product):
        return ""
    return headers.single_mailbox(headers.header_values(mail, "Reply-To"))


def _key(mail: Message, raw: bytes) -> str:
    """Return the digest of the Message-ID, or of the whole e-mail if it has none."""
    mail_id = _text(mail.get("Message-ID")).strip()
    return hashlib.sha256(mail_id.encode("utf-8", "replace") if mail_id else raw).hexdigest()[:32]


def _date(mail: Message) -> datetime | None:
    try:
        date = parsedate_to_datetime(_text(mail.get("Date")))
        date = (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return date if zones.may_fall_in(date.year) else None


def _text(value: object) -> str:
    """Return a header's value as text; compat32 returns Header objects for non-ASCII values."""
    return "" if value is None else str(value)
