"""Encode the MIME parts of a message, as ASCII lines that end in CRLF."""

# The standard library's message objects take more than ten times as long (docs/decisions/0043). The result is
# parsed back before it is sent (emails/mime_message.py).
#
# References:
#     RFC 2045 sections 6.7 and 6.8 (quoted-printable, base64), RFC 2046 section 5.1 (multipart).

import binascii
import re

from webinars.caching.memoize import memoize

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
BASE64_LINE = 76  # characters; a multiple of four, so that a line encodes whole octets


def text(subtype: str, content: str) -> bytes:
    """Encode a text part as quoted-printable, which limits the length of lines.

    Raises:
        ValueError: the text has control characters.
    """
    # split(), not splitlines(), which also splits at other characters than line feeds.
    lines = content.removesuffix("\n").split("\n")
    body = b"".join(map(_quoted_line, lines))
    return _part(f'text/{subtype}; charset="utf-8"', "quoted-printable", body)


def base64(octets: bytes) -> bytes:
    """Encode octets as lines of base64."""
    encoded = binascii.b2a_base64(octets, newline=False)
    starts = range(0, len(encoded), BASE64_LINE)
    return b"\r\n".join([encoded[start : start + BASE64_LINE] for start in starts]) + b"\r\n"


def calendar(method: str, encoded: bytes) -> bytes:
    """Return the part of a calendar object, given in base64 (RFC 6047 section 2.4).

    Base64, so that no relay changes its line endings and folding.
    """
    return _part(f'text/calendar; method="{method}"; charset="UTF-8"', "base64", encoded)


def attachment(encoded: bytes, content_type: str, filename: str) -> bytes:
    """Return the part of a file, given in base64; content_type and filename are constants in ASCII."""
    disposition = f'Content-Disposition: attachment; filename="{filename}"\r\n'.encode()
    return disposition + _part(f'{content_type}; name="{filename}"', "base64", encoded)


def multipart(subtype: str, parts: list[bytes]) -> bytes:
    """Return a multipart, which may contain one of another subtype.

    No part contains the boundary: in quoted-printable and base64 no underscore follows an equals sign.
    It is constant, so that the self-check parses the headers of each part only once.
    """
    boundary = b"=_webinars_" + subtype.encode()
    head = b'Content-Type: multipart/%s; boundary="%s"\r\n\r\n' % (subtype.encode(), boundary)
    inner = b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts)
    return b"%s%s--%s--\r\n" % (head, inner, boundary)


# Most lines of an e-mail are the same for all its recipients.
@memoize(2048)
def _quoted_line(line: str) -> bytes:
    if _CONTROL.search(line):
        raise ValueError("the text has control characters")
    # The encoder uses the line ending of the first line for soft breaks, so there must be one.
    return binascii.b2a_qp(f"{line}\r\n".encode(), istext=True)


def _part(content_type: str, encoding: str, body: bytes) -> bytes:
    head = f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode("ascii") + body
