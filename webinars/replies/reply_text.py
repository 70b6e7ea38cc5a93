"""What a person wrote in a mail, as plain text: their own words, bounded, without what opens doors."""

# Who answers an invitation by hand quotes it, with the links to their own page and to the room in it. Quoted
# lines are left out, and whatever could be one of our secrets is, wherever it stands.

import re
from collections.abc import Iterable
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

LONGEST_TEXT = 4000
LONGEST_SUBJECT = 200
_LONGEST_BODY = 64 * 1024
_LONGEST_HEADER = 1000
# Those that mail is written in; some of Python's others take very long, or are no text.
_CHARSET = re.compile(
    r"(us-)?ascii|utf-8|utf-16(le|be)?|iso-8859-\d\d?|windows-\d{3,4}|koi8-[ru]|gb2312|gbk|gb18030"
    r"|big5|shift_jis|euc-(jp|kr)|iso-2022-(jp|kr)|macintosh"
)
_ORIGINAL = re.compile(r"-{3,} ?[^-\n]{1,60}-{3,}|_{20,}")
# A link's token (capabilities/rules.py), also inside another address; the one in an address of replies, which
# had a number before it once.
_SECRET = re.compile(r"[A-Za-z0-9_.=-]{40,}|(?i:\b(?:[1-9]\d{0,9}-)?[a-z2-7]{26}\b)")
_HIDDEN = "[…]"


def words(parts: Iterable[Message]) -> str:
    """Return the first plain text of a mail, at most LONGEST_TEXT signs; nothing if there is none.

    Files are never looked into, and HTML is not either.
    """
    for part in parts:
        if part.get_content_type() == "text/plain" and not _is_file(part):
            charset = str(part.get_param("charset") or "utf-8")
            return _own(_decoded(octets(part)[:_LONGEST_BODY], charset))[:LONGEST_TEXT].strip()
    return ""


def subject(value: str) -> str:
    """Return a mail's subject on one line, at most LONGEST_SUBJECT signs."""
    try:
        pieces = decode_header(value[:_LONGEST_HEADER])
    except (HeaderParseError, ValueError):
        return ""
    said = "".join(
        piece if isinstance(piece, str) else _decoded(piece, charset or "utf-8")
        for piece, charset in pieces
    )
    return _SECRET.sub(_HIDDEN, " ".join(_plain(said).split()))[:LONGEST_SUBJECT].strip()


def octets(part: Message) -> bytes:
    """Return what a part holds, whatever it is wrapped in; nothing if that is no encoding."""
    try:
        body = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    return body if isinstance(body, bytes) else b""


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _decoded(body: bytes, charset: str) -> str:
    known = charset.lower() if _CHARSET.fullmatch(charset.lower()) else "utf-8"
    try:
        return body.decode(known, "replace")
    except LookupError:  # iso-8859-99
        return body.decode("utf-8", "replace")


def _own(text: str) -> str:
    """Return a text without what it quotes and without secrets of ours."""
    kept = []
    for line in _plain(text).split("\n"):
        if _ORIGINAL.fullmatch(line.strip()):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
    said = re.sub(r"\n{3,}", "\n\n", "\n".join(kept).strip())
    return _SECRET.sub(_HIDDEN, said)


def _plain(text: str) -> str:
    """Return a text without control signs but the ends of lines."""
    said = re.sub(r"\r\n?", "\n", text).replace("\t", " ").replace("\xa0", " ")
    return "".join(
        sign for sign in said if sign.isprintable() or sign == "\n" or sign in "\u200c\u200d"
    )
