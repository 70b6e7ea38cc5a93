"""Reading one mail that arrived at the reply address, whoever wrote it."""

# The mail is weighed before it is taken apart; nothing in it is executed, fetched or answered.
#
# References:
#     RFC 6047 (calendar objects in mail), RFC 3464 (reports of delivery), RFC 3834 (automatic answers).

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime
from enum import StrEnum

from webinars.ical.reply import CalendarReply, parse_reply
from webinars.replies import reply_text
from webinars.security.email_addresses import normalize_address
from webinars.timezones import zones

LONGEST = 1024 * 1024
MOST_CONTAINERS = 30
_CONTAINER = re.compile(rb"content-type:\s*(multipart|message)/", re.IGNORECASE)
_BOUNDARY = re.compile(rb"boundary\s*(\*\d*\*?)?=", re.IGNORECASE)
_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "Resent-To")
_MOST_ADDRESSES = 50
_LONGEST_HEADER = 8000
_CALENDARS = ("text/calendar", "application/ics")
_BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
# Lists and machines that say so in other ways; a calendar that answers may say some of it too.
_OF_MACHINES = (
    "List-Id", "List-Post", "List-Unsubscribe", "Mailing-List",
    "X-Auto-Response-Suppress", "X-Autorespond", "X-Autoresponder",
)  # fmt: skip
_MAIL_ID = re.compile(r"<[^<>\s]{3,250}>")


class UnreadableError(ValueError):
    """A mail that is not taken apart: "too-long" or "too-deep"."""


class MailType(StrEnum):
    """What a mail is: a calendar's answer, what a person wrote, a report that ours did not arrive, a robot's.

    OTHER is all else: a calendar object that answers nothing, a mail inside a mail.
    """

    ANSWER = "answer"
    WRITTEN = "written"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    OTHER = "other"


@dataclass(frozen=True)
class Incoming:
    """One mail, read.

    key is the same for the same mail, read again. tokens stand in the addresses it came to. sender is the
    canonical address in From, empty unless there is exactly one. bounced holds the Message-ID of what came
    back. written_at is what its Date says, if that can be read. subject and text are what a person wrote, in
    plain text; empty in all that is not WRITTEN. has_method_mismatch: the calendar part is declared as
    another method than the object in it has.
    """

    kind: MailType
    key: str
    tokens: tuple[str, ...] = ()
    sender: str = ""
    answer: CalendarReply | None = None
    has_method_mismatch: bool = False
    bounced: str = ""
    written_at: datetime | None = None
    subject: str = ""
    text: str = ""


def read_mail(raw: bytes, *, reply_address: str, recipients: Iterable[str] = ()) -> Incoming:
    """Return what a mail is.

    recipients: addresses it was delivered to, where the mail server says them beside the mail.

    Raises:
        UnreadableError: it is larger, or nested deeper, than any reply needs to be.
    """
    _weigh(raw)
    try:
        mail = message_from_bytes(raw, policy=compat32)
        return _read(mail, raw, reply_address, recipients)
    except RecursionError as error:
        raise UnreadableError("too-deep") from error


def _weigh(raw: bytes) -> None:
    if len(raw) > LONGEST:
        raise UnreadableError("too-long")
    containers = max(len(_CONTAINER.findall(raw)), len(_BOUNDARY.findall(raw)))
    if containers > MOST_CONTAINERS:
        raise UnreadableError("too-deep")


def _read(mail: Message, raw: bytes, reply_address: str, recipients: Iterable[str]) -> Incoming:
    answer = _answer(mail)
    bounced = _bounced(mail)
    if bounced or _is_report(mail):
        kind, answer = MailType.BOUNCE, None
    elif _is_automatic(mail, is_answer=answer is not None):
        kind, answer = MailType.AUTOMATIC, None
    else:
        kind = (
            MailType.ANSWER
            if answer
            else MailType.WRITTEN
            if _is_words_alone(mail)
            else MailType.OTHER
        )
    named = [*recipients, *_addresses(mail, _TO), *([answer.organizer] if answer else ())]
    return Incoming(
        kind=kind,
        key=_key(mail, raw),
        tokens=_tokens(named, reply_address),
        sender=_sender(mail),
        answer=answer,
        has_method_mismatch=answer is not None and _has_method_mismatch(mail, answer),
        bounced=bounced,
        written_at=_date(mail),
        **(_words(mail) if kind is MailType.WRITTEN else {}),
    )


def _answer(mail: Message) -> CalendarReply | None:
    """Return the one answer in a mail; two that differ cannot both be meant (RFC 6047 section 2.4)."""
    found = {
        answer
        for part in _parts(mail)
        if _may_be_calendar(part) and (answer := parse_reply(_body(part))) is not None
    }
    return found.pop() if len(found) == 1 else None


def _has_method_mismatch(mail: Message, answer: CalendarReply) -> bool:
    """Tell whether a calendar part is declared as another method than the answer in it has."""
    declared = {
        str(part.get_param("method") or answer.method).strip().upper()
        for part in _parts(mail)
        if _may_be_calendar(part)
    }
    return declared != {answer.method}


