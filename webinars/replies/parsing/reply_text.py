"""Extract the text that a registrant wrote in an e-mail, without quotations and without tokens."""

# A written reply to an invitation usually quotes it, with the private links of the registrant. Quoted lines
# are removed, and so is everything that could be a token.

import re
from collections.abc import Iterable
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from webinars.replies.parsing.body_parts import decode_part

MAX_TEXT_LENGTH = 4000
MAX_SUBJECT_LENGTH = 200
_MAX_BODY_BYTES = 64 * 1024
_MAX_HEADER_LENGTH = 1000
# Charsets used in e-mail; other codecs of Python are slow, or do not decode text.
_CHARSET = re.compile(
    r"(us-)?ascii|utf-8|utf-16(le|be)?|iso-8859-\d\d?|windows-\d{3,4}|koi8-[ru]|gb2312|gbk|gb18030"
    r"|big5|shift_jis|euc-(jp|kr)|iso-2022-(jp|kr)|macintosh"
)
_ORIGINAL = re.compile(r"-{3,} ?[^-\n]{1,60}-{3,}|_{20,}")
# The token of a link (capabilities/tokens.py), also inside another URL, or of a reply address,
# which had an id before it in earlier releases.
_TOKEN = re.compile(r"[A-Za-z0-9_.=-]{40,}|(?i:\b(?:[1-9]\d{0,9}-)?[a-z2-7]{26}\b)")
_REDACTED = "[…]"


def extract_text(parts: Iterable[Message]) -> str:
    """Return the first text/plain part of an e-mail, truncated; empty if there is none.

    Attachments and HTML are not read.
    """
    for part in parts:
        if part.get_content_type() == "text/plain" and not _is_attachment(part):
            charset = str(part.get_param("charset") or "utf-8")
            return _own_text(_decode(decode_part(part)[:_MAX_BODY_BYTES], charset))[
                :MAX_TEXT_LENGTH
            ].strip()
    return ""


def clean_subject(value: str) -> str:
    """Return a decoded Subject on one line, truncated."""
    try:
        pieces = decode_header(value[:_MAX_HEADER_LENGTH])
    except (HeaderParseError, ValueError):
        return ""
    decoded = "".join(
        piece if isinstance(piece, str) else _decode(piece, charset or "utf-8")
        for piece, charset in pieces
    )
    return _TOKEN.sub(_REDACTED, " ".join(_without_controls(decoded).split()))[
        :MAX_SUBJECT_LENGTH
    ].strip()


def _is_attachment(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _decode(body: bytes, charset: str) -> str:
    codec = charset.lower() if _CHARSET.fullmatch(charset.lower()) else "utf-8"
    try:
        return body.decode(codec, "replace")
    except LookupError:  # iso-8859-99
        return body.decode("utf-8", "replace")


def _own_text(text: str) -> str:
    """Return a text without quotations, with tokens redacted."""
    own_lines = []
    for line in _without_controls(text).split("\n"):
        if _ORIGINAL.fullmatch(line.strip()):
            break
        if not line.lstrip().startswith(">"):
            own_lines.append(line.rstrip())
    own = re.sub(r"\n{3,}", "\n\n", "\n".join(own_lines).strip())
    return _TOKEN.sub(_REDACTED, own)


def _without_controls(text: str) -> str:
    """Return a text without control characters other than line feeds."""
    text = re.sub(r"\r\n?", "\n", text).replace("\t", " ").replace("\xa0", " ")
    return "".join(
        character for character in text if character.isprintable() or character in "\n\u200c\u200d"
    )
