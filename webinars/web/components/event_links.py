"""Links of an event that are valid http or https URLs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webinars.errors import InvalidInputError
from webinars.events.materials import shown_materials
from webinars.events.models import Event
from webinars.security.urls import host_of, web_url


@dataclass(frozen=True)
class Link:
    """A link of an event: its text, URL and host."""

    text: str
    url: str
    host: str


def safe_links(links: Iterable[Mapping[str, str]]) -> list[Link]:
    """Return the links of an event with valid http or https URLs."""
    valid = []
    for link in links:
        try:
            url = web_url(link.get("url", ""))
        except InvalidInputError:
            continue
        valid.append(Link(link.get("text", "").strip() or url, url, host_of(url)))
    return valid


def material_links(session: Session, event: Event, now: datetime) -> list[Link]:
    """Return the links to the recording and slides of an event that has ended; none before."""
    materials = shown_materials(session, event, now)
    return [Link(label, url, host_of(url)) for label, url in materials]
