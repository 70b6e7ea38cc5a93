"""Build the bytes of a message from an e-mail; they are parsed back before they may be sent."""

# References:
#     RFC 6047 section 2.4: the calendar part belongs in multipart/alternative with its method as a parameter.
#     MS-OXCMAIL 2.1.3.3.8.2: it comes last there, and that multipart is the message's first part.

import re

from webinars.emails import headers, mime_parts
from webinars.emails.outgoing_email import OutgoingEmail
from webinars.emails.self_check import MessageError, compare

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


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


def _reject_control_characters(email: OutgoingEmail) -> None:
    boxes = [box for box in (email.sender, email.recipient, email.reply_to) if box]
    values = [
        email.subject,
        email.mail_id,
        email.unsubscribe_url,
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
