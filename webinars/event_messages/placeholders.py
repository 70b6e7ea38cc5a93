"""Placeholders in the subject and text of a message: a fixed list, replaced for each recipient."""

import re
from collections.abc import Iterator
from enum import StrEnum

from webinars.errors import InvalidInputError
from webinars.localized_text import all_languages
from webinars.security.urls import split_web_urls


class Placeholder(StrEnum):
    """A placeholder, without its braces."""

    NAME = "name"
    EVENT = "event"
    DATE = "date"
    EVENT_LINK = "event_link"
    MANAGE_LINK = "manage_link"
    RECORDING = "recording"


LINKS = frozenset({Placeholder.EVENT_LINK, Placeholder.MANAGE_LINK, Placeholder.RECORDING})
_BRACES = re.compile(r"\{([^{}\n]*)\}")
# A placeholder, a web address ("url"), or text ("text").
Piece = tuple[str, str]


def check_placeholders(text: str, *, links: bool, recording: bool = False) -> None:
    """Refuse placeholders that do not exist, and those of links where there can be none.

    recording: that of recording and slides is one, which only messages have.

    Raises:
        InvalidInputError: "unknown-placeholder", "link-in-subject" (facts: placeholder).
    """
    known = {one for one in Placeholder if recording or one is not Placeholder.RECORDING}
    for match in _BRACES.finditer(text):
        if match[1] not in known:
            raise InvalidInputError("unknown-placeholder", placeholder=match[0][:40])
        if not links and match[1] in LINKS:
            raise InvalidInputError("link-in-subject", placeholder=match[0])


def has_recording(text: str) -> bool:
    """Return whether a text, in any language, has the placeholder of the recording and slides."""
    return any(f"{{{Placeholder.RECORDING}}}" in words for words in all_languages(text))


def split_placeholders(line: str) -> tuple[Piece, ...]:
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
    for part, is_address in split_web_urls(text):
        yield ("url" if is_address else "text"), part
