"""The parts of a message as octets, in CRLF lines of ASCII."""

# Written here because the standard library's message objects take ten times as long, for every letter of
# thousands; what is written is read back with that library all the same (emails/message.py).
#
# References:
#     RFC 2045 sections 6.7 and 6.8 (quoted-printable, base64), RFC 2046 section 5.1 (multipart).

import binascii

BASE64_LINE = 76  # characters; a multiple of four, so that a line holds whole octets


def text(subtype: str, content: str) -> bytes:
    """Return a part of text. Quoted-printable keeps every line short, whatever the text."""
    # The encoder breaks lines as the text's first line ends, so there must be one.
    lines = content if content.endswith("\n") else content + "\n"
    body = binascii.b2a_qp(lines.replace("\n", "\r\n").encode(), istext=True)
    return _part(f'text/{subtype}; charset="utf-8"', "quoted-printable", body)


def base64(octets: bytes) -> bytes:
    """Return octets in lines of base64."""
    whole = binascii.b2a_base64(octets, newline=False)
    starts = range(0, len(whole), BASE64_LINE)
    return b"\r\n".join(whole[start : start + BASE64_LINE] for start in starts) + b"\r\n"


def calendar(method: str, encoded: bytes) -> bytes:
    """Return a calendar object, already in base64, for the reader's calendar (RFC 6047 section 2.4).

    Base64, so that no relay touches the calendar's own line ends and folds.
    """
    return _part(f'text/calendar; method="{method}"; charset="UTF-8"', "base64", encoded)


def attachment(encoded: bytes, kind: str, filename: str) -> bytes:
    """Return a file, already in base64; kind is its type and filename plain ASCII, both of ours."""
    disposition = f'Content-Disposition: attachment; filename="{filename}"\r\n'.encode()
    return disposition + _part(f'{kind}; name="{filename}"', "base64", encoded)


def multipart(subtype: str, parts: list[bytes]) -> bytes:
    """Return parts as one, which may stand in one of another subtype.

    No part can hold the boundary: in quoted-printable and in base64 no underscore follows an equals sign.
    It is always the same, because the parser that reads letters back compiles an expression for each.
    """
    boundary = b"=_webinars_" + subtype.encode()
    head = b'Content-Type: multipart/%s; boundary="%s"\r\n\r\n' % (subtype.encode(), boundary)
    inner = b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts)
    return b"%s%s--%s--\r\n" % (head, inner, boundary)


def _part(kind: str, encoding: str, body: bytes) -> bytes:
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode("ascii") + body
