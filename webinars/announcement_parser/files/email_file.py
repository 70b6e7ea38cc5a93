"""E-mails (RFC 5322): subject and text, also of forwarded messages; attachments are only named."""

import email
import re
from collections.abc import Iterator
from datetime import date
from email import policy
from email.message import MIMEPart
from email.utils import parsedate_to_datetime

from webinars.announcement_parser.files.calendar_file import read_calendar
from webinars.announcement_parser.files.document import MAX_PARTS, Document, Note, require_text
from webinars.announcement_parser.preprocess import html_to_text, to_markdown
from webinars.errors import InvalidInputError
from webinars.timezones.zones import FIRST_YEAR, LAST_YEAR

MAX_FORWARDED = 5
_MESSAGE, _CALENDAR, _HTML = "message/rfc822", "text/calendar", "text/html"
# "Re:", "Fwd:", "TR :" and the name of a mailing list before a subject.
_SUBJECT_PREFIX = re.compile(
    r"^(?:(?:re|fwd?|tr|rv|wg|aw)\s?:\s*|\[[^\]]{1,40}\]\s*)+", re.IGNORECASE
)
_CHARSETS_OFTEN_WRONG = frozenset({"us-ascii", "ascii", "iso-8859-1", "latin-1"})


def read_email(content: bytes) -> Document:
    """Return the text of an e-mail and of the messages forwarded in it.

    The day on which it was written is that of the oldest of these messages.

    Raises:
        InvalidInputError: "file-without-text", "file-too-complex", "file-damaged" for a calendar part.
    """
    message = email.message_from_bytes(content, policy=policy.default)
    texts: list[str] = []
    days: list[date] = []
    notes: list[Note] = []
    for part in _messages(message):
        document = _read_message(part)
        texts.append(document.text)
        notes += document.notes
        if document.written_on is not None:
            days.append(document.written_on)
    return Document(require_text(texts), min(days, default=None), tuple(notes))


def _messages(message: MIMEPart) -> Iterator[MIMEPart]:
    """Yield a message and those attached to it, from the outer to the inner ones."""
    queue = [message]
    for _ in range(MAX_FORWARDED):
        if not queue:
            return
        current = queue.pop(0)
        yield current
        queue += [
            part.get_payload(0)  # type: ignore[misc]
            for part in _leaves(current)
            if part.get_content_type() == _MESSAGE and part.is_multipart()
        ]


def _read_message(message: MIMEPart) -> Document:
    leaves = list(_leaves(message))
    if len(leaves) > MAX_PARTS:
        raise InvalidInputError("file-too-complex")
    calendar = next((part for part in leaves if part.get_content_type() == _CALENDAR), None)
    notes = tuple(Note("not-read", name) for name in _attachment_names(leaves))
    if calendar is not None:
        document = read_calendar(_bytes(calendar))
        return Document(document.text, _day(message), document.notes + notes)
    subject = " ".join(str(message["subject"] or "").split())
    subject = _SUBJECT_PREFIX.sub("", subject)
    text = "\n\n".join(filter(None, (f"Subject: {subject}" if subject else "", _body(message))))
    return Document(text, _day(message), notes)


def _leaves(part: MIMEPart) -> Iterator[MIMEPart]:
    """Yield the parts that contain no others; an attached message is one of them."""
    if part.get_content_type() == _MESSAGE or not part.is_multipart():
        yield part
        return
    for child in part.iter_parts():
        yield from _leaves(child)


def _attachment_names(leaves: list[MIMEPart]) -> Iterator[str]:
    for part in leaves:
        name = part.get_filename()
        if name and part.is_attachment() and part.get_content_type() not in {_CALENDAR, _MESSAGE}:
            yield " ".join(name.split())


def _body(message: MIMEPart) -> str:
    """Return the text of a message, that of its HTML if it has both."""
    part = message.get_body(preferencelist=("html", "plain"))
    if part is None:
        return ""
    text = _decoded(part)
    if part.get_content_type() == _HTML:
        return to_markdown(html_to_text(text))
    is_flowed = str(part.get_param("format", "")).casefold() == "flowed"
    return _unflowed(text, delete_space=part.get_param("delsp", "") == "yes") if is_flowed else text


def _decoded(part: MIMEPart) -> str:
    """Return the text of a part, also if its charset is missing, unknown or wrong."""
    content = _bytes(part)
    charset = part.get_content_charset("utf-8")
    candidates = [charset, "utf-8", "cp1252"]
    if charset in _CHARSETS_OFTEN_WRONG:
        candidates = ["utf-8", "cp1252"]
    for candidate in candidates:
        try:
            return content.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("latin-1")


def _bytes(part: MIMEPart) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _unflowed(text: str, *, delete_space: bool) -> str:
    """Join the lines of a paragraph, which end with a space (RFC 3676); "-- " is a signature."""
    pieces = []
    for line in text.splitlines():
        content = line.removeprefix(" ")
        is_soft = content.endswith(" ") and content != "-- "
        pieces.append(content[:-1] if is_soft and delete_space else content)
        pieces.append("" if is_soft else "\n")
    return "".join(pieces)


def _day(message: MIMEPart) -> date | None:
    """Return the day of the Date header where it was sent; None if it is missing or invalid."""
    header = next((value for name, value in message.raw_items() if name.lower() == "date"), "")
    try:
        day = parsedate_to_datetime(str(header)).date()
    except (ValueError, TypeError):
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
