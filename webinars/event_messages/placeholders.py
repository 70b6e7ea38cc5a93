"""Placeholders in the subject and text of a message: a fixed list, replaced for each recipient."""

import re
from collections.abc import Iterator
from enum import StrEnum

from webinars.errors import InvalidInputError
from webinars.security.urls import is_web_url


class Placeholder(StrEnum):
    """A placeholder, without its braces."""

    NAME = "name"
    EVENT = "event"
    DATE = "date"
    EVENT_LINK = "event_link"
    MANAGE_LINK = "manage_link"


LINKS = frozenset({Placeholder.EVENT_LINK, Placeholder.MANAGE_LINK})
_BRACES = re.compile(r"\{([^{}\n]*)\}")
_ADDRESS = re.compile(r"https?://[^\s<>\"{}]+")
_CLOSING = ".,;:!?'’”»)]"
# A placeholder, a web address ("url"), or text ("text").
Piece = tuple[str, str]


def check_placeholders(text: str, *, links: bool) -> None:
    """Refuse placeholders that do not exist, and those of links where there can be none.

    Raises:
        InvalidInputError: "unknown-placeholder", "link-in-subject" (facts: placeholder).
    """
    for match in _BRACES.finditer(text):
        if match[1] not in set(Placeholder):
            raise InvalidInputError("unknown-placeholder", placeholder=match[0][:40])
        if not links and match[1] in LINKS:
            raise InvalidInputError("link-in-subject", placeholder=match[0])


def pieces_of(line: str) -> tuple[Piece, ...]:
    """Split one line into its placeholders, web addresses and text.

    What replaces a placeholder is never searched for addresses: a name must not become a link.
    """
    return tuple(_pieces(line))


def _pieces(line: str) -> Iterator[Piece]:
    start = 0
    for match in _BRACES.finditer(line):
        if match[1] in set(Placeholder):
            yield from _with_addresses(line[start : match.start()])
            yield match[1], ""
            start = match.end()
    yield from _with_addresses(line[start:])


def _with_addresses(text: str) -> Iterator[Piece]:
    start = 0
    for match in _ADDRESS.finditer(text):
        address = _without_closing(match[0])
        if not is_web_url(address):
            continue
        if match.start() > start:
            yield "text", text[start : match.start()]
        yield "url", address
        start = match.start() + len(address)
    if start < len(text):
        yield "text", text[start:]


def _without_closing(address: str) -> str:
    """Remove what closes the sentence or parenthesis around an address."""
    while address[-1:] in _CLOSING and not (address[-1] == ")" and "(" in address):
        address = address[:-1]
    return address
