"""Parse a composed message for the self-check: headers, parts and their contents."""

# Stricter than receivers: no text around the parts, no truncated part, no octet outside the alphabet of the
# encoding. The standard library parses the headers (those of each part once, because they are constant) and
# decodes the contents.

import binascii
import re
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.headerregistry import HeaderRegistry
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Any

from webinars.caching.memoize import memoize

_HEADER = HeaderRegistry()
_HEADER_END = b"\r\n\r\n"
_MULTIPART = "multipart/"
# Words of letters and digits, or encoded words, and an address without quotes: all parsers agree on these.
_UNAMBIGUOUS = re.compile(
    r"(?:((?:[A-Za-z0-9]+[ '-])+|(?:=\?utf-8\?b\?[A-Za-z0-9+/]+=*\?= )+)<)?"
    r"([A-Za-z0-9!#$%&'*+/=^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=^_`{|}~-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)(?(1)>)"
)
# Lines of a name, a value that begins and ends with a visible character, and folds of such lines.
_HEADER_LINE = re.compile(r"([A-Za-z-]+): ([!-~][ -~]*(?:\r\n [!-~][ -~]*)*)\r\n")
_PLAIN_HEADERS = re.compile(rb"(?:[A-Za-z-]+: [!-~][ -~]*(?:\r\n [!-~][ -~]*)*\r\n)+\r\n")


class UnreadableError(Exception):
    """The message is ambiguous or malformed."""


@dataclass(frozen=True)
class Part:
    """One part, in document order: content type, method, number of subparts and decoded content."""

    content_type: str
    method: str | None
    parts: int
    octets: bytes


@dataclass(frozen=True)
class _PartHeaders:
    content_type: str
    encoding: str
    boundary: str
    method: str | None


def read(message: bytes) -> tuple[list[tuple[str, str]], list[Part]]:
    """Parse a message; return its headers and all parts.

    Raises:
        UnreadableError: headers have a defect, or a part is not delimited or encoded correctly.
    """
    header_block, end, content = message.partition(_HEADER_END)
    headers = _read_headers(header_block + end)
    content_type = next((value for name, value in headers if name == "Content-Type"), "")
    return headers, _parts(f"Content-Type: {content_type}\r\n\r\n".encode(), content)


@memoize(512)
def mailbox(value: str) -> tuple[str, str]:
    """Parse the value of a header with one address; return name and address.

    Raises:
        UnreadableError: there is not exactly one address.
    """
    unfolded = "".join(value.splitlines())
    match = _UNAMBIGUOUS.fullmatch(unfolded)
    if match is None:
        return _parse_mailbox(unfolded)
    name = (match[1] or "").rstrip()
    return str(make_header(decode_header(name))) if "=?" in name else name, match[2]


@memoize(512)
def text(value: str) -> str:
    """Decode the value of an unstructured header."""
    return str(_HEADER("Subject", "".join(value.splitlines())))


def _parse_mailbox(value: str) -> tuple[str, str]:
    """Parse one address with the strictest parser of the standard library."""
    parsed: Any = _HEADER("To", value)
    if len(parsed.addresses) != 1:
        raise UnreadableError("not one address")
    [box] = parsed.addresses
    return str(box.display_name), str(box.addr_spec)


def _parts(header_block: bytes, content: bytes) -> list[Part]:
    headers = _part_headers(header_block)
    if not headers.content_type.startswith(_MULTIPART):
        return [Part(headers.content_type, headers.method, 0, _decode(headers, content))]
    # Any line that begins with the delimiter separates parts, so between two there is one part.
    pieces = content.split(f"--{headers.boundary}".encode())
    if pieces[0] or pieces[-1] != b"--\r\n":
        raise UnreadableError(f"{headers.content_type}: text around its parts")
    subparts = pieces[1:-1]
    if not subparts or not all(map(_is_delimited, subparts)):
        raise UnreadableError(f"{headers.content_type}: a boundary inside a part")
    parts = [Part(headers.content_type, headers.method, len(subparts), b"")]
    for subpart in subparts:
        part_header_block, header_end, octets = subpart[2:-2].partition(_HEADER_END)
        parts += _parts(part_header_block + header_end, octets)
    return parts


def _is_delimited(piece: bytes) -> bool:
    breaks = b"\r\n\r\n"
    return len(piece) >= len(breaks) and piece.startswith(b"\r\n") and piece.endswith(b"\r\n")


@memoize(64)
def _part_headers(header_block: bytes) -> _PartHeaders:
    parsed = _parse_headers(header_block)
    content_type, boundary = parsed.get_content_type(), parsed.get_boundary("")
    if content_type.startswith(_MULTIPART) != bool(boundary):
        raise UnreadableError(f"{content_type}: {parsed.items()}")
    method = parsed.get_param("method")
    encoding = str(parsed.get("Content-Transfer-Encoding", "")).lower()
    return _PartHeaders(
        content_type, encoding, str(boundary), None if method is None else str(method)
    )


def _read_headers(header_block: bytes) -> list[tuple[str, str]]:
    """Return names and values; only what all parsers read alike is not left to the standard library."""
    if _PLAIN_HEADERS.fullmatch(header_block):
        return _HEADER_LINE.findall(header_block.decode("ascii"))
    return [(name, str(value)) for name, value in _parse_headers(header_block).raw_items()]


def _parse_headers(header_block: bytes) -> "Message[str, str]":
    parsed = BytesParser(policy=compat32).parsebytes(header_block, headersonly=True)
    if parsed.defects or not header_block.endswith(_HEADER_END):
        raise UnreadableError(f"headers with defects: {parsed.defects}")
    return parsed


def _decode(headers: _PartHeaders, content: bytes) -> bytes:
    match headers.encoding:
        case "quoted-printable":
            return binascii.a2b_qp(content)
        case "base64":
            return _decode_base64(content)
        case _:
            raise UnreadableError(f"{headers.content_type} is encoded as {headers.encoding!r}")


def _decode_base64(content: bytes) -> bytes:
    """Decode base64 strictly."""
    try:
        return binascii.a2b_base64(content.replace(b"\r\n", b""), strict_mode=True)
    except binascii.Error as error:
        raise UnreadableError(f"base64: {error}") from error