def _parts(mail: Message) -> Iterator[Message]:
    """Yield the leaves of a mail; what somebody forwards inside it was not said by them."""
    if mail.get_content_maintype() == "message":
        return
    if not mail.is_multipart():
        yield mail
        return
    for part in mail.get_payload():
        if isinstance(part, Message):
            yield from _parts(part)


def _is_words_alone(mail: Message) -> bool:
    """Tell whether a mail holds neither a calendar object nor another mail, which somebody else wrote."""
    return not any(
        part.get_content_maintype() == "message" or _may_be_calendar(part) for part in mail.walk()
    )


def _words(mail: Message) -> dict[str, str]:
    subject = _text(mail.get("Subject"))
    return {"subject": reply_text.subject(subject), "text": reply_text.words(_parts(mail))}


def _may_be_calendar(part: Message) -> bool:
    # Many calendars give the part no name; others name it and call it anything.
    name = _text(part.get_filename(""))
    return part.get_content_type() in _CALENDARS or name.lower().endswith(".ics")


def _body(part: Message) -> bytes:
    body = reply_text.octets(part)
    charset = str(part.get_param("charset") or "utf-8").lower()
    if charset in {"utf-16", "iso-8859-1", "windows-1252"}:
        body = body.decode(charset, "replace").encode("utf-8", "replace")
    return body


def _is_report(mail: Message) -> bool:
    return mail.get_content_type() == "multipart/report"


def _bounced(mail: Message) -> str:
    """Return the Message-ID of the mail that a report says has failed for good."""
    if not _is_report(mail) or not mail.is_multipart():
        return ""
    parts = [part for part in mail.get_payload() if isinstance(part, Message)]
    if not any(_has_failed(part) for part in parts):
        return ""
    for part in parts:
        found = _MAIL_ID.search(_original(part))
        if found:
            return found[0]
    return ""


def _has_failed(part: Message) -> bool:
    if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
        return False
    blocks = part.get_payload()
    return any(
        _text(block.get("Action")).strip().lower() == "failed"
        for block in blocks
        if isinstance(block, Message)
    )


def _original(part: Message) -> str:
    """Return the Message-ID in the part of a report that holds our mail, or its head."""
    if part.get_content_type() == "text/rfc822-headers":
        return _text(message_from_bytes(_body(part), policy=compat32).get("Message-ID"))
    inner = part.get_payload()
    if part.get_content_type() == "message/rfc822" and isinstance(inner, list) and inner:
        return _text(inner[0].get("Message-ID"))  # type: ignore[union-attr]  # a message's payload is messages
    return ""


def _is_automatic(mail: Message, *, is_answer: bool) -> bool:
    """Tell whether a robot wrote it, other than the calendar that passes on what somebody pressed.

    Google's and Exchange's replies say "auto-generated"; an answering machine says "auto-replied".
    """
    said = _text(mail.get("Auto-Submitted")).partition(";")[0].strip().lower()
    generated = {"", "no", "auto-generated"} if is_answer else {"", "no"}
    precedence = _text(mail.get("Precedence")).strip().lower()
    if said not in generated or precedence in _BULK or "X-Autoreply" in mail:
        return True
    is_of_nobody = _text(mail.get("Return-Path")).strip() == "<>"
    return not is_answer and (is_of_nobody or any(name in mail for name in _OF_MACHINES))


def _addresses(mail: Message, names: Iterable[str]) -> list[str]:
    values = [_text(value)[:_LONGEST_HEADER] for name in names for value in mail.get_all(name, [])]
    return [address for _, address in getaddresses(values[:_MOST_ADDRESSES])][:_MOST_ADDRESSES]


def _sender(mail: Message) -> str:
    found = _addresses(mail, ("From",))
    return normalize_address(found[0]) if len(found) == 1 and found[0] else ""


def _tokens(named: Iterable[str], reply_address: str) -> tuple[str, ...]:
    """Return what stands behind the plus in our own address, in any case, each once."""
    ours, _, domain = reply_address.casefold().rpartition("@")
    found = []
    for address in named:
        local, _, at = address.strip().casefold().rpartition("@")
        name, plus, token = local.partition("+")
        if plus and (name, at) == (ours, domain):
            found.append(token)
    return tuple(dict.fromkeys(found))


def _key(mail: Message, raw: bytes) -> str:
    """Return what tells a mail from all others: its Message-ID, or all of it where there is none."""
    mail_id = _text(mail.get("Message-ID")).strip()
    return hashlib.sha256(mail_id.encode("utf-8", "replace") if mail_id else raw).hexdigest()[:32]


def _date(mail: Message) -> datetime | None:
    try:
        said = parsedate_to_datetime(_text(mail.get("Date")))
        said = (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return said if zones.may_fall_in(said.year) else None


def _text(value: object) -> str:
    """Return a header's value; those with bytes outside ASCII are objects of their own."""
    return "" if value is None else str(value)
