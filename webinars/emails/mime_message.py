"""Build the bytes of a message from an e-mail, and parse them back before they may be sent."""

# References:
#     RFC 6047 section 2.4: the calendar part belongs in multipart/alternative with its method as a parameter.
#     MS-OXCMAIL 2.1.3.3.8.2: it comes last there, and that multipart is the message's first part.

import re

from webinars.emails import headers, mime_parts, sanitize, self_check_parser
from webinars.emails.outgoing_email import OutgoingEmail

LONGEST_LINE = 998
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class MessageError(Exception):
    """The e-mail cannot be encoded so that it parses back to itself; a defect of this program."""


def build(email: OutgoingEmail) -> bytes:
    """Encode an e-mail as a message with CRLF line ends, and verify it by parsing it back.

    Raises:
        MessageError: a value has control characters, or the parsed message differs.
    """
    _reject_control_characters(email)
    lines = [f"{name}: {value}\r\n" for name, value in headers.encode(email).items()]
    body = "".join(lines).encode() + _content(email)
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
        _compare(*self_check_parser.read(body), email)
    except self_check_parser.UnreadableError as error:
        raise MessageError(str(error)) from error


def _compare(
    received: list[tuple[str, str]], parts: list[self_check_parser.Part], email: OutgoingEmail
) -> None:
    values = dict(received)
    if sorted(name for name, _ in received) != sorted([*headers.names(email), "Content-Type"]):
        raise MessageError("the headers differ")
    boxes = {"From": email.sender, "To": email.recipient, "Reply-To": email.reply_to}
    for name, box in boxes.items():
        if box is None:
            continue
        display_name, address = self_check_parser.mailbox(values[name])
        if address != box.email:
            raise MessageError(f"{name} has another address")
        # Python's parser puts a space between adjacent encoded words of a name.
        if _without_spaces(display_name) != _without_spaces(
            sanitize.without_encoded_words(box.name)
        ):
            raise MessageError(f"{name} has another name")
    if self_check_parser.text(values["Subject"]) != sanitize.without_encoded_words(email.subject):
        raise MessageError("the subject differs")
    if tuple(values.get("References", "").split()) != email.references:
        raise MessageError("the references differ")
    if [_content_of(part) for part in parts] != _intended_parts(email):
        raise MessageError("the parts differ")


def _reject_control_characters(email: OutgoingEmail) -> None:
    boxes = [box for box in (email.sender, email.recipient, email.reply_to) if box]
    values = [
        email.subject,
        email.mail_id,
        *email.references,
        *(part for box in boxes for part in (box.name, box.email)),
    ]
    if _CONTROL.search(" ".join(values)):
        raise MessageError("a header has control characters")


def _content(email: OutgoingEmail) -> bytes:
    try:
        parts = [mime_parts.text("plain", email.text), mime_parts.text("html", email.html)]
    except ValueError as error:
        raise MessageError(str(error)) from error
    if email.calendar is None:
        return mime_parts.multipart("alternative", parts)
    calendar = email.calendar
    encoded = mime_parts.base64(calendar.body)
    parts.append(mime_parts.calendar(calendar.method, encoded))
    alternatives = mime_parts.multipart("alternative", parts)
    file = mime_parts.attachment(encoded, "application/ics", "invite.ics")
    return mime_parts.multipart("mixed", [alternatives, file])


def _content_of(part: self_check_parser.Part) -> tuple[str, object]:
    if part.parts:
        return part.content_type, part.parts
    if part.content_type in {"text/plain", "text/html"}:
        return part.content_type, _lines(part.octets.decode())
    return part.content_type, (part.method, part.octets)


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
