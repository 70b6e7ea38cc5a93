"""Build the bytes of a message from an e-mail, and parse them back before they may be sent."""

# References:
#     RFC 6047 section 2.4: the calendar part belongs in multipart/alternative with its method as a parameter.
#     MS-OXCMAIL 2.1.3.3.8.2: it comes last there, and that multipart is the message's first part.

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from webinars.emails import header_encoding, mime, parser, sanitize
from webinars.errors import InvalidInputError
from webinars.security.email_addresses import LOCAL, LONGEST_LOCAL, ascii_host

LONGEST_LINE = 998
_ALWAYS = ("Auto-Submitted", "MIME-Version", "Content-Type")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_BODY_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class MessageError(Exception):
    """The e-mail cannot be encoded so that it parses back to itself; a defect of this program."""


class UndeliverableError(Exception):
    """No message can ever be delivered to this address; the text says why."""


@dataclass(frozen=True)
class Mailbox:
    """A name and an address that are valid in a header and in an envelope."""

    name: str
    email: str


@dataclass(frozen=True)
class CalendarPart:
    """A calendar object for the recipient's calendar, with its iTIP method.

    is_first: the calendar had no entry of the event before.
    """

    method: str
    body: bytes
    is_first: bool = False


@dataclass(frozen=True)
class OutgoingEmail:
    """The content of one e-mail, rendered and not yet encoded."""

    sender: Mailbox
    recipient: Mailbox
    reply_to: Mailbox | None
    subject: str
    text: str
    html: str
    calendar: CalendarPart | None
    mail_id: str
    written_at: datetime


def mailbox(name: str, email: str) -> Mailbox:
    """Return a mailbox with its domain in ASCII (IDNA) and its name sanitized for a header.

    Raises:
        UndeliverableError: the address is not valid in a message.
    """
    local, _, domain = email.strip().rpartition("@")
    try:
        ascii_domain = ascii_host(domain)
    except InvalidInputError as error:
        raise UndeliverableError("the domain of the address is not valid") from error
    if not local.isascii():
        raise UndeliverableError("the part before the @ is not ASCII; that would need SMTPUTF8")
    # "=?" would make an encoded word, which some readers decode even in an address.
    if not LOCAL.fullmatch(local) or "=?" in local or len(local) > LONGEST_LOCAL:
        raise UndeliverableError("the address is not valid")
    return Mailbox(sanitize.person(name), f"{local}@{ascii_domain}")


def build(email: OutgoingEmail) -> bytes:
    """Encode an e-mail as a message with CRLF line ends, and verify it by parsing it back.

    Raises:
        MessageError: a value has control characters, or the parsed message differs.
    """
    _reject_control_characters(email)
    intended = _headers(email)
    lines = [f"{name}: {value}\r\n" for name, value in intended.items()]
    body = "".join([*lines, "MIME-Version: 1.0\r\n"]).encode()
    body += _content(email)
    compare(body, email)
    return body


def compare(body: bytes, email: OutgoingEmail) -> None:
    """Parse the message as a receiver would, and compare headers, recipients and parts.

    Raises:
        MessageError: they differ from the e-mail's.
    """
    if max(map(len, body.split(b"\r\n"))) > LONGEST_LINE or not body.isascii():
        raise MessageError("a line is too long, or not ASCII")
    try:
        _compare(*parser.read(body), email)
    except parser.UnreadableError as error:
        raise MessageError(str(error)) from error


def _compare(
    headers: list[tuple[str, str]], parts: list[parser.Part], email: OutgoingEmail
) -> None:
    values = dict(headers)
    if sorted(name for name, _ in headers) != sorted(_names(email)):
        raise MessageError("the headers differ")
    boxes = {"From": email.sender, "To": email.recipient, "Reply-To": email.reply_to}
    for name, box in boxes.items():
        if box is None:
            continue
        display_name, address = parser.mailbox(values[name])
        if address != box.email:
            raise MessageError(f"{name} has another address")
        # Python's parser puts a space between adjacent encoded words of a name.
        if _without_spaces(display_name) != _without_spaces(
            sanitize.without_encoded_words(box.name)
        ):
            raise MessageError(f"{name} has another name")
    if parser.text(values["Subject"]) != sanitize.without_encoded_words(email.subject):
        raise MessageError("the subject differs")
    if [_content_of(part) for part in parts] != _intended_parts(email):
        raise MessageError("the parts differ")


def _names(email: OutgoingEmail) -> list[str]:
    addresses = ["From", "To", *(["Reply-To"] if email.reply_to else [])]
    return [*addresses, "Subject", "Date", "Message-ID", *_ALWAYS]


def _reject_control_characters(email: OutgoingEmail) -> None:
    boxes = [box for box in (email.sender, email.recipient, email.reply_to) if box]
    values = [
        email.subject,
        email.mail_id,
        *(part for box in boxes for part in (box.name, box.email)),
    ]
    if any(_CONTROL.search(value) for value in values):
        raise MessageError("a header has control characters")
    texts = email.text + email.html
    # Most are printable, which is faster to test.
    if not texts.replace("\n", "").isprintable() and _BODY_CONTROL.search(texts):
        raise MessageError("the text has control characters")


def _headers(email: OutgoingEmail) -> dict[str, str]:
    intended = {
        "From": _header_address(email.sender),
        "To": _header_address(email.recipient),
        "Subject": header_encoding.text(sanitize.without_encoded_words(email.subject)),
        "Date": format_datetime(email.written_at),
        "Message-ID": email.mail_id,
        "Auto-Submitted": "auto-generated",
    }
    if email.reply_to:
        intended["Reply-To"] = _header_address(email.reply_to)
    return intended


def _header_address(box: Mailbox) -> str:
    return header_encoding.address(sanitize.without_encoded_words(box.name), box.email)


def _content(email: OutgoingEmail) -> bytes:
    parts = [mime.text("plain", email.text), mime.text("html", email.html)]
    if email.calendar is None:
        return mime.multipart("alternative", parts)
    calendar = email.calendar
    encoded = mime.base64(calendar.body)
    parts.append(mime.calendar(calendar.method, encoded))
    alternatives = mime.multipart("alternative", parts)
    file = mime.attachment(encoded, "application/ics", "invite.ics")
    return mime.multipart("mixed", [alternatives, file])


def _content_of(part: parser.Part) -> tuple[str, object]:
    if part.parts:
        return part.kind, part.parts
    if part.kind in {"text/plain", "text/html"}:
        return part.kind, _lines(part.octets.decode())
    return part.kind, (part.method, part.octets)


def _intended_parts(email: OutgoingEmail) -> list[tuple[str, object]]:
    texts: list[tuple[str, object]] = [
        ("text/plain", _lines(email.text)),
        ("text/html", _lines(email.html)),
    ]
    if email.calendar is None:
        return [("multipart/alternative", 2), *texts]
    return [
        ("multipart/mixed", 2),
        ("multipart/alternative", 3),
        *texts,
        ("text/calendar", (email.calendar.method, email.calendar.body)),
        ("application/ics", (None, email.calendar.body)),
    ]


def _lines(text: str) -> str:
    return text.rstrip("\r\n").replace("\r\n", "\n")


def _without_spaces(name: str) -> str:
    return "".join(name.split())
