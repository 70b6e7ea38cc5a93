"""The headers of an e-mail, encoded as ASCII lines."""

# The names and subjects of users are written as encoded words of base64 unless they are plain. The standard
# library's folding loses the quotes around long names.
#
# References:
#     RFC 2047 section 2: an encoded word has at most 75 characters; section 5: where one is allowed.
#     RFC 8058 section 3.1: the headers of one-click unsubscription.
#     RFC 3834 section 5: Auto-Submitted keeps automatic replies away.

import base64
import re
from email.utils import format_datetime

from webinars.emails import sanitize
from webinars.emails.outgoing_email import Mailbox, OutgoingEmail
from webinars.security.urls import is_https

ONE_CLICK = "List-Unsubscribe=One-Click"
FOLD = "\r\n "
_BYTES_PER_WORD = 45  # 60 characters of base64, and 12 of "=?utf-8?b??="
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9]+([ '-][A-Za-z0-9]+)*")
_PLAIN_TEXT = re.compile(r"[!-~]+( [!-~]+)*")
_LONGEST_PLAIN = 60


def encode(email: OutgoingEmail) -> dict[str, str]:
    """Return the headers of an e-mail but Content-Type, by name, each value encoded."""
    encoded = {
        "From": _mailbox(email.sender),
        "To": _mailbox(email.recipient),
        "Subject": encode_text(sanitize.without_encoded_words(email.subject)),
        "Date": format_datetime(email.written_at),
        "Message-ID": email.mail_id,
        "Auto-Submitted": "auto-generated",
    }
    if email.reply_to:
        encoded["Reply-To"] = _mailbox(email.reply_to)
    if email.in_reply_to:
        encoded["In-Reply-To"] = email.in_reply_to
    if email.references:
        encoded["References"] = FOLD.join(email.references)
    return encoded | _unsubscribe(email) | {"MIME-Version": "1.0"}


def names(email: OutgoingEmail) -> list[str]:
    """Return the names of the headers that encode() must have written."""
    addresses = ["From", "To", *(["Reply-To"] if email.reply_to else [])]
    thread = [
        *(["In-Reply-To"] if email.in_reply_to else []),
        *(["References"] if email.references else []),
    ]
    fixed = ["Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"]
    return [*addresses, *thread, *_unsubscribe(email), *fixed]


def _unsubscribe(email: OutgoingEmail) -> dict[str, str]:
    if not email.unsubscribe_url:
        return {}
    headers = {"List-Unsubscribe": f"<{email.unsubscribe_url}>"}
    # One click needs https (RFC 8058 section 3.1).
    is_one_click = is_https(email.unsubscribe_url)
    return headers | ({"List-Unsubscribe-Post": ONE_CLICK} if is_one_click else {})


def encode_address(name: str, email: str) -> str:
    """Encode the value of a header with one address; the address itself must be valid."""
    if not name:
        return email
    is_plain = len(name) <= _LONGEST_PLAIN and _PLAIN_PHRASE.fullmatch(name)
    return f"{name} <{email}>" if is_plain else f"{encode_words(name)}{FOLD}<{email}>"


def encode_text(value: str) -> str:
    """Encode the value of an unstructured header such as Subject."""
    is_plain = len(value) <= _LONGEST_PLAIN and _PLAIN_TEXT.fullmatch(value) and "=?" not in value
    return value if is_plain or not value else encode_words(value)


def encode_words(value: str) -> str:
    """Encode a value as folded encoded words, without splitting a character."""
    octets, chunks, start = value.encode(), [], 0
    while len(octets) - start > _BYTES_PER_WORD:
        end = start + _BYTES_PER_WORD
        while octets[end] & 0xC0 == 0x80:  # noqa: PLR2004 - inside a character of UTF-8
            end -= 1
        chunks.append(octets[start:end])
        start = end
    chunks.append(octets[start:])
    return FOLD.join(f"=?utf-8?b?{base64.b64encode(chunk).decode()}?=" for chunk in chunks)


def _mailbox(box: Mailbox) -> str:
    return encode_address(sanitize.without_encoded_words(box.name), box.email)
