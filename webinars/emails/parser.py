"""Reading a message back as a receiver would: its headers, its parts, and what they hold."""

# Stricter than any receiver, for it reads what we wrote: no text around the parts, no part that is
# cut off, no
# octet that its encoding does not know. The standard library's parser reads the heads, those of
# parts once for
# each, because they are always the same; its decoders read what the parts hold.

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
_HEADS_END = b"\r\n\r\n"
_MULTIPART = "multipart/"
# Words of letters and digits, or encoded words, and an address without quotes: all parsers read these alike.
_UNDOUBTED = re.compile(
    r"(?:((?:[A-Za-z0-9]+[ '-])+|(?:=\?utf-8\?b\?[A-Za-z0-9+/]+=*\?= )+)<)?"
    r"([A-Za-z0-9!#$%&'*+/=^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=^_`{|}~-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)(?(1)>)"
)


class UnreadableError(Exception):
    """A receiver could read the message in more than one way, or not at all."""


@dataclass(frozen=True)
class Part:
    """A part in the order in which receivers meet them: parts is how many it has, octets what it holds."""

    kind: str
    method: str | None
    parts: int
    octets: bytes


@dataclass(frozen=True)
class _Head:
    kind: str
    encoding: str
    boundary: str
    method: str | None


def read(message: bytes) -> tuple[list[tuple[str, str]], list[Part]]:
    """Return the headers, those of MIME without their values, and all parts.

    Raises:
        UnreadableError: a head has a defect, or a part does not begin, end or decode as it should.
    """
    head, end, content = message.partition(_HEADS_END)
    parsed = _parsed(head + end)
    headers = [(name, str(value)) for name, value in parsed.raw_items()]
    about_content = str(parsed.get("Content-Type", ""))
    return headers, _parts(f"Content-Type: {about_content}\r\n\r\n".encode(), content)


@memoize(512)
def mailbox(value: str) -> tuple[str, str]:
    """Return name and address of a header with one of them.

    Raises:
        UnreadableError: it has none, or several.
    """
    unfolded = "".join(value.splitlines())
    found = _UNDOUBTED.fullmatch(unfolded)
    if found is None:
        return _strictly(unfolded)
    name = (found[1] or "").rstrip()
    return str(make_header(decode_header(name))) if "=?" in name else name, found[2]


@memoize(512)
def text(value: str) -> str:
    """Return a header that people read, its encoded words decoded."""
    return str(_HEADER("Subject", "".join(value.splitlines())))


def _strictly(value: str) -> tuple[str, str]:
    """Return what the strictest of the standard library's parsers reads."""
    parsed: Any = _HEADER("To", value)
    if len(parsed.addresses) != 1:
        raise UnreadableError("not one address")
    [box] = parsed.addresses
    return str(box.display_name), str(box.addr_spec)


def _parts(head: bytes, content: bytes) -> list[Part]:
    said = _head(head)
    if not said.kind.startswith(_MULTIPART):
        return [Part(said.kind, said.method, 0, _decoded(said, content))]
    line = f"--{said.boundary}".encode()
    begin, between, end = line + b"\r\n", b"\r\n%s\r\n" % line, b"\r\n%s--\r\n" % line
    if not (content.startswith(begin) and content.endswith(end)):
        raise UnreadableError(f"{said.kind}: text around its parts")
    inside = content[len(begin) : -len(end)].split(between)
    # A line that begins with the boundary parts a message, whatever follows it.
    if content.count(line) != len(inside) + 1:
        raise UnreadableError(f"{said.kind}: a boundary inside a part")
    found = [Part(said.kind, said.method, len(inside), b"")]
    for each in inside:
        part_head, ends, octets = each.partition(_HEADS_END)
        found += _parts(part_head + ends, octets)
    return found


@memoize(64)
def _head(head: bytes) -> _Head:
    parsed = _parsed(head)
    kind, boundary = parsed.get_content_type(), parsed.get_boundary("")
    if kind.startswith(_MULTIPART) != bool(boundary):
        raise UnreadableError(f"{kind}: {parsed.items()}")
    method = parsed.get_param("method")
    encoding = str(parsed.get("Content-Transfer-Encoding", "")).lower()
    return _Head(kind, encoding, str(boundary), None if method is None else str(method))


def _parsed(head: bytes) -> "Message[str, str]":
    parsed = BytesParser(policy=compat32).parsebytes(head, headersonly=True)
    if parsed.defects or not head.endswith(_HEADS_END):
        raise UnreadableError(f"a head with defects: {parsed.defects}")
    return parsed


def _decoded(said: _Head, content: bytes) -> bytes:
    match said.encoding:
        case "quoted-printable":
            return binascii.a2b_qp(content)
        case "base64":
            return _decoded_base64(content)
        case _:
            raise UnreadableError(f"{said.kind} is encoded as {said.encoding!r}")


def _decoded_base64(content: bytes) -> bytes:
    try:
        return binascii.a2b_base64(content.replace(b"\r\n", b""), strict_mode=True)
    except binascii.Error as error:
        raise UnreadableError(f"base64: {error}") from error
