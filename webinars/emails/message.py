"""The one builder of mail: a letter becomes bytes, and the bytes are read again before they may leave.

References:
    RFC 6047 section 2.4: the calendar part stands in multipart/alternative with its method as a parameter.
    MS-OXCMAIL 2.1.3.3.8.2: it stands last there, and that multipart is the message's first part.
"""

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


class LetterError(Exception):
    """A letter cannot be turned into a message that says what was meant; the fault is ours."""


class UndeliverableError(Exception):
    """No message can reach this address, now or later; the text says why."""


@dataclass(frozen=True)
class Mailbox:
    """An address that can stand in a header and in an envelope, with the name of whose it is."""

    name: str
    email: str


@dataclass(frozen=True)
class CalendarPart:
    """A calendar object for the recipient's calendar, with the method it carries.

    is_first: the calendar held no entry of the event before.
    """

    method: str
    body: bytes
    is_first: bool = False


@dataclass(frozen=True)
class Letter:
    """All that a message says, before it is bytes. Texts are finished; nothing in them is a template."""

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
    """Return the mailbox of a person: the domain in ASCII (IDNA), the name fit for a header.

    Raises:
        UndeliverableError: the address cannot be written into a message.
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


def build(letter: Letter) -> bytes:
    """Return the letter as the bytes of a message, in CRLF lines, read back and found to say the same.

    Raises:
        LetterError: a value has control characters, or what was read back differs.
    """
    _refuse_control_characters(letter)
    intended = _headers(letter)
    lines = [f"{name}: {value}\r\n" for name, value in intended.items()]
    body = "".join([*lines, "MIME-Version: 1.0\r\n"]).encode()
    body += _content(letter)
    compare(body, letter)
    return body


def compare(body: bytes, letter: Letter) -> None:
    """Read the message as a receiver would; it must have the letter's headers, recipients and parts.

    Raises:
        LetterError: it has others.
    """
    if max(map(len, body.split(b"\r\n"))) > LONGEST_LINE or not body.isascii():
        raise LetterError("a line is too long, or not ASCII")
    try:
        _compare(*parser.read(body), letter)
    except parser.UnreadableError as error:
        raise LetterError(str(error)) from error


def _compare(said: list[tuple[str, str]], parts: list[parser.Part], letter: Letter) -> None:
    values = dict(said)
    if sorted(name for name, _ in said) != sorted(_names(letter)):
        raise LetterError("the headers are not those that were meant")
    boxes = {"From": letter.sender, "To": letter.recipient, "Reply-To": letter.reply_to}
    for name, box in boxes.items():
        if box is None:
            continue
        found, email = parser.mailbox(values[name])
        if email != box.email:
            raise LetterError(f"{name} is not the address that was meant")
        # Python's parser puts a space between adjacent encoded words of a name.
        if _solid(found) != _solid(sanitize.without_encoded_words(box.name)):
            raise LetterError(f"{name} is not the name that was meant")
    if parser.text(values["Subject"]) != sanitize.without_encoded_words(letter.subject):
        raise LetterError("the subject is not what was meant")
    if [_said(part) for part in parts] != _intended_parts(letter):
        raise LetterError("the parts are not those that were meant")


def _names(letter: Letter) -> list[str]:
    theirs = ["From", "To", *(["Reply-To"] if letter.reply_to else [])]
    return [*theirs, "Subject", "Date", "Message-ID", *_ALWAYS]


def _refuse_control_characters(letter: Letter) -> None:
    boxes = [box for box in (letter.sender, letter.recipient, letter.reply_to) if box]
    values = [
        letter.subject,
        letter.mail_id,
        *(part for box in boxes for part in (box.name, box.email)),
    ]
    if any(_CONTROL.search(value) for value in values):
        raise LetterError("a header has control characters")
    texts = letter.text + letter.html
    # Most are printable, which is found out faster.
    if not texts.replace("\n", "").isprintable() and _BODY_CONTROL.search(texts):
        raise LetterError("the text has control characters")


def _headers(letter: Letter) -> dict[str, str]:
    intended = {
        "From": _written(letter.sender),
        "To": _written(letter.recipient),
        "Subject": header_encoding.text(sanitize.without_encoded_words(letter.subject)),
        "Date": format_datetime(letter.written_at),
        "Message-ID": letter.mail_id,
        "Auto-Submitted": "auto-generated",
    }
    if letter.reply_to:
        intended["Reply-To"] = _written(letter.reply_to)
    return intended


def _written(box: Mailbox) -> str:
    return header_encoding.address(sanitize.without_encoded_words(box.name), box.email)


def _content(letter: Letter) -> bytes:
    parts = [mime.text("plain", letter.text), mime.text("html", letter.html)]
    if letter.calendar is None:
        return mime.multipart("alternative", parts)
    told = letter.calendar
    encoded = mime.base64(told.body)
    parts.append(mime.calendar(told.method, encoded))
    alternatives = mime.multipart("alternative", parts)
    file = mime.attachment(encoded, "application/ics", "invite.ics")
    return mime.multipart("mixed", [alternatives, file])


def _said(part: parser.Part) -> tuple[str, object]:
    if part.parts:
        return part.kind, part.parts
    if part.kind in {"text/plain", "text/html"}:
        return part.kind, _lines(part.octets.decode())
    return part.kind, (part.method, part.octets)


def _intended_parts(letter: Letter) -> list[tuple[str, object]]:
    texts: list[tuple[str, object]] = [
        ("text/plain", _lines(letter.text)),
        ("text/html", _lines(letter.html)),
    ]
    if letter.calendar is None:
        return [("multipart/alternative", 2), *texts]
    return [
        ("multipart/mixed", 2),
        ("multipart/alternative", 3),
        *texts,
        ("text/calendar", (letter.calendar.method, letter.calendar.body)),
        ("application/ics", (None, letter.calendar.body)),
    ]


def _lines(text: str) -> str:
    return text.rstrip("\r\n").replace("\r\n", "\n")


def _solid(name: str) -> str:
    return "".join(name.split())
