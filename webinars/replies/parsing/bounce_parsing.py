"""Bounces: delivery status notifications and reports of qmail, and the e-mail that each returns."""

# References:
#     RFC 3464 (delivery status notifications), https://cr.yp.to/proto/qsbmf.txt (bounces of qmail).

import re
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from webinars.replies.parsing.body_parts import decode_part, utf8_content
from webinars.replies.parsing.mail_headers import header_text

_MAX_BOUNCED = 10
_MAIL_ID = re.compile(r"<[^<>\s]{3,250}>")
_QMAIL_START = b"Hi. This is the "
_QMAIL_COPY = re.compile(rb"(?m)^--- Below this line is a copy of the message\.\s*")


def is_bounce(mail: Message) -> bool:
    """Return whether an e-mail is a bounce or another report of a mail server."""
    return _is_report(mail) or bool(bounced_ids(mail))


def _is_report(mail: Message) -> bool:
    return mail.get_content_type() == "multipart/report"


def bounced_ids(mail: Message) -> tuple[str, ...]:
    """Return possible Message-IDs of the e-mail that a bounce reports; empty if it failed not for good.

    Amazon SES replaces the Message-ID of what it sends, and refers to ours in the headers of the report.
    """
    if _is_report(mail) and mail.is_multipart():
        parts = [part for part in mail.get_payload() if isinstance(part, Message)]
        if not any(_has_failed(part) for part in parts):
            return ()
        texts = [_original_id(part) for part in parts]
        texts += [header_text(mail, name) for name in ("In-Reply-To", "References")]
    else:
        texts = [_id_in_qmail_report(mail)]
    mail_ids = [mail_id for text in texts for mail_id in _MAIL_ID.findall(text)]
    return tuple(dict.fromkeys(mail_ids))[:_MAX_BOUNCED]


def _id_in_qmail_report(mail: Message) -> str:
    """Return the Message-ID in a bounce of qmail, which is plain text with the returned e-mail below."""
    if mail.is_multipart() or mail.get_content_type() != "text/plain":
        return ""
    body = decode_part(mail).lstrip()
    copy = _QMAIL_COPY.search(body)
    if not body.startswith(_QMAIL_START) or copy is None:
        return ""
    return header_text(message_from_bytes(body[copy.end() :], policy=compat32), "Message-ID")


def _has_failed(part: Message) -> bool:
    if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
        return False
    blocks = part.get_payload()
    return any(
        header_text(block, "Action").strip().lower() == "failed"
        for block in blocks
        if isinstance(block, Message)
    )


def _original_id(part: Message) -> str:
    """Return the Message-ID in a part of a report that contains the returned e-mail or its headers."""
    if part.get_content_type() == "text/rfc822-headers":
        return header_text(message_from_bytes(utf8_content(part), policy=compat32), "Message-ID")
    inner = part.get_payload()
    if part.get_content_type() == "message/rfc822" and isinstance(inner, list) and inner:
        return header_text(inner[0], "Message-ID")  # type: ignore[arg-type]  # its payload is a list of messages
    return ""
