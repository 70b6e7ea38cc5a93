"""Detect passcodes and meeting links in the public texts of an event."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from webinars.security.passcodes import find_meeting_links, find_passcodes

ACCEPTED = "public_access"  # key in Event.reading: what the organiser accepted as public


class PublicText(Protocol):
    """The public texts that Event and EventDetails share."""

    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def description(self) -> str: ...  # noqa: D102
    @property
    def place(self) -> str: ...  # noqa: D102
    @property
    def hosted_by(self) -> str: ...  # noqa: D102
    @property
    def links(self) -> Sequence[Mapping[str, str]]: ...  # noqa: D102
    @property
    def accepts_registrations(self) -> bool: ...  # noqa: D102
    @property
    def external_url(self) -> str: ...  # noqa: D102


def public_access_details(said: PublicText) -> tuple[str, ...]:
    """Return the passcodes, meeting IDs and private meeting links in an event's public texts."""
    links = (part for link in said.links for part in (link.get("text", ""), link.get("url", "")))
    texts = (said.title, said.description, said.place, said.hosted_by, *links)
    has_registrants = said.accepts_registrations and not said.external_url
    return _unique(
        each for text in texts for each in access_details(text, has_registrants=has_registrants)
    )


def access_details(text: str, *, has_registrants: bool) -> tuple[str, ...]:
    """Return the access details in a text.

    Without registration people join by the meeting link in the text, so only passcodes count.
    """
    rooms = find_meeting_links(text) if has_registrants else ()
    return _unique((*find_passcodes(text), *rooms))


def _unique(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
