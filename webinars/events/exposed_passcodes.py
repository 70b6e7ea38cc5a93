"""Passcodes and meeting links that the public texts of an event expose."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Protocol

from webinars.localized_text import all_languages
from webinars.security.meeting_urls import find_meeting_links
from webinars.security.passcodes import find_passcodes

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


def public_access_details(details: PublicText) -> tuple[str, ...]:
    """Return the passcodes, meeting IDs and private meeting links in an event's public texts."""
    links = (part for link in details.links for part in (link.get("text", ""), link.get("url", "")))
    localized = (details.title, details.description, details.place)
    texts = (*chain.from_iterable(map(all_languages, localized)), details.hosted_by, *links)
    has_registrants = details.accepts_registrations and not details.external_url
    return _unique(
        detail
        for text in texts
        for detail in find_access_details(text, has_registrants=has_registrants)
    )


def find_access_details(text: str, *, has_registrants: bool) -> tuple[str, ...]:
    """Return the access details in a text.

    Without registration people join by the meeting link in the text, so only passcodes count.
    """
    meeting_links = find_meeting_links(text) if has_registrants else ()
    return _unique((*find_passcodes(text), *meeting_links))


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
