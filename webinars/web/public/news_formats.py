"""Channel and items of a news feed, for all formats; texts are valid in XML and JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Channel:
    """A news feed: page is the URL of the HTML list, address that of the feed; as_of dates an empty feed."""

    title: str
    about: str
    author: str
    language: str
    page: str
    address: str
    as_of: datetime


@dataclass(frozen=True)
class Item:
    """An event or a document as an item. html is sanitized; facts are machine-readable.

    calendar_url is empty for a document, enclosure_url for an event and for what has no file.
    """

    id: str
    url: str
    calendar_url: str
    title: str
    summary: str
    html: str
    published_at: datetime
    updated_at: datetime
    tags: tuple[str, ...]
    facts: Mapping[str, str]
    enclosure_url: str = ""
    enclosure_type: str = ""
