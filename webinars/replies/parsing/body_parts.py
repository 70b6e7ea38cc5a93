"""The body parts of an e-mail (RFC 2045): leaves, decoded content, and which may be calendars."""

from collections.abc import Iterator
from email.message import Message

_CALENDARS = ("text/calendar", "application/ics")


def leaf_parts(mail: Message) -> Iterator[Message]:
    """Yield the leaf parts of an e-mail, without those of forwarded e-mails, which have other authors."""
    if mail.get_content_maintype() == "message":
        return
    if not mail.is_multipart():
        yield mail
        return
    for part in mail.get_payload():
        if isinstance(part, Message):
            yield from leaf_parts(part)


def may_be_calendar(part: Message) -> bool:
    """Return whether a part is a calendar object, by its content type or filename."""
    # Many calendars declare no filename; others declare a filename and any content type.
    name = str(part.get_filename(""))
    return part.get_content_type() in _CALENDARS or name.lower().endswith(".ics")


def decode_part(part: Message) -> bytes:
    """Decode the content of a part; empty if its transfer encoding is invalid."""
    try:
        body = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    return body if isinstance(body, bytes) else b""


def utf8_content(part: Message) -> bytes:
    """Decode the content of a part, and convert it to UTF-8 from the charsets in which calendars reply."""
    content = decode_part(part)
    charset = str(part.get_param("charset") or "utf-8").lower()
    if charset in {"utf-16", "iso-8859-1", "windows-1252"}:
        content = content.decode(charset, "replace").encode("utf-8", "replace")
    return content
