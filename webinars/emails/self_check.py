"""Self-check of a message: parse its bytes as a receiver would, and compare them with the e-mail."""

from webinars.emails import headers, sanitize, self_check_parser
from webinars.emails.outgoing_email import OutgoingEmail

LONGEST_LINE = 998


class MessageError(Exception):
    """The e-mail cannot be encoded so that it parses back to itself; a defect of this program."""


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
    wanted = f"<{email.unsubscribe_url}>" if email.unsubscribe_url else ""
    if values.get("List-Unsubscribe", "") != wanted:
        raise MessageError("the link to unsubscribe differs")
    if [_content_of(part) for part in parts] != _intended_parts(email):
        raise MessageError("the parts differ")


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
